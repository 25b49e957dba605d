"""Records as they are stored: nothing lost, nothing unknown taken in, and hashes that stay what they are."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from directory.normalize.names import PersonName
from directory.records import (
    RECORD_TYPES,
    Address,
    ExclusionRecord,
    LicenseRecord,
    NpiRecord,
    PayloadError,
    Record,
    TaxonomyLicense,
    TrainingRecord,
    content_hash,
    record_from,
)
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession

text = st.text(max_size=12)
maybe = st.none() | text
days = st.none() | st.dates()
names = st.builds(PersonName, last=maybe, first=maybe, middle=maybe, suffix=maybe)
professions = st.none() | st.sampled_from(Profession)
addresses = st.builds(
    Address, kind=st.sampled_from(PlaceKind), line1=maybe, city=maybe, state=maybe, zip5=maybe, phone=maybe
)
slots = st.builds(
    TaxonomyLicense,
    taxonomy_code=text,
    profession=professions,
    license_number=maybe,
    license_state=maybe,
    primary=st.booleans(),
)
records = st.one_of(
    st.builds(
        NpiRecord,
        npi=text,
        entity_type=st.sampled_from([None, 1, 2]),
        status=st.sampled_from(NpiStatus),
        name=st.none() | names,
        other_names=st.lists(names, max_size=2).map(tuple),
        sex=maybe,
        addresses=st.lists(addresses, max_size=2).map(tuple),
        taxonomies=st.lists(slots, max_size=2).map(tuple),
        updated_on=days,
        deactivated_on=days,
        reactivated_on=days,
        credential_text=maybe,
    ),
    st.builds(
        LicenseRecord,
        jurisdiction=text,
        profession=st.sampled_from(Profession),
        license_type=text,
        number=text,
        name=names,
        status=st.sampled_from(LicenseStatus),
        raw_status=maybe,
        expires=days,
        discipline=st.none() | st.booleans(),
        case_number=maybe,
        address=st.none() | addresses,
        authority=maybe,
    ),
    st.builds(
        ExclusionRecord,
        list_name=text,
        npi=maybe,
        name=st.none() | names,
        business_name=maybe,
        excluded_on=days,
        waiver_on=days,
        waiver_state=maybe,
        entry=text,
    ),
    st.builds(
        TrainingRecord,
        issuer=text,
        credential=text,
        name=names,
        raw_name=text,
        npi=maybe,
        profession=professions,
        completed_on=days,
        withdrawn=st.booleans(),
        certificate_number=maybe,
    ),
)


@settings(max_examples=100, deadline=None)
@given(records)
def test_what_is_stored_comes_back(record: Record) -> None:
    payload = json.loads(record.packed())
    assert payload == json.loads(json.dumps(record.to_payload()))
    assert record_from(record.kind, payload) == record
    assert type(record).from_payload(payload) == record
    assert record_from(record.kind, payload).packed() == record.packed()
    assert payload == {name: payload[name] for name in record.__struct_fields__ if name in payload}  # in their order
    assert None not in payload.values()


LICENSE = LicenseRecord(
    jurisdiction="WA",
    profession=Profession.PHYSICAL_THERAPIST,
    license_type="Physical Therapist License",
    number="PT60012345",
    name=PersonName(last="Muñoz-O'Neil", first="María José"),
    status=LicenseStatus.ACTIVE,
    raw_status="ACTIVE",
    expires=date(2027, 3, 1),
)


def test_the_hash_is_the_same_on_every_machine() -> None:
    """Fixed: another value would make every row of every source look changed."""
    assert content_hash(LICENSE.packed()) == HASH_OF_A_LICENSE


HASH_OF_A_LICENSE = "ff9cf0ad965700bca367220e82560313"


def test_every_value_plays_a_part_in_the_hash() -> None:
    changed = [
        replace(LICENSE, status=LicenseStatus.EXPIRED),
        replace(LICENSE, raw_status="Active"),
        replace(LICENSE, expires=None),
        replace(LICENSE, name=replace(LICENSE.name, middle="A")),
    ]
    assert len({content_hash(r.packed()) for r in [LICENSE, *changed]}) == 5


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_an_unknown_field_is_refused(kind: str) -> None:
    with pytest.raises(PayloadError, match="surprise"):
        record_from(kind, {"surprise": 1})


def test_an_unknown_field_deeper_down_is_refused_too() -> None:
    payload: dict[str, Any] = LICENSE.to_payload()
    with pytest.raises(PayloadError, match="nick"):
        record_from("license", {**payload, "name": {**payload["name"], "nick": "Pepa"}})


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PayloadError, match="vehicle"):
        record_from("vehicle", {})


@pytest.mark.parametrize("change", [{"status": "aktiv"}, {"profession": "DC"}, {"expires": "1/3/2027"}])
def test_a_word_of_no_vocabulary_is_no_record(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        record_from("license", {**LICENSE.to_payload(), **change})


def test_discipline_cases_have_keys_of_their_own() -> None:
    assert LICENSE.key == "Physical Therapist License|PT60012345"
    assert replace(LICENSE, case_number="c1").key != replace(LICENSE, case_number="c2").key


def test_rows_of_a_training_list_are_told_apart() -> None:
    row = TrainingRecord(
        issuer="I", credential="EXDN", name=PersonName(last="A"), raw_name="B A", city="Denver", state="CO"
    )
    keys = {
        r.key for r in (row, replace(row, certificate_number="1"), replace(row, npi="2"), replace(row, city="Pueblo"))
    }
    assert len(keys) == 4


NPI = NpiRecord(
    npi="2000000002", status=NpiStatus.ACTIVE, name=PersonName(last="Ashgrove", first="Ada"), credential_text="PT"
)
GONE = NpiRecord(npi="2000000002", status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 1, 2))


def test_a_deactivation_changes_the_status_and_keeps_the_person() -> None:
    after = GONE.onto(NPI)
    assert after == replace(NPI, status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 1, 2))
    assert GONE.onto(None) == GONE
    assert GONE.onto(LICENSE) == GONE
    assert NPI.onto(GONE) == NPI
    named = replace(GONE, name=PersonName(last="Other"))
    assert named.onto(NPI) == named


UPDATED = date(2026, 5, 1)
KNOWN = replace(NPI, updated_on=UPDATED, deactivated_on=None, reactivated_on=None, status=NpiStatus.ACTIVE)
MOVED = replace(KNOWN, addresses=(), credential_text="DPT")


@pytest.mark.parametrize(
    ("row", "known", "expected"),
    [
        (replace(MOVED, updated_on=date(2026, 4, 30)), KNOWN, KNOWN),
        (replace(MOVED, updated_on=UPDATED), KNOWN, replace(MOVED, updated_on=UPDATED)),
        (replace(MOVED, updated_on=date(2026, 5, 2)), KNOWN, replace(MOVED, updated_on=date(2026, 5, 2))),
        (replace(MOVED, updated_on=None), KNOWN, replace(MOVED, updated_on=None)),
        (MOVED, replace(KNOWN, updated_on=None), MOVED),
        # out of service, back in service, and out of service again
        (GONE, KNOWN, replace(KNOWN, status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 1, 2))),
        (KNOWN, replace(KNOWN, status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 1, 2)), KNOWN),
        (
            replace(GONE, deactivated_on=date(2026, 8, 1)),
            replace(KNOWN, deactivated_on=date(2026, 1, 2), reactivated_on=date(2026, 2, 2)),
            replace(KNOWN, status=NpiStatus.DEACTIVATED, deactivated_on=date(2026, 8, 1),
                    reactivated_on=date(2026, 2, 2)),
        ),
        # a live look-up tells it without its date
        (replace(GONE, deactivated_on=None), KNOWN, replace(KNOWN, status=NpiStatus.DEACTIVATED)),
        (replace(GONE, deactivated_on=None), GONE, GONE),
    ],
)  # fmt: skip
def test_what_is_known_after_a_row_of_the_registry(row: NpiRecord, known: NpiRecord, expected: NpiRecord) -> None:
    assert row.onto(known) == expected


def test_an_organization_out_of_service_is_no_bare_number() -> None:
    assert GONE.builds_on_previous
    assert not replace(GONE, organization_name="Quillfeather PT").builds_on_previous
    assert not KNOWN.builds_on_previous
