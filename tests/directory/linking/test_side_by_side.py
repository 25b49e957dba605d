"""Both sides of a question, fact by fact: what agrees, what fits, what differs, and what only one side tells."""

import pytest

from directory import wording
from directory.linking.side_by_side import Fact, Says, changed, facts_of, side_by_side
from directory.normalize.names import PersonName
from directory.records import (
    Address,
    ExclusionRecord,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Record,
    TaxonomyLicense,
    TrainingRecord,
)
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession

PT = Profession.PHYSICAL_THERAPIST


def name(text: str) -> PersonName:
    """'First Middle Last' or 'First Last'; a suffix after a comma."""
    whole, _, suffix = text.partition(", ")
    first, *middle, last = whole.split()
    return PersonName(first=first, middle=" ".join(middle) or None, last=last, suffix=suffix or None)


def place(kind: PlaceKind = PlaceKind.PRACTICE, street: str = "1 Main St.", zip5: str = "89501") -> Address:
    return Address(kind=kind, line1=street, city="Reno", state="NV", zip5=zip5, phone="775-555-0101")


def entry(called: str, number: str | None = None, state: str = "NV", at: Address | None = None) -> ListingRecord:
    return ListingRecord(
        entry="1", publisher="Example Clinic", organization="Example Clinic", name=name(called), letters=("PT", "DPT"),
        license_number=number, license_state=state if number else None, profession=PT, address=at, role="Therapist",
    )  # fmt: skip


def npi(called: str, number: str = "PT1234", *others: str, at: Address | None = None) -> NpiRecord:
    return NpiRecord(
        npi="2000000002", status=NpiStatus.ACTIVE, name=name(called), other_names=tuple(map(name, others)),
        sex="F", addresses=(at or place(), place(PlaceKind.MAILING, "9 Home Rd", "99999")),
        taxonomies=(
            TaxonomyLicense(taxonomy_code="1", profession=PT, license_number=number, license_state="NV"),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "fact", "says"),
    [
        (entry("Jane Stone"), npi("JANE STONE"), Fact.SURNAME, Says.SAME),
        (entry("Jane Stone"), npi("JANE STONE-REED"), Fact.SURNAME, Says.FITS),
        (entry("Jane Stone"), npi("Jane Reed"), Fact.SURNAME, Says.DIFFERS),
        (entry("Jane Stone"), npi("Jane Reed", "1", "Jane Stone"), Fact.SURNAME, Says.SAME),  # a former one
        (entry("Bob Stone"), npi("Robert Stone"), Fact.GIVEN, Says.FITS),
        (entry("Bob Stone"), npi("Rita Stone"), Fact.GIVEN, Says.DIFFERS),
        (entry("Jane A Stone"), npi("Jane Ann Stone"), Fact.MIDDLE, Says.FITS),
        (entry("Jane A Stone"), npi("Jane B Stone"), Fact.MIDDLE, Says.DIFFERS),
        (entry("Jane A Stone"), npi("Jane Stone"), Fact.MIDDLE, Says.LEFT_ONLY),
        (entry("John Stone, Jr"), npi("John Stone"), Fact.SUFFIX, Says.LEFT_ONLY),
        (entry("John Stone, Jr"), npi("John Stone, Sr."), Fact.SUFFIX, Says.DIFFERS),
        (entry("John Stone, Jr"), npi("John Stone, JR."), Fact.SUFFIX, Says.SAME),
        (entry("Jane Stone", "PT-001234"), npi("Jane Stone"), Fact.LICENSE, Says.SAME),
        (entry("Jane Stone", "PT-9"), npi("Jane Stone"), Fact.LICENSE, Says.DIFFERS),
        (entry("Jane Stone", "PT1234", "WA"), npi("Jane Stone"), Fact.LICENSE, Says.UNCLEAR),  # another state's
        (entry("Jane Stone"), npi("Jane Stone"), Fact.LICENSE, Says.RIGHT_ONLY),
        (entry("Jane Stone"), npi("Jane Stone"), Fact.SEX, Says.RIGHT_ONLY),
        (entry("Jane Stone"), npi("Jane Stone"), Fact.PROFESSION, Says.SAME),
        (entry("Jane Stone", at=place(street="1 MAIN ST")), npi("Jane Stone"), Fact.STREET, Says.SAME),
        (entry("Jane Stone", at=place(street="2 Main St")), npi("Jane Stone"), Fact.STREET, Says.DIFFERS),
        (
            entry("Jane Stone", at=place(zip5="99999")),
            npi("Jane Stone"),
            Fact.ZIP,
            Says.DIFFERS,
        ),  # only mail goes there
        (entry("Jane Stone", at=place()), npi("Jane Stone"), Fact.PHONE, Says.SAME),
        (entry("Jane Stone"), entry("Jane Stone"), Fact.ROLE, Says.SAME),
    ],
)
def test_what_comparing_says(left: Record, right: Record, fact: Fact, says: Says) -> None:
    found = {row.fact: row.says for row in side_by_side([left], [right])}
    back = {row.fact: row.says for row in side_by_side([right], [left])}
    mirrored = {Says.LEFT_ONLY: Says.RIGHT_ONLY, Says.RIGHT_ONLY: Says.LEFT_ONLY}
    assert found[fact] is says
    assert back[fact] is mirrored.get(says, says)


def test_what_neither_side_tells_is_no_row() -> None:
    rows = side_by_side([entry("Jane Stone")], [npi("Jane Stone")])
    assert Fact.SUFFIX not in [row.fact for row in rows]
    assert [row.fact for row in rows] == [fact for fact in Fact if fact in {row.fact for row in rows}]


def test_all_records_of_a_person_tell() -> None:
    board = LicenseRecord(
        jurisdiction="WA", profession=PT, license_type="PT", number="PT60012345", name=name("Jane Quill Stone"),
        status=LicenseStatus.ACTIVE,
    )  # fmt: skip
    course = TrainingRecord(
        issuer="Example Institute", credential="CDN", name=name("Jane Stone"), raw_name="x", certificate_number="7",
        city="Reno", state="NV",
    )  # fmt: skip
    rows = {row.fact: row for row in side_by_side([entry("Jane Stone", "60012345", "WA")], [npi("Jane Stone"), board])}
    assert rows[Fact.LICENSE].right == ("NV PT1234", "WA PT60012345")
    assert rows[Fact.LICENSE].says is Says.SAME
    assert rows[Fact.MIDDLE].right == ("Quill",)
    assert facts_of([course])[Fact.CERTIFICATE] == ("7",)
    assert facts_of([ExclusionRecord(list_name="l", entry="e")]) == {}


def test_what_changed_is_told_in_words() -> None:
    before, now = facts_of([entry("Jane Stone", at=place())]), facts_of([entry("Jane Q Stone", "PT1", at=place())])
    told = [wording.changed_since(*one) for one in changed(before, now)]
    assert told == [
        "name: was Jane Stone, is Jane Q Stone",
        "middle name: was none, is Q",
        "license number: was none, is NV PT1",
    ]
    assert changed(now, now) == []


def test_a_record_that_leaves_a_part_out_hides_no_difference() -> None:
    board = LicenseRecord(
        jurisdiction="NV", profession=PT, license_type="PT", number="PT1234", name=name("Jane Stone"),
        status=LicenseStatus.ACTIVE,
    )  # fmt: skip
    rows = {row.fact: row.says for row in side_by_side([entry("Jane B Stone")], [npi("Jane A Stone"), board])}
    assert rows[Fact.MIDDLE] is Says.DIFFERS


def test_every_comparison_has_its_words() -> None:
    assert set(wording.COMPARED) == set(Says)
