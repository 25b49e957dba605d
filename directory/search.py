"""Finds practitioners by place, state, profession, verified training, active license and name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from math import cos, radians
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from directory import wording
from directory.normalize.identifiers import clean_npi, license_digits
from directory.normalize.names import fold
from directory.normalize.places import Place, find_place, miles_between
from directory.normalize.states import STATE_NAMES, state_code
from directory.normalize.text import clean
from directory.store import readings
from directory.store.tables import License, PracticeLocation, Practitioner, Run, SearchEntry, Source, Verification
from directory.verification import good_on, shown_status, shown_verdict
from directory.verification.training import VERIFIED_FROM
from directory.vocabulary import PRACTICE_KINDS, PROFESSION_NAMES, Audience, Need, Profession, SourceKind

PAGE_SIZE = 10
RADII = (5, 10, 25, 50, 100)
LONGEST_TEXT = 200
FARTHEST = 500  # miles within which the nearest is looked for
MILES_PER_DEGREE = 69.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked. ``place``: ZIP or city; ``state`` alone searches a state, also people without a place."""

    place: str | None = None
    radius: int = 25
    state: str | None = None
    profession: Profession | None = None
    verified_training: bool = False
    license_active: bool = False
    show_claims: bool = False
    name: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One card. ``miles`` is None where no place is published; ``about`` says how sure the place is."""

    id: str
    name: str
    credential_text: str | None
    profession: str
    state: str
    city: str | None
    zip5: str | None
    phone: str | None
    miles: float | None
    precision: str
    license_status: str
    license_line: str
    license_read_on: date | None
    training_status: str
    training_line: str
    training_grade: int
    needling: str
    needling_line: str
    excluded_line: str | None


class Entry(NamedTuple):
    """What filters and order need of a search entry; ``miles`` from the place asked for, None without one."""

    id: int
    practitioner_id: str
    lat: float | None
    lon: float | None
    last_folded: str
    first_folded: str
    license_active: bool
    license_good_until: date | None
    training_grade: int
    training_good_until: date | None
    training_claimed: bool
    certificate_seen: bool
    excluded: bool
    miles: float | None


COLUMNS = tuple(col(getattr(SearchEntry, name)) for name in Entry._fields if name != "miles")


@dataclass(slots=True, kw_only=True)
class Result:
    """Hits of one page, counts over all pages, and what the reader must know about them.

    ``needs_new_check``: people whom an issuer listed, longer ago than its source promises; no claim, not verified.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    with_place: int = 0
    without_place: int = 0
    claims_only: int = 0
    needs_new_check: int = 0
    place: Place | None = None
    state: str | None = None
    headline: str = ""
    problem: str | None = None
    choices: list[str] = field(default_factory=list)
    coverage: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    order: str = wording.ORDER
    page: int = 1
    pages: int = 1


def search(session: Session, query: Query, *, today: date, audience: Audience = Audience.PATIENT) -> Result:
    """Never widens what was asked: an empty answer says why and what to change."""
    result = Result(page=max(1, query.page))
    for what, text in (("place", query.place), ("state", query.state), ("name", query.name)):
        if text and _says_nothing(text):
            result.problem = f"“{text.strip()[:60]}” is no {what} that we can look for."
            return result
    state = state_code(query.state) if clean(query.state) else None
    if clean(query.state) and state is None:
        result.problem = f"We do not know a state called {_quoted(query.state)}."
        return result
    place = _place(query.place, state, result)
    if result.problem:
        return result
    name = clean(query.name)
    if not (place or state or name):
        result.problem = "Give a ZIP code, a city, a state or a name."
        return result
    result.place, result.state = place, state or (place.state if place else None)
    ids: list[str] | None = None
    if name is not None:
        ids = _by_number(session, name, state, result)
        if result.problem:
            return result
    asked = _conditions(query, state, name if ids is None else None, ids)
    _fill(session, result, _Search(query, place, asked, today), audience)
    return result


@dataclass(frozen=True, slots=True)
class _Search:
    """A question that was understood; ``asked``: its conditions apart from the place."""

    query: Query
    place: Place | None
    asked: Sequence[ColumnElement[bool]]
    today: date

    def kept(self, rows: Sequence[Entry]) -> list[Entry]:
        """Those whom the filters on license and training leave."""
        licensed = self.licensed(rows)
        if not self.query.verified_training:
            return licensed
        wanted = {e.practitioner_id for e in licensed if verified(e, self.today)}
        if self.query.show_claims:
            wanted |= {e.practitioner_id for e in licensed if e.training_claimed}
        return [e for e in licensed if e.practitioner_id in wanted]

    def licensed(self, rows: Sequence[Entry]) -> list[Entry]:
        return [e for e in rows if active(e, self.today)] if self.query.license_active else list(rows)


# --- reading the question ---------------------------------------------------------------------------------------


def _says_nothing(text: str) -> bool:
    """Whether something was typed that reads as not known, such as '--': never the same as nothing typed."""
    return clean(text) is None and clean(f"{text}a") != "a"


def _quoted(text: str | None) -> str:
    return f"“{(clean(text) or '')[:60]}”"


def _place(text: str | None, state: str | None, result: Result) -> Place | None:
    asked = clean(text)
    if asked is None:
        return None
    if len(asked) > LONGEST_TEXT:
        result.problem = f"That is longer than {LONGEST_TEXT} characters. Give a ZIP code or a city."
        return None
    places = find_place(asked)
    if state:
        places = tuple(p for p in places if p.state == state)
    if len(places) == 1:
        return places[0]
    if not places:
        where = f" in {STATE_NAMES[state]}" if state else ""
        kind = "ZIP code" if asked.isdigit() else "place"
        result.problem = f"We do not know the {kind} {_quoted(asked)}{where}. Try a ZIP code, or a city and its state."
        return None
    result.problem = f"There are {len(places)} places called {_quoted(asked)}. Which one do you mean?"
    result.choices = [p.label for p in places]
    return None


def _by_number(session: Session, text: str, state: str | None, result: Result) -> list[str] | None:
    """People with an NPI or license number, when a number was typed; None when the text is a name."""
    if len(text) > LONGEST_TEXT:
        result.problem = f"That is longer than {LONGEST_TEXT} characters. Give a name, an NPI or a license number."
        return None
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) < 3:
        if not any(fold(word) for word in text.split()):
            result.problem = f"{_quoted(text)} holds no name. Give a name, an NPI or a license number."
        return None
    if len(digits) == 10 and text.replace(" ", "").replace("-", "").isdigit():
        try:
            npi = clean_npi(text)
        except ValueError as error:
            why = str(error).rpartition(": ")[2]
            result.problem = f"{_quoted(text)} is not a valid NPI: {why}. Look at the digits again."
            return None
        if npi is None:  # ten zeros: lists write them where no NPI is known
            result.problem = f"{_quoted(text)} is not a valid NPI: it is nobody's. Look at the digits again."
            return None
        return list(session.exec(select(Practitioner.id).where(Practitioner.npi == npi)))
    key = license_digits(text)
    query = select(License.practitioner_id).where(License.digits == key).distinct()
    if state:
        query = query.where(License.jurisdiction == state)
    return list(session.exec(query)) if key else []


def _conditions(
    query: Query, state: str | None, name: str | None, ids: Sequence[str] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if state is not None:
        found.append(col(SearchEntry.state) == state)
    if query.profession is not None:
        found.append(col(SearchEntry.profession) == query.profession)
    if ids is not None:
        found.append(col(SearchEntry.practitioner_id).in_(ids))
    if name is not None:
        for word in name.split()[:5]:
            key = fold(word)
            if key:
                starts = f"{key}%"
                found.append(or_(col(SearchEntry.last_folded).like(starts), col(SearchEntry.first_folded).like(starts)))
    return found


def entries(
    session: Session, *conditions: ColumnElement[bool], place: Place | None = None, radius: int = 0
) -> list[Entry]:
    """Entries that meet the conditions, around the place if one is given; plain rows, for there may be very many."""
    wanted = sa.select(*COLUMNS).where(*conditions, *(_box(place, radius) if place else ()))
    rows = session.execute(wanted.execution_options(yield_per=5000))
    if place is None:
        return [Entry._make((*row, None)) for row in rows]

    @cache  # places are middles of ZIP areas: few, with many people each
    def miles_to(lat: float, lon: float) -> float:
        return miles_between(place.lat, place.lon, lat, lon)

    measured = (Entry._make((*row, miles_to(row.lat, row.lon))) for row in rows)
    return [e for e in measured if e.miles is not None and e.miles <= radius]


def _box(place: Place, radius: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """All that lies within the radius, and the corners: what the index can tell."""
    lat = radius / MILES_PER_DEGREE
    lon = radius / (MILES_PER_DEGREE * max(0.05, cos(radians(min(89.0, abs(place.lat) + lat)))))
    return (
        col(SearchEntry.lat).between(place.lat - lat, place.lat + lat),
        col(SearchEntry.lon).between(place.lon - lon, place.lon + lon),
    )


# --- answering --------------------------------------------------------------------------------------------------


def verified(entry: Entry | SearchEntry, today: date) -> bool:
    """Training an issuer or regulator confirms, still fresh, or a certificate that was seen, with a license that still
    is; and nothing that contradicts it.
    """
    return checked(entry, today) or (entry.certificate_seen and active(entry, today) and not entry.excluded)


def checked(entry: Entry | SearchEntry, today: date) -> bool:
    """The first half of `verified`: by an issuer or regulator."""
    return _listed(entry) and (entry.training_good_until is None or today <= entry.training_good_until)


def _listed(entry: Entry | SearchEntry) -> bool:
    """As `verified`, however long ago the list was read."""
    return entry.training_grade >= VERIFIED_FROM and not entry.excluded


def active(entry: Entry | SearchEntry, today: date) -> bool:
    fresh = entry.license_good_until is None or today <= entry.license_good_until
    return entry.license_active and fresh


def _fill(session: Session, result: Result, search: _Search, audience: Audience) -> None:
    query, place, today = search.query, search.place, search.today
    rows = entries(session, *search.asked, place=place, radius=query.radius)
    if query.verified_training:
        licensed = search.licensed(rows)
        sure = {e.practitioner_id for e in licensed if verified(e, today)}
        claiming = {e.practitioner_id for e in licensed if e.training_claimed} - sure
        result.claims_only = len(claiming)
        result.needs_new_check = len({e.practitioner_id for e in licensed if _listed(e)} - sure - claiming)
    best: dict[str, Entry] = {}
    for entry in sorted(search.kept(rows), key=lambda e: _rank(e, today)):
        best.setdefault(entry.practitioner_id, entry)
    ordered = list(best.values())
    result.total = len(ordered)
    result.with_place = sum(e.lat is not None for e in ordered)
    result.without_place = result.total - result.with_place
    result.pages = max(1, -(-result.total // PAGE_SIZE))
    result.page = min(result.page, result.pages)
    start = (result.page - 1) * PAGE_SIZE
    known = readings.sources(session)
    result.hits = [_hit(session, e, known, today, audience) for e in ordered[start : start + PAGE_SIZE]]
    reads = readings.last_reads(session)
    result.coverage = _coverage(session, result.state, query.profession, known, reads, today)
    result.headline = _headline(result, query, place)
    read_lists = [s for s in known.values() if s.kind is SourceKind.TRAINING and any(key[0] == s.name for key in reads)]
    result.hints = list(_hints(session, result, search, len({e.practitioner_id for e in rows}), read_lists))


def _rank(entry: Entry, today: date) -> tuple[object, ...]:
    return (
        entry.lat is None,  # people without a published place stand under a heading of their own
        not verified(entry, today),
        not active(entry, today),
        entry.miles if entry.miles is not None else 0.0,
        entry.last_folded,
        entry.first_folded,
        entry.practitioner_id,
        entry.id,
    )


def _headline(result: Result, query: Query, place: Place | None) -> str:
    who = f"{PROFESSION_NAMES[query.profession]}s" if query.profession else "practitioners"
    what = " with training checked or certificate seen" if query.verified_training and not query.show_claims else ""
    if result.total == 1:
        who = who.removesuffix("s")
    if place is not None:
        only = f", {STATE_NAMES[place.state]} only" if clean(query.state) else ""
        return f"{result.total:,} {who}{what} within {query.radius} miles of {place.label}{only}"
    if result.state is not None:
        return f"{result.total:,} {who}{what} in {STATE_NAMES[result.state]}"
    return f"{result.total:,} {who}{what} found"


def _hints(
    session: Session, result: Result, search: _Search, everybody: int, read_lists: Sequence[Source]
) -> Iterator[str]:
    """What explains the number: filters that hide people, places not published, training nobody publishes."""
    query, place = search.query, search.place
    if result.needs_new_check:
        are = "was" if result.needs_new_check == 1 else "were"
        yield f"{result.needs_new_check:,} more {are} listed by an issuer, but that check is out of date."
    elif query.verified_training and not result.total and everybody and result.state:
        yield _no_training(everybody, read_lists)
    if query.license_active and not result.total and everybody and not query.verified_training:
        yield f"0 of {everybody:,} have a license we could confirm as active. Take the filter out to see them."
    if place is not None:
        if nowhere := _placeless(session, search, place.state):
            where = STATE_NAMES[place.state]
            yield f"{nowhere:,} more are licensed in {where}, place not published: search the whole state to see them."
        if not everybody and (nearest := _nearest(session, search, place)) is not None:
            yield f"None within {query.radius} miles. The nearest is {wording.about_miles(nearest)} away."
    if not everybody and result.state and not result.coverage:
        yield f"We read no source for {STATE_NAMES[result.state]} yet."


def _no_training(number: int, read_lists: Sequence[Source]) -> str:
    """The honest zero: who publishes training here, and what to do instead."""
    step = "Ask the practitioner to show the certificate, or take the training filter out."
    if not read_lists:
        return f"0 of {number:,}: no source here publishes training. {step}"
    names = ", ".join(s.owner for s in read_lists)
    return f"0 of {number:,}: the lists we read ({names}) name nobody here. {step}"


def _placeless(session: Session, search: _Search, state: str) -> int:
    """How many of those asked for have no place, so that no radius finds them."""
    rows = entries(session, *search.asked, col(SearchEntry.state) == state, col(SearchEntry.lat).is_(None))
    return len({e.practitioner_id for e in search.kept(rows)})


def _nearest(session: Session, search: _Search, place: Place) -> float | None:
    rows = entries(session, *search.asked, place=place, radius=FARTHEST)
    return min((e.miles for e in search.kept(rows) if e.miles is not None), default=None)


def _coverage(
    session: Session,
    state: str | None,
    profession: Profession | None,
    known: Mapping[str, Source],
    reads: Mapping[tuple[str, str], readings.LastRead],
    today: date,
) -> list[str]:
    """Which sources stand behind an answer for a state, with their dates; what is not covered is said as well."""
    if state is None:
        return []
    lines = []
    for source in known.values():
        if source.kind is not SourceKind.LICENSE or source.jurisdiction != state or source.needs or source.lookup:
            continue
        if profession is not None and profession.value not in source.professions:
            continue
        read = reads.get((source.name, ""))
        if read is None:
            if not source.by_file:  # nobody may ever hand one over
                lines.append(f"{source.title}: not read yet.")
            continue
        run = session.get_one(Run, read.run_id)
        older = read.as_of is not None and read.as_of < read.read_at.date()
        dated = f", dated {wording.day(read.as_of)} by the source" if older else ""
        lines.append(f"{source.title}: {run.kept:,} licenses, read {_ago(read.read_at.date(), today)}{dated}.")
    if not lines:
        who = f" for {PROFESSION_NAMES[profession]}s" if profession else ""
        lines.append(f"{STATE_NAMES[state]}: we read no license list{who}. Licenses are shown as not checked.")
    training = [s for s in known.values() if s.kind is SourceKind.TRAINING]
    read_lists = [s for s in training if (s.name, "") in reads]
    lines.append(f"Needling certificates: {len(read_lists)} of {len(training)} training bodies' lists read.")
    return lines


def _ago(when: date, today: date) -> str:
    days = (today - when).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def _hit(session: Session, found: Entry, known: Mapping[str, Source], today: date, audience: Audience) -> Hit:
    entry = session.get_one(SearchEntry, found.id)
    person = session.get_one(Practitioner, entry.practitioner_id)
    about = select(Verification).where(Verification.practitioner_id == person.id).order_by(col(Verification.id))
    checks = session.exec(about).all()
    seen = [c for c in checks if audience is Audience.COORDINATOR or c.audience is Audience.PATIENT]
    license_check = _best(seen, Need.LICENSE, entry, today)
    training = max((c for c in seen if c.need is Need.TRAINING), key=lambda c: _worth(c, today), default=None)
    rule = next((c for c in seen if c.need is Need.NEEDLING_RULE and _of(c, entry)), None)
    excluded = next((c for c in seen if c.need is Need.EXCLUSION and c.status == "listed"), None)
    offices = select(PracticeLocation).where(
        PracticeLocation.practitioner_id == person.id,
        PracticeLocation.zip5 == entry.zip5,
        col(PracticeLocation.kind).in_(PRACTICE_KINDS),
    )
    office = session.exec(offices.order_by(col(PracticeLocation.id)).limit(1)).first()
    license_status, license_line = _told(license_check, known, today)
    training_status, training_line = _told(training, known, today)
    needling_status, needling_line = _told(rule, known, today)
    return Hit(
        id=person.id,
        name=person.display_name,
        credential_text=person.credential_text,
        profession=entry.profession.value,
        state=entry.state,
        city=entry.city,
        zip5=entry.zip5,
        phone=office.phone if office and entry.lat is not None else None,
        miles=found.miles,
        precision=entry.precision.value,
        license_status=license_status,
        license_line=license_line,
        license_read_on=wording.true_on(license_check.read_at, license_check.source_as_of) if license_check else None,
        training_status=training_status,
        training_line=training_line,
        training_grade=entry.training_grade if checked(entry, today) or entry.training_grade < VERIFIED_FROM else 0,
        needling=needling_status,
        needling_line=needling_line,
        excluded_line=_told(excluded, known, today)[1] if excluded else None,
    )


def _worth(check: Verification, today: date) -> tuple[bool, int, int]:
    """What is still good first, by grade; of equals the one that was found first."""
    return good_on(check.good_until, today), check.grade or 0, -(check.id or 0)


def _of(check: Verification, entry: SearchEntry) -> bool:
    return check.jurisdiction == entry.state and check.profession == entry.profession.value


def _best(seen: Sequence[Verification], need: Need, entry: SearchEntry, today: date) -> Verification | None:
    """The license that speaks for this state and profession: an active one before any other."""
    fitting = [c for c in seen if c.need is need and _of(c, entry) and not c.details.get("authority")]
    rank = {"confirmed": 0, "confirmed_restricted": 1}
    return min(fitting, key=lambda c: (rank.get(shown_status(c.status, c.good_until, today), 2), c.id), default=None)


def _told(check: Verification | None, known: Mapping[str, Source], today: date) -> tuple[str, str]:
    if check is None:
        return "not_covered", "We do not check this here."
    status = shown_status(check.status, check.good_until, today)
    source = known.get(check.source or "")
    text = wording.sentence(
        check.need,
        status,
        owner=source.owner if source else "the source",
        read_on=wording.true_on(check.read_at, check.source_as_of),
        details=check.details,
        state=check.jurisdiction,
        profession=check.profession,
        verdict=shown_verdict(check.verdict, check.good_until, today),
        raw=check.raw,
    )
    return status, text
