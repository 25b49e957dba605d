"""A source that is asked about single people: what it says of them stands, and of everybody else it says nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.normalize.names import PersonName
from directory.records import Address, LicenseRecord, NpiRecord, Sighting, TaxonomyLicense
from directory.verification import Case, Context, SourceState
from directory.verification.licenses import license_findings
from directory.vocabulary import (
    CredentialStatus,
    LicenseStatus,
    NpiStatus,
    PlaceKind,
    Profession,
    Reason,
    SourceKind,
)

READ = datetime(2026, 11, 2, 9, tzinfo=UTC)
PT = Profession.PHYSICAL_THERAPIST
NAME = PersonName(first="Renee", last="Hollowell")
LICENSE = LicenseRecord(
    jurisdiction="MS", profession=PT, license_type="PT", number="3274", name=NAME, status=LicenseStatus.ACTIVE,
    raw_status="ACTIVE", expires=date(2028, 6, 30),
)  # fmt: skip
REGISTRY = NpiRecord(
    npi="2000000002", entity_type=1, status=NpiStatus.ACTIVE, name=NAME,
    addresses=(Address(kind=PlaceKind.PRACTICE, city="NEWTON", state="MS", zip5="39345"),),
    taxonomies=(TaxonomyLicense(taxonomy_code="225100000X", profession=PT, license_number="3274", license_state="MS"),),
)  # fmt: skip
BOARD = SourceState(
    name="ms_physical_therapy", title="look-up", owner="the board", kind=SourceKind.LICENSE, jurisdiction="MS",
    professions=frozenset({PT}), promise_days=30, page_url="https://www.msbpt.ms.gov/",
    read_at=READ + timedelta(days=9),
    lookup=True,
)  # fmt: skip
CONTEXT = Context(as_of=date(2026, 11, 20), sources={BOARD.name: BOARD})


def seen(record: LicenseRecord | NpiRecord, scope: str, days: int = 0, source: str = BOARD.name) -> Sighting:
    return Sighting(
        record=record, record_id=days + 1, source=source, scope=scope, read_at=READ + timedelta(days=days), as_of=None,
        url="https://www.msbpt.ms.gov/", sha256="0" * 64, locator="block 1",
    )  # fmt: skip


def test_what_was_read_of_a_person_ages_from_that_day() -> None:
    (found,) = license_findings(Case(sightings=[seen(LICENSE, "number=3274")]), CONTEXT)
    assert (found.status, found.good_until) == (CredentialStatus.CONFIRMED, date(2026, 12, 2))


@pytest.mark.parametrize("latest", [LicenseStatus.ACTIVE, LicenseStatus.SUSPENDED])
def test_of_two_look_ups_of_one_license_the_later_counts(latest: LicenseStatus) -> None:
    other = LicenseStatus.SUSPENDED if latest is LicenseStatus.ACTIVE else LicenseStatus.ACTIVE
    fields = {f: getattr(LICENSE, f) for f in LICENSE.__struct_fields__} | {"raw_status": None}
    rows = [
        seen(LicenseRecord(**{**fields, "status": other}), "number=3274"),
        seen(LicenseRecord(**{**fields, "status": latest}), "name=HOLLOWELL, RENEE", 3),
    ]
    (found,) = license_findings(Case(sightings=rows), CONTEXT)
    assert (found.status is CredentialStatus.CONFIRMED) == (latest is LicenseStatus.ACTIVE)
    assert found.reason is None


def test_somebody_who_was_not_asked_about_is_not_covered_and_gets_the_address() -> None:
    assert not BOARD.covers("MS", PT)
    (found,) = license_findings(Case(sightings=[seen(REGISTRY, "state=MS", source="nppes_api")]), CONTEXT)
    assert (found.status, found.reason) == (CredentialStatus.NOT_COVERED, Reason.NOT_PUBLISHED)
    assert found.good_until is None
    assert found.next_step == (
        "Look the license up by name and number at the Mississippi State Board of Physical Therapy "
        "(https://www.msbpt.ms.gov/secure/licenseverification.asp)."
    )


def test_where_no_address_is_established_the_words_do_without() -> None:
    moved = NpiRecord(
        npi="2000000002", status=NpiStatus.ACTIVE, name=NAME,
        addresses=(Address(kind=PlaceKind.PRACTICE, state="WY"),), taxonomies=REGISTRY.taxonomies,
    )  # fmt: skip
    (found,) = license_findings(Case(sightings=[seen(moved, "", source="nppes_api")]), CONTEXT)
    assert found.next_step == "Look the license up at the Wyoming board for physical therapists, by name and number."
