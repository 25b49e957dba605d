"""What stands beside a person's lines, on any page: where each is from, how to reach them, what was not checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import phonenumbers

from directory import wording
from directory.outlines import Point, map_svg
from directory.profiles import Line, Place, Profile
from directory.rules.titles import without_path
from directory.texts import say
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import CredentialStatus, Need, NeedlingDisplay, PlaceKind, PlacePrecision

OLD_DAYS = 90  # a contact read longer ago is told as not confirmed
# The order in which a reader asks.
SECTIONS = (
    (Need.LICENSE, "person-license"),
    (Need.TRAINING, "person-training"),
    (Need.NEEDLING_RULE, "person-rule"),
    (Need.EXCLUSION, "person-exclusion"),
    (Need.NPI, "person-npi"),
)
PLACES = {
    PlaceKind.PRACTICE: "person-place-practice",
    PlaceKind.SECONDARY_PRACTICE: "person-place-further",
    PlaceKind.MAILING: "person-place-mailing",
    PlaceKind.RECORD: "person-place-record",
}
ON_THE_MAP = {
    PlacePrecision.ZIP_CENTER: "person-map-zip",
    PlacePrecision.CITY_CENTER: "person-map-city",
    PlacePrecision.NONE: "person-map-none",
}
# Of a line: what is not checked of it, in a word of ours.
_UNCHECKED = {
    CredentialStatus.NOT_COVERED: "person-gap-not-covered",
    CredentialStatus.ISSUER_SILENT: "person-gap-no-list",
    CredentialStatus.CLAIMED: "person-gap-claimed",
    CredentialStatus.STALE: "person-gap-old",
    CredentialStatus.AMBIGUOUS_PERSON: "person-gap-who",
    CredentialStatus.CONTRADICTED: "person-gap-conflict",
    CredentialStatus.NOT_LISTED: "person-gap-not-listed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A phone number or a website of a place. ``href``: to follow; None where it leads nowhere; ``facts``: its age."""

    text: str
    href: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A place as a reader may go there or call. ``title``: what kind of place it is; ``facts``: source and age."""

    place: Place
    title: str
    address: str
    phone: Contact | None
    website: Contact | None
    facts: tuple[str, ...]


# --- where a line is from ---------------------------------------------------------------------------------------------


def where_from(line: Line) -> str:
    """Source, day of our reading and the source's own date of any line, in one or two short sentences."""
    said = line.details
    if line.need is Need.NEEDLING_RULE:
        return " ".join(_rule(said.get("source_title"), said.get("read_on"), said.get("source_date")))
    if said.get("class") == DOCUMENT_SEEN:
        return say("person-from-paper", who=said["organization"], day=_day(said.get("seen_on")))
    if line.source_title is None:
        if line.read_at is None:
            return say("person-from-lists")
        return say("person-from-own-entry", day=wording.day(line.read_at.date()))
    if line.read_at is None:
        return say("person-from-untold", source=line.source_title)
    told = say("person-from", source=line.source_title, day=wording.day(line.read_at.date()))
    own = say("person-from-dated", day=wording.day(line.source_as_of)) if line.source_as_of else ""
    return f"{told} {own or say('person-from-undated')}"


def _rule(source: str | None, read_on: str | None, dated: str | None) -> Iterator[str]:
    if source is None:
        yield say("person-from-no-rule")
        return
    source = without_path(source)
    yield say("person-from", source=source, day=_day(read_on)) if read_on else say("person-from-untold", source=source)
    known = re.match("[0-9]{4}", dated or "")  # 'undated' is what the rules say of a page without a date
    yield say("person-from-dated", day=_as_written(dated or "")) if known else say("person-from-undated")


def _as_written(dated: str) -> str:
    """A rule's source may give a month or a year only: then that is what is told."""
    try:
        return wording.day(date.fromisoformat(dated))
    except ValueError:
        month = re.fullmatch("([0-9]{4})-(0[1-9]|1[0-2])", dated)
        return f"{date(2000, int(month[2]), 1):%B} {month[1]}" if month else dated


def _day(text: object) -> str:
    return wording.day(wording.date_of(text))


# --- how to reach them ------------------------------------------------------------------------------------------------


def reached(person: Profile, today: date) -> list[Reach]:
    """Each place of a person with its contacts and their age on ``today``, in the order of the profile."""
    return [_reach(place, today) for place in person.places]


def no_place(person: Profile) -> str:
    """Why no place stands there: none is published, or none is shown."""
    return say("wrong-hidden-place" if person.why_hidden else "person-no-place")


def why_joined(person: Profile) -> str | None:
    """What to know about the records that are named as joined, where they tell not all."""
    if person.why_hidden:
        return say("wrong-hidden-joined")
    return say("plain-one-record") if len(person.joined) < 2 else None


def _reach(place: Place, today: date) -> Reach:
    aged = tuple(_age(place.read_at, today))
    facts = [_read(place.source_title, place.read_at)]
    facts.append(
        say("person-changed", day=wording.day(place.updated_on)) if place.updated_on else say("person-changed-unknown")
    )
    return Reach(
        place=place,
        title=say(PLACES[place.kind]),
        address=place.text or say("person-no-address"),
        phone=Contact(text=place.phone, href=call(place.phone), facts=aged) if place.phone else None,
        website=_website(place, today),
        facts=(*facts, say(ON_THE_MAP[PlacePrecision(place.precision)]), *aged),
    )


def _website(place: Place, today: date) -> Contact | None:
    if not place.website:
        return None
    title, at = place.website_source_title or place.source_title, place.website_read_at or place.read_at
    return Contact(text=place.website, href=place.website, facts=(_read(title, at), *_age(at, today)))


def _read(source: str, at: datetime) -> str:
    return say("person-from", source=source, day=wording.day(at.date()))


def _age(read_at: datetime, today: date) -> Iterator[str]:
    days = (today - read_at.date()).days
    if days > OLD_DAYS:
        yield say("person-old", days=days)


def call(phone: str) -> str | None:
    """'tel:+1-206-555-0142' (RFC 3966); None for what nobody can dial."""
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def map_of(person: Profile) -> str | None:
    """The places on our own outline map, as an SVG; None where none of them can be put on a map."""
    points = [
        Point(number=number, lat=place.lat, lon=place.lon, label=place.text)
        for number, place in enumerate(person.places, start=1)
        if place.lat is not None and place.lon is not None
    ]
    if not points:
        return None
    state = person.places[points[0].number - 1].state
    said = "; ".join(f"{point.number}. {point.label}" for point in points)
    return map_svg(points, state, title=say("person-map", name=person.name), description=said)


# --- what was not checked ---------------------------------------------------------------------------------------------


def not_checked(person: Profile) -> list[str]:
    """What nobody checks here, of anybody; then the gaps of this person, each with the line that it is of."""
    return [*wording.NOT_CHECKED, *dict.fromkeys(_gaps(person))]


def _gaps(person: Profile) -> Iterator[str]:
    for line in person.lines:
        if line.need is Need.NEEDLING_RULE:
            if line.status == NeedlingDisplay.CANNOT_TELL and line.details.get("missing"):
                yield say("person-gap-rule", title=line.title, missing=line.details["missing"])
        elif line.need is Need.TRAINING and line.status == CredentialStatus.NOT_COVERED:
            yield say("person-gap-training")
        elif line.need is Need.EXCLUSION and line.status == CredentialStatus.NOT_COVERED:
            yield say("person-gap-same-name", title=line.title)
        elif line.status in _UNCHECKED:
            yield say(_UNCHECKED[CredentialStatus(line.status)], title=line.title)
