"""Real crawls against loopback servers: every source as it should be, and then in two rounds of trouble."""

import csv
import io
import json
import re
import socket
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.normalize.identifiers import npi_check_digit
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Fetch, Run, SourceRecord
from tests.crawlers.processes import crawled_apart
from tests.databases import Databases

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[1] / "fixtures"
# Pages of few rows, so that the fixtures are of many pages.
SMALL = {
    "crawlers.platforms.socrata.PAGE": 4,
    "crawlers.spiders.nppes_api.PAGE": 5,
    "crawlers.spiders.nppes_api.LAST_SKIP": 10,
}
OPEN = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /browse\n")
UPDATED = 1763596800  # rowsUpdatedAt of every data set: 2025-11-20
DATASETS = {
    "wa_doh": "qxh8-f4bd",
    "co_dora": "7s5z-vewr",
    "il_idfpr": "pzzh-kp68",
    "ct_elicense": "ngch-56tr",
    "de_dpr": "pjnv-eaih",
}

# Scrapy's reactor starts once in a process: each round of crawls has one of its own. Page sizes are made small.
Answer = tuple[int, dict[str, str], bytes]
Site = Callable[[str], Answer]
Reports = dict[str, dict[str, Any]]
NOT_FOUND: Answer = (404, {}, b"not here")
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def body_of(name: str) -> bytes:
    return next((FIXTURES / name).glob("response.*")).read_bytes()


def routes(answers: Mapping[str, Answer], robots: Answer = OPEN) -> Site:
    """A site of a few paths."""
    return lambda path: ({"/robots.txt": robots} | dict(answers)).get(urlsplit(path).path, NOT_FOUND)


def always(status: int, headers: dict[str, str], body: bytes) -> Site:
    """The same answer to everything but robots.txt."""
    return lambda path: OPEN if path == "/robots.txt" else (status, headers, body)


# --- sites as they should be -----------------------------------------------------------------------------------------


ACTIONS = json.loads((FIXTURES / "de_dpr" / "actions.json").read_bytes())


def socrata(name: str, *, counted: int | None = None, updated: int = UPDATED, stuck: bool = False) -> Site:
    served = {DATASETS[name]: json.loads(body_of(name)), **({"dz6p-akeq": ACTIONS} if name == "de_dpr" else {})}

    def site(path: str) -> Answer:
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return OPEN
        kind, _, dataset = parts.path.removesuffix(".json").rpartition("/")
        rows = served.get(dataset)
        if kind == "/api/views" and rows is not None:
            return 200, JSON, json.dumps({"id": dataset, "rowsUpdatedAt": updated}).encode()
        if kind != "/resource" or rows is None or (dataset == DATASETS[name]) != ("$where" in query):
            return NOT_FOUND
        if query.get("$select") == "count(*)":
            return 200, JSON, json.dumps([{"count": str(len(rows) if counted is None else counted)}]).encode()
        assert query["$order"] == ":id", "pages have no order of their own"
        start = 0 if stuck else int(query["$offset"])
        return 200, JSON, json.dumps(rows[start : start + int(query["$limit"])]).encode()

    return site


PDF_PATH = "/healthdept/physicaltherapy/verify/roster/SD_PT_20260621.pdf"
VERIFY = "/healthdept/physicaltherapy/verify/"


def verify_page(*links: str) -> Answer:
    anchors = "".join(f'<a href="{link}">Licensed Physical Therapists (PDF)</a>' for link in links)
    return 200, HTML, f'<html><body><a href="../forms/">Forms</a>{anchors}</body></html>'.encode()


def nppes_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("npidata_pfile_20050523-20261108.csv", body_of("nppes_bulk"))
        archive.writestr("npidata_pfile_20050523-20261108_fileheader.csv", '"NPI"\n')
    return out.getvalue()


MONTHLY = "NPPES_Data_Dissemination_November_2026_V2.zip"
LAST_MONTHLY = "NPPES_Data_Dissemination_October_2026_V2.zip"
NEXT_MONTHLY = "NPPES_Data_Dissemination_December_2026_V2.zip"
WEEKLY = "NPPES_Data_Dissemination_110226_110826_Weekly_V2.zip"  # contained in the monthly file


def nppes_index(*names: str) -> Answer:
    return 200, HTML, "".join(f"<li><a href='./{name}'>{name}</a></li>\n" for name in names).encode()


def registry_people() -> list[dict[str, Any]]:
    """61 invented people of Delaware, 30 of them in one ZIP area, 40 of them physical therapists, one who has only
    a mailing address there, and one with two professions.
    """
    template = json.loads(body_of("nppes_api"))["results"][0]
    people = []
    for number in range(61):
        first9 = f"22000{number:04}"
        person = json.loads(json.dumps(template))
        person["number"] = f"{first9}{npi_check_digit(first9)}"
        person["basic"]["last_name"] = f"{'ABCDEFGHIJ'[number % 10]}{'AEIOU'[number % 5]}WELL"
        zip5 = "19801" if number < 30 else ("19901", "19711", "19958")[number % 3]
        for address in person["addresses"]:
            address["state"], address["postal_code"] = "DE", zip5 + "1234"
        person["practiceLocations"] = []
        code, words = ("225100000X", "Physical Therapist") if number < 40 else ("111N00000X", "Chiropractor")
        person["taxonomies"] = [
            {"code": code, "desc": words, "license": f"PT6{number:07}", "state": "DE", "primary": True}
        ]
        people.append(person)
    people[5]["taxonomies"].append(
        {**people[5]["taxonomies"][0], "code": "171100000X", "desc": "Acupuncturist", "primary": False}
    )
    for address in people[60]["addresses"]:
        if address["address_purpose"] == "LOCATION":
            address["state"], address["postal_code"] = "OR", "972011234"
    return people


def registry_search(people: list[dict[str, Any]]) -> Site:
    """Finds like the NPI registry; beyond the last skip the same page comes again."""

    def matches(person: dict[str, Any], query: dict[str, str]) -> bool:
        places = [*person["addresses"], *person["practiceLocations"]]  # answers a bit more than it is asked for
        postal = query.get("postal_code", "*").rstrip("*")
        return (
            any(a["state"] == query["state"] and a["postal_code"].startswith(postal) for a in places)
            and any(t["desc"].startswith(query["taxonomy_description"]) for t in person["taxonomies"])
            and person["basic"]["last_name"].lower().startswith(query.get("last_name", "*").rstrip("*"))
        )

    def site(path: str) -> Answer:
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return NOT_FOUND
        if parts.path != "/api/" or query.get("version") != "2.1":
            return NOT_FOUND
        if (last := query.get("last_name")) and not re.fullmatch(r"[a-z'][a-z']+\*", last):
            return 200, JSON, json.dumps({"Errors": [{"description": "wildcard", "number": "06"}]}).encode()
        found = [person for person in people if matches(person, query)]
        skip = min(int(query["skip"]), 10)
        page = found[skip : skip + int(query["limit"])]
        return 200, JSON, json.dumps({"result_count": len(page), "results": page}).encode()

    return site


def good_sites() -> dict[str, Site]:
    return {
        **{name: socrata(name) for name in DATASETS},
        "sd_physical_therapy": routes(
            {VERIFY: verify_page("roster/SD_PT_20260621.pdf"), PDF_PATH: (200, {}, body_of("sd_physical_therapy"))}
        ),
        "oig_exclusions": routes({"/exclusions/downloadables/UPDATED.csv": (200, {}, body_of("oig_exclusions"))}),
        "nppes_bulk": routes(
            {"/nppes/NPI_Files.html": nppes_index(WEEKLY, MONTHLY), f"/nppes/{MONTHLY}": (200, {}, nppes_zip())}
        ),
        "nppes_api": registry_search(registry_people()),
        "example_institute": routes({"/certified": (200, HTML, body_of("example_institute"))}),
    }


# --- crawling --------------------------------------------------------------------------------------------------------


@dataclass
class Round:
    """What came of one round: reports, servers, and what readers saw before and after."""

    reports: Reports
    servers: dict[str, Any]
    before: str
    after: str

    def breaches(self, name: str) -> str:
        return "\n".join(self.reports[name]["breaches"])


class Store:
    """A store that the rounds share."""

    def __init__(self, url: str, folder: Path, state_of: Callable[[Engine], str]) -> None:
        self.url = url
        self.evidence = EvidenceStore(folder / "evidence")
        self.engine = connect(self.url)
        self.state_of = state_of

    def crawl(self, base_urls: Mapping[str, str], hour: int) -> Reports:
        now = f"2026-11-20T{hour:02}:00:00+00:00"
        return crawled_apart(self.url, self.evidence.root, base_urls, now, states=["DE"], pages=SMALL)

    def round(self, serve: Callable[[Site], Any], sites: Mapping[str, Site | str], hour: int) -> Round:
        servers = {name: serve(site) for name, site in sites.items() if not isinstance(site, str)}
        urls = {name: site if isinstance(site, str) else servers[name].url for name, site in sites.items()}
        before = self.state_of(self.engine)
        reports = self.crawl(urls, hour)
        return Round(reports, servers, before, self.state_of(self.engine))


@pytest.fixture(scope="module")
def store(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, readable_state: Callable[[Engine], str]
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("crawls")
    made = Store(databases.make(folder), folder, readable_state)
    yield made
    made.engine.dispose()
    databases.drop(folder)


@pytest.fixture(scope="module")
def good(store: Store, serve: Callable[[Site], Any]) -> Round:
    return store.round(serve, good_sites(), 8)


def closed_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"


# --- as it should be -------------------------------------------------------------------------------------------------


def test_every_source_is_healthy(good: Round) -> None:
    assert {name: report["breaches"] for name, report in good.reports.items() if report["breaches"]} == {}


def test_crawl_brings_what_loading_the_fixture_brings(good: Round) -> None:
    found = json.loads(good.after)["records"]
    for name in set(good.reports) - {"nppes_api"}:
        golden = json.loads((FIXTURES / name / "records.json").read_text(encoding="utf-8"))
        records = {r["key"]: r["payload"] for r in found if r["source"] == name and not r["payload"].get("actions")}
        expected = {r["key"]: r["payload"] for r in golden["records"]}
        joined = {r["key"] for r in found if r["source"] == name and r["payload"].get("actions")}
        assert records == {key: payload for key, payload in expected.items() if key not in joined}
        assert records.keys() | joined == expected.keys()
        assert len(joined) == (2 if name == "de_dpr" else 0)  # see test_socrata
        assert golden["dropped"].items() <= good.reports[name]["dropped"].items()


def test_socrata_asks_metadata_then_count_then_pages(good: Round) -> None:
    asked = good.servers["wa_doh"].asked
    assert [urlsplit(path).path for path in asked] == [
        "/robots.txt", "/api/views/qxh8-f4bd.json", *["/resource/qxh8-f4bd.json"] * 4
    ]  # fmt: skip
    assert [parse_qs(urlsplit(path).query).get("$offset") for path in asked[3:]] == [["0"], ["4"], ["8"]]


def test_everybody_beyond_the_ceiling_is_found_once(good: Round) -> None:
    report = good.reports["nppes_api"]
    expected = {person["number"] for person in registry_people()[:60]}  # the last one practises elsewhere
    assert {r["key"] for r in json.loads(good.after)["records"] if r["source"] == "nppes_api"} == expected
    assert report["kept"] == 60
    assert report["counts"]["queries split at the ceiling"] >= 3  # the state, the prefix, the ZIP
    assert report["dropped"]["practice place in another state"] >= 1
    assert report["scope"] == "state=DE"
    asked = good.servers["nppes_api"].pages()
    assert len(asked) == len(set(asked))
    assert all("address_purpose=location" in path for path in asked)


def test_we_say_who_we_are(good: Round) -> None:
    for server in good.servers.values():
        assert server.agents
        for agent in server.agents:
            assert re.fullmatch(r"needleproof/[\d.]+ \(\+https?://\S+\)", agent)


def test_robots_is_asked_first_and_once(good: Round) -> None:
    for name, server in good.servers.items():
        assert server.asked[0] == "/robots.txt", name
        assert server.asked.count("/robots.txt") == 1, name


def test_every_record_leads_to_its_bytes(good: Round, store: Store) -> None:
    with Session(store.engine) as session:
        for name in ("wa_doh", "sd_physical_therapy", "oig_exclusions"):
            row = session.exec(select(SourceRecord).where(SourceRecord.source == name).limit(1)).one()
            fetch = session.get_one(Fetch, row.fetch_id)
            assert fetch.url.startswith(good.servers[name].url)
            assert fetch.status == 200
            body = store.evidence.read(fetch.sha256)
            if name != "wa_doh":
                assert body == body_of(name)
                continue
            place = int(row.locator.removeprefix("$[").removesuffix("]"))
            assert json.loads(body)[place]["credentialnumber"] == row.payload["number"]
        versions = {r.source: r.source_version for r in session.exec(select(Run).where(col(Run.outcome) == "healthy"))}
        assert (versions["wa_doh"] or "").startswith(f"{UPDATED}/")


# --- trouble ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trouble(good: Round, store: Store, serve: Callable[[Site], Any]) -> Round:
    down: Answer = (503, {"Retry-After": "3600"}, b"down for maintenance")
    updated = body_of("oig_exclusions")
    half_a_zip = nppes_zip()[: len(nppes_zip()) // 2]
    return store.round(
        serve,
        {
            "wa_doh": socrata("wa_doh"),
            "co_dora": socrata("co_dora", counted=12, updated=UPDATED + 1),
            "il_idfpr": routes({f"/api/views/{DATASETS['il_idfpr']}.json": down}),
            "ct_elicense": closed_port(),
            "de_dpr": always(200, HTML, b"<!DOCTYPE html><title>Log in</title>"),
            "sd_physical_therapy": routes(
                {VERIFY: verify_page("roster/a.pdf", "roster/b.pdf")}
            ),
            "oig_exclusions": routes(
                {"/exclusions/downloadables/UPDATED.csv": (200, {"Content-Length": str(len(updated) + 500)}, updated)}
            ),
            "nppes_bulk": routes(
                {"/nppes/NPI_Files.html": nppes_index(NEXT_MONTHLY), f"/nppes/{NEXT_MONTHLY}": (200, {}, half_a_zip)}
            ),
            "nppes_api": routes(
                {"/api/": (200, JSON, b'{"Errors":[{"description":"Field state requires more","number":"07"}]}')}
            ),
            "example_institute": routes(
                {"/certified": (200, HTML, body_of("example_institute"))},
                robots=(200, {}, b"User-agent: *\nDisallow: /certified\n"),
            ),
        },
        9,
    )  # fmt: skip


@pytest.fixture(scope="module")
def more_trouble(trouble: Round, store: Store, serve: Callable[[Site], Any]) -> Round:
    elsewhere = serve(always(200, JSON, b'{"rowsUpdatedAt": 1}'))
    other_host = elsewhere.url.replace("127.0.0.1", "localhost")
    de = body_of("de_dpr")
    made = store.round(
        serve,
        {
            "wa_doh": routes({}, robots=(200, {}, b"User-agent: needleproof\nDisallow: /\n")),
            "co_dora": routes({}, robots=(500, {}, b"")),
            "il_idfpr": lambda path: OPEN if path == "/robots.txt" else (302, {"Location": f"{other_host}{path}"}, b""),
            "ct_elicense": socrata("ct_elicense", updated=UPDATED + 1, stuck=True),
            "de_dpr": routes(
                {
                    f"/resource/{DATASETS['de_dpr']}.json": (200, JSON | {"Content-Length": str(len(de) + 9)}, de),
                    f"/api/views/{DATASETS['de_dpr']}.json": NOT_FOUND,
                    "/resource/dz6p-akeq.json": (200, JSON, json.dumps(ACTIONS[:3]).encode()),
                }
            ),
            "sd_physical_therapy": routes({VERIFY: verify_page("roster/SD_PT_20260622.pdf")}),
            "oig_exclusions": routes({}),
            "nppes_bulk": routes({"/nppes/NPI_Files.html": nppes_index(MONTHLY, LAST_MONTHLY)}),
            "nppes_api": always(200, HTML, b"<html>Request rejected</html>"),
            "example_institute": routes({"/certified": (200, HTML, b"<html><form>Sign in</form></html>")}),
        },
        10,
    )  # fmt: skip
    made.servers["elsewhere"] = elsewhere
    return made


def test_unchanged_metadata_means_nothing_more_is_asked(trouble: Round) -> None:
    report = trouble.reports["wa_doh"]
    assert report["breaches"] == []
    assert (report["not_modified"], report["kept"], report["read"]) == (True, 8, 0)
    assert trouble.servers["wa_doh"].pages() == ["/api/views/qxh8-f4bd.json"]


@pytest.mark.parametrize(
    ("name", "outcome", "words"),
    [
        ("co_dora", "breached", ["9 rows came, the source counts 12"]),
        ("il_idfpr", "unreachable", ["/api/views/pzzh-kp68.json", "answered 503"]),
        ("ct_elicense", "unreachable", ["ngch-56tr.json", "refused"]),
        ("de_dpr", "breached", ["pjnv-eaih.json: a web page came instead of data", "Log in"]),
        ("sd_physical_therapy", "breached", ["2 links look like the roster"]),
        ("oig_exclusions", "unreachable", ["UPDATED.csv"]),
        ("nppes_bulk", "breached", [NEXT_MONTHLY, "truncated"]),
        ("nppes_api", "breached", ["Field state requires more"]),
        ("example_institute", "unreachable", ["/certified", "robots.txt"]),
    ],
)
def test_trouble_is_named(trouble: Round, name: str, outcome: str, words: list[str]) -> None:
    assert trouble.reports[name]["outcome"] == outcome, trouble.breaches(name)
    for word in words:
        assert word in trouble.breaches(name)


@pytest.mark.parametrize(
    ("name", "outcome", "words"),
    [
        ("wa_doh", "unreachable", ["robots.txt"]),
        ("co_dora", "unreachable", ["robots.txt answered 500"]),
        ("il_idfpr", "unreachable", ["to another host"]),
        ("ct_elicense", "breached", ["the same page came twice"]),
        ("de_dpr", "breached", ["pjnv-eaih.json", "ResponseDataLossError"]),  # its actions were read before
        ("sd_physical_therapy", "unreachable", ["SD_PT_20260622.pdf", "answered 404"]),
        ("oig_exclusions", "unreachable", ["UPDATED.csv", "answered 404"]),
        ("nppes_bulk", "breached", ["2 links match"]),
        ("nppes_api", "breached", ["a web page came instead of data"]),
        ("example_institute", "breached", ["/certified", "no table"]),
    ],
)
def test_more_trouble_is_named(more_trouble: Round, name: str, outcome: str, words: list[str]) -> None:
    assert more_trouble.reports[name]["outcome"] == outcome, more_trouble.breaches(name)
    for word in words:
        assert word in more_trouble.breaches(name)


def test_what_robots_forbids_is_not_asked_for(trouble: Round, more_trouble: Round) -> None:
    assert trouble.servers["example_institute"].asked == ["/robots.txt"]
    assert more_trouble.servers["wa_doh"].asked == ["/robots.txt"]
    assert more_trouble.servers["co_dora"].asked == ["/robots.txt"]


def test_another_host_is_not_asked(more_trouble: Round) -> None:
    assert more_trouble.servers["elsewhere"].asked == []


def test_trouble_changes_nothing_that_readers_see(good: Round, trouble: Round, more_trouble: Round) -> None:
    assert json.loads(trouble.after)["records"] == json.loads(good.after)["records"]
    assert more_trouble.after == trouble.after
    before, after = json.loads(good.after)["last"], json.loads(trouble.after)["last"]
    assert {name for name in before if before[name] != after[name]} == {"wa_doh "}  # read again, and unchanged


def test_fixture_of_the_fixtures() -> None:
    """The good sites serve what the fixtures hold; should one be cut, the rounds above would prove nothing."""
    assert len(list(csv.reader(io.StringIO(body_of("oig_exclusions").decode())))) == 9
    assert len(registry_people()) == 61
