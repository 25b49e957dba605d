"""Finders: replies of every shape, entries of every malice, and a crawl of each platform on loopback."""

import dataclasses
import json
import zlib
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.changed import SourceChangedError
from crawlers.platforms.entry_parts import place_of
from crawlers.platforms.entry_text import lines_of, web_address
from crawlers.platforms.finder import FinderSpider
from crawlers.platforms.wp_go_maps import packed
from crawlers.platforms.wp_store_locator import WpStoreLocatorSpider
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.registry import sources
from directory.records import ListingRecord, TrainingRecord
from directory.store.database import connect
from directory.vocabulary import SourceKind
from tests.crawlers.processes import crawled_apart
from tests.crawlers.source_tables import FIXTURES, table_of
from tests.databases import Databases

FINDERS = [n for n, kind in sources().items() if issubclass(kind, FinderSpider) and not kind.needs]
GRADUATES = [name for name in FINDERS if sources()[name].kind is SourceKind.TRAINING]


def body_of(name: str) -> bytes:
    return next((FIXTURES / name).glob("response.*")).read_bytes()


def reply(name: str, *changes: Mapping[str, Any]) -> bytes:
    """The first entry of a fixture, once for each of these changes."""
    table = table_of(name)
    return table.write(table.columns, [{**table.rows[0], **change} for change in changes])


def read(name: str, body: bytes) -> list[Reading]:
    return list(sources()[name].read(body, "reply"))


def flaws(readings: list[Reading]) -> list[str]:
    return [f"{reading.code}: {reading.text}" for reading in readings if isinstance(reading, Flaw)]


def records(readings: list[Reading]) -> list[Any]:
    return [reading.record for reading in readings if isinstance(reading, Kept)]


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("Jane Roe, PT", ("Jane Roe, PT",)),
        ("Jane O&#8217;Roe &amp; Co", ("Jane O’Roe & Co",)),
        ("Roe &amp;lt;b&amp;gt;", ("Roe &lt;b&gt;",)),  # decoded once, never twice
        ("<p>Jane<br/>Roe</p>\n<p>PT</p>", ("Jane", "Roe", "PT")),
        ("<b>Jane\n  Roe</b>", ("Jane Roe",)),
        ("one\r\ntwo", ("one", "two")),
        ("<script>alert(1)</script><style>b{}</style>Jane", ("Jane",)),
        ("<img src=x onerror=alert(1)>Jane<!-- Roe -->", ("Jane",)),
        ("a < b and b > a", ("a < b and b > a",)),
        ("<<<b>>>", ("<<>>",)),
        ("<div>" * 100_000 + "deep", ()),
        ("<span>" * 100_000 + "deep", ()),  # too deep to be read: the entry then names nobody
        ("<s>Jane</s> <del>Ann</del> <strike>Eve</strike> Roe", ("Roe",)),
        ('<div hidden>Jane</div><p style="display: none">Ann</p>Roe', ("Roe",)),
        ("<a " + " ".join(f"b{number}=1" for number in range(50_000)) + ">Roe", ()),  # minutes for the parser
        ("<p" * 50_000, ()),
        ("J\0a\u202en\u200be", ("Jane",)),
        (12, ("12",)),
        (["a", ["b", None]], ("a", "b")),
        ({"name": "Jane"}, ()),
        (True, ()),
        (None, ()),
        ("", ()),
        (" <p> </p> ", ()),
        ("--", ()),
    ],
)
def test_text_is_what_a_reader_sees(value: Any, lines: tuple[str, ...]) -> None:
    assert lines_of(value) == lines


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "ftp://example.org/", "//example.org/", "https://",
     "https://good.example.org@evil.example.org/", "https://example.org\\@evil.example.org", "https://[half/",
     "example.org",
     "https://example.org/ onclick=alert(1)", 'https://example.org/">', "https://example.org/" + "a" * 3_000, "", None],
)  # fmt: skip
def test_no_other_address_becomes_a_link(text: str | None) -> None:
    assert web_address(text) is None


def test_a_web_address_is_kept_as_it_stands() -> None:
    assert web_address("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("12 Sample St, Spokane, WA 99201, USA", ("12 Sample St", None, "Spokane", "WA", "99201")),
        ("12 Sample St, Suite 3, Spokane, WA 99201-1234", ("12 Sample St", "Suite 3", "Spokane", "WA", "99201")),
        ("Spokane, WA 99201", (None, None, "Spokane", "WA", "99201")),
        ("12 Sample St, Nowhereville, WA 99201", None),
        ("Musterweg 3, 8001 Beispiel", None),
        (None, None),
    ],
)
def test_a_place_in_one_text(text: str | None, place: tuple[str | None, ...] | None) -> None:
    assert place_of({"place": text}) == place


# --- replies of another shape ----------------------------------------------------------------------------------------

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><locator><store>&b;</store></locator>'
)
XXE = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><locator><store><item>&x;</item></store></locator>'


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("example_needling_college", b"0", "the site answers 0"),
        ("example_needling_college", b"true", "not a list of entries"),
        ("example_needling_college", b'{"success":false}', "answers that it failed"),
        ("example_needling_college", b"[1]", "not a list of entries"),
        ("example_needling_college", b"<!DOCTYPE html><title>Log in</title>", "a web page came"),
        ("example_needling_college", b"[" * 200_000, "cannot be read"),
        ("example_needling_college", b"[1" + b"0" * 6_000 + b"]", "cannot be read"),
        ("example_trigger_academy", b"false", "not a list of entries"),
        ("example_needling_map", b'{"code":"rest_no_route","message":"No route"}', "markers is not a list"),
        ("example_needling_map", b"[]", "markers is not a list"),
        ("example_needling_school", b'{"success":false,"results":{"locations":[]}}', "answers that it failed"),
        ("example_needling_school", b'{"success":true,"results":[]}', "results.locations is not a list"),
        ("example_needling_directory", b'{"error":"Method unavailable."}', "not a list of entries"),
        ("example_rehab_group", BOMB, "a document type or entities"),
        ("example_rehab_group", XXE, "a document type or entities"),
        ("example_rehab_group", b"<html><body>Log in</body></html>", "<html> came instead"),
        ("example_rehab_group", b"<locator><label/></locator>", "<locator> came instead"),
        ("example_rehab_group", b"<locator><store><item>", "not XML, or cut off"),
        ("example_rehab_group", b"<locator><store><item><fax>1</fax><fax>2</fax></item></store></locator>",
         "more than once"),
        ("example_spine_alumni", b'<?xml version="1.0"?><locator/>', "a web page came"),
    ],
)  # fmt: skip
def test_a_reply_of_another_shape_is_refused(name: str, body: bytes, told: str) -> None:
    with pytest.raises(SourceChangedError, match=told):
        read(name, body)


@pytest.mark.parametrize("name", FINDERS)
def test_every_field_is_declared(name: str) -> None:
    with pytest.raises(SourceChangedError, match=r"unexpected fields \['surprise'\]"):
        read(name, reply(name, {"surprise": "new"}))


@pytest.mark.parametrize("name", [n for n in FINDERS if sources()[n].named])
def test_every_named_value_is_declared(name: str) -> None:
    field = next(iter(sources()[name].named))
    with pytest.raises(SourceChangedError, match=rf"unexpected fields \['{field}:Stars'\]"):
        read(name, reply(name, {f"{field}:Stars": "5"}))


@pytest.mark.parametrize(
    ("name", "declared"), [(n, field) for n in FINDERS for field in sources()[n].roles().values() if ":" in field]
)
def test_every_declared_named_value_is_there(name: str, declared: str) -> None:
    table = table_of(name)
    fewer = [{c: v for c, v in row.items() if c != declared} for row in table.rows]
    with pytest.raises(SourceChangedError, match=rf"missing fields \['{declared}'\]"):
        read(name, table.write(table.columns, fewer))


# --- WP Store Locator: all at once, around points, cut off, nothing found --------------------------------------------


@pytest.mark.parametrize("body", [b"false", b'""', b"[]"])
def test_nothing_found_is_no_entry(body: bytes) -> None:
    assert read("example_clinic_chain", body) == []


@pytest.mark.parametrize(("number", "cut"), [(199, False), (200, True), (201, True)])
def test_a_reply_that_reaches_the_cap_is_a_breach(number: int, cut: bool) -> None:
    readings = read("example_clinic_chain", reply("example_clinic_chain", *({"id": str(n)} for n in range(number))))
    assert len(records(readings)) == number
    assert flaws(readings) == [f"error: reply: {number} entries came, and the server cuts off at 200"] * cut


@pytest.mark.parametrize(
    ("attributes", "queries"),
    [
        ({}, [{"autoload": "1"}]),
        ({"version": 1, "point": (47.6, -122.3)}, [{"autoload": "1", "lat": "47.6", "lng": "-122.3"}]),
        (
            {"version": 1, "around": ((47.6, -122.3), (45.5, -122.7)), "radius": 50, "cap": 20},
            [
                {"lat": "47.6", "lng": "-122.3", "radius": "50", "max_results": "20"},
                {"lat": "45.5", "lng": "-122.7", "radius": "50", "max_results": "20"},
            ],
        ),
        (
            {"around": ((47.6, -122.3),), "radius": 50, "cap": 20},
            [{"lat": "47.6", "lng": "-122.3", "search_radius": "50", "max_results": "20"}],
        ),
    ],
)
def test_how_wp_store_locator_is_asked(attributes: dict[str, Any], queries: list[dict[str, str]]) -> None:
    site = type("Site", (WpStoreLocatorSpider,), {"name": "site", "domain": "site.example.org", **attributes})
    asked = [urlsplit(url) for url in site(collection=None).addresses()]
    assert {(url.scheme, url.hostname, url.path) for url in asked} == {
        ("https", "site.example.org", "/wp-admin/admin-ajax.php")
    }
    found = [{key: values[0] for key, values in parse_qs(url.query).items()} for url in asked]
    assert found == [{"action": "store_search", **query} for query in queries]


def test_a_search_around_points_needs_its_cap() -> None:
    kind = {"name": "site", "domain": "site.example.org", "around": ((47.6, -122.3),), "radius": 50}
    with pytest.raises(ValueError, match="needs `radius` and `cap`"):
        type("Site", (WpStoreLocatorSpider,), kind)(collection=None)


# --- WP Go Maps ------------------------------------------------------------------------------------------------------


def test_the_filter_is_packed_as_the_plugin_does() -> None:
    # As a public page asks for its map 1 (alltheplaces/alltheplaces, wp_go_maps.py).
    assert packed({"filter": '{"map_id":"1"}'}) == ("base64eJyrVkrLzClJLVKyUqqOUcpNLIjPTIlRsopRMoxRqlWqBQCnUQoG")
    slashes = next(text for n in range(10_000) if "-" in (text := packed({"filter": str(n)})))
    assert not {"/", "="} & set(slashes)
    text = slashes.removeprefix("base64").replace("-", "/")
    assert json.loads(zlib.decompress(b64decode(text + "=" * (-len(text) % 4))))["filter"].isdigit()


# --- entries of every malice -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADUATES)
@pytest.mark.parametrize(
    ("byline", "reason"),
    [
        ("", "names no person"),
        ("Example Dry Needling Clinic", "names no person"),
        ("Example Physical Therapy, PT", "names no person"),
        ("Roe", "names no person"),
        ("Our team looks forward to seeing you, PT", "names no person"),
        ("Jane Roe2, PT", "names no person"),
        ("Jane Roe, PT and John Doe, PT", "more than one person in an entry"),
        ("Jane Roe, PT<br>John Doe, PT", "more than one person in an entry"),
        ("Jane &amp; John Roe, PT", "more than one person in an entry"),
        ("Jane Roe", "a name without letters: it may be no person's"),
        ("Summit Orthopedics, PT", "names no person"),
        ("Summit Peak LLC", "names no person"),
        ("Jane Roe PT PLLC", "names no person"),
        ("Roe Chiropractors, DC", "names no person"),
        ("Jane Roe PT John Doe PT", "names no person"),
        ("<s>Jane Roe, PT</s>", "names no person"),
        ("Jane Roe, PT, John Doe", "listed with more than a name: John Doe"),
        ("Jane Roe, PT and John Doe", "listed with more than a name: John Doe"),
        ("Jane Roe, PT with John Doe, PT", "listed with more than a name: PT with John Doe"),
        ("Jane Roe, PT (in training)", "listed with more than a name: in training"),
        ("Jane Roe, PT - ex-member", "listed with more than a name: ex-member"),
        ("Ottoline, PT and John Roe, DC", "listed with more than a name: Ottoline"),
        ("Jane Roe, PT - NPI 1234567893 verified", "listed with more than a name: NPI 1234567893 verified"),
        ("Jane Roe, PT/s", "listed with a word of doubt: PT/s"),
        ("Jane Roe, S.P.T.", "listed with a word of doubt: SPT"),
        ("Jane Roe, PT - not certified", "listed with a word of doubt: not"),
        ("Jane Roe*, PT", "listed with a mark that may take it back: *"),
        ("Jane Roe, PT (Ret.)", "listed with a word of doubt: Ret"),
        ("Jane Roe, PT (expired)", "listed with a word of doubt: expired"),
        ("Jane Roe, PT - certificate Suspended", "listed with a word of doubt: Suspended"),
        ("Jane Roe, PT candidate", "listed with a word of doubt: candidate"),
    ],
)
def test_an_issuer_s_entry_names_one_person_or_is_not_kept(name: str, byline: str, reason: str) -> None:
    readings = read(name, reply(name, {sources()[name].roles()["name"]: byline}))
    assert readings == [Dropped(reason)]


@pytest.mark.parametrize("name", GRADUATES)
def test_an_issuer_s_entry_is_trained_in_its_own_letters_only(name: str) -> None:
    kind = sources()[name]
    claims = "<b>Jane Roe</b>, PT, Cert. DN, XPTZ, Clinic Director"
    (kept,) = records(read(name, reply(name, {kind.roles()["name"]: claims})))
    assert isinstance(kept, TrainingRecord)
    assert (kept.issuer, kept.credential) == (kind.owner, kind.letters[0])
    assert (kept.name.first, kept.name.last) == ("Jane", "Roe")
    assert "<" not in kept.raw_name


def test_a_credential_in_a_field_must_be_the_issuer_s() -> None:
    for word in ("Cert. DN", "Student", ""):
        readings = read("example_graduate_map", reply("example_graduate_map", {"custom_field_data:Credential": word}))
        assert [r.reason.partition(":")[0] for r in readings if isinstance(r, Dropped)] == (
            ["listed with a word of doubt"] if word == "Student" else ["another credential"]
        )
        assert not records(readings)


NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}} [x](javascript:alert(1)) =1+1"


@pytest.mark.parametrize("name", [name for name in FINDERS if name not in GRADUATES])
def test_a_listing_s_texts_are_inert(name: str) -> None:
    kind = sources()[name]
    fields = {role: field for role, field in kind.roles().items() if "#" not in field}
    nasty = {fields[r]: NASTY for r in ("organization", "name", "job", "phone", "street", "city") if r in fields}
    links = {fields[r]: "javascript:alert(1)" for r in ("website", "page") if r in fields}
    organization = kind.roles().get("organization", "")
    for record in records(read(name, reply(name, nasty | links))):
        assert isinstance(record, ListingRecord)
        told = json.dumps(record.to_payload())
        assert "<" not in told
        assert "onerror" not in told
        assert record.website is None
        assert record.page == kind.page_url
        assert record.organization == "{{7*7}} [x](javascript:alert(1)) =1+1" or not organization


def test_a_claim_to_be_verified_gives_no_npi() -> None:
    readings = read("example_needling_directory", reply("example_needling_directory",
                    {"custom_fields:NPI": "NPI 1234567890 verified"}))  # fmt: skip
    assert records(readings)[0].npi is None
    (flaw,) = flaws(readings)
    assert flaw.startswith("npi: reply: $[0]: field custom_fields:NPI: ")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"location": "x" * 301}, "shape: reply: item[0]: field location: 301 characters are too many"),
        ({"location": "Caf\ufffd Rehab"}, "shape: reply: item[0]: field location: letters are lost"),
        ({"storeId": ""}, "shape: reply: item[0]: field storeId: an entry without its id"),
    ],
)
def test_an_entry_s_flaw_names_its_field(change: dict[str, str], told: str) -> None:
    (flaw,) = flaws(read("example_rehab_group", reply("example_rehab_group", change)))
    assert flaw.startswith(told)


def test_a_person_without_a_clinic_keeps_the_street_to_themselves() -> None:
    at_home = {"custom_fields:Clinic": ""}
    (record,) = records(read("example_needling_directory", reply("example_needling_directory", at_home)))
    assert (record.address.kind, record.address.line1, record.address.city) == ("record", None, "Spokane")


# --- a crawl of each on loopback -------------------------------------------------------------------------------------

# Scrapy's reactor starts once in a process: each round of crawls has one of its own.
# WordPress's own, which closes its administration and leaves this one door open (listings.md 4).
WORDPRESS = b"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n"
CHAIN = "example_clinic_chain"
CLOSED = "example_needling_school"

# How a store is written does not depend on the platform; test_crawls has both databases.
ONE_STORE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

Answer = tuple[int, dict[str, str], bytes]


def site(name: str, robots: bytes = WORDPRESS) -> Callable[[str], Answer]:
    """Answers the finder's own address, and nothing else."""
    own = {
        urlsplit(url)._replace(scheme="", netloc="").geturl() for url in sources()[name](collection=None).addresses()
    }  # type: ignore[arg-type]

    def answer(path: str) -> Answer:
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, robots
        return (200, {"Content-Type": "application/json"}, body_of(name)) if path in own else (404, {}, b"")

    return answer


def around(path: str, *, full: bool = False) -> Answer:
    """The chain's clinics near a point: the first ones near one, the last ones near another, none near the third."""
    if path == "/robots.txt":
        return 200, {}, WORDPRESS
    entries = json.loads(body_of(CHAIN))
    near = {"47.6": entries[:5], "47.7": entries[3:], "45.5": False}[parse_qs(urlsplit(path).query)["lat"][0]]
    if near and full:  # as many as the server ever sends
        near = [{**near[0], "id": 100 + n} for n in range(200)]
    return 200, {"Content-Type": "application/json"}, json.dumps(near).encode()


@dataclasses.dataclass(frozen=True)
class Rounds:
    good: dict[str, Any]
    bad: dict[str, Any]
    servers: Mapping[str, Any]
    before: list[Any]
    after: list[Any]


@pytest.fixture(scope="module")
def rounds(
    databases: Databases, serve: Callable[..., Any], readable_state: Callable[..., str], tmp_path_factory: Any
) -> Any:
    folder = tmp_path_factory.mktemp("finders")
    url = databases.make(folder)
    engine = connect(url)

    def crawled(sites: Mapping[str, Any], hour: int) -> dict[str, Any]:
        urls = {name: server.url for name, server in sites.items()}
        return crawled_apart(url, folder / "evidence", urls, f"2026-11-20T{hour:02}:00:00+00:00")

    servers = {name: serve(around if name == CHAIN else site(name)) for name in FINDERS}
    good = crawled(servers, 8)
    before = json.loads(readable_state(engine))["records"]
    closed = serve(site(CLOSED, b"User-agent: *\nDisallow: /v1/\n"))
    bad = crawled({CHAIN: serve(lambda path: around(path, full=True)), CLOSED: closed}, 9)
    after = json.loads(readable_state(engine))["records"]
    yield Rounds(good, bad, {**servers, "closed": closed}, before, after)
    engine.dispose()
    databases.drop(folder)


@pytest.mark.slow
@ONE_STORE
@pytest.mark.parametrize("name", FINDERS)
def test_a_crawl_brings_what_the_fixture_holds(name: str, rounds: Rounds) -> None:
    assert rounds.good[name]["breaches"] == []
    golden = json.loads((FIXTURES / name / "records.json").read_text(encoding="utf-8"))
    assert {r["key"]: r["payload"] for r in rounds.before if r["source"] == name} == {
        r["key"]: r["payload"] for r in golden["records"]
    }
    asked = rounds.servers[name].asked
    assert asked[0] == "/robots.txt"
    assert len(asked) == (4 if name == CHAIN else 2)


@pytest.mark.slow
@ONE_STORE
def test_circles_that_overlap_bring_each_clinic_once(rounds: Rounds) -> None:
    dropped = rounds.good[CHAIN]["dropped"]
    assert dropped["already found around another point"] == 2
    assert rounds.good[CHAIN]["kept"] == 6


@pytest.mark.slow
@ONE_STORE
def test_unknown_letters_are_counted(rounds: Rounds) -> None:
    counted = {n: r["counts"].get("bylines with letters nobody knows") for n, r in rounds.good.items()}
    assert {name: number for name, number in counted.items() if number} == {
        "example_needling_college": 1, "example_needling_directory": 1, "example_pain_clinics": 1
    }  # fmt: skip


@pytest.mark.slow
@ONE_STORE
def test_a_cut_off_reply_and_a_closed_host_change_nothing(rounds: Rounds) -> None:
    cut, closed = rounds.bad[CHAIN], rounds.bad[CLOSED]
    assert cut["outcome"] == "breached"
    assert any("200 entries came, and the server cuts off at 200" in breach for breach in cut["breaches"])
    assert closed["outcome"] == "unreachable"
    assert rounds.servers["closed"].asked == ["/robots.txt"]
    assert rounds.after == rounds.before


def test_fixture_of_the_fixtures() -> None:
    """Each platform has two fixture sites, or one for each of its services; both kinds of records are there."""
    platforms = Counter(sources()[name].__mro__[1].__name__ for name in FINDERS)
    assert platforms == {
        "WpStoreLocatorSpider": 2, "AgileStoreLocatorSpider": 2, "WpGoMapsSpider": 2, "SuperStoreFinderSpider": 2,
        "StockistSpider": 1, "StorepointSpider": 1, "StoreRocketSpider": 1,
    }  # fmt: skip
    assert len(GRADUATES) == 5
    assert all(sources()[name].letters for name in GRADUATES)
