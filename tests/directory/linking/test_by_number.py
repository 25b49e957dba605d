"""Who is joined to whom, who is not, and that the sentences say why. Everybody here is invented."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.linking import Linking, Person, display_name, former_names, link, look_alikes
from directory.normalize.names import Agreement, PersonName, compare_names, surname_forms
from directory.records import (
    Address,
    ExclusionRecord,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Sighting,
    TrainingRecord,
)
from directory.vocabulary import NpiStatus, PlaceKind
from tests.directory.linking.invented import (
    CHIRO,
    PT,
    PTA,
    WORLDS,
    A,
    B,
    C,
    called,
    codes,
    licensed,
    linked,
    named,
    npi,
    parts,
    seen,
    slot,
    trained,
    why_not,
)

# --- NPIs -------------------------------------------------------------------------------------------------------


def test_one_npi_from_several_sources_is_one_person() -> None:
    bulk = seen(npi(A, "Robert Stone", updated_on=date(2020, 1, 1)), "nppes_bulk")
    api = seen(npi(A, "Bob Stone", updated_on=date(2025, 1, 1)), "nppes_api", "state=WA")
    (person,) = link([bulk, api]).people
    assert person.anchor == f"npi:{A}"
    assert [member.sighting for member in person.members] == [api, bulk]
    assert person.members[1].reasons == (f"same NPI {A}", "same surname", "Bob is a form of Robert")


def test_contradicting_names_under_one_npi_keep_the_newest() -> None:
    old = seen(npi(A, "Anna Fields", updated_on=date(2020, 1, 1)), "nppes_bulk", read=9)
    new = seen(npi(A, "Robert Stone", updated_on=date(2025, 1, 1)), "nppes_api", read=2)
    (person,) = link([old, new]).people
    assert [member.sighting for member in person.members] == [new]
    (doubt,) = person.doubts
    assert (doubt.sighting, doubt.code, doubt.candidates) == (old, "contradiction", (new.record_id,))
    assert "Robert Stone" in doubt.sentence
    assert "Anna Fields" in doubt.sentence


def test_read_time_decides_between_equal_update_dates() -> None:
    old = seen(npi(A, "Anna Fields"), "nppes_api", read=2)
    new = seen(npi(A, "Robert Stone"), "nppes_bulk", read=9)
    assert display_name(link([old, new]).people[0]) == called("Robert Stone")


def test_a_change_of_surname_the_registry_lists_is_no_contradiction() -> None:
    old = npi(A, "Harriet Pinkwater", updated_on=date(2020, 1, 1))
    new = npi(A, "Harriet Delafontaine", former=("Harriet Pinkwater",), updated_on=date(2025, 1, 1))
    (person,) = linked(old, new).people
    assert len(person.members) == 2
    assert former_names(person) == (called("Harriet Pinkwater"),)


def test_a_nameless_deactivated_row_joins_its_npi_but_makes_nobody() -> None:
    gone = npi(A, "", status=NpiStatus.DEACTIVATED, entity_type=None)
    assert parts(linked(gone, npi(A, "Robert Stone"))) == [("npi", "npi")]
    alone = linked(gone)
    assert alone.people == ()
    assert why_not(alone) == f"incomplete: the NPI registry names nobody for NPI {A}"


def test_organizations_make_no_person_and_exclusions_are_not_looked_at() -> None:
    clinic = npi(A, "", entity_type=2, organization_name="Acme Therapy")
    unsaid = npi(B, "", entity_type=None, organization_name="Acme Therapy")
    exclusion = ExclusionRecord(list_name="LEIE", npi=A, entry="1")
    assert linked(clinic, unsaid, exclusion) == Linking((), ())
    assert parts(linked(npi(A, "Robert Stone", entity_type=None))) == [("npi",)]


# --- licenses among themselves ----------------------------------------------------------------------------------


def test_discipline_cases_are_one_license_of_one_holder() -> None:
    linking = linked(licensed("Robert Stone", case_number="1"), licensed("Robert Stone", case_number="2"))
    (person,) = linking.people
    assert len(person.members) == 2
    assert person.anchor == "license:WA:PT:PT60012345:board|PT"


@pytest.mark.parametrize(
    ("other", "people"),
    [
        ("Daniel Whitlocke", 1),  # provisional, then full: the very same name
        ("Daniel B Whitlocke", 1),
        ("Danielle Whitlocke", 2),
        ("Dan Whitlocke", 2),  # a nickname is too little across license types
        ("Daniel Whitlocke, Jr", 2),
    ],
)
def test_one_number_under_two_license_types(other: str, people: int) -> None:
    full = licensed("Daniel Whitlocke", "0018831", "CO", license_type="PTL")
    provisional = licensed(other, "0018831", "CO", license_type="PTLP")
    assert len(linked(full, provisional).people) == people


def test_one_license_under_two_names_is_two_holders() -> None:
    linking = linked(licensed("Robert Stone"), licensed("Anna Fields", case_number="1"))
    assert len({person.anchor for person in linking.people}) == 2


@pytest.mark.parametrize("number", ["PENDING", "none", "--"])
def test_a_missing_number_joins_nobody(number: str) -> None:
    rows = (licensed("Robert Stone", number), licensed("Robert Stone", number, license_type="PTX"))
    linking = linked(*rows, npi(A, "Robert Stone", slot(number)), trained("Robert Stone", license_number=number))
    assert sorted(parts(linking)) == [("license",), ("license",), ("npi",)]
    assert linking.unlinked[0].code == "unsure"


def test_licenses_of_several_states_are_not_joined_without_an_npi() -> None:
    assert len(linked(licensed("Robert Stone"), licensed("Robert Stone", state="OR")).people) == 2


def test_profession_and_state_are_part_of_the_key() -> None:
    person = npi(A, "Robert Stone", slot("0546", "SD", PTA), slot("0546", None), slot("0546", "SD", None))
    board = licensed("Robert Stone", "0546", "SD"), licensed("Robert Stone", "0546", "ND", profession=PTA)
    assert len(linked(person, *board).people) == 3


# --- authorities ------------------------------------------------------------------------------------------------

AUTHORITY = {"profession": CHIRO, "license_type": "AC", "authority": "acupuncture authority"}


def test_an_authority_joins_the_base_license_of_its_number_and_name() -> None:
    base = licensed("Leander Quill", "0012", "CO", profession=CHIRO, license_type="CHR")
    row = licensed("Leander Quill", "0012", "CO", **AUTHORITY)
    (person,) = linked(base, row).people
    assert person.members[1].reasons[0] == "same Colorado chiropractor license number 0012"


@pytest.mark.parametrize(
    ("name", "number", "code"),
    [("Leander Quill", "0099", "not_found"), ("Anna Fields", "0012", "contradiction"), ("Quill", "0012", "incomplete")],
)
def test_an_authority_alone_makes_no_person(name: str, number: str, code: str) -> None:
    base = licensed("Leander Quill", "0012", "CO", profession=CHIRO, license_type="CHR")
    linking = linked(base, licensed(name, number, "CO", **AUTHORITY))
    assert parts(linking) == [("license",)]
    assert [doubt.code for doubt in linking.unlinked] == [code]


# --- NPI and license --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "at_board", "joined", "code"),
    [
        ("Robert Stone", "Robert Stone", True, None),
        ("Bob Stone", "Robert Stone", True, None),
        ("R Stone", "Robert Stone", True, None),
        ("Robert M Stone", "Robert Matthew Stone", True, None),
        ("Robert Stone-Hill", "Robert Stone", True, None),
        ("Robert Stone, Jr", "Robert Stone", True, None),  # suffixes get lost; the number is the same
        ("Robert M Stone", "Robert K Stone", False, "contradiction"),
        ("Robert Stone, Jr", "Robert Stone, Sr", False, "contradiction"),
        ("Anna Stone", "Robert Stone", False, "contradiction"),
        ("Robert Fields", "Robert Stone", False, "contradiction"),
        ("Dan Stone", "Danielle Stone", False, "contradiction"),
        ("Stone", "Robert Stone", False, "incomplete"),
        ("Robert Stone", "Stone", False, "incomplete"),
    ],
)
def test_a_number_links_only_under_a_fitting_name(shown: str, at_board: str, joined: bool, code: str | None) -> None:
    linking = linked(npi(A, shown, slot("PT 60012345")), licensed(at_board))
    assert len(linking.people) == (1 if joined else 2)
    assert [doubt.code for person in linking.people for doubt in person.doubts] == ([code] if code else [])


def test_the_reasons_say_what_agrees() -> None:
    (person,) = linked(npi(A, "BOB STONE", slot("60012345")), licensed("Robert Stone")).people
    assert person.members[1].reasons == (
        "same Washington physical therapist license number PT60012345",
        "written 60012345 in the other entry",
        "same surname",
        "Bob is a form of Robert",
    )


def test_a_former_name_links_and_says_so() -> None:
    person = npi(A, "Harriet Delafontaine", slot("PT60012345"), former=("Harriet Pinkwater",))
    (found,) = linked(person, licensed("Harriet Pinkwater")).people
    assert "surname Pinkwater is also on file for Harriet Delafontaine" in found.members[1].reasons


def test_an_initial_beside_a_former_surname_is_no_open_door() -> None:
    person = npi(A, "Robert Stone", slot("PT60012345"), former=("R Pinkwater",))
    assert len(linked(person, licensed("Rita Pinkwater")).people) == 2


def test_somebody_elses_number_never_links() -> None:
    owner = npi(A, "Anna Fields", slot("PT60012345"))
    other = npi(B, "Robert Stone", slot("PT60012345"))
    linking = linked(owner, other, licensed("Anna Fields"))
    assert parts(linking) == [("npi", "license"), ("npi",)]
    assert codes(linking) == [(), ("contradiction",)]
    sentence = linking.people[1].doubts[0].sentence
    assert sentence == (
        "Washington physical therapist license number PT60012345 belongs to Anna Fields (PT PT60012345); "
        "this entry says Robert Stone"
    )


def test_two_npis_for_one_license_leave_all_three_apart() -> None:
    linking = linked(
        npi(A, "Robert Stone", slot("PT60012345")), npi(B, "Bob Stone", slot("60012345")), licensed("Robert Stone")
    )
    assert parts(linking) == [("license",), ("npi",), ("npi",)]
    assert codes(linking) == [("ambiguous",)] * 3
    assert len(linking.people[0].doubts[0].candidates) == 2


@pytest.mark.parametrize(
    ("shown", "joined"),
    [
        ("Dan Whitlocke", None),  # Daniel by nickname list, Danielle by the letters
        ("D Whitlocke", None),
        ("Daniel Whitlocke", "Daniel Whitlocke"),
        ("Danielle Whitlocke", "Danielle Whitlocke"),
    ],
)
def test_a_number_of_two_people_links_only_when_one_is_clearly_meant(shown: str, joined: str | None) -> None:
    linking = linked(
        npi(A, shown, slot("18831", "CO")),
        licensed("Daniel Whitlocke", "0018831", "CO", license_type="PTL"),
        licensed("Danielle Whitlocke", "0018831", "CO", license_type="PTLP"),
    )
    both = [person for person in linking.people if len(person.members) == 2]
    assert [person.members[1].sighting.record.name for person in both] == ([called(joined)] if joined else [])  # type: ignore[attr-defined]
    assert codes(linking) == ([("ambiguous",)] * 3 if joined is None else [(), ()])


def test_a_middle_initial_does_not_tell_two_holders_apart() -> None:
    linking = linked(
        npi(A, "John A Smith", slot("18831", "CO")),
        licensed("John A Smith", "0018831", "CO", license_type="PTL"),
        licensed("John B Smith", "0018831", "CO", license_type="PTLP"),
    )
    assert codes(linking) == [("ambiguous",)] * 3


def test_licenses_of_several_states_join_one_npi() -> None:
    person = npi(A, "Robert Stone", slot("PT60012345"), slot("0777", "CO"))
    assert parts(linked(person, licensed("Robert Stone"), licensed("Bob Stone", "777", "CO"))) == [
        ("npi", "license", "license")
    ]


def test_licenses_that_contradict_each_other_do_not_meet_in_one_person() -> None:
    person = npi(A, "D Smith", slot("PT60012345"), slot("0777", "CO"))
    linking = linked(person, licensed("Daniel Smith"), licensed("Donna Smith", "0777", "CO"))
    assert parts(linking) == [("license",), ("license",), ("npi",)]
    assert codes(linking) == [("ambiguous",), ("ambiguous",), ("ambiguous", "ambiguous")]


def test_connecticut_numbers_are_found_without_their_type_part() -> None:
    board = licensed("Robert Stone", "14.011961", "CT")
    for written in ("011961", "PT11961", "14.011961"):
        person = npi(A, "Robert Stone", slot(written, "CT"), slot("14.011961", "CT"))
        assert parts(linked(person, board)) == [("npi", "license")]


# --- training ---------------------------------------------------------------------------------------------------

WA = {"license_number": "60012345", "license_state": "WA"}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (trained("Bob Stone", npi=A), None),
        (trained("Bob Stone", npi=A, withdrawn=True), None),
        (trained("Robert Pinkwater", npi=A), None),
        (trained("Anna Fields", npi=A), "contradiction"),
        (trained("Stone", npi=A), "incomplete"),
        (trained("Robert Stone", npi=B), "not_found"),
        (trained("Acme Stone", npi=C), "contradiction"),
        (trained("Robert Stone", **WA), None),
        (trained("Robert Pinkwater", profession=PT, **WA), None),
        (trained("Robert Stone", profession=PTA, **WA), "unsure"),
        (trained("Robert Stone", license_number="60012345"), "unsure"),
        (trained("Anna Fields", **WA), "contradiction"),
        (trained("Robert Stone", city="Seattle", state="WA"), "unsure"),
    ],
)
def test_training_entries(entry: TrainingRecord, code: str | None) -> None:
    person = npi(A, "Robert Stone", slot("PT60012345"), former=("Robert Pinkwater",))
    clinic = npi(C, "", entity_type=2, organization_name="Acme Therapy")
    linking = linked(person, licensed("Robert Stone"), clinic, entry, entry)
    assert [doubt.code for doubt in linking.unlinked] == ([code, code] if code else [])
    assert parts(linking) == [("npi", "license") + (() if code else ("training", "training"))]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (named("Bob Stone", npi=A), None),
        (named("Robert Stone", **WA), None),
        (named("Anna Fields", npi=A), "contradiction"),
        (named("Acme Stone", npi=C), "contradiction"),
        (named("Robert Stone", npi=B), "not_found"),
        (named("Robert Stone", address=Address(kind=PlaceKind.PRACTICE, state="WA", phone="2065550123")), "unsure"),
        (named(None, npi=C), "no_number"),  # a clinic is nobody
    ],
)
def test_listings_join_as_training_does_and_never_make_a_person(entry: ListingRecord, code: str | None) -> None:
    person = npi(A, "Robert Stone", slot("PT60012345"))
    clinic = npi(C, "", entity_type=2, organization_name="Acme Therapy")
    linking = linked(person, licensed("Robert Stone"), clinic, entry)
    assert [doubt.code for doubt in linking.unlinked] == ([code] if code else [])
    assert parts(linking) == [("npi", "license") + (() if code else ("listing",))]


def test_a_clinic_s_spelling_is_no_other_name_of_the_person() -> None:
    (person,) = linked(npi(A, "Robert Stone"), named("Bobby Stone", npi=A)).people
    assert former_names(person) == ()


def test_training_without_a_profession_is_ambiguous_between_professions() -> None:
    rows = licensed("Robert Stone"), licensed("Bob Stone", license_type="PTA", profession=PTA)
    assert linked(*rows, trained("Robert Stone", **WA)).unlinked[0].code == "ambiguous"
    assert linked(*rows, trained("Robert Stone", profession=PT, **WA)).unlinked == ()


def test_training_entries_at_odds_with_each_other_both_stay_out() -> None:
    entries = trained("Daniel Smith", npi=A), trained("Donna Smith", npi=A)
    assert [doubt.code for doubt in linked(npi(A, "D Smith"), *entries).unlinked] == ["ambiguous"] * 2


def test_a_list_without_numbers_says_so() -> None:
    sentence = "needs_more: Robert Stone: a name and nothing beside it; a place, a profession or a number is needed"
    assert why_not(linked(trained("Robert Stone"))) == sentence


# --- look-alikes ------------------------------------------------------------------------------------------------


def test_look_alikes_share_name_and_state() -> None:
    practice = (Address(kind=PlaceKind.PRACTICE, state="WA"), Address(kind=PlaceKind.MAILING, state="OR"))
    linking = linked(
        npi(A, "Rowan Castlebury", addresses=practice),
        licensed("ROWAN CASTLEBURY"),
        licensed("Rowan Castlebury", state="OR"),
        licensed("Robin Castlebury", "PT60099999"),
    )
    at_board = "license:WA:PT:PT60012345:board|PT"
    assert look_alikes(linking.people) == {f"npi:{A}": (at_board,), at_board: (f"npi:{A}",)}


# --- properties -------------------------------------------------------------------------------------------------

often = settings(max_examples=60, deadline=None)


def names_of(person: Person) -> list[PersonName]:
    records = [member.sighting.record for member in person.members]
    return [r.name for r in records if isinstance(r, NpiRecord | LicenseRecord | TrainingRecord) and r.name]


def listed_names(person: Person) -> list[PersonName]:
    records = [member.sighting.record for member in person.members]
    return [name for record in records if isinstance(record, NpiRecord) for name in record.other_names]


@often
@given(WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(world: list[Sighting], random: object) -> None:
    shuffled = list(world)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert link(shuffled) == link(world)


@often
@given(WORLDS)
def test_every_sighting_ends_in_exactly_one_place(world: list[Sighting]) -> None:
    linking = link(world)
    members = [member.sighting.record_id for person in linking.people for member in person.members]
    refused = {doubt.sighting.record_id for person in linking.people for doubt in person.doubts} - set(members)
    unlinked = [doubt.sighting.record_id for doubt in linking.unlinked]
    assert sorted([*members, *refused, *unlinked]) == [sighting.record_id for sighting in world]


@often
@given(WORLDS)
def test_anchors_are_unique_sorted_and_hold_at_most_one_npi(world: list[Sighting]) -> None:
    people = link(world).people
    anchors = [person.anchor for person in people]
    assert anchors == sorted(set(anchors))
    for person in people:
        npis = {m.sighting.record.npi for m in person.members if isinstance(m.sighting.record, NpiRecord)}
        assert len(npis) <= 1
        assert {f"npi:{number}" for number in npis} <= {person.anchor}
        assert all(member.reasons and all(member.reasons) for member in person.members)


@often
@given(WORLDS)
def test_nobody_holds_two_names_that_contradict(world: list[Sighting]) -> None:
    """Unless NPPES lists another name, or a double surname holds both halves."""
    for person in link(world).people:
        names = names_of(person)
        if listed_names(person):
            continue
        for a, b in combinations(names, 2):
            found = compare_names(a, b, [PersonName(last=name.last) for name in names])
            assert not found.contradicts, (a, b)
            if compare_names(a, b).surname is Agreement.CONTRADICTS:
                assert any(len(surname_forms(name.last)) > 1 for name in names)
