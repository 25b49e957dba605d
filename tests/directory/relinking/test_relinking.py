"""Linking again what changed gives what linking everything gives, on both databases, and looks at little else."""

import logging
import random
from collections.abc import Iterator
from dataclasses import replace as with_facts
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.linking import Facts, Linking, link
from directory.linking.decisions import Decision, Decisions, evidence_hash, telling
from directory.linking.endings import endings_of, linking_of
from directory.records import Address, NpiRecord, Record, Sighting
from directory.refresh import rebuild
from directory.relinking import relinked
from directory.store import linked
from directory.store.tables import LinkedRecord, LinkQuestion
from directory.vocabulary import LinkAnswer, PlaceKind
from tests.conftest import NOW
from tests.databases import Sqlite
from tests.directory.linking.invented import PT, A, B, C, an_npi, licensed, named, npi, seen, slot, trained
from tests.directory.relinking.changing import EVERYWHERE, FILLERS, START, Changing

Told = list[tuple[str, int]]
SEATTLE = Address(kind=PlaceKind.PRACTICE, line1="12 Larkspur Ave", city="Seattle", state="WA", zip5="98101")
SPOKANE = Address(kind=PlaceKind.PRACTICE, city="Spokane", state="WA")
WHOLE = Facts(whole=EVERYWHERE)
LINKED = LinkedRecord.__table__  # type: ignore[attr-defined]


@pytest.fixture
def session(sqlite: Sqlite) -> Iterator[Session]:
    with sqlite.empty() as engine, Session(engine) as opened:
        yield opened


def again(session: Session, world: list[Sighting], facts: Facts, *, most: float = 1.0) -> tuple[Linking, Told]:
    """What linking again answers, and what it told."""
    told: Told = []
    linking = relinked(session, world, facts, told=lambda what, done, _: told.append((what, done)), most=most)
    return linking, told


# --- for any --------------------------------------------------------------------------------------------------------


def play(engine: Engine, seed: int, steps: int) -> list[float]:
    """Plays a changing world; the part of all records that was linked again in each step that did not link all."""
    world, parts = Changing(random.Random(seed)), []
    world.fill(people=30, records=80)
    with Session(engine) as session:
        again(session, world.sightings(), world.facts())
        for number in range(steps):
            what = world.step()
            sightings, facts = world.sightings(), world.facts()
            found, told = again(session, sightings, facts)
            assert found == link(sightings, facts), (seed, number, what, told)
            parts += [done / len(sightings) for how, done in told if how == "linked again"]
    return parts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_linking_again_equals_linking_everything(seed: int, sqlite: Sqlite) -> None:
    with sqlite.empty() as engine:
        parts = play(engine, seed, 14)
    assert len(parts) > 7  # else nothing was shown: all was linked each time
    assert sum(parts) / len(parts) < 0.2  # of a world in which everybody has namesakes


def test_on_both_databases(place: Workplace) -> None:
    assert play(place.engine, 5, 8)


def test_a_linking_is_put_together_from_its_parts() -> None:
    world = Changing(random.Random(7))
    world.fill(people=12, records=90)
    sightings = world.sightings()
    linking, by_number = link(sightings, world.facts()), {one.record_id: one for one in sightings}
    assert linking.questions
    assert linking.unlinked
    assert any(person.doubts for person in linking.people)
    assert linking_of(endings_of(linking, by_number), by_number) == linking


# --- only what is concerned -----------------------------------------------------------------------------------------


class Steps:
    """A register large enough that one more or less makes no difference, and what is said beside it."""

    def __init__(self, session: Session, *records: Record, facts: Facts = WHOLE) -> None:
        fillers = Changing(random.Random(1))
        fillers.fill(people=1, records=0)
        self.session, self.facts = session, facts
        self.fillers = [replace_number(one, 10_000 + at) for at, one in enumerate(fillers.sightings())]
        self.held = {at: seen(record, record_id=at) for at, record in enumerate(records, start=1)}
        assert again(session, self.world, facts)[1] == [("linked", FILLERS + len(records))]

    @property
    def world(self) -> list[Sighting]:
        return [*self.fillers, *self.held.values()]

    def after(self, *gone: int, new: tuple[Record, ...] = (), facts: Facts | None = None) -> tuple[int, Linking]:
        """How many records are linked again when these go and others come, and what it gives."""
        for at in gone:
            del self.held[at]
        for record in new:
            at = max(self.held, default=0) + 100
            self.held[at] = seen(record, record_id=at)
        self.facts = facts or self.facts
        found, told = again(self.session, self.world, self.facts)
        assert found == link(self.world, self.facts)
        ((how, number),) = told
        assert how == "linked again"
        return number, found


def replace_number(sighting: Sighting, number: int) -> Sighting:
    return with_facts(sighting, record_id=number)


def groups(linking: Linking) -> list[list[int]]:
    """Numbers of the records of each person, fillers aside."""
    people = ([member.sighting.record_id for member in person.members] for person in linking.people)
    return sorted(numbers for numbers in people if numbers[0] < 10_000)


def practising(number: str, name: str, at: Address = SEATTLE, **more: object) -> NpiRecord:
    return npi(number, name, slot(None), addresses=(at,), **more)  # type: ignore[arg-type]


ENTRY = trained("Robert Stone", city="Seattle", state="WA", profession=PT)


def test_without_namesakes_only_what_changed_is_linked_again(session: Session) -> None:
    steps = Steps(session, practising(A, "Robert Stone"), practising(B, "Wilbur Quill"), practising(C, "Ann Fields"))
    assert steps.after()[0] == 0
    assert steps.after(2, new=(practising(B, "Wilbur Quill", SPOKANE),))[0] == 1
    assert steps.after(3)[0] == 0
    assert steps.after(new=(practising(C, "Harriet Pinkwater"), licensed("Otto Vanton", "PT1234")))[0] == 2


def test_a_new_namesake_makes_an_entry_a_question_and_concerns_nobody_else(session: Session) -> None:
    other = trained("Wilbur Quill", city="Seattle", state="WA", profession=PT, certificate_number="2")
    steps = Steps(session, practising(A, "Robert Stone"), ENTRY, practising(B, "Wilbur Quill"), other)
    number, linking = steps.after(new=(practising(C, "Robert Stone"),))
    assert (number, groups(linking)) == (2, [[1], [3, 4], [104]])  # the namesake and the entry
    assert len(linking.questions) == 2
    number, linking = steps.after(104)
    assert (number, groups(linking)) == (1, [[1, 2], [3, 4]])


def test_an_entry_that_stood_against_another_goes(session: Session) -> None:
    """Neither joined, so that no person changes when one of them goes."""
    both = [replace(ENTRY, name=named(f"Robert {m} Stone").name, certificate_number=m) for m in "AB"]
    steps = Steps(session, practising(A, "Robert Stone"), *both)
    number, linking = steps.after(3)
    assert (number, groups(linking)) == (1, [[1, 2]])


def test_a_license_that_joins_tells_a_middle_name_against_an_entry(session: Session) -> None:
    """The entry asks by the former surname, under which the license cannot be found."""
    person = practising(A, "Ann Stone", former=("Ann Fields",))
    entry = trained("Ann B Fields", city="Seattle", state="WA", profession=PT)
    steps = Steps(session, person, entry)
    assert groups(link(steps.world, WHOLE)) == [[1, 2]]
    number, linking = steps.after(new=(licensed("Ann M Stone", address=SEATTLE),))
    assert (number, groups(linking)) == (3, [[1, 102]])


def test_whose_entry_it_is_is_seen_whole_and_not_linked_again(session: Session) -> None:
    steps = Steps(session, practising(A, "Ann Stone"), licensed("Ann M Stone", address=SEATTLE))
    assert groups(link(steps.world, WHOLE)) == [[1, 2]]
    number, linking = steps.after(new=(trained("Ann M Stone", city="Seattle", state="WA", profession=PT),))
    assert (number, groups(linking)) == (2, [[1, 2, 102]])  # the entry, and the license that is of the same person


def test_two_licenses_crowd_each_other_under_two_surnames(session: Session) -> None:
    person = practising(A, "Ann Stone", former=("Ann Fields",))
    one, other = licensed("Ann Stone", "PT8812", address=SEATTLE), licensed("Ann Fields", "PT8813", address=SEATTLE)
    steps = Steps(session, person, one, other)
    assert groups(link(steps.world, WHOLE)) == [[1], [2], [3]]
    _, linking = steps.after(2)
    assert groups(linking) == [[1, 3]]


def test_a_number_shared_binds(session: Session) -> None:
    claims = npi(A, "Robert Stone", slot("PT60012345"))
    steps = Steps(session, claims, practising(B, "Wilbur Quill"))
    number, linking = steps.after(new=(licensed("Robert Stone"),))
    assert (number, groups(linking)) == (2, [[1, 102], [2]])


def test_an_npi_record_read_later_becomes_the_newest(session: Session) -> None:
    steps = Steps(session, practising(A, "Robert Stone"))
    steps.held[2] = seen(practising(A, "Bob Stone"), "other", record_id=2)
    assert groups(steps.after()[1]) == [[1, 2]]
    steps.held[2] = seen(practising(A, "Bob Stone"), "other", read=2, record_id=2)
    number, linking = steps.after()
    assert (number, groups(linking)) == (2, [[2, 1]])


def test_decisions_are_made_and_undone(session: Session) -> None:
    person, entry = practising(A, "Robert Stone"), replace(ENTRY, city="Spokane")
    steps = Steps(session, person, entry)
    left, right = (("board", "", record.key) for record in (person, entry))
    said = evidence_hash([telling(person)], [telling(entry)])
    same = Decision(left, right, LinkAnswer.SAME, said, "Zoë", START)
    number, linking = steps.after(facts=with_facts(WHOLE, decisions=Decisions.of([same])))
    assert (number, groups(linking)) == (2, [[1, 2]])
    number, linking = steps.after(facts=WHOLE)
    assert (number, groups(linking)) == (2, [[1]])


# --- everything -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "why"),
    [
        ({"the program": "0.0.1"}, "the program changed"),
        ({"the table of weights": "x"}, "the table of weights changed"),
        ({"a package": {}}, "a package changed"),
        ({"the completeness of registers": []}, "the completeness of registers changed"),
        ({"the size of registers": {}}, "a register grew or shrank"),
    ],
)
def test_what_counts_for_everybody_links_everybody(
    basis: dict[str, object], why: str, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "directory.relinking")
    steps = Steps(session, practising(A, "Robert Stone"), ENTRY)
    was = linked.basis(session)
    assert was is not None
    linked.set_basis(session, was | basis)
    assert again(session, steps.world, WHOLE) == (link(steps.world, WHOLE), [("linked", FILLERS + 2)])
    assert caplog.messages == [
        f"linked all {FILLERS + 2} records: nothing was linked before",
        f"linked all {FILLERS + 2} records: {why}",
    ]
    assert linked.basis(session) == was


def test_where_too_many_are_concerned_all_are_linked(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "directory.relinking")
    everybody = [practising(an_npi(at), "Robert Stone") for at in range(10)]
    entries = [replace(ENTRY, certificate_number=str(at)) for at in range(50)]
    steps = Steps(session, *everybody, *entries)
    steps.held[999] = seen(practising(an_npi(99), "Robert Stone"), record_id=999)
    assert again(session, steps.world, WHOLE, most=0.25)[0] == link(steps.world, WHOLE)
    assert caplog.messages[-1] == "linked all 171 records: 51 of them are concerned by 1 changes"
    steps.after(999)
    assert caplog.messages[-1] == "linked again 50 of 170 records (1 changed, 50 rivals)"


def test_names_may_be_long(place: Workplace) -> None:
    name = "Stone" * 2_000
    with Session(place.engine) as session:
        steps = Steps(session, practising(A, f"Robert {name}"), replace(ENTRY, name=named(f"Robert {name}").name))
        assert groups(steps.after(1, new=(practising(A, f"Robert {name}", SPOKANE),))[1])


def test_the_day_of_an_update_is_no_key(session: Session) -> None:
    person = practising(A, "Robert Stone", updated_on=date(2026, 1, 1))
    steps = Steps(session, person, ENTRY)
    number, linking = steps.after(1, new=(replace(person, updated_on=date(2026, 2, 1)),))
    assert (number, groups(linking)) == (2, [[102, 2]])


# --- as readers see it ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_published_view_is_that_of_linking_everything(
    small_day_one: Path, store_at: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "directory.relinking")
    views = []
    for link_all in (False, True):
        with store_at(small_day_one, tmp_path / str(link_all)) as opened:
            for name in ("wa_doh", "example_institute", "nppes_deactivations"):
                assert opened.load(name, world_day=2).healthy
            rebuild(opened.place.engine, as_of=opened.day, now=NOW, link_all=link_all)
            with opened.session() as session:
                kept = [tuple(row) for row in session.execute(select(*LINKED.columns).order_by(LINKED.c.record_id))]
                asked = sorted(row.id for row in session.exec(select(LinkQuestion)))
            views.append((opened.published(), kept, asked))
    assert views[0] == views[1]
    assert [message.split(":")[0].split()[1] for message in caplog.messages[-2:]] == ["again", "all"]
