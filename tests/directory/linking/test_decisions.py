"""What people decided: symmetric, upon the evidence that was shown, the newest first, the careful one of two."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.linking.decisions import (
    TELLING,
    Decision,
    Decisions,
    Ident,
    evidence_hash,
    pair_of,
    question_id,
    telling,
)
from directory.linking.parties import party_of
from directory.normalize.names import PersonName
from directory.records import (
    RECORD_TYPES,
    Address,
    BoardAction,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Record,
    Said,
    TaxonomyLicense,
    TrainingRecord,
)
from directory.vocabulary import LicenseStatus, LinkAnswer, NpiStatus, PlaceKind, Profession, SaidKind

SAME, DIFFERENT, UNSURE = LinkAnswer.SAME, LinkAnswer.DIFFERENT, LinkAnswer.UNSURE
START = datetime(2026, 11, 20, tzinfo=UTC)
LISTING, NPI, OTHER = ("clinic", "", "1"), ("nppes", "npi=2", "2"), ("board", "", "PT|3")


def told(*answers: tuple[LinkAnswer, str], left: Ident = LISTING, right: Ident = NPI) -> Decisions:
    """The answers about one pair, one a day, each upon its evidence."""
    return Decisions.of(
        Decision(left, right, answer, evidence, "JR", START + timedelta(days=day))
        for day, (answer, evidence) in enumerate(answers)
    )


@pytest.mark.parametrize(
    ("answers", "evidence", "expected"),
    [
        ([], "a", None),
        ([(SAME, "a")], "a", SAME),
        ([(SAME, "a")], "b", None),
        ([(DIFFERENT, "a")], "b", None),
        ([(UNSURE, "a")], "a", UNSURE),
        ([(SAME, "a"), (DIFFERENT, "a")], "a", DIFFERENT),
        ([(DIFFERENT, "a"), (SAME, "a")], "a", SAME),
        ([(UNSURE, "a"), (SAME, "a")], "a", SAME),
        # The evidence went to b, where somebody decided otherwise, and back to a.
        ([(SAME, "a"), (DIFFERENT, "b")], "a", None),
        ([(SAME, "a"), (UNSURE, "b")], "a", None),
        ([(SAME, "a"), (SAME, "b")], "a", SAME),
        ([(DIFFERENT, "a"), (SAME, "b")], "a", DIFFERENT),
        ([(DIFFERENT, "a"), (SAME, "b")], "b", SAME),
    ],
)
def test_the_newest_answer_upon_this_evidence_counts(
    answers: list[tuple[LinkAnswer, str]], evidence: str, expected: LinkAnswer | None
) -> None:
    decisions = told(*answers)
    for left, right in ((LISTING, NPI), (NPI, LISTING)):
        assert decisions.answer(left, right, evidence) is expected
        assert decisions.apart(left, right, evidence) == (expected is DIFFERENT)
    assert decisions.answer(LISTING, OTHER, evidence) is None
    assert len(decisions) == len(list(decisions)) == len(answers)
    assert [one.answer for one in decisions.earlier(NPI, LISTING)] == [answer for answer, _ in reversed(answers)]


def test_of_two_answers_of_one_moment_the_later_given_counts() -> None:
    both = [Decision(LISTING, NPI, answer, "a", "JR", START) for answer in (SAME, DIFFERENT)]
    assert Decisions.of(both).answer(LISTING, NPI, "a") is DIFFERENT
    assert Decisions.of(reversed(both)).answer(LISTING, NPI, "a") is SAME


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({LISTING: b"l"}, {NPI: b"n"}, DIFFERENT),
        ({NPI: b"n"}, {LISTING: b"l"}, DIFFERENT),
        ({LISTING: b"l"}, {OTHER: b"o", NPI: b"n"}, DIFFERENT),  # whatever else is known of the person
        ({LISTING: b"l"}, {OTHER: b"o"}, None),
        ({LISTING: b"new"}, {NPI: b"n"}, None),
        ({LISTING: b"l"}, {NPI: b"new", OTHER: b"o"}, None),
        ({}, {NPI: b"n"}, None),
    ],
)
def test_any_record_of_a_person_brings_its_decisions(
    left: dict[Ident, bytes], right: dict[Ident, bytes], expected: LinkAnswer | None
) -> None:
    decisions = told((DIFFERENT, evidence_hash([b"l"], [b"n"])))
    assert decisions.among(left, right) is expected


def test_among_several_records_the_newest_decision_counts() -> None:
    decisions = Decisions.of(
        [
            Decision(LISTING, NPI, SAME, evidence_hash([b"l"], [b"n"]), "JR", START),
            Decision(OTHER, LISTING, DIFFERENT, evidence_hash([b"o"], [b"l"]), "JR", START + timedelta(days=1)),
        ]
    )
    assert decisions.among({LISTING: b"l"}, {NPI: b"n", OTHER: b"o"}) is DIFFERENT


# --- the hash -----------------------------------------------------------------------------------------------------

sides = st.lists(st.binary(max_size=4), max_size=3)


@given(sides, sides, sides, sides)
def test_the_hash_is_of_both_sides_whatever_their_order(
    a: list[bytes], b: list[bytes], c: list[bytes], d: list[bytes]
) -> None:
    assert evidence_hash(a, b) == evidence_hash(b, a) == evidence_hash(a[::-1], b + b)
    same = {frozenset(a), frozenset(b)} == {frozenset(c), frozenset(d)}
    assert (evidence_hash(a, b) == evidence_hash(c, d)) == same


idents = st.tuples(*[st.sampled_from(["", "a", "b", "a|b"])] * 3)


@given(idents, idents, idents, idents, st.sampled_from(["x", "y"]), st.sampled_from(["x", "y"]))
def test_an_id_never_means_another_question(a: Ident, b: Ident, c: Ident, d: Ident, x: str, y: str) -> None:
    same = pair_of(a, b) == pair_of(c, d) and x == y
    assert (question_id(a, b, x) == question_id(d, c, y)) == same
    assert len(question_id(a, b, x)) == 12


answers = st.tuples(st.sampled_from(list(LinkAnswer)), st.sampled_from(["a", "b"]))


@given(st.lists(answers, max_size=6), st.sampled_from(["a", "b"]))
def test_nothing_is_the_same_person_against_the_newest_word(
    given_: list[tuple[LinkAnswer, str]], evidence: str
) -> None:
    found = told(*given_).answer(LISTING, NPI, evidence)
    if found is SAME:
        assert given_[-1][0] is SAME
    upon = [answer for answer, on in given_ if on == evidence]
    assert found in {None, *upon}
    if upon and upon[-1] is not SAME:  # who was once kept apart stays apart while nothing changes
        assert found is upon[-1]


# --- what tells ---------------------------------------------------------------------------------------------------

NAME = PersonName(last="Stone", first="Robert")
HOME = Address(kind=PlaceKind.PRACTICE, line1="1 Main St", city="Reno", state="NV", zip5="89501", phone="775-555-0101")
SLOT = TaxonomyLicense(taxonomy_code="225100000X", profession=Profession.PHYSICAL_THERAPIST, license_number="1234",
                       license_state="NV")  # fmt: skip
DAY = START.date()
WHOLE: tuple[Record, ...] = (
    NpiRecord(npi="2000000002", status=NpiStatus.ACTIVE, name=NAME, addresses=(HOME,), taxonomies=(SLOT,)),
    LicenseRecord(jurisdiction="NV", profession=Profession.PHYSICAL_THERAPIST, license_type="PT", number="1234",
                  name=NAME, status=LicenseStatus.ACTIVE, address=HOME),
    TrainingRecord(issuer="Example Institute", credential="CDN", name=NAME, raw_name="Robert Stone, PT"),
    ListingRecord(entry="1", publisher="Example Clinic", name=NAME, letters=("PT",), address=HOME),
)  # fmt: skip
# Another value of each field that tells nothing of whom a record is.
OTHERWISE: dict[str, dict[str, Any]] = {
    "npi": {
        "entity_type": 1, "status": NpiStatus.DEACTIVATED, "organization_other_names": ("X",), "enumerated_on": DAY,
        "updated_on": DAY, "deactivated_on": DAY, "reactivated_on": DAY,
    },
    "license": {
        "status": LicenseStatus.EXPIRED, "raw_status": "X", "issued_on": DAY, "expires": DAY, "discipline": True,
        "raw_discipline": "X", "case_number": "X", "disciplined_on": DAY, "verify_url": "X", "authority": "X",
        "discipline_completed_on": DAY, "actions": (BoardAction(words="X"),),
    },
    "training": {"credential": "X", "completed_on": DAY, "withdrawn": True, "raw_status": "X"},
    "listing": {
        "entry": "X", "publisher": "X", "page": "X", "raw_name": "X", "website": "X",
        "says": (Said(kind=SaidKind.THERAPY, code="x", quote="x"),),
    },
}  # fmt: skip


@pytest.mark.parametrize("record", WHOLE, ids=lambda record: record.kind)
def test_who_it_is_rests_on_the_telling_fields_alone(record: Record) -> None:
    """Else linking would decide anew on what a person was not asked about again."""
    assert set(OTHERWISE[record.kind]) | set(TELLING[record.kind]) == set(record.__struct_fields__)
    for name, value in OTHERWISE[record.kind].items():
        other = msgspec.structs.replace(record, **{name: value})
        assert other != record
        assert telling(other) == telling(record), name
        assert party_of(other) == party_of(record), name


@pytest.mark.parametrize("record", WHOLE, ids=lambda record: record.kind)
def test_any_telling_field_makes_it_other_evidence(record: Record) -> None:
    changes: dict[str, Any] = {
        "name": PersonName(last="Stone", first="Rita"), "other_names": (NAME,), "addresses": (), "taxonomies": (),
        "letters": ("DPT",), "unknown_letters": ("X",), "profession": Profession.CHIROPRACTOR, "address": None,
    }  # fmt: skip
    for name in TELLING[record.kind]:
        other = msgspec.structs.replace(record, **{name: changes.get(name, "Z")})
        assert telling(other) != telling(record), name


def test_every_linked_kind_of_record_tells() -> None:
    assert set(TELLING) == set(RECORD_TYPES) - {"exclusion", "citation"}
