"""Pages of a crawl: done together with their records, taken up after a kill, unchanged ones not read again."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory.normalize.names import PersonName
from directory.records import LicenseRecord
from directory.store import frontier
from directory.store.frontier import Answer, Plan, Visit
from directory.store.runs import RESUMABLE, RunWriter, current_count, recent_runs, resumable, sweep
from directory.store.tables import Fetch, Page, PendingEnd, Run, Source, SourceRecord
from directory.store.tally import Tally
from directory.vocabulary import LicenseStatus, PageState, Profession, RunOutcome, SourceKind

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SITE = "https://board.example.org/"
ACTIVE = LicenseRecord(
    jurisdiction="XX",
    profession=Profession.PHYSICAL_THERAPIST,
    license_type="PT",
    number="0001",
    name=PersonName(last="Merriweather", first="Saoirse"),
    status=LicenseStatus.ACTIVE,
    expires=date(2027, 3, 14),
)


@pytest.fixture
def board(place: Workplace) -> Workplace:
    with Session(place.engine) as session:
        session.merge(
            Source(name="xx_board", title="x", owner="-", kind=SourceKind.LICENSE, professions=[], page_url="-",
                   terms="-", promise_days=30)
        )  # fmt: skip
        session.commit()
    return place


def plan(number: int) -> Plan:
    return Plan(f"{SITE}{number}", "parse", {"number": number})


def visit(number: int, *numbers: str, body: bytes = b"", children: tuple[int, ...] = (), **changed: Any) -> Visit:
    """Page ``number`` with one record for each of ``numbers``."""
    answer = Answer(plan(number).url, NOW, 200, {"Server": "x"}, body or f"page {number}".encode())
    records = [(replace(ACTIVE, number=n, **changed), f"row {i}") for i, n in enumerate(numbers)]
    tally = Tally(read=len(records))
    tally.fills.update({"number": len(records)})
    return Visit(plan(number), answer=answer, records=records, children=[plan(c) for c in children], tally=tally,
                 etag=f'"{number}"')  # fmt: skip


def crawl(place: Workplace, *, hour: int = 0, resume: int | None = None) -> RunWriter:
    now = NOW + timedelta(hours=hour)
    return RunWriter(place.engine, place.evidence, source="xx_board", how="crawl", origin=SITE, now=now, resume=resume)


def resumable_at(place: Workplace, hour: float = 0, origin: str = SITE) -> int | None:
    now = NOW + timedelta(hours=hour)
    return resumable(place.engine, source="xx_board", scope="", origin=origin, now=now)


def rows(place: Workplace, table: Any) -> list[Any]:
    with Session(place.engine) as session:
        return list(session.exec(select(table).order_by(table.id)))


def full(place: Workplace, hour: int = 0) -> RunWriter:
    """A finished crawl: page 1 leads to 2 and 3."""
    writer = crawl(place, hour=hour)
    for n in (1, 2, 3):
        writer.plan(plan(n))
    writer.visit(visit(1, children=(2, 3)))
    writer.visit(visit(2, "0002", "0003"))
    writer.visit(visit(3, "0004"))
    assert writer.finish(now=NOW).healthy
    return writer


def test_a_page_and_its_records_are_stored_together(board: Workplace) -> None:
    writer = crawl(board)
    assert writer.plan(plan(1))
    assert not writer.plan(plan(1)), "planned once"
    writer.plan(plan(2))
    writer.visit(visit(1, "0001", "0002"))
    assert rows(board, Page) == []
    assert rows(board, SourceRecord) == []
    writer.flush()
    assert [(p.url, p.state) for p in rows(board, Page)] == [
        (f"{SITE}1", PageState.DONE),
        (f"{SITE}2", PageState.PLANNED),
    ]
    assert [r.key for r in rows(board, SourceRecord)] == ["PT|0001", "PT|0002"]
    assert {r.fetch_id for r in rows(board, SourceRecord)} == {f.id for f in rows(board, Fetch)}


def test_a_reason_that_quotes_what_no_database_takes_costs_no_other_page(board: Workplace) -> None:
    writer = crawl(board)
    for n in (1, 2):
        writer.plan(plan(n))
    writer.visit(visit(1, "0001"))
    writer.visit(Visit(plan(2), state=PageState.FAILED, reason="the board answers: no\x00 \ud800thing"))
    writer.flush()
    assert writer.breaches == []
    assert [r.key for r in rows(board, SourceRecord)] == ["PT|0001"]
    assert [p.reason for p in rows(board, Page)] == [None, "the board answers: no ?thing"]


def test_what_a_killed_crawl_had_done_stays_done(board: Workplace) -> None:
    first = crawl(board)
    for n in (1, 2, 3):
        first.plan(plan(n))
    first.visit(visit(1, "0001"))
    first.flush()  # and here it is killed
    assert resumable_at(board, 1) == first.run_id
    assert sweep(board.engine, now=NOW + timedelta(hours=1)) == 0
    second = crawl(board, hour=1, resume=first.run_id)
    assert second.run_id == first.run_id
    assert second.left == [plan(2), plan(3)]
    assert set(second.seen) == {"PT|0001"}
    assert (second.read, second.kept, second.new, second.fills["number"]) == (1, 1, 1, 1)
    second.visit(visit(2, "0002"))
    second.visit(visit(3, "0003", "0001"))  # a row of the page that was done before comes once more
    report = second.finish(now=NOW + timedelta(hours=1))
    assert report.healthy
    assert (report.planned, report.done, report.read, report.kept, report.new) == (3, 3, 4, 3, 3)
    assert report.dropped == {"the same row again": 1}
    assert sorted(r.key for r in rows(board, SourceRecord)) == ["PT|0001", "PT|0002", "PT|0003"]


def test_pages_that_failed_before_the_kill_are_asked_again(board: Workplace) -> None:
    first = crawl(board)
    for n in (1, 2, 3):
        first.plan(plan(n))
    first.visit(visit(1, "0001"))
    first.visit(Visit(plan(2), state=PageState.FAILED, reason="answered 500"))
    first.visit(Visit(plan(3), state=PageState.SKIPPED, reason="robots.txt"))
    first.flush()
    assert crawl(board, resume=first.run_id).left == [plan(2), plan(3)]


def test_a_run_with_unanswered_pages_is_never_complete(board: Workplace) -> None:
    full(board)
    writer = crawl(board, hour=1)
    writer.plan(plan(1))
    writer.plan(plan(2))
    writer.visit(visit(1, "0002"))
    report = writer.finish(now=NOW)
    assert report.breaches == ["error: 1 of 2 pages were planned and never answered"]
    assert report.gone == 0
    with Session(board.engine) as session:
        assert current_count(session, "xx_board") == 3


def test_a_crawl_is_taken_up_only_where_it_can_be_completed(board: Workplace) -> None:
    first = crawl(board)
    assert resumable_at(board) is None, "it has no page yet"
    first.plan(plan(1))
    first.flush()
    assert resumable_at(board) == first.run_id
    assert resumable_at(board, RESUMABLE.total_seconds() / 3600 + 1) is None, "too long ago"
    assert resumable_at(board, origin="https://mirror.example.org/") is None, "another address"
    with Session(board.engine) as session:
        run = session.get_one(Run, first.run_id)
        run.program = "another reader"
        session.add(run)
        session.commit()
    assert resumable_at(board) is None


def test_a_refused_crawl_keeps_its_pages_and_a_finished_one_is_not_taken_up(board: Workplace) -> None:
    writer = crawl(board)
    writer.plan(plan(1))
    writer.plan(plan(2))
    writer.visit(visit(1, "0001"))
    writer.fail(RunOutcome.UNREACHABLE, "asked to wait an hour", now=NOW)
    assert resumable_at(board, 1) == writer.run_id
    assert recent(board).outcome is RunOutcome.UNREACHABLE
    again = crawl(board, hour=1, resume=writer.run_id)
    again.visit(visit(2, "0002"))
    assert again.finish(now=NOW + timedelta(hours=1)).healthy
    assert recent(board).outcome is RunOutcome.HEALTHY
    assert recent(board).breaches == ""
    assert resumable_at(board, 1) is None


def recent(place: Workplace) -> Run:
    with Session(place.engine) as session:
        return recent_runs(session)[0]


def test_runs_nobody_can_go_on_with_are_closed_and_leave_nothing(board: Workplace) -> None:
    full(board)
    before = [r.key for r in rows(board, SourceRecord)]
    load = RunWriter(board.engine, board.evidence, source="xx_board", how="load", origin="a file", now=NOW)
    fetch = load.fetched(b"other", url="file:x", at=NOW, status=None)
    load.add(replace(ACTIVE, number="0002", raw_status="x"), fetch, "row 1")
    load.add(replace(ACTIVE, number="0009"), fetch, "row 2")
    load.flush()
    assert len(rows(board, SourceRecord)) == 5
    assert sweep(board.engine, now=NOW) == 1
    assert [r.key for r in rows(board, SourceRecord)] == before
    with Session(board.engine) as session:
        assert session.exec(select(PendingEnd)).all() == []
    assert (recent(board).outcome, recent(board).breaches) == (
        RunOutcome.BROKEN_OFF,
        "error: the process reading it ended",
    )
    assert sweep(board.engine, now=NOW) == 0


def test_a_look_up_of_this_moment_is_left_alone(board: Workplace) -> None:
    RunWriter(board.engine, board.evidence, source="xx_board", scope="npi=2", how="look-up", origin="x", now=NOW)
    assert sweep(board.engine, now=NOW + timedelta(minutes=1)) == 0
    assert sweep(board.engine, now=NOW + timedelta(minutes=10)) == 1


def test_unchanged_pages_bring_what_they_brought_without_a_row_written(board: Workplace) -> None:
    first = full(board)
    records, fetches = rows(board, SourceRecord), rows(board, Fetch)
    second = crawl(board, hour=1)
    memory = frontier.remembered(board.engine, second.memory_run)
    assert memory[plan(1).key].etag == '"1"'
    assert memory[plan(1).key].children == (plan(2), plan(3))
    for n in (1, 2, 3):
        second.plan(plan(n))
        known = memory[plan(n).key]
        told = Tally(mark=f"2026-11-0{n}", asked_on=NOW.date())
        second.visit(Visit(plan(n), tally=told, children=list(known.children), etag=known.etag, same_as=known.id))
    report = second.finish(now=NOW + timedelta(hours=1))
    assert report.healthy
    assert (report.kept, report.new, report.changed, report.gone, report.done) == (3, 0, 0, 0, 3)
    assert second.fills["number"] == first.fills["number"] == 3
    assert rows(board, SourceRecord) == records
    assert rows(board, Fetch) == fetches
    third = crawl(board, hour=2)
    known = frontier.remembered(board.engine, third.memory_run)[plan(3).key]
    assert (known.etag, known.mark, known.asked_on) == ('"3"', "2026-11-03", NOW.date()), "known from the second run"


def test_another_mark_is_the_same_page() -> None:
    marked = Plan(plan(1).url, "parse", plan(1).arguments, mark="2026-11-01")
    assert marked.key == plan(1).key
    assert [Plan.from_payload(one.to_payload()) for one in (marked, plan(1))] == [marked, plan(1)]


def test_a_run_that_found_nothing_new_keeps_the_memory(board: Workplace) -> None:
    first = full(board)
    quiet = crawl(board, hour=1)
    quiet.plan(plan(9))
    quiet.visit(visit(9))
    assert quiet.finish(now=NOW, not_modified=True).healthy
    third = crawl(board, hour=2)
    assert third.base_run == quiet.run_id
    assert third.memory_run == first.run_id
    assert set(frontier.remembered(board.engine, third.memory_run)) == {plan(n).key for n in (1, 2, 3)}


def test_a_changed_page_among_unchanged_ones(board: Workplace) -> None:
    full(board)
    second = crawl(board, hour=1)
    memory = frontier.remembered(board.engine, second.memory_run)
    for n in (1, 2, 3):
        second.plan(plan(n))
    for n in (1, 2):
        second.visit(Visit(plan(n), children=list(memory[plan(n).key].children), same_as=memory[plan(n).key].id))
    second.visit(visit(3, "0005", body=b"new"))
    report = second.finish(now=NOW + timedelta(hours=1))
    assert (report.healthy, report.kept, report.new, report.gone) == (True, 3, 1, 1)


def test_only_the_pages_of_the_newest_readable_run_are_kept(board: Workplace) -> None:
    full(board)
    second = full(board, hour=1)
    assert {p.run_id for p in rows(board, Page)} == {second.run_id}
    third = crawl(board, hour=2)
    third.plan(plan(1))
    third.visit(visit(1, "0007"))
    third.breach("count", "too few")
    third.finish(now=NOW)
    assert {p.run_id for p in rows(board, Page)} == {second.run_id}


@pytest.mark.parametrize("field", ["url", "reader", "arguments"])
def test_the_key_of_a_page_holds_all_that_tells_it_apart(field: str) -> None:
    other: Any = {"arguments": {"number": 2}}.get(field, "other")
    assert dataclasses.replace(plan(1), **{field: other}).key != plan(1).key
    assert Plan.from_payload(plan(1).to_payload()) == plan(1)


def test_a_tally_comes_back_as_it_was() -> None:
    tally = Tally(read=3, kept=2, as_of=date(2026, 11, 1), version="v", keys={"a": "1"})
    tally.drop("no")
    tally.breach("word", "x: unknown")
    tally.fills["npi"] += 2
    assert Tally.from_payload(tally.to_payload()) == tally
    assert col(Page.tally) is not None
