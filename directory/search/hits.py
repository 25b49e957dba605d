"""The cards of one page: only the people on it are read, in few statements however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlmodel import Session, col, select

from directory import wording
from directory.disputes import LETTERS, LISTING, NAME, fact_of, fact_of_check, marks_of, place_fact, places_seen
from directory.disputes.facts import ADDRESS, PHONE, WEBSITE
from directory.normalize.places import spot_key
from directory.search.finding import Found
from directory.search.judged import checked
from directory.search.model import Heard, Hit
from directory.search.understanding import Asked
from directory.store.tables import PracticeLocation, Practitioner, SearchEntry, Source, Statement, Verification
from directory.texts import say
from directory.verification import good_on, shown_status, shown_verdict
from directory.verification.training import VERIFIED_FROM
from directory.vocabulary import PRACTICE_KINDS, Audience, Need, PlacePrecision, SaidKind

Checks = Sequence[Verification]
NO_MARKS: Mapping[str, date] = MappingProxyType({})


def hits(
    session: Session, found: Sequence[Found], asked: Asked, known: Mapping[str, Source], audience: Audience
) -> list[Hit]:
    """A card for each, in the same order; ``known``: all sources by name."""
    if not found:
        return []
    ids = sorted({one.person for one in found})
    entry_ids = [one.entry for one in found]
    entries = {one.id: one for one in session.exec(select(SearchEntry).where(col(SearchEntry.id).in_(entry_ids)))}
    people = {one.id: one for one in session.exec(select(Practitioner).where(col(Practitioner.id).in_(ids)))}
    about = select(Verification).where(col(Verification.practitioner_id).in_(ids))
    if audience is not Audience.COORDINATOR:
        about = about.where(Verification.audience == Audience.PATIENT)
    checks = _by_person(session.exec(about.order_by(col(Verification.id))))
    offices = select(PracticeLocation).where(
        col(PracticeLocation.practitioner_id).in_(ids), col(PracticeLocation.kind).in_(PRACTICE_KINDS)
    )
    places = _by_person(places_seen(audience, session, session.exec(offices.order_by(col(PracticeLocation.id))).all()))
    heard = _by_person(_heard(session, ids, asked))
    marks = marks_of(session, people.values())
    return [
        _hit(entries[one.entry], people[one.person], one.miles, checks[one.person], places[one.person],
             heard[one.person], asked, known, marks.get(one.person, NO_MARKS))
        for one in found
    ]  # fmt: skip


def _by_person(rows: Iterable[Any]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.practitioner_id].append(row)
    return found


def _heard(session: Session, ids: Sequence[str], asked: Asked) -> Iterable[Statement]:
    """What is said of these people that was asked for."""
    if not (said := set(asked.query.said)):
        return ()
    codes = {code for _, code in said}
    query = select(Statement).where(col(Statement.practitioner_id).in_(ids), col(Statement.code).in_(codes))
    return [one for one in session.exec(query.order_by(col(Statement.id))) if (one.kind, one.code) in said]


def _hit(
    entry: SearchEntry,
    person: Practitioner,
    miles: float | None,
    checks: Checks,
    places: Sequence[PracticeLocation],
    heard: Sequence[Statement],
    asked: Asked,
    known: Mapping[str, Source],
    marks: Mapping[str, date],
) -> Hit:
    today = asked.today
    license_check = _best(checks, Need.LICENSE, entry, asked)
    training = max(
        (c for c in checks if c.need is Need.TRAINING),
        key=lambda c: (good_on(c.good_until, today), c.grade or 0, -(c.id or 0)),  # of equals the one found first
        default=None,
    )
    rule = next((c for c in checks if c.need is Need.NEEDLING_RULE and _of(c, entry)), None)
    excluded = next((c for c in checks if c.need is Need.EXCLUSION and c.status == "listed"), None)
    office = _office(entry, places)
    license_status, license_line = _told(license_check, known, asked)
    training_status, training_line = _told(training, known, asked)
    shown = {"license": license_check, "training": training, "needling": rule, "exclusion": excluded}
    needling_status, needling_line = _told(rule, known, asked, but=("question",))
    return Hit(
        id=person.id,
        name=person.display_name,
        credential_text=person.credential_text,
        profession=entry.profession.value,
        state=entry.state,
        city=office.city if office else None,
        zip5=office.zip5 if office else None,
        phone=office.phone if office else None,
        miles=miles,
        precision=(office.precision if office and entry.spot else PlacePrecision.NONE).value,
        license_status=license_status,
        license_line=license_line,
        license_read_on=wording.true_on(license_check.read_at, license_check.source_as_of) if license_check else None,
        training_status=training_status,
        training_line=training_line,
        training_grade=entry.training_grade if checked(entry, today) or entry.training_grade < VERIFIED_FROM else 0,
        needling=needling_status,
        needling_line=needling_line,
        excluded_line=_told(excluded, known, asked)[1] if excluded else None,
        **_address(office, known),
        heard=tuple(dict.fromkeys(_as_heard(one, marks) for one in heard)),
        why=asked.why.get(person.id),
        disputed=_disputed(marks, person, office, shown) if marks else {},
    )


def _disputed(
    marks: Mapping[str, date],
    person: Practitioner,
    office: PracticeLocation | None,
    checks: Mapping[str, Verification | None],
) -> dict[str, date]:
    """What the card shows -> day, of each fact that somebody says is wrong; ``checks``: those it shows."""
    return {what: marks[fact] for what, fact in _facts(person, office, checks) if fact in marks}


def _facts(
    person: Practitioner, office: PracticeLocation | None, checks: Mapping[str, Verification | None]
) -> Iterator[tuple[str, str]]:
    """What a card shows, with the key under which somebody may say that it is wrong."""
    yield from ((NAME, NAME), (LISTING, LISTING))
    if person.credential_text:
        yield LETTERS, LETTERS
    if office is not None:
        yield ADDRESS, place_fact(office)
        if office.phone:
            yield PHONE, place_fact(office, PHONE)
        if office.website:
            yield WEBSITE, place_fact(office, WEBSITE)
    for what, one in checks.items():
        if one is not None:
            yield what, fact_of_check(one.need, one.jurisdiction, one.profession, one.source, one.details)


def _office(entry: SearchEntry, places: Sequence[PracticeLocation]) -> PracticeLocation | None:
    """The practice place that the entry stands for; of several at one spot the first that has a phone."""
    if entry.spot is None:
        return None
    here = [p for p in places if spot_key(p.zip5, p.city, p.state, p.precision) == entry.spot]
    return next((p for p in here if p.phone), here[0] if here else None)


def _address(office: PracticeLocation | None, known: Mapping[str, Source]) -> dict[str, Any]:
    if office is None:
        return {}
    parts = [office.line1, office.line2, office.city, " ".join(filter(None, (office.state, office.zip5)))]
    return {
        "address": ", ".join(part for part in parts if part) or None,
        "website": office.website,
        "place_source": known[office.source].title if office.source in known else office.source,
        "place_read_on": office.read_at.date(),
        "lat": office.lat,
        "lon": office.lon,
    }


def _as_heard(one: Statement, marks: Mapping[str, date]) -> Heard:
    return Heard(
        kind=SaidKind(one.kind),
        code=one.code,
        publisher=one.publisher,
        read_on=one.read_at.date(),
        disputed_on=marks.get(fact_of(one)) if marks else None,
    )


def _of(check: Verification, entry: SearchEntry) -> bool:
    return check.jurisdiction == entry.state and check.profession == entry.profession.value


def _best(checks: Checks, need: Need, entry: SearchEntry, asked: Asked) -> Verification | None:
    """The license that speaks for this state and profession: an active one before any other."""
    fitting = [c for c in checks if c.need is need and _of(c, entry) and not c.details.get("authority")]
    rank = {"confirmed": 0, "confirmed_restricted": 1}
    return min(
        fitting, key=lambda c: (rank.get(shown_status(c.status, c.good_until, asked.today), 2), c.id), default=None
    )


def _told(
    check: Verification | None, known: Mapping[str, Source], asked: Asked, *, but: Collection[str] = ()
) -> tuple[str, str]:
    """(status, sentence); ``but``: details that a card leaves to the profile."""
    if check is None:
        return "not_covered", say("search-not-checked-here")
    status = shown_status(check.status, check.good_until, asked.today)
    source = known.get(check.source or "")
    text = wording.sentence(
        check.need,
        status,
        owner=source.owner if source else "the source",
        read_on=wording.true_on(check.read_at, check.source_as_of),
        details={name: value for name, value in check.details.items() if name not in but},
        state=check.jurisdiction,
        profession=check.profession,
        verdict=shown_verdict(check.verdict, check.good_until, asked.today),
        raw=check.raw,
    )
    return status, text
