"""Real hostile servers on loopback: whatever they send, the run says so, and every other page and source is read."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.changed import SourceChangedError
from directory.loopback import door
from directory.store.database import connect
from directory.store.tables import SourceRecord
from directory.web import WebClient, WebError
from tests.crawlers.apart import FILE, crawled, table
from tests.crawlers.hostile import Act, Hostile, answer, bombs, dripping, endless, redirect, silent
from tests.crawlers.odd_bodies import ODD
from tests.crawlers.test_guard import Secured, certificate

pytestmark = pytest.mark.slow

# Every fetching row of reliability.md, section 4 A, and the tests that hold it; a name without a file is of this one.
ROWS = {
    "A1": """test_no_page_leads_to_a_server_that_was_not_named test_guard.py::test_httpx_reaches_no_spelling
        test_guard.py::test_scrapy_reaches_no_spelling_even_when_nobody_installs_the_guard
        test_guard.py::test_httpx_connects_to_the_very_address_that_was_vetted
        test_guard.py::test_scrapy_is_led_nowhere_by_redirects_and_certificates""",
    "A2": """test_a_hostile_page_costs_itself_only test_settings.py::test_only_http_is_spoken
        test_guard.py::test_scrapy_is_led_nowhere_by_redirects_and_certificates""",
    "A3": """test_a_hostile_page_costs_itself_only test_memory_stays_small test_a_hostile_file_is_refused
        test_an_endless_answer_is_cut ../directory/test_web.py::test_an_answer_that_is_too_much_is_refused
        test_download.py::test_too_large_or_packed_is_refused""",
    "A4": """test_nppes_reading.py::test_a_bomb_of_zeros_costs_little
        test_nppes_reading.py::test_nested_and_foreign_members_are_never_opened
        test_nppes_reading.py::test_names_are_no_paths test_nppes_reading.py::test_two_members_of_one_name_are_refused
        test_nppes_reading.py::test_a_directory_that_lies_is_refused
        test_workbooks.py::test_a_bomb_is_refused_before_it_is_unpacked
        test_workbooks.py::test_a_zip_that_is_not_the_report
        test_download.py::test_a_name_never_leads_out_of_its_folder""",
    "A5": """test_a_slow_source_is_given_up test_a_robots_txt_that_cannot_be_had_closes_the_host
        test_pages_without_end_end test_a_slow_file_is_given_up
        test_what_is_hostile_keeps_nobody_waiting
        test_lanes.py::test_who_told_one_source_to_stay_away_is_not_asked_by_the_next
        test_refusals.py::test_a_refusal_stops_the_source
        ../directory/test_web.py::test_a_server_that_drips_is_given_up_in_time
        ../directory/test_web.py::test_robots_closes_the_host_when_in_doubt""",
    "A6": "test_every_odd_page_is_accounted_for test_nothing_odd_is_stored",
    "A7": """test_entities_are_not_resolved test_a_hostile_page_costs_itself_only
        test_workbooks.py::test_a_hostile_workbook_is_refused""",
    "A10": """test_an_unknown_certificate_brings_nothing test_guard.py::test_httpx_verifies_certificates_for_the_name
        test_guard.py::test_scrapy_is_led_nowhere_by_redirects_and_certificates""",
    "A11": """test_lanes.py::test_one_request_per_host_and_all_hosts_at_once
        test_lanes.py::test_a_host_has_its_pause_between_two_sources_too test_crawls.py::test_we_say_who_we_are
        test_crawls.py::test_what_robots_forbids_is_not_asked_for
        test_refusals.py::test_no_gap_is_under_the_delay_from_robots_on""",
}
HERE = Path(__file__).parent
CANARY = "the words of a file of this machine"


def test_every_row_has_tests_that_are_there() -> None:
    for row, tests in ROWS.items():
        for name in tests.split():
            file, _, test = name.rpartition("::")
            text = (HERE / (file or Path(__file__).name)).read_text(encoding="utf-8")
            assert re.search(rf"^def {test}\(", text, re.M), f"{row}: {name}"


# --- one process meets them all ---------------------------------------------------------------------------------------

GOOD = answer(table("EXDN-0001"))
ROBOTS = {"/robots.txt": answer(status="404 Not Found")}


def again_then(act: Act) -> Act:
    """Fails at first: what is tried again was once let through to any host."""

    def acting(server: Hostile, connection: Any) -> None:
        first = server.asked.count(server.asked[-1]) == 1
        (answer(status="500 Later") if first else act)(server, connection)

    return acting


def pages(secret: str, canary: Path) -> dict[str, tuple[Act, str]]:
    """Path -> what the server does, and the words in which the page's failure is told; '' where it is read."""
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{canary.as_uri()}"><!ENTITY b "{"x" * 1000}">]>'
    found: dict[str, tuple[Act, str]] = {
        "/first": (GOOD, ""),
        "/endless": (endless(), "Cancelled"),
        "/announced": (answer(length=50 << 30), "larger than download max size"),
        "/cut": (answer(table("EXDN-0002"), length=5_000), "DataLoss"),
        "/header": (endless(b"HTTP/1.1 200 OK\r\nX-Long: "), "Connection was closed"),
        "/headers": (endless(b"HTTP/1.1 200 OK\r\n", b"X-Long: " + b"y" * 9_000 + b"\r\n"), "bytes of headers"),
        "/loop": (redirect("/loop?again"), "redirect"),
        "/elsewhere": (again_then(redirect("http://localhost:9/")), "redirected to another host"),
        "/to_first": (redirect("/first"), ""),
        "/to_file": (redirect(canary.as_uri()), "302"),
        "/to_data": (redirect("data:text/html,secret"), "302"),
        "/to_ftp": (redirect("ftp://127.0.0.1/x"), "302"),
        "/to_script": (redirect("javascript:alert(1)"), "Missing scheme"),
        "/to_secret": (redirect(f"{secret}/302"), "not asked"),
        "/to_secret_307": (redirect(f"{secret}/307", "307 Temporary Redirect"), "not asked"),
        "/refresh": (answer(f"<meta http-equiv=refresh content='0;url={secret}/refresh'>".encode()), "no table"),
        "/link": (answer(table("EXDN-0003", links=f"<a href='{secret}/link'>next</a>")), ""),
        "/entities": (answer(doctype.encode() + table("EXDN-0004", name="Ada &a;&b;")), ""),
        "/xml": (answer(doctype.encode() + table("EXDN-0005", name="Ada &a;"), Content_Type="application/xml"), ""),
        "/busy": (answer(status="429 Too Many Requests", Retry_After="3600"), "429"),
        "/broken": (answer(status="500 Internal Server Error"), "500"),
        "/last": (GOOD, ""),
    }
    for name, (packing, body) in bombs().items():
        found[f"/bomb_{name}"] = (answer(body, Content_Encoding=packing), "DOWNLOAD_MAXSIZE")
    return found


@pytest.fixture(scope="module")
def secret() -> Iterator[Hostile]:
    """A server of this machine that nobody named; it must see no request."""
    server = Hostile({}, GOOD)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def acts(secret: Hostile, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Act, str]]:
    canary = tmp_path_factory.mktemp("canary") / "canary.txt"
    canary.write_text(CANARY)
    return pages(secret.url, canary)


@pytest.fixture(scope="module")
def one(acts: dict[str, tuple[Act, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A source whose pages are as hostile as they can be, between two that are not."""
    server = Hostile(ROBOTS | {path: act for path, (act, _) in acts.items()}, GOOD)
    folder = tmp_path_factory.mktemp("one")
    like_others = {"DOWNLOAD_DELAY": 0.01, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 1, "RETRY_AFTER_MOST": 0}
    told = crawled(folder, {"one": {"pages": list(acts), "url": server.url}}, strangers=True, settings=like_others)
    yield {**told, "server": server, "stored": stored(folder)}
    server.stop()


def calendar(server: Hostile, connection: Any) -> None:
    """Every month leads to the next one."""
    month = len(server.asked)
    answer(table(f"EXDN-{month:04}", links=f"<a href='/month/{month}'>next</a>"))(server, connection)


SLOW: dict[str, Act] = {
    "slow_head": dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "slow_body": dripping(b"HTTP/1.1 200 OK\r\n\r\n"),
    "silent": silent,
}
NO_ROBOTS: dict[str, tuple[Act, str]] = {
    "robots_endless": (endless(), "robots.txt could not be had"),
    "robots_silent": (silent, "robots.txt could not be had"),
    "robots_500": (answer(status="500 No"), "robots.txt answered 500"),
}
FILES: dict[str, tuple[Act, str, str]] = {
    "file_endless": (endless(), "breached", "more than 8,388,608 bytes came"),
    "file_announced": (answer(length=50 << 30), "breached", "53,687,091,200 bytes announced"),
    "file_packed": (answer(b"x", Content_Encoding="gzip"), "breached", "packed as 'gzip'"),
    "file_drips": (dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"), "unreachable", "too slow"),
}
HASTY = {"custom_settings": {"DOWNLOAD_TIMEOUT": 1.5, "PATIENCE": 3, "PATIENCE_PER_PAGE": 1}}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Hostile servers, each a source of its own, and a decent one, which comes last."""
    folder = tmp_path_factory.mktemp("many")
    servers = {
        "odd": Hostile(ROBOTS | {f"/{n}": answer(b, Content_Type=t) for n, (t, b) in ODD.items()}, GOOD),
        **{name: Hostile(ROBOTS, act) for name, act in SLOW.items()},
        **{name: Hostile({"/robots.txt": act}, GOOD) for name, (act, _) in NO_ROBOTS.items()},
        **{name: Hostile(ROBOTS, act) for name, (act, _, _) in FILES.items()},
        "calendar": Hostile(ROBOTS, calendar),
        "good": Hostile(ROBOTS, GOOD),
    }
    unknown = Secured(certificate(folder, "unknown"), "/")
    plan: dict[str, dict[str, Any]] = {
        "certificate": {"url": unknown.url, "pages": ["/1", "/2"]},
        **{name: {"url": server.url, "pages": ["/1", "/2", "/3"]} for name, server in servers.items()},
    }
    plan["odd"] |= {"pages": [f"/{name}" for name in ODD], "attributes": {"at_most_pages": len(ODD)}}
    for name in (*SLOW, "robots_silent"):
        plan[name] |= {"pages": [f"/{n}" for n in range(40)], "attributes": HASTY}
    for name in FILES:
        plan[name] |= {"pages": [], "attributes": {"download_limit": 8 << 20}}
    told = crawled(folder, plan, pace=4)  # seconds: a busy machine needs one for a decent answer
    yield {**told, "servers": servers, "unknown": unknown, "stored": stored(folder)}
    for server in servers.values():
        server.stop()
    unknown.server.shutdown()
    unknown.server.server_close()


def stored(folder: Path) -> dict[str, list[Any]]:
    """Source -> the payloads it left in the store, readable or not."""
    found: dict[str, list[Any]] = {}
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        for row in session.exec(select(SourceRecord)):
            found.setdefault(row.source, []).append(row.payload)
    engine.dispose()
    return found


# --- hostile pages ----------------------------------------------------------------------------------------------------


def test_a_hostile_page_costs_itself_only(one: dict[str, Any], acts: dict[str, tuple[Act, str]]) -> None:
    ends, report = one["ends"]["one"], one["reports"]["one"]
    for path, (_, words) in acts.items():
        state, why = ends[path]
        assert (state == "done") is not bool(words), (path, why)
        assert words in why, (path, why)
    assert report["outcome"] == "breached"
    assert report["planned"] == report["done"] + report["failed"] + report["skipped"] == len(acts) + 1  # one link
    assert CANARY not in json.dumps(one["stored"])
    assert "Traceback" not in one["stderr"]


def test_no_page_leads_to_a_server_that_was_not_named(one: dict[str, Any], secret: Hostile) -> None:
    assert secret.asked == []
    state, why = one["ends"]["one"][f"{secret.url}/link"]
    assert (state, "is this machine itself: not asked" in why) == ("skipped", True)


def test_memory_stays_small(one: dict[str, Any]) -> None:
    assert one["grown"] <= 150  # MB, of which Scrapy itself takes 40


def test_every_odd_page_is_accounted_for(many: dict[str, Any]) -> None:
    ends, report = many["ends"]["odd"], many["reports"]["odd"]
    assert len(ODD) >= 30
    assert set(ends) == {f"/{name}" for name in ODD}
    assert report["planned"] == report["done"] + report["failed"] == len(ODD)
    assert "Traceback" not in many["stderr"]
    words = {path: why for path, (state, why) in ends.items() if state == "failed"}
    assert all("/" in why and ": " in why for why in words.values())  # each names its page and what is wrong
    for name, said in (("attributes", "more than 200 attributes"), ("nested", "no table"), ("utf16", "not UTF-8"),
                       ("unclosed", "cut off"), ("empty", "the file is empty")):  # fmt: skip
        assert said in words[f"/{name}"]


def test_nothing_odd_is_stored(many: dict[str, Any]) -> None:
    texts = [text for payload in many["stored"]["odd"] for text in strings(payload)]
    assert texts
    for text in texts:
        assert unicodedata.is_normalized("NFC", text), ascii(text)
        assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")], ascii(text)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


# --- hostile servers --------------------------------------------------------------------------------------------------


def test_what_is_hostile_keeps_nobody_waiting(many: dict[str, Any]) -> None:
    assert many["reports"]["good"]["outcome"] == "healthy"
    assert {name for name, r in many["reports"].items() if r["outcome"] == "healthy"} == {"good"}
    assert set(many["reports"]) == {*many["servers"], "certificate"}
    assert many["seconds"] < 60


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_source_is_given_up(many: dict[str, Any], name: str) -> None:
    report = many["reports"][name]
    assert (report["outcome"], report["done"]) == ("unreachable", 0)
    assert "the crawl ended early: too slow: it kept us waiting for 3 s" in report["breaches"][0]
    assert many["servers"][name].asked[0] == "/robots.txt"
    assert len(many["servers"][name].asked) <= 20  # of 40: four at once, and two such waves fit into the three seconds


@pytest.mark.parametrize("name", NO_ROBOTS)
def test_a_robots_txt_that_cannot_be_had_closes_the_host(many: dict[str, Any], name: str) -> None:
    report = many["reports"][name]
    assert (report["outcome"], report["done"], report["failed"]) == ("unreachable", 0, 0)
    assert NO_ROBOTS[name][1] in report["breaches"][0]
    assert set(many["servers"][name].asked) == {"/robots.txt"}


def test_pages_without_end_end(many: dict[str, Any]) -> None:
    report = many["reports"]["calendar"]
    assert report["outcome"] == "breached"
    assert "too many pages: more than 50" in report["breaches"][0]
    assert len(many["servers"]["calendar"].asked) <= 1 + 50


@pytest.mark.parametrize("name", [name for name in FILES if name != "file_drips"])
def test_a_hostile_file_is_refused(many: dict[str, Any], name: str) -> None:
    _, outcome, words = FILES[name]
    report = many["reports"][name]
    assert (report["outcome"], words in report["breaches"][0]) == (outcome, True), report["breaches"]
    assert many["servers"][name].asked == ["/robots.txt", FILE]


def test_a_slow_file_is_given_up(many: dict[str, Any]) -> None:
    _, outcome, words = FILES["file_drips"]
    report = many["reports"]["file_drips"]
    assert (report["outcome"], words in report["breaches"][0]) == (outcome, True), report["breaches"]
    assert many["servers"]["file_drips"].asked == ["/robots.txt", FILE]  # not asked again


def test_an_unknown_certificate_brings_nothing(many: dict[str, Any]) -> None:
    report = many["reports"]["certificate"]
    assert (report["outcome"], report["done"]) == ("unreachable", 0)
    assert "certificate verify failed" in report["breaches"][0]
    assert many["unknown"].asked == []


@pytest.mark.parametrize("act", ["body", "announced", "br", "zstd", "headers"])
def test_an_endless_answer_is_cut(act: str) -> None:
    """For what goes through httpx: look-ups, and pages that lead to files."""
    unpacked = {name: answer(body, Content_Encoding=packing) for name, (packing, body) in bombs().items()}
    doing = {"body": endless(), "announced": answer(b"x" * 200_000, length=50 << 30), **unpacked,
             "headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-Long: " + b"y" * 9_000 + b"\r\n")}[act]  # fmt: skip
    server = Hostile({}, doing)
    with WebClient("test", doors=door(server.url), seconds=20) as web, pytest.raises(WebError) as caught:
        web.get(server.url, limit=100_000)
    server.stop()
    assert re.search("more than 100,000 bytes|packed as|headers|too much|exceed|buffer", str(caught.value)), caught


# --- entities ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inner",
    [
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY a SYSTEM "http://127.0.0.1:9/x">',
        '<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;',
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + '<!ENTITY a "ha">',
    ],
)
@pytest.mark.parametrize("root", ["urlset", "svg", "rss", "sitemapindex"])
def test_entities_are_not_resolved(inner: str, root: str) -> None:
    from crawlers.platforms.sitemap_json_ld import sitemap

    body = (
        f"<?xml version='1.0'?><!DOCTYPE x [{inner}]><{root}><url><loc>https://x.example.org/&a;</loc></url></{root}>"
    )
    with pytest.raises(SourceChangedError, match="not a sitemap"):
        sitemap(body.encode(), "sitemap.xml")
