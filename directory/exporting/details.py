"""The details of a check, as far as they are exported. Pure."""

from typing import Any

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """An entry of a list of exclusions."""

    since: str | None = None


class Details(msgspec.Struct, frozen=True):
    """What is exported of the details of a check; all else in them is skipped unread."""

    number: str | None = None
    license_type: str | None = None
    license_status: str | None = None
    authority: str | None = None
    issued_on: str | None = None
    expires: str | None = None
    discipline: list[str] | None = None
    name_at_board: str | None = None
    verify_url: str | None = None
    citation: str | None = None
    rule_id: str | None = None
    missing: str | None = None
    issuer: str | None = None
    letters: str | None = None
    course: str | None = None
    certificate_number: str | None = None
    evidence_class: str | None = msgspec.field(name="class", default=None)
    seen_on: str | None = None
    organization: str | None = None
    completed_on: str | None = None
    hours_evidenced: dict[str, float] | None = None
    hours_claimed: float | None = None
    hours_implied: float | None = None
    partial_of: int | None = None
    entries: list[Entry] | None = None


_details = msgspec.json.Decoder(Details)


def details_of(details: Any) -> Details:
    """From the text that the database keeps, or from what it stands for."""
    if isinstance(details, str):
        return _details.decode(details)
    return msgspec.convert(details, Details)
