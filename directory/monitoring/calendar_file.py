"""What runs out, as a calendar: one all-day event a credential, which moves when the credential is renewed. Pure."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from directory.monitoring.expiring import Credential
from directory.web_addresses import visible

_BEGIN = date(2000, 1, 1).toordinal()


def calendar_of(found: Iterable[Credential], *, name: str, stamp: datetime, base: str = "") -> bytes:
    """``stamp``: of when what it holds is (the last publishing): the same content makes the same bytes. ``base``: how
    others reach this server.
    """
    calendar = Calendar.new(
        prodid="-//needleproof//what runs out//EN", name=visible(name), method="PUBLISH", uid=_uid(name),
        last_modified=stamp, subcomponents=[_event(one, stamp, base) for one in found],
    )  # fmt: skip
    return bytes(calendar.to_ical())


def _event(one: Credential, stamp: datetime, base: str) -> Event:
    told = [f"Last day: {one.expires}.", f"Source: {one.source}." if one.source else None]
    told += [f"Read on {one.read_on}." if one.read_on else None, f"NPI {one.npi}." if one.npi else None]
    return Event.new(
        uid=_uid(f"{one.practitioner_id} {one.subject}"),
        summary=visible(f"{one.name}: {one.title} {'has run out' if one.ended else 'runs out'}"),
        description=visible(" ".join(part for part in told if part)),
        start=one.expires,
        stamp=stamp,
        sequence=max(one.expires.toordinal() - _BEGIN, 0),  # a later end replaces an earlier one
        transparency=TRANSP.TRANSPARENT,
        url=f"{base}/practitioner?id={one.practitioner_id}" if base else None,
    )


def _uid(subject: str) -> str:
    return f"{hashlib.sha256(subject.encode()).hexdigest()[:32]}@needleproof"
