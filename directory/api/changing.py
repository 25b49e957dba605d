"""Who changed since a publication, as one reader sees them: from what was kept of each publishing, a part at a time.

A page ends where its people are enough, or after `LOOKED_AT` people, changed or not: were it to end at somebody of whom
this reader sees no change, the next page's address would name them.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.api.answering import ROOT, Question, number, only
from directory.api.shapes import Changed, Changes
from directory.asked import BadParameterError
from directory.disputes import HiddenContacts
from directory.exporting.reading import CHECK, PERSON, PLACE, Unseen, unseen_by
from directory.exporting.telling import NO_CONTACTS, Telling, Told
from directory.store import readings
from directory.store.published import unpacked
from directory.store.tables import PublishedVersion
from directory.verification.reading import may_read

MOST, USUAL = 200, 50  # of a page
LOOKED_AT = 2_000  # people of whom a page may tell; most of them have no change
AT_ONCE = 100  # people whose versions are read at once
LATEST = 1 << 30  # no publication has such a number
LONGEST_ID = 16
Version = Mapping[str, Any]  # directory.store.published.unpacked


def changes(question: Question) -> Changes:
    """Only what this reader would see otherwise: that something behind it changed tells nobody anything."""
    given = only(question, "since", "after", "limit")
    if "since" not in given:
        raise BadParameterError("since is needed: the number of a publication that you have")
    since, limit = since_of(given["since"], question), number(given.get("limit"), "limit", 1, MOST, USUAL)
    after = given.get("after", "")
    if len(after) > LONGEST_ID or not (after == "" or (after.isascii() and after.isalnum())):
        raise BadParameterError("after takes the id of a person")
    session = question.session
    unseen = unseen_by(question.audience, session)
    ids = _everybody(session, after, LOOKED_AT + 1)
    looked = [one for one in ids[:LOOKED_AT] if one not in unseen.people]
    found: list[Changed] = []
    for one in _changed(question, unseen, looked, since):
        found.append(one)
        if len(found) > limit:
            break
    last = None
    if len(found) > limit:
        last = found[limit - 1].id
    elif len(ids) > LOOKED_AT:
        last = looked[-1] if looked else ids[LOOKED_AT - 1]
    return Changes(
        **question.shared,
        since=since,
        people=found[:limit],
        next=f"{ROOT}/changes?since={since}&after={last}&limit={limit}" if last is not None else None,
    )


def since_of(text: str | None, question: Question) -> int:
    """A publication that there was. Raises BadParameterError."""
    since = number(text, "since", 0, LATEST, 0)
    if since > question.publication:
        raise BadParameterError(f"since: the newest publication is {question.publication}")
    return since


def _everybody(session: Session, after: str, most: int) -> list[str]:
    """Whoever was ever shown, from the index alone."""
    person = col(PublishedVersion.practitioner_id)
    return list(session.exec(select(person).where(person > after).distinct().order_by(person).limit(most)))


def _changed(question: Question, unseen: Unseen, ids: list[str], since: int) -> Iterator[Changed]:
    if not ids:
        return
    session = question.session
    # Without failed attempts: that a source is down today is no change of the person.
    how = Telling(audience=question.audience, today=question.today, sources=readings.sources(session))
    touched = _touched(session, since, ids)
    for start in range(0, len(touched), AT_ONCE):
        some = touched[start : start + AT_ONCE]
        before, now = _versions(session, some, since), _versions(session, some, None)
        for ident in some:
            contacts = unseen.contacts.get(ident, NO_CONTACTS)
            word = _word(how, before.get(ident), now.get(ident), contacts)
            if word is not None:
                address = None if word == "removed" else f"{ROOT}/practitioners/{ident}"
                yield Changed(id=ident, change=word, address=address)


def _touched(session: Session, since: int, ids: list[str]) -> list[str]:
    """Of people who stand side by side in the order of their ids, those with a version that began or ended since."""
    person = col(PublishedVersion.practitioner_id)
    touched = or_(col(PublishedVersion.publication_id) > since, col(PublishedVersion.ended_publication) > since)
    found = session.exec(select(person).where(touched, person >= ids[0], person <= ids[-1]).distinct().order_by(person))
    known = set(ids)
    return [one for one in found if one in known]


def _versions(session: Session, ids: Iterable[str], publication: int | None) -> dict[str, bytes]:
    """Id -> what was shown from that publication on, or is now."""
    version = PublishedVersion
    query = select(version.practitioner_id, version.rows).where(col(version.practitioner_id).in_(list(ids)))
    ended = col(version.ended_publication)
    if publication is None:
        query = query.where(ended.is_(None))
    else:
        query = query.where(or_(ended.is_(None), ended > publication), col(version.publication_id) <= publication)
    return dict(session.exec(query).all())


def _word(how: Telling, before: bytes | None, now: bytes | None, contacts: HiddenContacts) -> str | None:
    if before is None or now is None:
        return "added" if now is not None else "removed" if before is not None else None
    was, has = (_seen(how, unpacked(one)) for one in (before, now))
    return "changed" if was != has and _told(how, was, contacts) != _told(how, has, contacts) else None


def _seen(how: Telling, version: Version) -> Version:
    """What may be told of a version: without the results of lists that this reader is not told."""
    checks = [row if may_read(how.audience, SimpleNamespace(**_blank(CHECK) | row)) else _untold(row)
              for row in version.get("verification", ())]  # fmt: skip
    return {"person": version["person"], "places": version.get("practice_location", ()), "checks": checks}


def _told(how: Telling, seen: Version, contacts: HiddenContacts) -> Told:
    rows = ((PERSON, [seen["person"]]), (PLACE, seen["places"]), (CHECK, seen["checks"]))
    (person,), places, checks = ([SimpleNamespace(**_blank(names) | row) for row in some] for names, some in rows)
    return how.told(person, places, checks, contacts=contacts)


def _untold(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("practitioner_id", "need", "subject", "jurisdiction", "profession", "source", "audience")
    return {**_blank(CHECK), **{name: row.get(name) for name in kept}, "status": "", "details": {}}


def _blank(names: Iterable[str]) -> dict[str, Any]:
    """A version was kept with the columns that there were."""
    return dict.fromkeys(names)
