"""What is to tell of everybody who is looked at, and was not told before."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial

from sqlmodel import Session, col, select

from directory.monitoring.changes import Version, changes
from directory.monitoring.expiring import credentials, due
from directory.monitoring.hits import settled
from directory.monitoring.kinds import Kind, News, Weight, once
from directory.monitoring.members import Scope, former_ids
from directory.monitoring.parts import parts
from directory.store import readings
from directory.store.changes import WHOLE, changes_of
from directory.store.shown import Shown, shown_in, versions_until
from directory.store.tables import Publication, PublishedVersion, Source
from directory.store.watching_tables import Notice
from directory.vocabulary import ExclusionStatus
from directory.who_then import id_then

ORDER = (Weight.ACT, Weight.LOOK, Weight.NOTE, Weight.GOOD)
NOT_SHOWN = (
    "Nobody is published under this address any more: no record of the person is left. Nothing of them is checked."
)
SHOWN_AGAIN = "The person is published again, and checked again."
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Told:
    practitioner_id: str
    name: str
    news: News


@dataclass(frozen=True, slots=True)
class Look:
    """What a run looks at. ``since``: person -> the publication up to which everything was told."""

    session: Session
    today: date
    publication: Publication
    people: Mapping[str, Scope]
    gone: Sequence[str]
    since: Mapping[str, int]


def to_tell(look: Look, progress: Progress) -> list[Told]:
    """Everything that was not told yet, what is to act on first."""
    found = [*_changed(look, progress), *_not_shown(look), *_ending(look)]
    found = _not_told_yet(look.session, _not_decided(look.session, found))
    return sorted(found, key=lambda one: (ORDER.index(one.news.weight), one.name, one.news.day, one.news.subject))


def _changed(look: Look, progress: Progress) -> Iterator[Told]:
    """All that was published otherwise of anybody since they were looked at."""
    later = _later_versions(look)
    known = readings.sources(look.session)
    for done, (person, versions) in enumerate(sorted(later.items()), start=1):
        since = look.since[person]
        before = id_then(look.session, person, since)
        was = shown_in(look.session, before, since) if before else None
        told: list[Version] = []
        for number, day in versions:
            shown = shown_in(look.session, person, number)
            told += [Version(shown, number, day)] if shown else []
        if not told:
            continue
        name = told[-1].shown.person.display_name
        past = partial(_past, look.session, before or person, since)
        if was is None:
            number, day = told[0].publication, told[0].day
            yield Told(person, name, _identity(Weight.NOTE, SHOWN_AGAIN, day, f"back {number}"))
            was = next(iter(past()), None)  # as they were shown before they went
            was, told = (was, told) if was else (told[0].shown, told[1:])
        yield from (Told(person, name, news) for news in changes(was, told, known, past))
        for address in sorted(look.people[person].addresses - {person, before}):
            yield from (Told(person, name, news) for news in _of_address(look, address, since, told, known))
        yield from (Told(person, name, news) for news in _who_is_who(look, person))
        progress("people", done, len(later))


def _past(session: Session, person: str, until: int) -> Sequence[Shown]:
    return versions_until(session, person, until)


def _of_address(
    look: Look, address: str, since: int, later: Sequence[Version], known: Mapping[str, Source]
) -> Iterator[News]:
    """What is otherwise than under an address that was watched and was merged into the person since then: what was
    new of the one who was watched may be old of the other. Whose name and places they are is told as the merge.
    """
    was = shown_in(look.session, address, since)
    if was is None:
        return
    own = select(PublishedVersion).where(PublishedVersion.practitioner_id == address)
    ends = [one.ended_publication or 0 for one in look.session.exec(own)]
    joined = [one for one in later if one.publication >= max(ends)]
    found = changes(was, joined, known, partial(_past, look.session, address, since))
    yield from (news for news in found if news.kind is not Kind.CONTACT)


def _later_versions(look: Look) -> Mapping[str, list[tuple[int, date]]]:
    """Person -> (publication, its day) of each version that is still to be told of, the earliest first."""
    found: dict[str, list[tuple[int, date]]] = defaultdict(list)
    first = min(look.since.values(), default=0)
    for part in parts(sorted(look.people)):
        query = (
            select(PublishedVersion.practitioner_id, Publication.id, Publication.published_at)
            .join(Publication, col(Publication.id) == PublishedVersion.publication_id)
            .where(col(PublishedVersion.practitioner_id).in_(part), col(Publication.id) > first)
            .order_by(col(Publication.id))
        )
        for person, number, at in look.session.exec(query):
            if number is not None and look.since[person] < number:
                found[person].append((number, at.astimezone(UTC).date()))
    return found


def _who_is_who(look: Look, person: str) -> Iterator[News]:
    since = look.session.get_one(Publication, look.since[person]).published_at
    for change in changes_of(look.session, person):
        if change.kind in WHOLE and change.on > since:
            key = f"{change.kind} {change.other_id} {change.on.isoformat()}"
            yield _identity(Weight.LOOK, change.sentence, change.on.astimezone(UTC).date(), key)


def _identity(weight: Weight, text: str, day: date, key: str) -> News:
    return News(kind=Kind.IDENTITY, weight=weight, subject="who is who", day=day, text=text, key=key)


def _not_shown(look: Look) -> Iterator[Told]:
    """Those whose address leads to nobody any more; told once for each time they were published."""
    for person in look.gone:
        last = select(PublishedVersion).where(PublishedVersion.practitioner_id == person)
        version = look.session.exec(last.order_by(col(PublishedVersion.id).desc()).limit(1)).first()
        was = versions_until(look.session, person, look.publication.id or 0)
        name = was[0].person.display_name if was else person
        key = f"gone {version.ended_publication if version else 0}"
        yield Told(person, name, _identity(Weight.LOOK, NOT_SHOWN, look.today, key))


def _ending(look: Look) -> Iterator[Told]:
    found = credentials(look.session, {one: scope.names for one, scope in look.people.items()}, look.today)
    names = {one.practitioner_id: one.name for one in found}
    yield from (Told(person, names[person], news) for person, news in due(found, look.today))


def _not_decided(session: Session, found: Sequence[Told]) -> list[Told]:
    """Without the entries that somebody compared with the person already, upon what stands now."""
    asked = {one.practitioner_id for one in found if _asks(one)}
    done = settled(session, sorted(asked)) if asked else frozenset()
    return [one for one in found if not (_asks(one) and (one.practitioner_id, one.news.details["source"]) in done)]


def _asks(one: Told) -> bool:
    return one.news.kind is Kind.REVIEW and one.news.details["status"] == ExclusionStatus.POSSIBLE_HIT


def _not_told_yet(session: Session, found: Sequence[Told]) -> list[Told]:
    """Without what was told before, under whatever address the person had then."""
    former = former_ids(session, {one.practitioner_id for one in found})
    marks = [[once(ident, one.news.kind, one.news.key) for ident in former[one.practitioner_id]] for one in found]
    asked = sorted({mark for some in marks for mark in some})
    told: set[str] = set()
    for part in parts(asked):
        told.update(session.exec(select(Notice.once).where(col(Notice.once).in_(part))))
    fresh: list[Told] = []
    for one, some in zip(found, marks, strict=True):
        if told.isdisjoint(some):
            told.update(some)
            fresh.append(one)
    return fresh
