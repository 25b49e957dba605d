"""Takes out of what is published of a person what patients are not to see, and marks the facts in dispute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from directory.disputes.facts import ADDRESS, OF_REGISTERS, PHONE, WEBSITE, fact_of, of_registers
from directory.disputes.standing import NO_CONTACTS, HiddenContacts, Standing, hidden_contacts, hidden_of, standing
from directory.store.shown import Shown
from directory.store.tables import PracticeLocation, Source, Verification
from directory.texts import say
from directory.vocabulary import Audience, Need, PlaceKind, SourceKind

REGISTERS = (SourceKind.IDENTITY, SourceKind.LICENSE, SourceKind.EXCLUSION)
HELD = {PHONE: ("phone",), ADDRESS: ("line1", "line2"), WEBSITE: ("website",)}  # columns of a place
Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody looks like to one audience: what is hidden, and the marks and notes.

    ``registers``: names of the sources whose records stay to be seen where the listing is hidden.
    """

    standing: Standing
    listing: bool = False  # hidden
    contacts: HiddenContacts = NO_CONTACTS
    registers: frozenset[str] = frozenset()

    def of(self, shown: Shown) -> Shown:
        if self.listing:
            return _registered(shown, self.registers)
        return _without_contacts(shown, self.contacts) if self.contacts else shown

    def lines(self, lines: Sequence[Any]) -> list[Any]:
        """The lines of a profile, with their marks, and without what their evidence tells that is hidden."""
        return marked([self._line(one) for one in lines] if self.listing or self.contacts else lines, self.standing)

    def marked(self, rows: Sequence[Any]) -> list[Any]:
        """Places or claims of a profile, with their marks."""
        return marked(rows, self.standing)

    @property
    def notes(self) -> dict[str, tuple[str, ...]]:
        """Fact -> sentences to stand beside it. A key alone tells of a place, a course or a clinic: those of what is
        hidden are left out.
        """
        return {fact: told for fact, told in self.standing.notes.items() if not self.listing or of_registers(fact)}

    @property
    def why_hidden(self) -> str | None:
        return say("wrong-listing-hidden") if self.listing else None

    def _line(self, line: Any) -> Any:
        if line.evidence is None:
            return line
        said = without_contact(line.evidence.said, listing=self.listing, contacts=self.contacts)
        return replace(line, evidence=replace(line.evidence, said=said))


def seen_by(audience: Audience, session: Session, shown: Shown, known_at: datetime | None = None) -> Seen:
    """For coordinators nothing is hidden, and the notes say what is from others. ``known_at``: in a view of an earlier
    day the marks of then, but hidden is what is hidden today.
    """
    found = standing(session, shown, audience, known_at)
    return Seen(found) if audience is Audience.COORDINATOR else _seen(session, shown, found)


def as_seen(audience: Audience, session: Session, shown: Shown) -> Shown:
    """What that audience may see of somebody, such as a look-alike, without marks and notes."""
    return shown if audience is Audience.COORDINATOR else _seen(session, shown, Standing()).of(shown)


def _seen(session: Session, shown: Shown, found: Standing) -> Seen:
    listing, contacts = hidden_of(session, shown)
    registers = session.exec(select(Source.name).where(col(Source.kind).in_(REGISTERS))) if listing else ()
    return Seen(found, listing, contacts, frozenset(registers))


def places_seen(audience: Audience, session: Session, places: Sequence[PracticeLocation]) -> list[PracticeLocation]:
    """Places of any people without the contact data that are hidden from that audience."""
    if audience is Audience.COORDINATOR:
        return list(places)
    contacts = hidden_contacts(session, {one.practitioner_id for one in places})
    found = []
    for one in places:
        hidden = contacts.get(one.practitioner_id)
        found.append(_copy(one, _blank(one, hidden)) if hidden else one)
    return found


def _registered(shown: Shown, registers: frozenset[str]) -> Shown:
    """Of a hidden listing: name and number, and what public registers say of them. Which other lists and clinics name
    the person tells of training and work, and why records were joined tells of both.
    """
    person = _copy(shown.person, {"credential_text": None, "other_names": []})
    checks = [_searched(one, person.display_name) for one in shown.checks if one.need in OF_REGISTERS]
    members = [_copy(one, {"reasons": []}) for one in shown.members if one.source in registers]
    return replace(shown, person=person, places=(), checks=checks, statements=(), entries=(), members=members)


def _searched(check: Verification, name: str) -> Verification:
    """Without the other names that a list of exclusions was searched for."""
    asked = check.details.get("criteria") if check.need is Need.EXCLUSION else None
    if not asked:
        return check
    told = [one for one in asked if not str(one).startswith("name ") or one == f"name {name}"]
    return _copy(check, {"details": {**check.details, "criteria": list(dict.fromkeys(told))}})


def _without_contacts(shown: Shown, contacts: HiddenContacts) -> Shown:
    places = [_copy(one, _blank(one, contacts)) for one in shown.places]
    gone = _words_of(shown.places) - _words_of(places)
    members = [_copy(one, {"reasons": [why for why in one.reasons if not _holds(why, gone)]}) for one in shown.members]
    return replace(shown, places=places, members=members)


def without_contact(said: Mapping[str, Any], *, listing: bool, contacts: HiddenContacts) -> dict[str, Any]:
    """A record's own line without what is hidden; ``said``: its fields as JSON has them."""
    if not listing and not contacts:
        return dict(said)
    found = dict(said)
    if one := found.pop("address", None):
        found["address"] = _less(one, contacts, listing=listing)
    if several := found.pop("addresses", None):
        found["addresses"] = [less for one in several if (less := _less(one, contacts, listing=listing))]
    if listing:
        for name in ("credential_text", "other_names"):
            found.pop(name, None)
    if listing or contacts.hides_any(WEBSITE):
        found.pop("website", None)
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def marked(rows: Sequence[Any], found: Standing) -> list[Any]:
    """The lines, places or claims with the day since which a request about each waits."""
    if not found.marks:
        return list(rows)
    return [replace(one, disputed_on=found.marks.get(fact_of(one))) for one in rows]


def _blank(place: PracticeLocation, contacts: HiddenContacts) -> dict[str, Any]:
    columns = set(type(place).model_fields)
    return {
        name: None for part, names in HELD.items() if contacts.hides(part, place) for name in names if name in columns
    }


class _Spot:
    """A place as a record's JSON has it."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.kind = PlaceKind(told["kind"])
        self.city, self.state, self.zip5 = told.get("city"), told.get("state"), told.get("zip5")


def _less(told: Mapping[str, Any], contacts: HiddenContacts, *, listing: bool) -> dict[str, Any]:
    if listing:
        return {}
    spot = _Spot(told)
    gone = {name for part, names in HELD.items() if contacts.hides(part, spot) for name in names}
    return {key: value for key, value in told.items() if key not in gone}


def _copy(row: Row, changed: Mapping[str, Any]) -> Row:
    """A row of no session: what is hidden is hidden from readers, and stays in the database."""
    return type(row).model_validate({**row.model_dump(), **changed}) if changed else row


def _words_of(places: Iterable[PracticeLocation]) -> set[str]:
    return {told for one in places for told in (one.line1, one.line2, one.phone, getattr(one, "website", None)) if told}


def _holds(text: str, gone: Iterable[str]) -> bool:
    return any(word.casefold() in text.casefold() for word in gone)
