"""When a source is due, what a refresh would read, and what shares a lane; no clock, the day is passed in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from crawlers.agenda import entries, histories, to_hand_over
from crawlers.ending import BY_HAND
from crawlers.job import Workplace
from crawlers.lanes import lanes
from crawlers.scheduling import History, believable, due, overdue
from directory.store.tables import Run, Source
from directory.vocabulary import RunOutcome, SourceKind
from tools.drill.site import DrillRosterSpider

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("history", "promise", "every", "days"),
    [
        (History(), 30, None, 0),
        (History(read_on=TODAY, tried_on=TODAY), 30, None, 15),
        (History(read_on=ago(14), tried_on=ago(14)), 30, None, 1),
        (History(read_on=ago(15), tried_on=ago(15)), 30, None, 0),
        (History(read_on=ago(40), tried_on=ago(40)), 30, None, -25),
        (History(read_on=TODAY), 1, None, 1),
        (History(read_on=TODAY), 30, 1, 1),
        (History(read_on=TODAY), 45, 7, 7),
        # the source's own day is what the promise counts from, when it is the older one
        (History(read_on=TODAY, as_of=ago(10)), 30, None, 5),
        (History(read_on=TODAY, as_of=date(2030, 1, 1)), 30, None, 15),
        # a list that stands still is asked again seven times in its interval, not every day
        (History(read_on=TODAY, as_of=ago(300)), 30, None, 2),
        (History(read_on=TODAY, as_of=ago(300)), 30, 1, 1),
        # 1, 2, 4, 8 days after failures, and never more than half the promise
        (History(read_on=ago(3), tried_on=TODAY, failed=1), 30, None, 1),
        (History(read_on=ago(3), tried_on=TODAY, failed=2), 30, None, 2),
        (History(read_on=ago(3), tried_on=TODAY, failed=4), 30, None, 8),
        (History(read_on=ago(3), tried_on=TODAY, failed=5), 30, None, 15),
        (History(read_on=ago(3), tried_on=TODAY, failed=5_000), 30, None, 15),
        (History(tried_on=ago(1), failed=1), 30, None, 0),
        (History(tried_on=TODAY, failed=9), 1, None, 1),
        # of a day that is not here yet nothing is known, but that some clock was wrong
        (History(read_on=ago(-1), tried_on=ago(-1)), 30, None, 16),
        (History(read_on=ago(-400), tried_on=ago(-400)), 30, None, 0),
        (History(read_on=ago(3), tried_on=ago(-400), failed=2), 30, None, 0),
    ],
)
def test_due(history: History, promise: int, every: int | None, days: int) -> None:
    found = due(history, promise_days=promise, every_days=every, as_of=TODAY)
    assert (found.on - TODAY).days == days, found.why


@pytest.mark.parametrize("promise", [7, 14, 30, 45, 90])
def test_a_promise_outlives_failed_attempts(promise: int) -> None:
    """Whoever refreshes every day tries twice at least before the promise runs out, however often it fails."""
    history, tried, day = History(read_on=TODAY, tried_on=TODAY), 0, TODAY
    while day <= TODAY + timedelta(days=promise):
        if due(history, promise_days=promise, as_of=day).on <= day:
            tried += 1
            history = History(read_on=TODAY, tried_on=day, failed=tried)
        day += timedelta(days=1)
    assert tried >= (2 if promise < 14 else 3)


def test_why() -> None:
    said = [
        due(history, promise_days=30, as_of=TODAY).why
        for history in (
            History(), History(read_on=ago(1)), History(read_on=ago(1), as_of=ago(4)),
            History(tried_on=ago(1), failed=1), History(tried_on=ago(1), failed=3),
        )
    ]  # fmt: skip
    assert said == [
        "never read", "read on 2026-11-19; every 15 days", "read on 2026-11-19, of 2026-11-16; every 15 days",
        "failed once, last on 2026-11-19", "failed 3 times in a row, last on 2026-11-19",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("history", "until"),
    [
        (History(), None),
        (History(read_on=ago(30)), None),
        (History(read_on=ago(31)), ago(1)),
        (History(read_on=TODAY, as_of=ago(31)), ago(1)),
    ],
)
def test_overdue(history: History, until: date | None) -> None:
    assert overdue(history, promise_days=30, as_of=TODAY) == until


# --- what the store knows ---------------------------------------------------------------------------------------------


class Board(DrillRosterSpider):
    name = "due_board"


class Registry(DrillRosterSpider):
    name, regional = "due_registry", True


class ByFile(DrillRosterSpider):
    name, by_file = "due_by_file", "press Download"


class Waiting(ByFile):
    name, needs = "due_waiting", "an address"


KINDS = (Board, Registry, ByFile, Waiting)
H, B, U, A = RunOutcome.HEALTHY, RunOutcome.BREACHED, RunOutcome.UNREACHABLE, RunOutcome.ACCEPTED


def ran(
    place: Workplace, source: str, *runs: tuple[int, RunOutcome], scope: str = "", how: str = "crawl", why: str = ""
) -> None:
    """``runs``: days ago and outcome; ``why``: the breaches of each."""
    with Session(place.engine) as session:
        session.merge(Source(name=source, title="", owner="", kind=SourceKind.TRAINING, page_url="", terms="",
                             promise_days=30, professions=[]))  # fmt: skip
        session.flush()
        for days, outcome in runs:
            at = datetime.combine(ago(days), datetime.min.time(), UTC)
            finished = None if outcome is RunOutcome.RUNNING else at
            session.add(Run(source=source, scope=scope, how=how, origin="", started=at, finished=finished,
                            outcome=outcome, breaches=why))  # fmt: skip
        session.commit()


def known(place: Workplace) -> dict[tuple[str, str], History]:
    with Session(place.engine) as session:
        return histories(session)


@pytest.mark.parametrize(
    ("runs", "how", "expected"),
    [
        ([], "crawl", None),
        ([(3, H)], "crawl", History(ago(3), None, ago(3), 0)),
        ([(9, H), (3, B), (2, U)], "crawl", History(ago(9), None, ago(2), 2)),
        ([(3, U), (2, B), (1, H)], "crawl", History(ago(1), None, ago(1), 0)),
        ([(3, B), (2, A)], "crawl", History(ago(2), None, ago(2), 0)),
        ([(3, H), (2, RunOutcome.BROKEN_OFF), (1, RunOutcome.RUNNING)], "crawl", History(ago(3), None, ago(3), 0)),
        ([(3, H), (2, B)], "load", History(ago(3), None, ago(3), 0)),
    ],
)
def test_history(place: Workplace, runs: list[tuple[int, RunOutcome]], how: str, expected: History | None) -> None:
    ran(place, "due_board", *runs, how=how)
    assert known(place).get(("due_board", "")) == expected


def test_who_stops_a_crawl_is_no_failure_of_the_source(place: Workplace) -> None:
    ran(place, "due_board", (3, H))
    ran(place, "due_board", (0, U), why=f"unreachable: {BY_HAND}")
    assert known(place)["due_board", ""] == History(ago(3), None, ago(3), 0)


@pytest.mark.parametrize(
    ("mark", "asked", "promise", "every", "expected"),
    [
        ("2026-11-01", 1, 30, None, True),
        ("2026-11-01", 15, 30, None, True),
        ("2026-11-01", 16, 30, None, False),  # the next reading would come after the promise
        ("2026-10-01", 29, 30, 1, True),
        ("2026-10-01", 30, 30, 1, False),
        ("2026-11-01T08:00:00+00:00", 0, 1, None, True),
        ("2026-11-01", 1, 1, None, False),
        ("2026-11-17", 1, 30, None, True),
        ("2026-11-18", 1, 30, None, False),  # it may have changed again after we asked
        ("2030-01-01", 1, 30, None, False),
        ("2026-11-01", -1, 30, None, False),  # a clock that was set back
        ("yesterday", 1, 30, None, False),
        ("", 1, 30, None, False),
    ],
)
def test_when_a_sitemap_is_believed(mark: str, asked: int, promise: int, every: int | None, expected: bool) -> None:
    assert believable(mark, ago(asked), promise, every, TODAY) is expected


def test_each_state_of_a_registry_is_due_for_itself(place: Workplace) -> None:
    ran(place, "due_registry", (20, H), scope="state=WA")
    ran(place, "due_registry", (1, H), scope="state=MT")
    ran(place, "due_registry", (1, H), scope="npi=2000000002", how="look-up")
    found = [(e.label, (e.due.on - TODAY).days) for e in entries(KINDS[:2], known(place), today=TODAY)]
    assert found == [("due_board", 0), ("due_registry state=MT", 14), ("due_registry state=WA", -5)]
    asked = entries([Registry], known(place), states=["SD", "WA", "SD"], today=TODAY)
    assert [(e.state, e.due.why) for e in asked] == [("SD", "never read"), ("WA", f"read on {ago(20)}; every 15 days")]
    assert entries([Registry], {}, today=TODAY) == []


def test_only_files_that_ran_out_are_asked_for_again(place: Workplace) -> None:
    assert to_hand_over(KINDS, known(place), today=TODAY) == []
    for name in ("due_board", "due_by_file", "due_waiting"):
        ran(place, name, (31, H), how="load")
    assert to_hand_over(KINDS, known(place), today=TODAY) == [("due_by_file", "press Download", ago(1))]


# --- lanes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        ([], []),
        (["a", "b", "a"], [[0, 2], [1]]),
        (["a", "b", "ab"], [[0, 1, 2]]),
        (["a", "b", "c", "bc", "a"], [[0, 4], [1, 2, 3]]),
        (["", "", "a"], [[0], [1], [2]]),
    ],
)
def test_lanes(hosts: list[str], expected: list[list[int]]) -> None:
    assert lanes([frozenset(host) for host in hosts]) == expected


def test_what_a_job_asks(place: Workplace) -> None:
    from crawlers.job import Job
    from crawlers.registry import sources

    bulk, api = sources()["nppes_bulk"], sources()["nppes_api"]
    assert Job(bulk, place).hosts == {"download.cms.gov"}
    assert Job(api, place, "WA").hosts == {"npiregistry.cms.hhs.gov"} == Job(api, place, "SD").hosts
    assert Job(api, place, "WA", "https://mirror.example.org:8443/x").hosts == {"mirror.example.org"}
    assert Job(api, place, "WA", "http://127.0.0.1:8443/x").hosts == {"127.0.0.1:8443"}
