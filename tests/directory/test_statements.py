"""What a clinic says stands with those whom it names in the same place, under its own name, and with nobody else."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from directory import profiles, wording
from directory.normalize.names import PersonName
from directory.normalize.said import Said
from directory.records import Address, ListingRecord, Sighting
from directory.statements import clinics_of, statements
from directory.vocabulary import Audience, Need, PlaceKind, SaidKind, Speaker

NEEDLING = Said(kind=SaidKind.TECHNIQUE, code="dry_needling", quote="We offer dry needling.")
CUPPING = Said(kind=SaidKind.THERAPY, code="cupping", quote="Ann offers cupping.", of=Speaker.PERSON)
PAGE = "https://clinic.example.org/spokane"


def entry(name: str | None, *, source: str = "site", page: str = PAGE, zip5: str = "99201", **more: Any) -> Sighting:
    record = ListingRecord(
        entry=name or "clinic",
        publisher="Example Clinics",
        page=page,
        organization="Example Clinic",
        name=PersonName(first=name, last="Stone") if name else None,
        address=Address(kind=PlaceKind.PRACTICE, zip5=zip5),
        **more,
    )
    return Sighting(
        record=record, record_id=1, source=source, scope="", read_at=datetime(2026, 11, 20, tzinfo=UTC), as_of=None,
        url=PAGE, sha256="0" * 64, locator="card 1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clinic", "with_it"),
    [
        (entry(None, says=(NEEDLING,)), True),
        (entry(None, says=(NEEDLING,), page="https://clinic.example.org/dry-needling"), True),
        (entry(None, says=(NEEDLING,), page="https://clinic.example.org/tacoma", zip5="98402"), False),
        (entry(None, says=(NEEDLING,), zip5="98402"), False),  # a finder has all its clinics on one page
        (entry(None, says=(NEEDLING,), source="another site"), False),
        (entry("Bob", says=(NEEDLING,)), False),  # a colleague is no clinic
    ],
)
def test_a_clinic_s_words_stand_with_whom_it_names_in_the_same_place(clinic: Sighting, with_it: bool) -> None:
    person = entry("Ann", says=(CUPPING,))
    rows = list(statements([person], clinics_of([clinic])))
    assert [(row["code"], row["speaker"]) for row in rows] == [("cupping", Speaker.PERSON)] + (
        [("dry_needling", Speaker.CLINIC)] if with_it else []
    )


@pytest.mark.parametrize(("zip5", "with_it"), [("", True), ("98402", False)])
def test_on_one_page_without_zip_codes_a_clinic_s_words_stand_with_whom_it_names(zip5: str, *, with_it: bool) -> None:
    clinic = entry(None, says=(NEEDLING,), zip5=zip5)
    assert bool(list(statements([entry("Ann", zip5="")], clinics_of([clinic])))) is with_it


def test_a_clinic_without_a_place_shares_nothing_across_pages() -> None:
    nowhere = entry(None, says=(NEEDLING,), page="https://clinic.example.org/other", zip5="")
    assert list(statements([entry("Ann", zip5="99201")], clinics_of([nowhere]))) == []


def test_the_profile_shows_the_clinic_s_words_with_their_place_and_no_check_grows_from_them(today: Any) -> None:
    person = today.worlds[2].person("golden_wa")
    with today.reader() as session:
        shown = _shown(session, person)
        claims = {(claim.kind, claim.code): claim for claim in shown.claims}
        offered = claims[SaidKind.TECHNIQUE, "trigger_point_dn"]
        assert offered.quote == "Trigger Point Dry Needling"
        assert (offered.speaker, offered.publisher) == (Speaker.CLINIC, "Example Spine Clinics")
        assert offered.sha256 in {row.sha256 for row in shown.claims}
        assert claims[SaidKind.ACCEPTING_PATIENTS, "yes"].quote == '"isAcceptingNewPatients": true'
        assert not {code for _, code in claims} & {"acupuncture"}  # 'Dry needling is not acupuncture'
        training = shown.of(Need.TRAINING)
        assert [line.source for line in training] == ["example_institute"]  # its own list proves it, no clinic does


def _shown(session: Session, person: Any) -> profiles.Profile:
    (ident,) = profiles.ids_by_npi(session, person.npi)
    found = profiles.profile(session, ident, today=date(2026, 11, 20), audience=Audience.PATIENT)
    assert found is not None
    return found


def test_every_word_has_a_label() -> None:
    assert wording.said(SaidKind.TECHNIQUE, "trigger_point_dn") == "Trigger point dry needling"
    assert wording.said(SaidKind.ACCEPTING_PATIENTS, "yes") == "yes"
    assert wording.said(SaidKind.THERAPY, "unheard_of") == "unheard_of"
