"""Entries without a number: whose they are by evidence, what becomes a question, and what people decide of it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from directory.linking import Facts, Linking, Question, link
from directory.linking.by_evidence import DECIDED
from directory.linking.decisions import Decision, Decisions, Ident, evidence_hash, telling
from directory.linking.facts import Names, RegisterFacts
from directory.linking.parties import party_of
from directory.linking.party import Party
from directory.linking.side import Side, side_of
from directory.normalize.names import PersonName
from directory.records import Address, NpiRecord, Record, Sighting
from directory.vocabulary import LinkAnswer, PlaceKind, Profession
from tests.directory.linking.invented import (
    CHIRO,
    PT,
    WORLDS,
    A,
    B,
    licensed,
    linked,
    named,
    npi,
    parts,
    seen,
    slot,
    trained,
    why_not,
)  # fmt: skip

WHOLE = Facts(whole=frozenset((None, profession.value) for profession in Profession))
SEATTLE = Address(kind=PlaceKind.PRACTICE, line1="12 Larkspur Ave", city="Seattle", state="WA", zip5="98101")
SPOKANE = Address(kind=PlaceKind.PRACTICE, city="Spokane", state="WA")
IN_SEATTLE = {"city": "Seattle", "state": "WA", "profession": PT}


def practising(number: str, name: str, at: Address = SEATTLE, **more: object) -> NpiRecord:
    return npi(number, name, slot(None), addresses=(at,), **more)


def whole(*records: Record, facts: Facts = WHOLE) -> Linking:
    return link([seen(record) for record in records], facts)


def about(linking: Linking) -> set[tuple[str, str]]:
    return {(one.left.record.kind, one.right_anchor) for one in linking.questions}


def sentences(question: Question, side: str) -> list[str]:
    return [reason.sentence for reason in question.reasons if reason.side == side]


ROBERT = practising(A, "Robert M Stone")
ENTRY = trained("Bob Stone", **IN_SEATTLE)


def test_a_training_entry_joins_by_place_and_profession() -> None:
    linking = whole(ROBERT, ENTRY)
    (person,) = linking.people
    assert parts(linking) == [("npi", "training")]
    assert person.members[1].reasons == (
        "same surname, Stone", "Bob is a form of Robert", "same city, Seattle", "same profession",
    )  # fmt: skip
    assert (linking.unlinked, linking.questions) == ((), ())


def test_a_listing_joins_and_never_makes_a_person() -> None:
    entry = named("Robert Stone", address=SEATTLE, profession=PT)
    assert parts(whole(ROBERT, entry)) == [("npi", "listing")]
    assert parts(whole(entry)) == []


def test_nothing_joins_by_evidence_where_no_register_is_whole() -> None:
    linking = linked(ROBERT, ENTRY)
    assert parts(linking) == [("npi",)]
    (question,) = linking.questions
    assert "the register of this state and profession is not loaded completely and fresh" in sentences(
        question, "missing"
    )


def test_a_register_of_another_profession_is_not_enough() -> None:
    facts = Facts(whole=frozenset({("WA", CHIRO.value), ("OR", PT.value)}))
    assert parts(whole(ROBERT, ENTRY, facts=facts)) == [("npi",)]
    assert parts(whole(ROBERT, ENTRY, facts=Facts(whole=frozenset({("WA", PT.value)})))) == [("npi", "training")]


@pytest.mark.parametrize(
    ("people", "entry"),
    [
        ([ROBERT, practising(B, "Robert K Stone")], ENTRY),  # twins but for a middle initial
        ([practising(A, "Robert Stone, Jr")], trained("Robert Stone", **IN_SEATTLE)),  # father or son
        ([ROBERT], trained("Robert Stome", **IN_SEATTLE)),  # a slip
        ([ROBERT], trained("R Stone", **IN_SEATTLE)),
        ([ROBERT], trained("Robert Stone", city="Spokane", state="WA", profession=PT)),  # moved, and no initial
    ],
)
def test_questions(people: list[Record], entry: Record) -> None:
    linking = whole(*people, entry)
    assert all(len(person.members) == 1 for person in linking.people)
    assert about(linking) == {("training", person.anchor) for person in linking.people}
    assert all(question.probability < 0.5 for question in linking.questions)
    assert why_not(linking).startswith("unsure: Robert ")


def test_a_name_alone_needs_more() -> None:
    assert why_not(whole(practising(A, "Robert Stone"), trained("Wilbur Quill"))).startswith("needs_more")


def test_two_entries_that_contradict_each_other_both_stay_apart() -> None:
    person = practising(A, "Robert Stone")
    linking = whole(
        person,
        trained("Robert A Stone", certificate_number="1", **IN_SEATTLE),
        trained("Robert B Stone", certificate_number="2", **IN_SEATTLE),
    )
    assert parts(linking) == [("npi",)]
    assert len(linking.questions) == 2


# --- licenses of people without a common number -----------------------------------------------------------------------


def at_board(name: str, number: str = "PT60012345", place: Address | None = SEATTLE, **more: object) -> Record:
    return licensed(name, number, address=place, **more)


def test_a_license_nobody_claims_joins_by_place_and_profession() -> None:
    assert parts(whole(ROBERT, at_board("Robert Stone"))) == [("npi", "license")]
    assert parts(linked(ROBERT, at_board("Robert Stone"))) == [("license",), ("npi",)]


def test_another_number_in_the_npi_record_keeps_the_license_apart() -> None:
    person = npi(A, "Robert M Stone", slot("PT60099999"), addresses=(SEATTLE,))
    linking = whole(person, at_board("Robert Stone"))
    assert parts(linking) == [("license",), ("npi",)]
    assert about(linking) == {("license", f"npi:{A}")}


def test_two_licenses_of_one_profession_are_one_too_many() -> None:
    linking = whole(ROBERT, at_board("Robert Stone", "PT60012345"), at_board("Robert Stone", "PT60055555"))
    assert parts(linking) == [("license",), ("license",), ("npi",)]
    assert len(linking.questions) == 2


def test_an_entry_finds_the_person_through_the_license_that_was_joined() -> None:
    entry = trained("Robert Stone", license_number="60012345", license_state="WA", profession=PT)
    assert parts(whole(ROBERT, at_board("Robert Stone"), entry)) == [("npi", "license", "training")]


# --- what people decide -----------------------------------------------------------------------------------------------


def decided(answer: LinkAnswer, left: Sighting, right: Sighting, day: int = 1) -> Decision:
    evidence = evidence_hash([telling(left.record)], [telling(right.record)])
    on = datetime(2026, 11, day, tzinfo=UTC)
    return Decision(ident(left), ident(right), answer, evidence, "ada@example.org", on)


def ident(sighting: Sighting) -> Ident:
    return sighting.source, sighting.scope, sighting.record.key


def under(decisions: list[Decision], sightings: list[Sighting]) -> Linking:
    return link(sightings, Facts(whole=WHOLE.whole, decisions=Decisions.of(decisions)))


def test_same_links_what_evidence_does_not() -> None:
    person, entry = seen(ROBERT), seen(trained("R Stone", **IN_SEATTLE))
    linking = under([decided(LinkAnswer.SAME, entry, person)], [person, entry])
    assert parts(linking) == [("npi", "training")]
    assert linking.people[0].members[1].reasons[0] == DECIDED
    assert linking.questions == ()


def test_same_holds_only_while_the_evidence_does() -> None:
    person, entry = seen(ROBERT), seen(trained("R Stone", **IN_SEATTLE))
    decision = decided(LinkAnswer.SAME, entry, person)
    moved = seen(replace(ROBERT, addresses=(SPOKANE,)))
    linking = under([decision], [moved, entry])
    assert parts(linking) == [("npi",)]
    assert about(linking) == {("training", f"npi:{A}")}


def test_different_keeps_apart_what_evidence_links() -> None:
    person, entry = seen(ROBERT), seen(ENTRY)
    linking = under([decided(LinkAnswer.DIFFERENT, entry, person)], [person, entry])
    assert parts(linking) == [("npi",)]
    assert linking.questions == ()  # and nobody is asked again


def test_different_from_one_twin_leaves_the_other() -> None:
    one, other, entry = seen(ROBERT), seen(practising(B, "Robert K Stone")), seen(ENTRY)
    linking = under([decided(LinkAnswer.DIFFERENT, entry, one)], [one, other, entry])
    assert parts(linking) == [("npi",), ("npi", "training")]


def test_different_splits_what_a_number_joined() -> None:
    person, board = seen(npi(A, "Robert Stone", slot("PT60012345"))), seen(licensed("Robert Stone"))
    assert parts(link([person, board])) == [("npi", "license")]
    assert parts(under([decided(LinkAnswer.DIFFERENT, board, person)], [person, board])) == [("license",), ("npi",)]


def test_different_keeps_an_entry_from_the_number_it_gives() -> None:
    person, entry = seen(ROBERT), seen(trained("Robert Stone", npi=A))
    linking = under([decided(LinkAnswer.DIFFERENT, entry, person)], [person, entry])
    assert parts(linking) == [("npi",)]
    assert "a person decided that Robert Stone is somebody else" in why_not(linking)


def test_same_merges_two_people_of_two_boards() -> None:
    here, there = seen(licensed("Robert Stone")), seen(licensed("Bob Stone", "777", "CO"), "other_board")
    linking = under([decided(LinkAnswer.SAME, here, there)], [here, there])
    assert parts(linking) == [("license", "license")]


def test_unsure_asks_no_less() -> None:
    person, entry = seen(ROBERT), seen(trained("R Stone", **IN_SEATTLE))
    linking = under([decided(LinkAnswer.UNSURE, entry, person)], [person, entry])
    assert parts(linking) == [("npi",)]


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_register_counts_every_name_once_in_a_state() -> None:
    records = [ROBERT, practising(B, "Ann Stone"), practising("2000000030", "Ann Stone", SPOKANE)]
    sides = [side_of(party) for record in records if (party := party_of(record))]
    facts = RegisterFacts(Names.of(sides), frozenset())
    assert facts.size("WA") == facts.size(None) == 2
    assert (facts.share("STONE", "WA"), facts.share("QUILL", "WA"), facts.size("OR")) == (1.0, 0.0, 0)


# --- for any ----------------------------------------------------------------------------------------------------------

often = settings(max_examples=60, deadline=None)


@often
@given(WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(world: list[Sighting], random: object) -> None:
    shuffled = list(world)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert link(shuffled, WHOLE) == link(world, WHOLE)


@often
@given(WORLDS)
def test_every_sighting_ends_in_exactly_one_place(world: list[Sighting]) -> None:
    linking = link(world, WHOLE)
    members = [member.sighting.record_id for person in linking.people for member in person.members]
    refused = {doubt.sighting.record_id for person in linking.people for doubt in person.doubts} - set(members)
    unlinked = [doubt.sighting.record_id for doubt in linking.unlinked]
    assert sorted([*members, *refused, *unlinked]) == [sighting.record_id for sighting in world]
    assert all(member.reasons for person in linking.people for member in person.members)


@often
@given(WORLDS)
def test_evidence_only_adds_to_what_numbers_join(world: list[Sighting]) -> None:
    def together(linking: Linking) -> set[frozenset[int]]:
        return {frozenset(member.sighting.record_id for member in person.members) for person in linking.people}

    by_number, by_evidence = together(link(world)), together(link(world, WHOLE))
    assert all(any(group <= larger for larger in by_evidence) for group in by_number)


@often
@given(WORLDS)
def test_questions_lead_to_people_and_are_asked_once(world: list[Sighting]) -> None:
    linking = link(world, WHOLE)
    anchors = {person.anchor for person in linking.people}
    assert {one.right_anchor for one in linking.questions} <= anchors
    assert {one.left_anchor for one in linking.questions} - {None} <= anchors
    pairs = [(one.left.record_id, one.right_anchor) for one in linking.questions]
    assert len(pairs) == len(set(pairs))


def test_names_fold_before_they_are_counted() -> None:
    sides = [side_of_name("Óttoline", "O'Greaves"), side_of_name("OTTOLINE", "OGREAVES")]
    assert Names.of(sides).sizes[None] == 1


def side_of_name(first: str, last: str) -> Side:
    return side_of(Party(name=PersonName(first=first, last=last)))
