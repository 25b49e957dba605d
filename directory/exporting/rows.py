"""Rows of an export that are made from what was told already, or tell nothing. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from directory.disputes import LETTERS, LISTING, NAME
from directory.exporting.details import Details
from directory.exporting.tables import CheckRow, LicenseRow, PractitionerRow, TrainingRow
from directory.store.tables import Source
from directory.vocabulary import CredentialStatus, Need, Reason


def practitioner_row(person: Any, marks: Mapping[str, date]) -> PractitionerRow:
    names = person.other_names
    return PractitionerRow(
        person.id,  # id
        person.display_name,  # name
        person.last,  # last
        person.first,  # first
        person.middle,  # middle
        person.suffix,  # suffix
        msgspec.json.decode(names) if isinstance(names, str) else list(names),  # other_names
        person.credential_text,  # credential_text
        person.npi,  # npi
        [fact for fact in (NAME, LETTERS, LISTING) if fact in marks],  # disputed
    )


def untold_row(key: str, person: str, row: Any, source: Source | None) -> CheckRow:
    """The line of a list whose result patients may not see: the same whatever the result is."""
    return CheckRow(
        id=key,
        practitioner_id=person,
        need=Need.EXCLUSION.value,
        subject=row.subject,
        state=None,
        profession=None,
        status=CredentialStatus.NOT_COVERED.value,
        reason=Reason.NOT_PUBLISHED.value,
        next_step=f"Search the list at {source.page_url}" if source else "Search the list itself.",
        verdict=None,
        grade=None,
        raw=None,
        overlay=None,
        citation=None,
        rule_id=None,
        missing=None,
        listed_since=None,
        partial_of=None,
        source=row.source,
        source_url=None,
        locator=None,
        evidence_sha256=None,
        read_at=None,
        as_of=None,
        good_until=None,
        usable_until_120=None,
        usable_until_90=None,
        disputed_on=None,
    )


def license_row(check: CheckRow, details: Details) -> LicenseRow:
    return LicenseRow(
        check.id,  # id
        check.practitioner_id,  # practitioner_id
        check.state,  # state
        check.profession,  # profession
        details.number or "",  # number
        details.license_type,  # license_type
        details.authority,  # authority
        check.status,  # status
        check.reason,  # reason
        details.license_status,  # board_status
        check.raw,  # raw
        details.issued_on,  # issued_on
        details.expires,  # expires
        details.discipline or [],  # discipline
        details.name_at_board,  # name_at_board
        details.verify_url,  # verify_url
        check.source,  # source
        check.read_at,  # read_at
        check.as_of,  # as_of
        check.good_until,  # good_until
        check.usable_until_120,  # usable_until_120
        check.usable_until_90,  # usable_until_90
        check.disputed_on,  # disputed_on
    )


def training_row(check: CheckRow, details: Details) -> TrainingRow:
    return TrainingRow(
        id=check.id,
        practitioner_id=check.practitioner_id,
        title=check.subject,
        issuer=details.issuer,
        letters=details.letters,
        course=details.course,
        certificate_number=details.certificate_number,
        evidence_class=details.evidence_class,
        seen_on=details.seen_on,
        seen_for=details.organization,
        completed_on=details.completed_on,
        hours_evidenced=details.hours_evidenced,
        hours_claimed=details.hours_claimed,
        hours_implied=details.hours_implied,
        grade=check.grade,
        status=check.status,
        reason=check.reason,
        next_step=check.next_step,
        raw=check.raw,
        source=check.source,
        read_at=check.read_at,
        as_of=check.as_of,
        good_until=check.good_until,
        disputed_on=check.disputed_on,
    )
