"""Coverage is worked out from the sources, their readings and the rules: change one of them, and it changes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from directory import disputes, rules
from directory.coverage import WAYS, Bodies, Cell, Check, Coverage, Way, coverage, covered, people
from directory.normalize.states import STATE_NAMES
from directory.search import Query, search
from directory.state_rules import COLUMNS
from directory.store.readings import LastRead
from directory.store.tables import Practitioner, SearchEntry, Source
from directory.vocabulary import Audience, Profession, SourceKind, Wish
from tests.directory.conftest import noon

TODAY = date(2026, 11, 20)
PT = Profession.PHYSICAL_THERAPIST
Both = tuple[Any, Any]


def source(name: str, kind: SourceKind = SourceKind.LICENSE, /, **facts: Any) -> Source:
    told = {"jurisdiction": "WA", "professions": ["PT"]} if kind is SourceKind.LICENSE else {"professions": []}
    return Source(
        **{"name": name, "title": name, "owner": "a board", "kind": kind, "page_url": "https://example.org/",
           "terms": "public", "promise_days": 30, **told, **facts}
    )  # fmt: skip


def read(days_ago: int, as_of: date | None = None) -> LastRead:
    return LastRead(1, datetime(2026, 11, 20, 12, tzinfo=UTC) - timedelta(days=days_ago), as_of)


def cell(known: list[Source], reads: Mapping[tuple[str, str], LastRead] | None = None, *, state: str = "WA",
         check: Check = Check.LICENSE, profession: Profession = PT) -> Cell:  # fmt: skip
    return covered(known, reads or {}, TODAY).cells[state, profession, check]


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({}, Way.AUTOMATIC),
        ({"by_file": "ask the board"}, Way.FILE),
        ({"lookup": True}, Way.ONE),
        ({"needs": "its address"}, Way.HAND),
        ({"lookup": True, "needs": "a page of answers"}, Way.HAND),
    ],
)
def test_the_way_follows_from_the_facts_of_the_source(facts: dict[str, Any], way: Way) -> None:
    found = cell([source("one", **facts)])
    assert found.way is way
    assert [one.name for one in found.behind] == ["one"]


@pytest.mark.parametrize("facts", [{"professions": ["OT"]}, {"jurisdiction": "OR"}])
def test_a_source_of_others_tells_nothing_here(facts: dict[str, Any]) -> None:
    found = cell([source("one", **facts)])
    assert not found.behind
    assert found.way in (Way.HAND, Way.IMPOSSIBLE)


def test_the_best_of_several_ways_counts() -> None:
    by_file, asked = source("a", by_file="ask"), source("b", lookup=True)
    assert cell([asked, by_file]).way is Way.FILE
    assert [one.name for one in cell([asked, by_file, source("c")]).behind] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("reads", "read_on", "fresh"),
    [
        ({}, None, False),
        ({("one", ""): read(30)}, TODAY - timedelta(days=30), True),  # the last day of the promise
        ({("one", ""): read(31)}, TODAY - timedelta(days=31), False),
        ({("one", ""): read(1, TODAY - timedelta(days=40))}, TODAY - timedelta(days=40), False),  # an old list
        ({("one", "state=WA"): read(2)}, TODAY - timedelta(days=2), True),
        ({("one", "state=OR"): read(2)}, None, False),  # a part that is another state's
        ({("other", ""): read(2)}, None, False),
    ],
)
def test_readings_are_fresh_within_the_promise(
    reads: dict[tuple[str, str], LastRead], read_on: date | None, fresh: bool
) -> None:
    found = cell([source("one")], reads)
    assert (found.read_on, found.fresh) == (read_on, fresh)


def test_no_list_and_no_page_is_no_way() -> None:
    nowhere = [found for found in covered([], {}, TODAY).cells.values() if found.check is Check.LICENSE]
    assert {found.way for found in nowhere} == {Way.HAND, Way.IMPOSSIBLE}
    for found in nowhere:
        assert (found.look is not None) == (found.way is Way.HAND)
        assert found.why


def test_national_lists_hold_everywhere_and_a_state_list_only_there() -> None:
    federal = source("federal", SourceKind.EXCLUSION)
    state = source("state", SourceKind.EXCLUSION, jurisdiction="WA")
    for code in ("WA", "TX"):
        assert cell([federal, state], state=code, check=Check.EXCLUSION).way is Way.AUTOMATIC
    assert cell([federal, state], check=Check.STATE_EXCLUSION).way is Way.AUTOMATIC
    assert cell([federal, state], state="TX", check=Check.STATE_EXCLUSION).way is Way.IMPOSSIBLE
    assert cell([], check=Check.TRAINING).way is Way.HAND  # a person can always ask for the paper


def test_training_is_covered_in_part_by_as_many_bodies_as_were_read_whole() -> None:
    known = [source(name, SourceKind.TRAINING) for name in ("a", "b", "c", "d")]
    reads = {("a", ""): read(1), ("b", ""): read(31), ("c", "state=WA"): read(1)}
    found = covered([*known, source("e", SourceKind.TRAINING, needs="its address")], reads, TODAY)
    assert found.bodies == Bodies(read=2, fresh=1, of=5)
    training = [one for one in found.cells.values() if one.check is Check.TRAINING]
    assert {one.way for one in training} == {Way.PART}
    assert [one.name for one in training[0].used] == ["a", "b", "c", "d"]
    assert covered([], {}, TODAY).bodies == Bodies(read=0, fresh=0, of=0)


def test_marks_at_the_board_follow_the_rule() -> None:
    expected = {"registry": Way.HAND, "endorsement": Way.HAND, "attestation": Way.HAND, "proof_filed": Way.HAND,
                "none": Way.NOTHING}  # fmt: skip
    found = covered([], {}, TODAY)
    seen = set()
    for (code, profession, check), one in found.cells.items():
        if check is not Check.NEEDLING:
            continue
        rule = rules.rule_for(code, profession, TODAY)
        asked = str(rule.requirements.get("board_registration")) if rule else ""
        if rule and rule.permission == "permitted" and asked in expected:
            assert one.way is expected[asked], (code, profession)
            seen.add(asked)
        if rule and rule.permission == "prohibited":
            assert one.way is Way.NOTHING
        if rule is None:
            assert one.way is Way.IMPOSSIBLE
        assert one.why
    assert seen == set(expected) - ({"none"} - seen)


def test_every_count_is_the_number_of_its_rows() -> None:
    found = covered([source("one"), source("two", SourceKind.IDENTITY)], {("one", ""): read(1)}, TODAY)
    assert set(found.places) == {code for code in rules.jurisdictions() if code in STATE_NAMES}
    for profession in COLUMNS:
        for check in Check:
            share = found.share(check, profession)
            rows = [found.cells[code, profession, check] for code in found.places]
            assert share.ways == Counter(row.way for row in rows)
            assert sum(share.ways.values()) == share.of == len(found.places) >= 51
            assert share.fresh == sum(row.fresh for row in rows)
    assert found.share(Check.LICENSE, PT).ways[Way.AUTOMATIC] == 1
    assert found.share(Check.LICENSE, PT).fresh == 1


def test_what_is_never_checked_grows_when_no_source_is_left() -> None:
    everything = [source("one"), source("two", SourceKind.IDENTITY), source("three", SourceKind.TRAINING),
                  source("four", SourceKind.EXCLUSION)]  # fmt: skip
    least, most = covered(everything, {}, TODAY).never(), covered([], {}, TODAY).never()
    assert set(least) < set(most)
    assert "criminal record" in least
    assert len(most) - len(least) == 4


def test_ways_are_ordered_from_the_best() -> None:
    assert WAYS[0] is Way.AUTOMATIC
    assert WAYS[-1] is Way.NOTHING


# --- on the sample world, on both databases ---------------------------------------------------------------------


def counted(session: Session, state: str | None) -> tuple[int, int, int, int]:
    """By looking at everybody."""
    known: set[str] = set()
    trained: set[str] = set()
    everybody: set[str] = set()
    for entry in session.exec(select(SearchEntry)):
        if entry.profession is not PT or (state and entry.state != state):
            continue
        everybody.add(entry.practitioner_id)
        until = entry.license_good_until
        if entry.license_known and (until is None or until >= TODAY):
            known.add(entry.practitioner_id)
        if entry.verified_until is not None and entry.verified_until >= TODAY:
            trained.add(entry.practitioner_id)
    npis = set(session.exec(select(Practitioner.id).where(col(Practitioner.npi).is_not(None))))
    return len(everybody), len(known), len(trained), len(npis & everybody)


def read_of(store: Any) -> tuple[Coverage, list[tuple[tuple[str, int, int], ...]]]:
    with store.reader() as session:
        found = coverage(session, TODAY)
        lists = []
        for state in (None, "WA", "SD", "PR"):
            told = people(session, PT, TODAY, state)
            everybody, known, trained, npis = counted(session, state)
            assert {one.check: (one.known, one.of) for one in told} == {
                Check.LICENSE: (known, everybody),
                Check.TRAINING: (trained, everybody),
                Check.NPI: (npis, everybody),
            }
            lists.append(tuple((one.check.value, one.known, one.of) for one in told))
        return found, lists


def test_both_databases_tell_the_same_and_count_right(both: Both) -> None:
    first, second = (read_of(store) for store in both)
    assert first == second
    found, lists = first
    assert lists[0][0][2] > 100
    washington = found.cells["WA", PT, Check.LICENSE]
    assert (washington.way, washington.fresh) == (Way.AUTOMATIC, True)
    assert found.cells["FL", PT, Check.LICENSE].read_on is None


def sides(found: Coverage) -> Iterator[str]:
    for one in found.cells.values():
        yield from (behind.title for behind in one.behind)


def test_invented_sources_stand_in_the_sample_world_only(both: Both) -> None:
    with both[0].reader() as session:
        titles = set(sides(coverage(session, TODAY)))
        names = {row.title for row in session.exec(select(Source)) if row.sample}
    assert names
    assert not names & titles  # this store is not marked as a sample


def test_no_exclusion_is_ever_counted(both: Both) -> None:
    with both[0].reader() as session:
        told = {one.check for one in people(session, PT, TODAY)}
    assert not told & {Check.EXCLUSION, Check.STATE_EXCLUSION}


# --- who is hidden from patients ------------------------------------------------------------------------------------


def test_whoever_is_hidden_from_patients_is_counted_for_coordinators_only(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.session() as session:
            before = people(session, PT, TODAY, "WA")
            asked = select(SearchEntry).where(
                SearchEntry.state == "WA",
                SearchEntry.profession == PT,
                col(SearchEntry.license_known),
                col(SearchEntry.verified_until) >= TODAY,
            )
            person = session.exec(asked.order_by(col(SearchEntry.id))).first().practitioner_id
            npi = session.get_one(Practitioner, person).npi
        signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": noon(TODAY)}
        disputes.hide(store.place.engine, person, disputes.LISTING, Wish.HIDE_LISTING, **signed)
        with store.session() as session:
            after = people(session, PT, TODAY, "WA")
            assert [one.of for one in after] == [one.of - 1 for one in before]
            less = {Check.LICENSE: 1, Check.TRAINING: 1, Check.NPI: int(npi is not None)}
            assert {one.check: one.known for one in after} == {one.check: one.known - less[one.check] for one in before}
            assert after[0].of == search(session, Query(state="WA", profession=PT), today=TODAY).total
            assert people(session, PT, TODAY, "WA", audience=Audience.COORDINATOR) == before
