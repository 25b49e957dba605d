"""Measurements of linking: kept as they were made, and read back with everything worked out from the counts."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from crawlers.runner import Workplace
from directory.linking.measuring import FalseLink, Measured, Tally, upper95
from directory.refresh import rebuild
from directory.store.measurements import KnownSet, Measurement, keep_measurement, measurements

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KNOWN = KnownSet(
    name="a “small” set", made_of="two lists", digest="ab" * 32, command="needleproof links measure small",
    register_rows=12,
)  # fmt: skip
MEASURED = Measured(
    total=Tally(records=10, people=8, settled=5, nobody=1, another=0, shown=6, waiting=3),
    by_kind={"registry": Tally(records=7, people=6), "listing": Tally(records=3)},
    by_tag={"zebra": Tally(records=6), "ape": Tally(records=4, people=2)},
    wrong=(FalseLink("l", "r", nobody=True),),
)


def kept(place: Workplace, measured: Measured = MEASURED, *, days: int = 0) -> Measurement:
    at = NOW + timedelta(days=days)
    return keep_measurement(
        place.engine, KNOWN, measured, as_of=at.date(), now=at, weights="2026-11-21", program="0.1.0+abc"
    )


def test_it_is_read_as_it_was_kept(place: Workplace) -> None:
    one = kept(place)
    with Session(place.engine) as session:
        assert measurements(session) == [one]
    assert (one.total, one.natural, one.measured_at, one.as_of) == (MEASURED.total, None, NOW, date(2026, 11, 20))
    assert (one.set_name, one.register_rows, one.set_digest) == ("a “small” set", 12, "ab" * 32)
    assert list(one.by_kind) == ["registry", "listing"]  # not by letter: the most records first
    assert list(one.by_tag.items()) == list(MEASURED.by_tag.items())


def test_the_newest_comes_first_and_publishing_leaves_them_alone(place: Workplace) -> None:
    first, second = kept(place), kept(place, Measured(MEASURED.total, natural=Tally(records=10, people=8)), days=1)
    rebuild(place.engine, as_of=NOW.date(), now=NOW)
    with Session(place.engine) as session:
        assert measurements(session) == [second, first]
    assert second.natural == Tally(records=10, people=8)


def test_figures_hold_what_is_worked_out(place: Workplace) -> None:
    told = kept(place).figures()
    assert told["total"] == {
        "records": 10, "people": 8, "settled": 5, "nobody": 1, "another": 0, "shown": 6, "waiting": 3, "wrong": 1,
        "precision": 0.8, "upper": upper95(1, 5), "recall": 0.5, "recall_shown": 0.75,
        "waiting_share": 0.3,
    }  # fmt: skip
    assert told["by_tag"]["ape"]["people"] == 2
    assert told["command"] == "needleproof links measure small"
