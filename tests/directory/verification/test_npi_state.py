"""Whether an NPI is in service, told by the registry's files, its weekly changes, its list and its live answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.normalize.names import PersonName
from directory.records import Address, NpiRecord, Record, Sighting
from directory.verification import Case, Context, ExclusionIndex, SourceState, findings
from directory.verification.judge import described_npi, latest_npi
from directory.vocabulary import CredentialStatus, Need, NpiStatus, PlaceKind, SourceKind
from tests.copies import replace

NPI = "2000000002"
ACTIVE, GONE = NpiStatus.ACTIVE, NpiStatus.DEACTIVATED
DAY = timedelta(days=1)
SEEN = NpiRecord(
    npi=NPI,
    entity_type=1,
    status=ACTIVE,
    name=PersonName(last="Quillfeather", first="Petronella"),
    addresses=(Address(kind=PlaceKind.PRACTICE, city="SEATTLE", state="WA", zip5="98101"),),
    enumerated_on=date(2012, 1, 1),
    updated_on=date(2026, 8, 1),
)
BARE = NpiRecord(npi=NPI, status=GONE, deactivated_on=date(2026, 9, 10))


def on(day: int, month: int = 9) -> date:
    return date(2026, month, day)


def seen(source: str, record: Record, as_of: date | None, read: date, number: int = 1, scope: str = "") -> Sighting:
    return Sighting(
        record=record,
        record_id=number,
        source=source,
        scope=scope,
        read_at=datetime.combine(read, time(9), UTC),
        as_of=as_of,
        url=f"https://{source}.example.gov/",
        sha256=source,
        locator="sheet1 row 17",
    )


def bulk(as_of: date, **changes: object) -> Sighting:
    return seen("nppes_bulk", replace(SEEN, **changes), as_of, as_of + 2 * DAY, 1)  # type: ignore[arg-type]


def listed(as_of: date, **changes: object) -> Sighting:
    return seen("nppes_deactivations", replace(BARE, **changes), as_of, as_of + DAY, 2)  # type: ignore[arg-type]


def live(read: date, scope: str = f"npi={NPI}", **changes: object) -> Sighting:
    return seen("nppes_api", replace(SEEN, **changes), None, read, 3, scope)  # type: ignore[arg-type]


def merged(as_of: date, day: date) -> Sighting:
    return bulk(as_of, status=GONE, deactivated_on=day)


BACK = {"deactivated_on": on(10), "reactivated_on": on(20), "updated_on": on(20)}
CASES: dict[str, tuple[list[Sighting], NpiStatus, str]] = {
    "on the list": ([bulk(on(6)), listed(on(14))], GONE, "nppes_deactivations"),
    "on the list, in a newer file of the registry without a reactivation": (
        [bulk(on(27)), listed(on(14))], GONE, "nppes_deactivations"),
    "on the list, updated afterwards without a reactivation": (
        [bulk(on(27), updated_on=on(21)), listed(on(14))], GONE, "nppes_deactivations"),
    "on the list, reactivated since": ([bulk(on(27), **BACK), listed(on(14))], ACTIVE, "nppes_bulk"),
    "on the list, reactivated on the very day": (
        [bulk(on(27), **{**BACK, "reactivated_on": on(10)}), listed(on(14))], ACTIVE, "nppes_bulk"),
    "on the list once more after a reactivation": (
        [bulk(on(27), **BACK), listed(on(12, 10), deactivated_on=on(25))], GONE, "nppes_deactivations"),
    "on the list, reactivated before": (
        [bulk(on(27), deactivated_on=on(1), reactivated_on=on(5)), listed(on(14))], GONE, "nppes_deactivations"),
    "not on the list: the registry's record speaks": ([bulk(on(6))], ACTIVE, "nppes_bulk"),
    "not on the list, deactivated by a weekly file": ([merged(on(27), on(22))], GONE, "nppes_bulk"),
    "on the list and deactivated by a weekly file": ([merged(on(13), on(10)), listed(on(14))], GONE, "nppes_bulk"),
    "on a list newer than what the weekly file says": (
        [merged(on(13), on(1)), listed(on(14))], GONE, "nppes_deactivations"),
    "live in service after the list": ([bulk(on(6)), listed(on(14)), live(on(15))], ACTIVE, "nppes_api"),
    "live in service on the list's day": ([bulk(on(6)), listed(on(14)), live(on(14))], GONE, "nppes_deactivations"),
    "live in service before the list": ([bulk(on(6)), listed(on(14)), live(on(3))], GONE, "nppes_deactivations"),
    "seen in a crawl of a state after the list": (
        [listed(on(14)), live(on(20), scope="state=WA")], ACTIVE, "nppes_api"),
    "live out of service, without a date": (
        [bulk(on(27)), live(on(28), status=GONE)], GONE, "nppes_api"),
    "live out of service, then reactivated": (
        [bulk(on(4, 10), **{**BACK, "reactivated_on": on(29), "updated_on": on(29)}), live(on(28), status=GONE)],
        ACTIVE, "nppes_bulk"),
    "live of unknown status after the list": (
        [listed(on(14)), live(on(20), status=NpiStatus.UNKNOWN)], GONE, "nppes_deactivations"),
    "only the list": ([listed(on(14))], GONE, "nppes_deactivations"),
    "live out of service, nothing else known of it then": (
        [bulk(on(6)), seen("nppes_api", replace(BARE, deactivated_on=None), None, on(9), 3, f"npi={NPI}")],
        GONE, "nppes_api"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_tells_the_state(case: str) -> None:
    sightings, status, source = CASES[case]
    for order in permutations(sightings):
        told = latest_npi(order)
        assert told is not None
        assert isinstance(told.record, NpiRecord)
        assert (told.record.status, told.source) == (status, source)


def test_nobody_tells_of_nothing() -> None:
    assert latest_npi([]) is None
    assert described_npi([]) is None


@pytest.mark.parametrize("case", [case for case, (sightings, _, _) in CASES.items() if len(sightings) > 1])
def test_whose_it_is_and_where_stays_known(case: str) -> None:
    for order in permutations(CASES[case][0]):
        told = described_npi(order)
        assert told is not None
        assert isinstance(told.record, NpiRecord)
        assert (told.record.name, told.record.addresses) == (SEEN.name, SEEN.addresses)


def test_the_list_is_the_evidence() -> None:
    today = on(20)
    state = SourceState(
        name="nppes_deactivations",
        title="NPI registry, deactivated numbers",
        owner="Centers",
        kind=SourceKind.IDENTITY,
        jurisdiction=None,
        professions=frozenset(),
        promise_days=45,
        page_url="https://download.example.gov/",
    )
    context = Context(as_of=today, sources={state.name: state})
    case = Case(sightings=[bulk(on(6)), listed(on(14))])
    (found,) = [f for f in findings(case, ExclusionIndex([], []), context) if f.need is Need.NPI]
    assert found.status == CredentialStatus.CONFIRMED_NOT_ACTIVE
    assert (found.source, found.details["deactivated_on"]) == ("nppes_deactivations", "2026-09-10")
    assert found.sighting is not None
    assert (found.sighting.sha256, found.sighting.locator) == ("nppes_deactivations", "sheet1 row 17")


# --- any allowed order gives the same state --------------------------------------------------------------------------

START, WEEKS = date(2026, 8, 2), 4  # a Sunday


@dataclass(frozen=True)
class Truth:
    """What the registry knows of one NPI at the end of a week."""

    place: int
    updated: date
    gone: date | None = None
    back: date | None = None

    @property
    def status(self) -> NpiStatus:
        return GONE if self.gone and not (self.back and self.back >= self.gone) else ACTIVE

    @property
    def row(self) -> NpiRecord:
        if self.status is GONE:
            return NpiRecord(npi=NPI, status=GONE, deactivated_on=self.gone)
        there = Address(kind=PlaceKind.PRACTICE, city=f"PLACE {self.place}", state="WA")
        return replace(
            SEEN, addresses=(there,), updated_on=self.updated, deactivated_on=self.gone, reactivated_on=self.back
        )


@st.composite
def histories(draw: st.DrawFn) -> list[Truth]:
    """The truth at the end of each week, 0 to WEEKS; at most one thing happens a day."""
    now = Truth(place=0, updated=START - 10 * DAY)
    told = [now]
    for week in range(WEEKS):
        for day in sorted(draw(st.sets(st.integers(1, 7), max_size=3))):
            when = START + (7 * week + day) * DAY
            what = draw(st.sampled_from(["move", "go", "back"]))
            if what == "go" and now.status is ACTIVE:
                now = replace(now, gone=when)
            elif what == "back" and now.status is GONE:
                now = replace(now, back=when, updated=when)
            elif what == "move" and now.status is ACTIVE:
                now = replace(now, place=now.place + 1, updated=when)
        told.append(now)
    return told


@st.composite
def readings(draw: st.DrawFn) -> list[tuple[str, int]]:
    """A whole file to begin with, then weekly files in their order, with newer whole files in between."""
    week = draw(st.integers(0, WEEKS))
    order = [("full", week)]
    while week < WEEKS:
        if draw(st.booleans()):
            week += 1
            order.append(("weekly", week))
        else:
            week = draw(st.integers(week, WEEKS))
            order.append(("full", week))
            if week < WEEKS:
                week += 1
                order.append(("weekly", week))
    return order


def applied(order: Sequence[tuple[str, int]], truth: Sequence[Truth]) -> Iterator[Record]:
    """What is known after each file, as a run writes it: rows onto what was known, missing ones only in a week."""
    known: Record | None = None
    for kind, week in order:
        if kind == "full" or truth[week] != truth[week - 1]:
            known = truth[week].row.onto(known)
        assert known is not None
        yield known


@settings(max_examples=300, deadline=None)
@given(truth=histories(), order=readings(), list_week=st.integers(0, WEEKS), first=st.booleans())
def test_any_allowed_order_ends_in_the_truth(
    truth: list[Truth], order: list[tuple[str, int]], list_week: int, first: bool
) -> None:
    known = [*applied(order, truth)][-1]
    end = START + 7 * WEEKS * DAY
    sightings = [seen("nppes_bulk", known, end, end + DAY, 1)]
    if (entry := truth[list_week].row).status is GONE:  # the newest list we have may be older than the files
        day = START + 7 * list_week * DAY
        sightings.insert(0 if first else 1, seen("nppes_deactivations", entry, day, day + DAY, 2))
    told, described = latest_npi(sightings), described_npi(sightings)
    assert told is not None
    assert described is not None
    assert isinstance(told.record, NpiRecord)
    assert isinstance(described.record, NpiRecord)
    assert told.record.status is truth[-1].status
    if truth[-1].status is GONE:
        assert told.record.deactivated_on == truth[-1].gone
    named = any(truth[week].status is ACTIVE for _, week in order)
    assert (described.record.name is not None) is named
    if truth[-1].status is ACTIVE:
        assert described.record == truth[-1].row
