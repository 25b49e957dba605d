"""What changed of a person since a day, from what was published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from sqlmodel import Session, col, select

from directory import disputes, wording
from directory.news import PASSING, What, differences, state_of
from directory.profiles import find_id, title_of
from directory.store import readings
from directory.store.changes import WHOLE, changes_of
from directory.store.moments import MomentError, end_of, publication_at
from directory.store.shown import Shown, shown_in
from directory.store.tables import Publication, PublishedVersion, Source
from directory.texts import say
from directory.verification import shown_status
from directory.vocabulary import Audience, Need
from directory.who_then import id_then

__all__ = ["Changed", "What", "changed_since", "nothing_changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change. ``on``: the day on which it was first shown, in UTC; ``sentence``: for whoever asked."""

    what: What
    on: date
    sentence: str


def changed_since(
    session: Session, practitioner_id: str, since: date, today: date, audience: Audience = Audience.PATIENT
) -> list[Changed]:
    """What is otherwise than it was shown at the end of ``since``, the newest first; empty where nothing is, or nobody
    has that id. Before our memory of this person begins, the last entry says so and the rest counts from there.

    A contact is only said to have changed, never what it was: it may be hidden by now. Patients read of lists of
    exclusions what is theirs to read on both days, and of nothing that is for coordinators. Raises MomentError for a
    day that is still to come.
    """
    if since > today:
        raise MomentError(f"{since} is still to come: ask for {today} or an earlier day")
    current = find_id(session, practitioner_id)
    if current is None:
        return []
    known = readings.sources(session)
    begun, note = _begun(session, since)
    versions = _versions(session, current, begun, today)
    before = _first(session, current, begun)
    found = [note] if note else []
    if before is None and versions:
        first, day = versions.pop(0)
        found.append(Changed(what=What.NEW, on=day, sentence=say("since-new", day=wording.day(day))))
        before = first
    if before is None:
        return found
    last = disputes.as_seen(audience, session, before)
    state = state_of(last, known, audience)
    for version, day in versions:
        last = disputes.as_seen(audience, session, version)
        after = state_of(last, known, audience)
        found += [Changed(what=what, on=day, sentence=sentence) for what, sentence in differences(state, after)]
        state = after
    found += _aged(last, known, audience, since, today)
    found += [
        Changed(what=What.WHO, on=change.on.astimezone(UTC).date(), sentence=change.sentence)
        for change in changes_of(session, current)
        if change.kind in WHOLE and change.on.astimezone(UTC).date() > begun
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def _begun(session: Session, since: date) -> tuple[date, Changed | None]:
    """The day to count from; where our memory begins later, that day and a word on it."""
    try:
        publication_at(session, since)
    except MomentError:
        first = session.exec(
            select(Publication.published_at)
            .join(PublishedVersion, col(PublishedVersion.publication_id) == Publication.id)
            .order_by(col(Publication.id))
            .limit(1)
        ).first()
        day = first.astimezone(UTC).date() if first else since
        return day, Changed(what=What.MEMORY, on=day, sentence=say("since-memory", day=wording.day(day)))
    return since, None


def _first(session: Session, current: str, day: date) -> Shown | None:
    """As the person was shown at the end of that day, maybe under another address."""
    try:
        number = publication_at(session, day).id
    except MomentError:  # nothing was ever published
        return None
    assert number is not None
    then = id_then(session, current, number)
    return shown_in(session, then, number) if then else None


def _versions(session: Session, current: str, after: date, until: date) -> list[tuple[Shown, date]]:
    """Each version that was shown later, the earliest first, with the day on which it was published."""
    query = (
        select(Publication.id, Publication.published_at)
        .join(PublishedVersion, col(PublishedVersion.publication_id) == Publication.id)
        .where(
            PublishedVersion.practitioner_id == current,
            col(Publication.published_at) >= end_of(after),
            col(Publication.published_at) < end_of(until),
        )
        .order_by(col(Publication.id))
    )
    found = []
    for number, at in session.exec(query):
        shown = shown_in(session, current, number) if number is not None else None
        if shown is not None:
            found.append((shown, at.astimezone(UTC).date()))
    return found


def _aged(last: Shown, known: Mapping[str, Source], audience: Audience, since: date, today: date) -> Iterator[Changed]:
    """Results that were fresh on that day and are too old by now."""
    for row in last.checks:
        if row.good_until is None or row.good_until < since or row.need in (Need.EXCLUSION, Need.NEEDLING_RULE):
            continue
        theirs = audience is Audience.COORDINATOR or row.audience is Audience.PATIENT
        if theirs and row.status not in PASSING and shown_status(row.status, row.good_until, today) in PASSING:
            title = title_of(row, known.get(row.source or ""))
            yield Changed(
                what=What.AGED, on=row.good_until + timedelta(days=1), sentence=say("since-aged", title=title)
            )


def nothing_changed(found: Sequence[Changed]) -> bool:
    """Whether all that was found says only from when on we can tell."""
    return all(one.what is What.MEMORY for one in found)
