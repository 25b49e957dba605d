"""Watch lists: made, filled, ended, and the secret addresses of their feeds. Nothing is deleted."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.accounts.acts import note
from directory.monitoring.members import current_ids, people_of
from directory.monitoring.parts import parts
from directory.normalize.identifiers import clean_npi
from directory.normalize.text import clean
from directory.refresh import last_publication
from directory.store.tables import Practitioner
from directory.store.watching_tables import Watched, WatchList
from directory.vocabulary import ActKind

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


def rows_of(session: Session, list_id: int) -> Sequence[Watched]:
    """Who is on a list now, as they were put on it."""
    query = select(Watched).where(Watched.list_id == list_id, col(Watched.removed_at).is_(None))
    return session.exec(query.order_by(col(Watched.id))).all()


def resolved(session: Session, who: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """NPIs and ids of ours, as they were given -> the id of whom they mean; and those that mean nobody -> why."""
    npis, ids, refused = dict[str, str](), list[str](), dict[str, str]()
    for one in who:
        try:
            npi = clean_npi(one) if one.isascii() and one.isdigit() and len(one) == 10 else None
        except ValueError as error:
            refused[one] = str(error)
        else:
            npis |= {one: npi} if npi else {}
            ids += [] if npi else [one]
    found = current_ids(session, ids)
    having = _by_npi(session, npis.values())
    for one, npi in npis.items():
        if len(having[npi]) == 1:
            found[one] = having[npi][0]
        elif having[npi]:
            refused[one] = f"{len(having[npi])} people are published with this NPI: give the id of one of them"
    nobody = "nobody who is published has this NPI or id"
    return found, {one: nobody for one in (*npis, *ids) if one not in found} | refused


def _by_npi(session: Session, npis: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for part in parts(sorted(set(npis))):
        query = select(Practitioner.npi, Practitioner.id).where(col(Practitioner.npi).in_(part))
        for npi, ident in session.exec(query.order_by(Practitioner.id)):
            found[npi or ""].append(ident)
    return found


# --- writing ----------------------------------------------------------------------------------------------------------


def add_people(engine: Engine, name: str, who: Iterable[str], *, by: str, now: datetime) -> Added:
    """Puts people on a list, which is made where there is none of that name. Whoever is not found is told, and keeps
    nobody else off it. Raises WatchError.
    """
    by = _signed(by)
    added, already = list[str](), list[str]()
    with Session(engine) as session:
        of = _open(session, _made(session, name, by, now))
        publication = last_publication(session)
        if publication is None or publication.id is None:
            raise WatchError("nothing is published yet: run `needleproof refresh`")
        on_it = set(session.execute(people_of(of.id or 0)).scalars())
        asked = list(dict.fromkeys(text.strip() for text in who if text.strip()))
        found, refused = resolved(session, asked)
        for one in asked:
            if one not in found:
                continue
            current = found[one]
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
    """Takes people off a list, under every address that leads to them; it stays on record that they were on it. Returns
    the ids that they have by now, each once. Raises WatchError, and then nobody is taken off.
    """
    by, why = _signed(by), clean(why) or ""
    if not why:
        raise WatchError("nobody is taken off: say why")
    with Session(engine) as session:
        of = list_named(session, name)
        open_rows = {row.practitioner_id: row for row in rows_of(session, of.id or 0)}
        now_under = current_ids(session, open_rows)
        by_person: dict[str, list[Watched]] = defaultdict(list)
        for row in open_rows.values():  # whose address leads to nobody any more is known by it
            by_person[now_under.get(row.practitioner_id, row.practitioner_id)].append(row)
        asked = list(dict.fromkeys(text.strip() for text in who if text.strip()))
        meant, _ = resolved(session, asked)
        found = dict[str, None]()
        for one in asked:
            person = meant.get(one, one)
            if person not in by_person:
                raise WatchError(f"{one} is not on the list {of.name!r}: nobody is taken off")
            found[person] = None
        for row in (row for person in found for row in by_person[person]):
            row.removed_at, row.removed_by, row.removed_why = now, by, why
            session.add(row)
        session.commit()
        return list(found)


def end_list(engine: Engine, name: str, *, by: str, now: datetime) -> str:
    """Ends a list: its people are not watched any more for its sake, and its feed is gone. Raises WatchError."""
    by = _signed(by)
    with Session(engine) as session:
        of = _open(session, list_named(session, name))
        of.ended_at, of.ended_by, of.feed_token_sha256 = now, by, None
        session.add(of)
        session.commit()
        return of.name


def new_feed(engine: Engine, name: str, *, by: str, now: datetime) -> str:
    """A new secret for the address of a list's feed and calendar; the one before leads nowhere from now on.

    It is shown once: only its SHA-256 is kept. Raises WatchError.
    """
    token = secrets.token_urlsafe(32)
    _set_feed(engine, name, token_hash(token), by, now)
    return token


def revoke_feed(engine: Engine, name: str, *, by: str, now: datetime) -> None:
    """Raises WatchError."""
    _set_feed(engine, name, None, by, now)


def _set_feed(engine: Engine, name: str, sha256: str | None, by: str, now: datetime) -> None:
    by = _signed(by)
    with Session(engine) as session:
        of = _open(session, list_named(session, name))
        of.feed_token_sha256 = sha256
        session.add(of)
        what = ActKind.FEED_REVOKED if sha256 is None else ActKind.FEED_MADE
        note(session, what, f"watch list {of.id}", by=by, at=now)
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


def _signed(by: str) -> str:
    told = clean(by)
    if not told:
        raise WatchError("nothing was kept: say who does it")
    return told[:200]
