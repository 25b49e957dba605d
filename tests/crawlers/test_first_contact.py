"""What `needleproof sources check` finds: agreement with the sample world, and every difference by its name."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crawlers.contacts.points import State
from crawlers.first_contact import Contact, check, keep
from crawlers.registry import sources
from crawlers.sample.server import SOURCE_HOSTS, SampleServer
from crawlers.sample.world import SampleWorld
from directory.cli import app
from directory.web import resolved

TODAY = date(2026, 11, 20)
NAMES = sorted(SOURCE_HOSTS)


class OtherWorld(SampleWorld):
    """The sample world after its sources changed, as ``change`` says."""

    change: Callable[[str, list[dict[str, Any]]], list[dict[str, Any]]]

    def socrata_rows(self, dataset_id: str) -> list[dict[str, Any]]:
        return self.change(dataset_id, [dict(row) for row in super().socrata_rows(dataset_id)])


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(SampleWorld(TODAY, 2)) as running:
        yield running


def here_only(host: str, port: int) -> list[str]:
    if host != "127.0.0.1":
        raise OSError("no network in tests")
    return resolved(host, port)


def looked(names: list[str], server: SampleServer) -> dict[str, Contact]:
    urls = {name: server.base_url(name) for name in names}
    kinds = [sources()[name] for name in names]
    return {c.source: c for c in check(kinds, "needleproof-test", base_urls=urls, resolve=here_only)}


def point(contact: Contact, what: str) -> Any:
    return next(point for point in contact.points if point.what == what)


@pytest.mark.slow
def test_the_sample_world_is_what_we_believe(server: SampleServer) -> None:
    found = looked(NAMES, server)
    assert list(found) == NAMES
    assert {name: [p for p in c.points if p.state not in (State.AGREES, State.TOLD)] for name, c in found.items()} == {
        name: [] for name in NAMES
    }
    for name in ("wa_doh", "co_dora", "il_idfpr", "ct_elicense", "de_dpr"):
        assert {"columns", "license types", "status words", "rows updated", "form"} <= {
            p.what for p in found[name].points
        }
    assert [p.what for p in found["nppes_api"].points if p.what.startswith("NPI ")] == [
        "NPI 1710983663", "NPI 1659781227", "NPI 1669463816",
    ]  # fmt: skip
    assert point(found["oig_exclusions"], "UPDATED.csv: day").found.startswith("last-modified")
    assert point(found["sd_physical_therapy"], "records").state is State.AGREES


def renamed(_: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{{"status": "statuscode"}.get(name, name): value for name, value in row.items()} for row in rows]


def worded(_: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows[0]["status"] = "ACTIVE ON A NEW WORD"
    return rows


def typed(_: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*rows, {**rows[0], "credentialtype": "Physical Therapist Needling Endorsement"}]


def gone(_: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("credentialtype") != "Chiropractor License"]


@pytest.mark.parametrize(
    ("change", "what", "words", "state"),
    [
        (worded, "status words", "unknown: 'ACTIVE ON A NEW WORD' (1 rows)", State.DIFFERS),
        (typed, "other words of our professions", "'Physical Therapist Needling Endorsement'", State.DIFFERS),
        (gone, "license types", "no rows for 'CHIRO'", State.TOLD),  # a mirror may be a part
    ],
)
def test_a_difference_in_the_words_is_named(
    change: Callable[..., Any], what: str, words: str, state: State, server: SampleServer
) -> None:
    world = OtherWorld(TODAY, 2)
    world.change = change
    before = server.world
    server.swap(world)
    try:
        found = looked(["wa_doh"], server)["wa_doh"]
    finally:
        server.swap(before)
    assert words in point(found, what).found
    assert point(found, what).state is state
    assert found.agrees == (state is State.TOLD)


FIELDS = ["credentialnumber", "lastname", "firstname", "middlename", "credentialtype", "status", "birthyear",
          "ceduedate", "firstissuedate", "lastissuedate", "expirationdate", "actiontaken"]  # fmt: skip


def metadata(columns: list[str]) -> bytes:
    return json.dumps({"rowsUpdatedAt": 1_795_000_000, "columns": [{"fieldName": c} for c in columns],
                       "license": {"name": "Public Domain U.S. Government"}}).encode()  # fmt: skip


def test_a_renamed_column_and_the_license_are_named(server: SampleServer, serve: Callable[..., Any]) -> None:
    columns = ["statuscode" if c == "status" else c for c in FIELDS]
    site = serve(lambda path: (200, {}, metadata(columns) if "/api/views/" in path else b""))
    (found,) = check([sources()["wa_doh"]], "needleproof-test", base_urls={"wa_doh": site.url}, resolve=here_only)
    told = point(found, "columns")
    assert told.state is State.DIFFERS
    assert told.found == "missing: 'status'; new: 'statuscode'; needed: 'status'"
    assert point(found, "license").found == "Public Domain U.S. Government"


def test_a_renamed_heading_of_a_file_is_named(serve: Callable[..., Any]) -> None:
    csv = (Path(__file__).parents[1] / "fixtures" / "md_acupuncture" / "response.csv").read_bytes()
    bodies = {"good": csv, "bad": csv.replace(b"StatusCode", b"Standing", 1)}
    for name, body in bodies.items():
        site = serve(lambda path, body=body: (200, {}, b"" if path == "/robots.txt" else body))
        (found,) = check([sources()["md_acupuncture"]], "needleproof-test",
                         base_urls={"md_acupuncture": site.url}, resolve=here_only)  # fmt: skip
        assert point(found, "form").state is (State.AGREES if name == "good" else State.DIFFERS)
        assert ("missing columns ['StatusCode'], unexpected columns ['Standing']" in point(found, "form").found) == (
            name == "bad"
        )


def test_robots_are_obeyed_and_one_failing_source_stops_no_other(
    server: SampleServer, serve: Callable[..., Any]
) -> None:
    closed = serve(lambda path: (200, {}, b"User-agent: *\nDisallow: /" if path == "/robots.txt" else b"secret"))
    broken = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (500, {}, b"down"))
    names = ["wa_doh", "example_institute", "co_dora"]
    urls = {"wa_doh": closed.url, "example_institute": server.base_url("example_institute"), "co_dora": broken.url}
    found = {
        c.source: c for c in check([sources()[n] for n in names], "needleproof-test", base_urls=urls, resolve=here_only)
    }
    assert closed.asked == ["/robots.txt"]
    (rule,) = [p for p in found["wa_doh"].points if p.what.startswith("robots.txt of ")]
    assert (rule.state, rule.found) == (State.DIFFERS, "robots.txt forbids it")
    assert found["example_institute"].agrees
    assert "answered 500" in point(found["co_dora"], "reading").found
    assert point(found["co_dora"], "reading").state is State.UNKNOWN


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [(500, State.DIFFERS, "robots.txt answered 500"), (None, State.UNKNOWN, "robots.txt could not be had")],
)
def test_who_does_not_answer_for_robots_is_not_asked(
    status: int | None, state: State, words: str, serve: Callable[..., Any]
) -> None:
    url = serve(lambda _: (status, {}, b"")).url if status else "http://127.0.0.1:1"
    for name, what in (("wa_doh", f"robots.txt of {url[7:]}"), ("smi_cert_dn", "its page")):
        (found,) = check([sources()[name]], "needleproof-test", base_urls={"": url}, resolve=here_only)
        assert words in point(found, what).found
        assert point(found, what).state is (state if name == "wa_doh" or status is None else State.TOLD)


def test_a_waiting_source_is_probed(serve: Callable[..., Any]) -> None:
    site = serve(lambda path: (200, {"Content-Type": "text/html"}, b"" if path == "/robots.txt" else SHEET))
    (found,) = check([sources()["smi_cert_dn"]], "needleproof-test",
                     base_urls={"smi_cert_dn": site.url}, resolve=here_only)  # fmt: skip
    assert "no public list of holders" in point(found, "needs").found
    assert point(found, "its page").found.startswith("published table: the page links to https://docs.google.com/")


SHEET = b'<a href="https://docs.google.com/spreadsheets/d/x/export?format=csv">Holders</a>'


def test_answers_can_be_kept_as_fixtures(server: SampleServer, tmp_path: Path) -> None:
    found = looked(["example_institute"], server)["example_institute"]
    assert keep(found, tmp_path, TODAY) == 2
    folder = tmp_path / "example_institute"
    assert (folder / "01.txt").read_text() == "User-agent: *\nAllow: /\n"
    assert b"<table" in (folder / "02.html").read_bytes()
    lines = (folder / "source.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["01.txt", "02.html"]
    assert all("2026-11-20" in line for line in lines)


def test_the_command_says_what_differs_and_stores_nothing(server: SampleServer, tmp_path: Path) -> None:
    def run(*args: str) -> Result:
        environment = {"NEEDLEPROOF_DATA": str(tmp_path / "data"), "NEEDLEPROOF_TODAY": "2026-11-20", "COLUMNS": "200",
                       "NEEDLEPROOF_VERBOSE": None, "NEEDLEPROOF_DATABASE_URL": None}  # fmt: skip
        return CliRunner().invoke(app, ["sources", *args], env=environment)

    base = f"example_institute={server.base_url('example_institute')}"
    good = run("check", "example_institute", "--base-url", base, "--json", "--save", str(tmp_path / "kept"))
    assert good.exit_code == 0, good.output
    (contact,) = json.loads(good.stdout)
    assert (contact["source"], contact["agrees"]) == ("example_institute", True)
    assert (tmp_path / "kept" / "example_institute" / "02.html").exists()
    shown = run("check", "example_institute", "--base-url", base.replace("example.org", "example.net"))
    assert shown.exit_code == 1
    assert "0 points differ, 1 could not be looked at" in shown.stderr
    assert run("check", "nonsense").exit_code == 2
    assert json.loads(run("--json").stdout)  # plain `sources` still lists
    assert not list((tmp_path / "data").rglob("*.db"))
