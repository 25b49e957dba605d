"""Versions: what a run brings is readable when, and only when, the run is healthy; and every healthy state can be had
again afterwards.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory.normalize.names import PersonName
from directory.records import LicenseRecord, NpiRecord, Record, content_hash
from directory.store.runs import (
    BATCH,
    READABLE,
    RunError,
    RunReport,
    RunWriter,
    StoringError,
    accept_run,
    current_count,
    last_readable,
    recent_runs,
)
from directory.store.tables import PendingEnd, Run, Source, SourceRecord
from directory.vocabulary import LicenseStatus, NpiStatus, Profession, RunOutcome, SourceKind

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BOARD = "xx_board"
ACTIVE = LicenseRecord(
    jurisdiction="XX",
    profession=Profession.PHYSICAL_THERAPIST,
    license_type="PT",
    number="0001",
    name=PersonName(last="Merriweather", first="Saoirse"),
    status=LicenseStatus.ACTIVE,
    raw_status="Active",
    expires=date(2027, 3, 14),
)
EXPIRED = replace(ACTIVE, status=LicenseStatus.EXPIRED, raw_status="Expired")


def numbered(number: str, record: LicenseRecord = ACTIVE) -> LicenseRecord:
    return replace(record, number=number)


def declare(engine: Engine, *names: str) -> None:
    with Session(engine) as session:
        for name in names:
            session.merge(
                Source(name=name, title=name, owner="-", kind=SourceKind.LICENSE, professions=[], page_url="-",
                       terms="-", promise_days=30)
            )  # fmt: skip
        session.commit()


@pytest.fixture
def board(place: Workplace) -> Workplace:
    declare(place.engine, BOARD, "yy_board")
    return place


def opened_run(place: Workplace, *, source: str = BOARD, scope: str = "", hour: int = 0) -> RunWriter:
    return RunWriter(
        place.engine, place.evidence, source=source, scope=scope, how="load", origin="a file",
        now=NOW + timedelta(hours=hour),
    )  # fmt: skip


def fill(writer: RunWriter, records: Iterable[Record], body: bytes = b"body") -> RunWriter:
    fetch_id = writer.fetched(body, url="https://board.example.org/", at=NOW, status=200)
    for number, record in enumerate(records, start=1):
        writer.told.read += 1
        writer.add(record, fetch_id, f"row {number}")
    return writer


def run(place: Workplace, *records: Record, source: str = BOARD, scope: str = "", breach: str = "") -> RunReport:
    writer = fill(opened_run(place, source=source, scope=scope), records)
    if breach:
        writer.breach(breach, "as the test wants it")
    return writer.finish(now=NOW)


def versions(engine: Engine) -> list[SourceRecord]:
    with Session(engine) as session:
        return list(session.exec(select(SourceRecord).order_by(col(SourceRecord.id))))


def seen(engine: Engine, source: str = BOARD, scope: str = "") -> dict[str, str]:
    """Key -> content hash of what readers see."""
    with Session(engine) as session:
        readable = select(Run.id).where(col(Run.outcome).in_(READABLE))
        found = session.exec(
            select(SourceRecord).where(
                SourceRecord.source == source,
                SourceRecord.scope == scope,
                col(SourceRecord.ended_run).is_(None),
                col(SourceRecord.first_run).in_(readable),
            )
        ).all()
    state = {record.key: record.content_hash for record in found}
    assert len(state) == len(found), "two open versions under one key"
    return state


def seen_at(engine: Engine, run_id: int, source: str = BOARD) -> dict[str, str]:
    """What readers saw after healthy run ``run_id``, rebuilt from the versions."""
    with Session(engine) as session:
        readable = select(Run.id).where(col(Run.outcome).in_(READABLE))
        found = session.exec(
            select(SourceRecord).where(
                SourceRecord.source == source,
                col(SourceRecord.first_run) <= run_id,
                col(SourceRecord.ended_run).is_(None) | (col(SourceRecord.ended_run) > run_id),
                col(SourceRecord.first_run).in_(readable),
            )
        ).all()
    return {record.key: record.content_hash for record in found}


def hashes(*records: Record) -> dict[str, str]:
    return {record.key: content_hash(record.packed()) for record in records}


# --- versions --------------------------------------------------------------------------------------------------------


def test_unchanged_row_is_not_touched(board: Workplace) -> None:
    first = run(board, ACTIVE, numbered("0002"))
    before = [version.model_dump() for version in versions(board.engine)]
    second = run(board, ACTIVE, numbered("0002"))
    assert [version.model_dump() for version in versions(board.engine)] == before
    assert (first.new, first.kept) == (2, 2)
    assert (second.new, second.changed, second.gone, second.kept, second.healthy) == (0, 0, 0, 2, True)


def test_changed_row_gets_a_version_and_ends_the_old_one(board: Workplace) -> None:
    first, second = run(board, ACTIVE), run(board, EXPIRED)
    old, new = versions(board.engine)
    assert (second.new, second.changed, second.gone) == (0, 1, 0)
    assert (old.first_run, old.ended_run) == (first.run, second.run)
    assert (new.first_run, new.ended_run) == (second.run, None)
    assert old.key == new.key
    assert seen(board.engine) == hashes(EXPIRED)


def test_gone_row_ends(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    second = run(board, ACTIVE)
    assert (second.new, second.changed, second.gone) == (0, 0, 1)
    assert seen(board.engine) == hashes(ACTIVE)
    assert [v.ended_run for v in versions(board.engine)] == [None, second.run]


def test_row_that_comes_back_is_a_new_version(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    run(board, numbered("0002"))
    third = run(board, ACTIVE, numbered("0002"))
    assert (third.new, third.changed, third.gone) == (1, 0, 0)
    intervals = [(v.first_run, v.ended_run) for v in versions(board.engine) if v.key == "PT|0001"]
    assert intervals == [(1, 2), (3, None)]
    assert seen(board.engine) == hashes(ACTIVE, numbered("0002"))


@pytest.mark.parametrize("how", ["breach", "unreachable", "our error", "never finished", "not complete"])
def test_run_that_fails_changes_nothing_that_is_read(board: Workplace, how: str) -> None:
    healthy = run(board, ACTIVE, numbered("0002"))
    before = seen(board.engine)
    writer = fill(opened_run(board), [EXPIRED, numbered("0003")])
    match how:
        case "breach":
            writer.breach("fill", "too few")
            writer.finish(now=NOW)
        case "unreachable":
            writer.fail(RunOutcome.UNREACHABLE, "timed out", now=NOW)
        case "our error":
            writer.fail(RunOutcome.BREACHED, "our reader failed", now=NOW)
        case "never finished":
            writer.flush()
        case "not complete":
            writer.breach("error", "page 2 is missing")
            writer.finish(now=NOW, complete=False)
    assert seen(board.engine) == before
    with Session(board.engine) as session:
        assert current_count(session, BOARD) == 2
        last = last_readable(session, BOARD)
        assert last is not None
        assert last.id == healthy.run
    # and the next healthy run compares with the last healthy one
    after = run(board, ACTIVE, numbered("0003"))
    assert (after.new, after.changed, after.gone) == (1, 0, 1)
    assert seen(board.engine) == hashes(ACTIVE, numbered("0003"))


def test_failed_first_run_leaves_nothing_to_read(board: Workplace) -> None:
    run(board, ACTIVE, breach="count")
    assert seen(board.engine) == {}
    with Session(board.engine) as session:
        assert last_readable(session, BOARD) is None
        assert current_count(session, BOARD) == 0
    assert run(board, ACTIVE).new == 1


def test_two_different_rows_under_one_key_are_a_breach(board: Workplace) -> None:
    report = run(board, ACTIVE, EXPIRED)
    assert report.breaches == ["key: row 2: a second, different row under the key 'PT|0001'"]
    assert seen(board.engine) == {}


def test_same_row_twice_is_counted(board: Workplace) -> None:
    report = run(board, ACTIVE, ACTIVE, numbered("0002"))
    assert report.healthy
    assert (report.read, report.kept, report.dropped) == (3, 2, {"the same row again": 1})
    assert len(versions(board.engine)) == 2


def test_many_rows_twice_are_a_breach(board: Workplace) -> None:
    records = [numbered(f"{n:04}") for n in range(1, 8)]
    report = run(board, *records, *records)
    assert report.breaches == ["repeat: 7 of 14 rows stand there twice"]


def test_same_row_twice_across_a_flush(board: Workplace) -> None:
    writer = fill(opened_run(board), [ACTIVE])
    writer.flush()
    fill(writer, [EXPIRED])
    assert not writer.finish(now=NOW).healthy


def test_empty_run_is_a_breach(board: Workplace) -> None:
    assert run(board).breaches == ["empty: no record was found"]


def test_not_modified_keeps_everything(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    before = versions(board.engine)
    report = opened_run(board).finish(now=NOW + timedelta(hours=1), not_modified=True)
    assert report.healthy
    assert (report.kept, report.new, report.changed, report.gone, report.not_modified) == (2, 0, 0, 0, True)
    assert [v.model_dump() for v in versions(board.engine)] == [v.model_dump() for v in before]
    with Session(board.engine) as session:
        last = last_readable(session, BOARD)
        assert last is not None
        assert last.id == report.run


def test_scopes_and_sources_do_not_end_each_others_rows(board: Workplace) -> None:
    run(board, ACTIVE, scope="state=WA")
    other = run(board, numbered("0002"), scope="state=CO")
    elsewhere = run(board, numbered("0003"), source="yy_board")
    assert (other.gone, elsewhere.gone) == (0, 0)
    assert seen(board.engine, scope="state=WA") == hashes(ACTIVE)
    assert seen(board.engine, scope="state=CO") == hashes(numbered("0002"))
    assert seen(board.engine, source="yy_board") == hashes(numbered("0003"))
    with Session(board.engine) as session:
        assert current_count(session, BOARD) == 2


def test_more_records_than_one_batch(board: Workplace) -> None:
    many = [numbered(f"{n:05}") for n in range(1, 1_203)]
    assert run(board, *many).new == 1_202
    report = run(board, *many[600:])
    assert (report.kept, report.gone, report.healthy) == (602, 600, True)
    assert seen(board.engine) == hashes(*many[600:])


def test_a_run_notes_what_shifted(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    other_name = replace(numbered("0002"), name=PersonName(last="Oakenfold", first="Quentin"))
    writer = fill(opened_run(board), [EXPIRED, other_name])
    writer.flush()
    assert writer.shifted == {"status": 1, "surname": 1}


def test_report_and_row_say_the_same(board: Workplace) -> None:
    run(board, ACTIVE)
    writer = fill(opened_run(board), [EXPIRED, numbered("0002")])
    writer.drop("another license type: APT", 3)
    writer.source_as_of = date(2026, 11, 19)
    report = writer.finish(now=NOW + timedelta(seconds=90))
    with Session(board.engine) as session:
        row = recent_runs(session, BOARD)[0]
    assert (row.id, row.outcome, row.breaches) == (report.run, RunOutcome.HEALTHY, "")
    assert (row.read, row.kept, row.new, row.changed, row.gone) == (2, 2, 1, 1, 0)
    assert (row.dropped, report.seconds, row.source_as_of) == (report.dropped, 90.0, date(2026, 11, 19))
    assert (row.base_run, report.scope) == (report.run - 1, "")


def test_first_twenty_breaches_of_a_kind_are_kept_and_all_are_counted(board: Workplace) -> None:
    writer = fill(opened_run(board), [ACTIVE])
    for number in range(30):
        writer.breach("word", f"row {number}")
    report = writer.finish(now=NOW)
    assert len(report.breaches) == 20
    assert report.counts["breach_word"] == 30


# --- accepting -------------------------------------------------------------------------------------------------------


def test_accepted_run_becomes_what_readers_see(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    breached = run(board, EXPIRED, breach="fill")
    assert seen(board.engine) == hashes(ACTIVE, numbered("0002"))
    accepted = accept_run(board.engine, breached.run, why="the board says so", who="A. Person", now=NOW)
    assert (accepted.outcome, accepted.accepted_by, accepted.accepted_why) == (
        RunOutcome.ACCEPTED,
        "A. Person",
        "the board says so",
    )
    assert accepted.accepted_at == NOW
    assert seen(board.engine) == hashes(EXPIRED)
    with Session(board.engine) as session:
        assert session.exec(select(func.count()).select_from(PendingEnd)).one() == 0
    after = run(board, EXPIRED)
    assert (after.new, after.changed, after.gone) == (0, 0, 0)


@pytest.mark.parametrize("code", ["error", "key", "empty", "repeat", "unreachable"])
def test_run_not_read_whole_cannot_be_accepted(board: Workplace, code: str) -> None:
    run(board, ACTIVE)
    breached = run(board, EXPIRED, breach=code)
    with pytest.raises(RunError, match="not read whole"):
        accept_run(board.engine, breached.run, why="-", who="-", now=NOW)
    assert seen(board.engine) == hashes(ACTIVE)


@pytest.mark.parametrize("code", ["count", "fill", "drop", "growth", "turnover", "shift", "word", "npi", "shape"])
def test_run_that_was_read_whole_can_be_accepted(board: Workplace, code: str) -> None:
    run(board, ACTIVE)
    breached = run(board, EXPIRED, breach=code)
    accept_run(board.engine, breached.run, why="-", who="-", now=NOW)
    assert seen(board.engine) == hashes(EXPIRED)


def test_what_cannot_be_accepted_is_said(board: Workplace) -> None:
    healthy = run(board, ACTIVE)
    writer = fill(opened_run(board), [EXPIRED])
    unreachable = writer.fail(RunOutcome.UNREACHABLE, "timed out", now=NOW)
    running = fill(opened_run(board), [EXPIRED])
    running.flush()
    nothing = run(board, breach="drop")
    older = run(board, EXPIRED, breach="fill")
    run(board, ACTIVE, numbered("0002"))
    for run_id, words in (
        (healthy.run, "only a breached run"),
        (unreachable.run, "only a breached run"),
        (running.run_id, "only a breached run"),
        (nothing.run, "not read whole|kept nothing"),
        (older.run, "was read again since"),
        (999, "no run 999"),
    ):
        with pytest.raises(RunError, match=words):
            accept_run(board.engine, run_id, why="-", who="-", now=NOW)
    assert seen(board.engine) == hashes(ACTIVE, numbered("0002"))


def test_second_of_two_breached_runs_can_be_accepted_but_not_both(board: Workplace) -> None:
    run(board, ACTIVE, numbered("0002"))
    first = run(board, EXPIRED, breach="drop")
    second = run(board, EXPIRED, numbered("0003"), breach="drop")
    accept_run(board.engine, second.run, why="-", who="-", now=NOW)
    with pytest.raises(RunError, match="was read again since"):
        accept_run(board.engine, first.run, why="-", who="-", now=NOW)
    assert seen(board.engine) == hashes(EXPIRED, numbered("0003"))


# --- deactivated NPIs ------------------------------------------------------------------------------------------------

PERSON = NpiRecord(
    npi="2100001017",
    entity_type=1,
    status=NpiStatus.ACTIVE,
    name=PersonName(last="Merriweather", first="Saoirse"),
    credential_text="PT",
)
BARE = NpiRecord(npi="2100001017", status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 11, 1))


def test_deactivation_changes_the_status_and_keeps_the_person(board: Workplace) -> None:
    run(board, PERSON)
    report = run(board, BARE)
    assert report.changed == 1
    payload = versions(board.engine)[-1].payload
    assert (payload["status"], payload["deactivated_on"]) == ("deactivated", "2026-11-01")
    assert (payload["name"]["last"], payload["credential_text"], payload["entity_type"]) == ("Merriweather", "PT", 1)
    again = run(board, BARE)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)


def test_deactivated_from_the_start_and_reactivated_later(board: Workplace) -> None:
    run(board, BARE)
    assert versions(board.engine)[0].payload.get("name") is None
    back = replace(PERSON, deactivated_on=date(2026, 11, 1), reactivated_on=date(2026, 11, 10))
    assert run(board, back).changed == 1
    assert seen(board.engine) == hashes(back)


# --- any sequence of snapshots ---------------------------------------------------------------------------------------

SNAPSHOTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(["0001", "0002", "0003"]), st.sampled_from([ACTIVE, EXPIRED]), min_size=1),
        st.sampled_from(["healthy", "healthy", "breached", "accepted", "unreachable", "killed"]),
    ),
    min_size=1,
    max_size=7,
)  # fmt: skip


def apply(place: Workplace, source: str, snapshot: Mapping[str, LicenseRecord], how: str) -> int:
    writer = fill(opened_run(place, source=source), [numbered(n, r) for n, r in snapshot.items()])
    match how:
        case "healthy":
            assert writer.finish(now=NOW).healthy
        case "unreachable":
            writer.fail(RunOutcome.UNREACHABLE, "cut off", now=NOW)
        case "killed":
            writer.flush()
        case "breached" | "accepted":
            writer.breach("fill", "too few")
            writer.finish(now=NOW)
            if how == "accepted":
                accept_run(place.engine, writer.run_id, why="-", who="-", now=NOW)
    return writer.run_id


@pytest.mark.slow
@settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(snapshots=SNAPSHOTS)
def test_readers_see_exactly_the_last_healthy_snapshot_and_every_earlier_one_can_be_rebuilt(
    snapshots: list[tuple[dict[str, LicenseRecord], str]], place: Workplace
) -> None:
    with Session(place.engine) as session:  # one store for all examples: each takes a source name of its own
        source = f"source_{session.exec(select(func.count()).select_from(Source)).one()}"
    declare(place.engine, source)
    expected: dict[str, str] = {}
    history: dict[int, dict[str, str]] = {}
    for snapshot, how in snapshots:
        run_id = apply(place, source, snapshot, how)
        if how in ("healthy", "accepted"):
            expected = hashes(*(numbered(n, r) for n, r in snapshot.items()))
            history[run_id] = expected
        assert seen(place.engine, source) == expected
    for run_id, state in history.items():
        assert seen_at(place.engine, run_id, source) == state


def test_of_two_runs_from_one_base_only_the_first_becomes_readable(board: Workplace) -> None:
    """Two crawls at once would otherwise leave two open versions of one key."""
    fill(opened_run(board), [ACTIVE]).finish(now=NOW)
    first, second = opened_run(board, hour=1), opened_run(board, hour=1)
    fill(first, [EXPIRED], b"one")
    fill(second, [EXPIRED, numbered("0002")], b"two")
    assert first.finish(now=NOW).healthy
    report = second.finish(now=NOW)
    assert report.outcome == "breached"
    assert report.breaches[0].startswith("overtaken")
    with pytest.raises(RunError, match="not read whole"):
        accept_run(board.engine, report.run, why="x", who="y", now=NOW)
    assert current_count_of(board) == 1


def current_count_of(place: Workplace) -> int:
    with Session(place.engine) as session:
        return current_count(session, BOARD)


def test_a_run_that_could_not_store_is_never_healthy(board: Workplace) -> None:
    """Whoever feeds the writer may swallow the error, as Scrapy does."""
    fill(opened_run(board), [ACTIVE, numbered("0002")]).finish(now=NOW)
    writer = fill(opened_run(board, hour=1), [ACTIVE, numbered("\ud800")], b"other")
    writer.flush()
    with pytest.raises(StoringError, match="storing failed"):
        fill(writer, [ACTIVE] * BATCH)
    report = writer.finish(now=NOW)
    assert not report.healthy
    assert "storing failed" in report.breaches[0]
    assert report.gone == 0
    assert current_count_of(board) == 2


@pytest.mark.parametrize("text", ["bad \ud800", "bad \x00"])
def test_texts_from_outside_never_keep_a_run_open(board: Workplace, text: str) -> None:
    writer = fill(opened_run(board), [ACTIVE])
    writer.breach("error", text)
    writer.drop(text)
    assert writer.fail(RunOutcome.BREACHED, text, now=NOW).outcome == "breached"


def test_a_record_that_an_earlier_program_packed_in_another_way_is_not_written_anew(board: Workplace) -> None:
    run(board, PERSON)
    with Session(board.engine) as session:
        row = session.exec(select(SourceRecord)).one()
        row.payload, row.content_hash = {**row.payload, "organization_name": None}, "0" * 32
        session.add(row)
        session.commit()
    again = run(board, PERSON)
    assert (again.new, again.changed, again.gone, again.kept) == (0, 0, 0, 1)
    assert len(versions(board.engine)) == 1
