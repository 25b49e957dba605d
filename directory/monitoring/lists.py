"""Watch lists: made, filled, ended, and the secret addresses of their feeds. Nothing is deleted."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.normalize.identifiers import clean_npi
from directory.normalize.text import clean
from directory.of_whom import current_id
from directory.profiles import ids_by_npi
from directory.refresh import last_publication
from directory.store.tables import PractitionerAlias
from directory.store.watching_tables import Watched, WatchList

LONGEST_NAME = 80
MOST_PEOPLE = 100_000  # of one list


class WatchError(ValueError):
    """Nothing was kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of putting people on a list. ``refused``: as given -> why."""

    list_name: str
    added: Sequence[str]
    already: Sequence[str]
    refused: dict[str, str]


@dataclass(slots=True)
class Scope:
    """One person who is watched: on which lists since when, under which addresses they were put on them, and what was
    shown of them when they were first put on one.
    """

    lists: dict[int, str] = field(default_factory=dict)
    added: dict[int, datetime] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    publication: int = 0
    added_at: datetime | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.lists.values()))


# --- reading ----------------------------------------------------------------------------------------------------------


def watch_lists(session: Session, *, ended: bool = False) -> list[WatchList]:
    """All lists by name; ``ended``: those too that are not watched any more."""
    query = select(WatchList) if ended else select(WatchList).where(col(WatchList.ended_at).is_(None))
    return sorted(session.exec(query), key=lambda one: one.name.casefold())


def list_named(session: Session, name: str) -> WatchList:
    """The list of that name or number. Raises WatchError."""
    found = {one.name.casefold(): one for one in watch_lists(session, ended=True)}
    by_number = {str(one.id): one for one in found.values()}
    one = found.get(name.strip().casefold()) or by_number.get(name.strip())
    if one is None:
        raise WatchError(f"no watch list is called {name!r}; `needleproof watch list` shows them")
    return one


def watched(session: Session, list_id: int | None = None) -> tuple[dict[str, Scope], list[str]]:
    """Everybody who is watched now, by the address they have by now, and the addresses that lead to nobody any more.

    ``list_id``: only the people of that list; on which lists they are is told of all.
    """
    query = (
        select(Watched, WatchList)
        .join(WatchList, col(WatchList.id) == Watched.list_id)
        .where(col(Watched.removed_at).is_(None), col(WatchList.ended_at).is_(None))
        .order_by(col(Watched.id))
    )
    people: dict[str, Scope] = defaultdict(Scope)
    asked, gone = set[str](), list[str]()
    for row, of in session.exec(query):
        wanted = list_id is None or of.id == list_id
        current = current_id(session, row.practitioner_id)
        if current is None:
            gone += [row.practitioner_id] if wanted else []
            continue
        scope = people[current]
        scope.lists[of.id or 0] = of.name
        scope.added.setdefault(of.id or 0, row.added_at)
        scope.addresses.add(row.practitioner_id)
        if scope.added_at is None or row.added_at < scope.added_at:
            scope.publication, scope.added_at = row.publication_id, row.added_at
        asked |= {current} if wanted else set()
    return {one: people[one] for one in sorted(asked)}, sorted(set(gone))


def on_any_list(session: Session) -> frozenset[str]:
    """Current ids of everybody who is watched."""
    return frozenset(watched(session)[0])


def rows_of(session: Session, list_id: int) -> Sequence[Watched]:
    """Who is on a list now, as they were put on it."""
    query = select(Watched).where(Watched.list_id == list_id, col(Watched.removed_at).is_(None))
    return session.exec(query.order_by(col(Watched.id))).all()


def former_ids(session: Session, practitioner_id: str) -> list[str]:
    """The id, and the former addresses that lead to it."""
    query = select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == practitioner_id)
    return [practitioner_id, *session.exec(query)]


def resolved(session: Session, who: str) -> str:
    """The id of whom an NPI or an id of ours means. Raises WatchError."""
    text = who.strip()
    try:
        npi = clean_npi(text) if text.isascii() and text.isdigit() and len(text) == 10 else None
    except ValueError as error:
        raise WatchError(str(error)) from error
    ids = ids_by_npi(session, npi) if npi else []
    if len(ids) > 1:
        raise WatchError(f"{len(ids)} people are published with this NPI: give the id of one of them")
    current = ids[0] if ids else current_id(session, text)
    if current is None:
        raise WatchError("nobody who is published has this NPI or id")
    return current


# --- writing ----------------------------------------------------------------------------------------------------------


def add_people(engine: Engine, name: str, who: Iterable[str], *, by: str, now: datetime) -> Added:
    """Puts people on a list, which is made where there is none of that name. Whoever is not found is told, and keeps
    nobody else off it. Raises WatchError.
    """
    by = _signed(by)
    added, already, refused = list[str](), list[str](), dict[str, str]()
    with Session(engine) as session:
        of = _open(session, _made(session, name, by, now))
        publication = last_publication(session)
        if publication is None or publication.id is None:
            raise WatchError("nothing is published yet: run `needleproof refresh`")
        on_it = {current_id(session, row.practitioner_id) for row in rows_of(session, of.id or 0)}
        for one in dict.fromkeys(text.strip() for text in who if text.strip()):
            try:
                current = resolved(session, one)
            except WatchError as error:
                refused[one] = str(error)
                continue
            if current in on_it:
                already.append(current)
                continue
            if len(on_it) >= MOST_PEOPLE:
                raise WatchError(f"a watch list holds {MOST_PEOPLE:,} people at most: make a second one")
            session.add(
                Watched(
                    list_id=of.id or 0, practitioner_id=current, publication_id=publication.id, added_at=now,
                    added_by=by,
                )
            )  # fmt: skip
            on_it.add(current)
            added.append(current)
        session.commit()
        return Added(of.name, added, already, refused)


def remove_people(engine: Engine, name: str, who: Iterable[str], *, by: str, why: str, now: datetime) -> list[str]:
    """Takes people off a list; it stays on record that they were on it. Returns their ids. Raises WatchError, and then
    nobody is taken off.
    """
    by, why = _signed(by), clean(why) or ""
    if not why:
        raise WatchError("nobody is taken off: say why")
    with Session(engine) as session:
        of = list_named(session, name)
        open_rows = {row.practitioner_id: row for row in rows_of(session, of.id or 0)}
        by_current: dict[str | None, list[Watched]] = defaultdict(list)
        for row in open_rows.values():
            by_current[current_id(session, row.practitioner_id)].append(row)
        found = list[str]()
        for one in dict.fromkeys(text.strip() for text in who if text.strip()):
            rows = [open_rows[one]] if one in open_rows else by_current.get(_current_of(session, one), [])
            if not rows:
                raise WatchError(f"{one} is not on the list {of.name!r}: nobody is taken off")
            for row in rows:
                row.removed_at, row.removed_by, row.removed_why = now, by, why
                session.add(row)
                found.append(row.practitioner_id)
        session.commit()
        return found


def end_list(engine: Engine, name: str, *, by: str, now: datetime) -> str:
    """Ends a list: its people are not watched any more for its sake, and its feed is gone. Raises WatchError."""
    by = _signed(by)
    with Session(engine) as session:
        of = _open(session, list_named(session, name))
        of.ended_at, of.ended_by, of.feed_token_sha256 = now, by, None
        session.add(of)
        session.commit()
        return of.name


def new_feed(engine: Engine, name: str) -> str:
    """A new secret for the address of a list's feed and calendar; the one before leads nowhere from now on.

    It is shown once: only its SHA-256 is kept. Raises WatchError.
    """
    token = secrets.token_urlsafe(32)
    _set_feed(engine, name, token_hash(token))
    return token


def revoke_feed(engine: Engine, name: str) -> None:
    """Raises WatchError."""
    _set_feed(engine, name, None)


def _set_feed(engine: Engine, name: str, sha256: str | None) -> None:
    with Session(engine) as session:
        of = _open(session, list_named(session, name))
        of.feed_token_sha256 = sha256
        session.add(of)
        session.commit()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def list_of_token(session: Session, token: str) -> WatchList | None:
    """The list whose feed has that secret; None for any other text."""
    query = select(WatchList).where(WatchList.feed_token_sha256 == token_hash(token), col(WatchList.ended_at).is_(None))
    return session.exec(query).first()


def _made(session: Session, name: str, by: str, now: datetime) -> WatchList:
    try:
        return list_named(session, name)
    except WatchError:
        told = clean(name) or ""
        if not told or len(told) > LONGEST_NAME or told.isdigit():
            raise WatchError(
                f"a watch list needs a name of at most {LONGEST_NAME} characters that is more than a number"
            ) from None
    made = WatchList(name=told, made_at=now, made_by=by)
    session.add(made)
    session.flush()
    return made


def _open(session: Session, of: WatchList) -> WatchList:
    if of.ended_at is not None:
        raise WatchError(f"the list {of.name!r} was ended by {of.ended_by}: choose another name")
    return of


def _current_of(session: Session, who: str) -> str | None:
    try:
        return resolved(session, who)
    except WatchError:
        return None


def _signed(by: str) -> str:
    told = clean(by)
    if not told:
        raise WatchError("nothing was kept: say who does it")
    return told[:200]
