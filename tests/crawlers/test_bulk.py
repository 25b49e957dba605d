"""Sources of several files: each file has its run, in order, and what one of them breaks stops the later ones."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from crawlers.runner import Workplace, crawl
from crawlers.spiders.oig_exclusions import OigExclusionsSpider
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunReport
from directory.store.tables import Fetch, Run

BODY = (Path(__file__).parents[1] / "fixtures" / "oig_exclusions" / "response.csv").read_bytes()
HEADERS = {"Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"}
Answer = tuple[int, dict[str, str], bytes]
asked_with: list[tuple[list[str], str | None, date | None]] = []


class OneFile(OigExclusionsSpider):
    """Finds its file behind a link."""

    start_urls = ["https://oig.hhs.gov/exclusions/index.html"]  # noqa: RUF012
    link = r"full_\d+\.csv$"


class SeveralFiles(OneFile):
    """A whole list at first, then the files of changes that are new."""

    @classmethod
    def choose(cls, links: Sequence[str], *, version: str | None, as_of: date | None) -> list[str]:
        asked_with.append((list(links), version, as_of))
        wanted = [link for link in links if link.endswith(".csv") and "elsewhere" not in link]
        return (
            wanted if version is None else [link for link in wanted if "full" not in link and str(as_of) < link[-14:-4]]
        )

    @classmethod
    def changes_of(cls, file: Path) -> tuple[date, date] | None:
        if "full" in file.name:
            return None
        day = date.fromisoformat(file.stem[-10:])
        return day, day

    @classmethod
    def dated_file(cls, file: Path) -> date | None:
        return None if "full" in file.name else date.fromisoformat(file.stem[-10:])


def site(files: dict[str, Answer], links: Sequence[str] | None = None) -> Callable[[str], Answer]:
    index = "".join(f'<a href="{link}">file</a>' for link in (links if links is not None else files)).encode()
    known = {"/robots.txt": (404, {}, b""), "/exclusions/index.html": (200, {}, index)}
    return lambda path: known.get(path) or files.get(path.rpartition("/")[2]) or (404, {}, b"")


def run(kind: type[OneFile], place: Workplace, url: str) -> list[RunReport]:
    return crawl([kind], place, base_urls={"": url})


def fetched(place: Workplace, report: RunReport) -> list[str]:
    with Session(place.engine) as session:
        rows = session.exec(select(Fetch).where(Fetch.run_id == report.run).order_by(col(Fetch.id)))
        return [row.url.rpartition("/")[2] for row in rows]


def stored(place: Workplace, report: RunReport) -> Run:
    with Session(place.engine) as session:
        return session.get_one(Run, report.run)


def test_the_one_link_leads_to_one_run(place: Workplace, serve: Callable[..., Any]) -> None:
    server = serve(site({"full_1.csv": (200, HEADERS, BODY), "readme.pdf": (200, {}, b"")}))
    (report,) = run(OneFile, place, server.url)
    assert report.breaches == []
    assert fetched(place, report) == ["index.html", "full_1.csv"]
    made = stored(place, report)
    assert (made.source_version, made.source_as_of) == ("full_1.csv", date(2026, 11, 20))
    assert server.asked == ["/robots.txt", "/exclusions/index.html", "/exclusions/full_1.csv"]
    assert [p for p in place.evidence.downloads.rglob("*") if p.is_dir()] == []


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (["full_1.csv", "full_2.csv"], "index.html: 2 links match"),
        ([], "index.html: 0 links match"),
        (["https://other.example.org/full_1.csv"], "leads to another host"),
        (["file:///etc/full_1.csv"], "leads to another host"),
    ],
)
def test_links_that_do_not_fit_are_told(
    place: Workplace, serve: Callable[..., Any], links: list[str], said: str
) -> None:
    server = serve(site({}, links))
    (report,) = run(OneFile, place, server.url)
    assert (report.outcome, said in report.breaches[0]) == ("breached", True), report.breaches
    assert server.asked == ["/robots.txt", "/exclusions/index.html"]


def test_every_file_has_its_run_and_nothing_new_is_a_run_too(place: Workplace, serve: Callable[..., Any]) -> None:
    asked_with.clear()
    whole = {"full_1.csv": (200, HEADERS, BODY)}
    changes = {f"changes_2026-11-{day}.csv": (200, HEADERS, BODY) for day in (21, 22)}
    reports = run(SeveralFiles, place, serve(site(whole | changes)).url)
    assert [report.breaches for report in reports] == [[], [], []]
    assert [fetched(place, report)[1] for report in reports] == [*whole, *changes]
    assert [stored(place, report).source_version for report in reports] == ["full_1.csv"] * 3
    again = run(SeveralFiles, place, serve(site(whole | changes)).url)
    assert [(report.not_modified, report.kept, report.breaches) for report in again] == [(True, 8, [])]
    links, version, as_of = asked_with[-1]
    assert (len(links), version, as_of) == (3, "full_1.csv", date(2026, 11, 22))
    assert stored(place, again[0]).source_as_of == date(2026, 11, 22)
    (later,) = run(
        SeveralFiles, place, serve(site(whole | changes | {"changes_2026-11-23.csv": (200, HEADERS, BODY)})).url
    )
    assert (later.breaches, later.kept) == ([], 8)


@pytest.mark.parametrize(
    ("broken", "outcome"),
    [((200, HEADERS, b"<html>Log in</html>"), "breached"), ((503, {"Retry-After": "120"}, b""), "unreachable")],
)
def test_a_file_that_fails_stops_the_later_ones(
    place: Workplace, serve: Callable[..., Any], broken: Answer, outcome: str
) -> None:
    files = {"full_1.csv": (200, HEADERS, BODY), "changes_2026-11-21.csv": broken,
             "changes_2026-11-22.csv": (200, HEADERS, BODY)}  # fmt: skip
    server = serve(site(files))
    reports = run(SeveralFiles, place, server.url)
    assert [report.outcome for report in reports] == ["healthy", outcome]
    assert not any("11-22" in path for path in server.asked)


def test_a_file_that_did_not_change_costs_one_request(place: Workplace, serve: Callable[..., Any]) -> None:
    """Asked for with what the server said of the file that was read; read anew when that was another program."""
    headers = HEADERS | {"ETag": '"one"'}

    def answer(path: str) -> Answer:
        if path == "/robots.txt":
            return 404, {}, b""
        return (
            (304, headers, b"") if server.headers[-1].get("If-None-Match") == headers["ETag"] else (200, headers, BODY)
        )

    server = serve(answer)
    (first,) = run(OigExclusionsSpider, place, server.url)
    for _ in range(2):  # the second time the run before it brought no body either
        server.asked.clear()
        (again,) = run(OigExclusionsSpider, place, server.url)
        assert (again.outcome, again.not_modified, again.kept, again.breaches) == ("healthy", True, first.kept, [])
        assert server.asked == ["/robots.txt", "/exclusions/downloadables/UPDATED.csv"]
        assert fetched(place, again) == []
        made = stored(place, again)
        assert (made.source_as_of, made.source_version) == (date(2026, 11, 20), "UPDATED.csv")
    headers["ETag"] = '"two"'
    (changed,) = run(OigExclusionsSpider, place, server.url)
    assert (changed.not_modified, changed.read) == (False, first.read)
    with Session(place.engine) as session:
        session.execute(update(Run).values(program="another"))
        session.commit()
    (other,) = run(OigExclusionsSpider, place, server.url)
    assert (other.not_modified, other.read) == (False, first.read)


def test_a_source_that_is_down_is_unreachable_at_once(place: Workplace, serve: Callable[..., Any]) -> None:
    server = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else (503, {"Retry-After": "120"}, b""))
    (report,) = run(OneFile, place, server.url)
    assert report.outcome == "unreachable"
    assert report.breaches[0].endswith("/exclusions/index.html: answered 503")
    assert len(server.asked) == 2


def test_the_address_of_this_machine_is_refused_unless_it_is_the_one_named(
    place: Workplace, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(site({"full_1.csv": (200, HEADERS, BODY)}))
    monkeypatch.setattr(OneFile, "start_urls", [f"{server.url}/exclusions/index.html"])
    (report,) = crawl([OneFile], place)
    assert (report.outcome, "is this machine itself: not asked" in report.breaches[0]) == ("unreachable", True)
    assert server.asked == []


def test_a_download_becomes_evidence_without_being_copied(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path / "evidence")
    ours, theirs = store.downloads / "x" / "list.csv", tmp_path / "list.csv"
    for file, body in ((ours, b"ours"), (theirs, b"theirs")):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    kept = store.path_of(store.put_file(ours).sha256)
    assert kept.stat().st_ino == ours.stat().st_ino
    ours.unlink()
    assert kept.read_bytes() == b"ours"
    copied = store.path_of(store.put_file(theirs).sha256)
    theirs.write_bytes(b"changed")  # a person's own file may change afterwards
    assert copied.read_bytes() == b"theirs"
    assert list(store.root.rglob(".new-*")) == []
