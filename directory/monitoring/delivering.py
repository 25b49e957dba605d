"""Sends the digests of monitoring to whomever was named, through Apprise: a digest waits until it got through.

One process sends at a time. What was begun and not ended, for its process died, is still owed: it may come twice, and
is never lost. Addresses of receivers hold secrets: only their SHA-256 is kept, and nothing of them is logged or told.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session, col, select

from directory.accounts.acts import note
from directory.monitoring.digest import Digest, digest_of
from directory.monitoring.notices import Asked, notices
from directory.monitoring.sending import WAIT, SendingError, sending
from directory.monitoring.sheets import SheetError, sheet_of_run
from directory.store.database import DatabaseError, explained, reading
from directory.store.watching_tables import Delivery, MonitorRun, WatchList
from directory.vocabulary import ActKind

if TYPE_CHECKING:
    from apprise import NotifyBase

SECONDS = 30  # for one receiver
PAUSES = (1.0, 5.0, 15.0)  # seconds between tries to write to a locked database; each try waits half a minute itself
log = logging.getLogger(__name__)


class ReceiverError(ValueError):
    """An address that nothing can be sent to; the message says which one by its place, never by its text."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """``service``: what kind it is, such as 'E-Mail'."""

    sha256: str
    service: str
    sender: "NotifyBase"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending the digest of a run to one receiver. ``owed``: whether it still waits to be sent here;
    ``why``: why it was not sent, where that is known. Both ``sent`` and ``owed``: it got through, and may come twice.
    """

    run: int
    service: str
    sent: bool
    owed: bool = False
    why: str = ""


def receivers(urls: Sequence[str]) -> list[Receiver]:
    """Of addresses as Apprise writes them, each once. Raises ReceiverError."""
    if not urls:
        return []
    from apprise import Apprise, AppriseAsset  # a tenth of a second

    asset = AppriseAsset(app_id="needleproof", app_desc="needleproof", secure_logging=True, async_mode=False)
    found: dict[str, Receiver] = {}
    with _quiet():
        for number, url in enumerate(urls, start=1):
            sender = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
            if sender is None:
                raise ReceiverError(
                    f"receiver {number} cannot be used: write an address of Apprise such as mailto://… or json://…"
                )
            sha256 = hashlib.sha256(url.encode()).hexdigest()
            found[sha256] = Receiver(sha256, str(sender.service_name), sender)
    return list(found.values())


def deliver(
    engine: Engine,
    to: Sequence[Receiver],
    *,
    clock: Callable[[], datetime],
    base: str,
    run: int | None = None,
    wait: float = WAIT,
    hand_on: bool = True,
    dropped_by: str | None = None,
) -> list[Outcome]:
    """Sends every digest that is still owed to these receivers, the oldest first. One that does not get through stays
    owed, and keeps no other one back. ``base``: how others reach this server.

    ``run``: the run that these receivers were named for. What earlier runs over the same people owe to an address that
    is not named is told, and stays owed: it may be another command that names it. ``hand_on``: those that are named
    are given it as well, for whoever mends an address expects what it missed. ``dropped_by``: who gives up what is owed
    to addresses that are not named, which the evidence chain keeps.
    ``wait``: seconds to wait for whoever else is sending.
    """
    try:
        with sending(engine, wait if to or dropped_by else 0):
            left = _left_behind(engine, run, to)
            mine = [one.number for one in left if one.ours]
            if mine and (dropped_by or (hand_on and to)):
                act = partial(_handed_on, mine=mine, to=to if hand_on else (), by=dropped_by, now=clock())
                try:
                    _kept(engine, act)
                except SQLAlchemyError as error:  # all of it stays owed; the others wait
                    log.error("what is owed to addresses not named was left as it is: %s", type(error).__name__)
                    dropped_by = None
            found = [_not_named(one, to, dropped_by) for one in left]
            return found + [_tried(engine, *one, clock, base) for one in _owed(engine, to)]
    except SendingError:
        why = "another process is sending digests"
        found = [_not_named(one, to, None) for one in _left_behind(engine, run, to)]
        return found + [Outcome(of, one.service, False, owed=True, why=why) for _, of, one in _owed(engine, to)]


def _tried(
    engine: Engine, number: int, run: int, receiver: Receiver, clock: Callable[[], datetime], base: str
) -> Outcome:
    """What came of it, whatever happens on the way: the other receivers wait."""
    try:
        return _delivered(engine, number, run, receiver, clock, base)
    except Exception as error:
        log.error("the digest of run %d could not be sent: %s", run, type(error).__name__)
        return Outcome(run, receiver.service, False, owed=True, why=why_not(error, engine))


def why_not(error: Exception, engine: Engine) -> str:
    """In words. What anything else than the store and our own sheets says of an error may hold an address."""
    if isinstance(error, SQLAlchemyError | DatabaseError | OSError):
        return explained(error, engine.url)
    return str(error) if isinstance(error, SheetError) else type(error).__name__


def _delivered(
    engine: Engine, number: int, run: int, receiver: Receiver, clock: Callable[[], datetime], base: str
) -> Outcome:
    with Session(reading(engine)) as session:
        sheet = sheet_of_run(session, run)
        digest = digest_of(sheet.content, sheet.sha256, notices(session, Asked(run=run)), base)
    _kept(engine, partial(_set_tried, number=number, now=clock()))  # before: a process that dies has tried
    if not _sent(receiver, digest):
        return Outcome(run, receiver.service, False, owed=True)
    try:
        _kept(engine, partial(_set_sent, number=number, now=clock()))
    except SQLAlchemyError as error:
        why = f"that could not be kept, so that it may come twice: {explained(error, engine.url)}"
        return Outcome(run, receiver.service, True, owed=True, why=why)
    return Outcome(run, receiver.service, True)


def _set_tried(session: Session, *, number: int, now: datetime) -> None:
    row = session.get_one(Delivery, number)
    row.tries, row.tried_at = row.tries + 1, now
    session.add(row)


def _set_sent(session: Session, *, number: int, now: datetime) -> None:
    row = session.get_one(Delivery, number)
    row.sent_at = now
    session.add(row)


def _kept(engine: Engine, act: Callable[[Session], None]) -> None:
    """Commits what ``act`` does; anew where the database was locked, for a refresh may be publishing. Raises
    SQLAlchemyError once it has been locked for minutes.
    """
    for pause in (*PAUSES, None):
        try:
            with Session(engine) as session:
                act(session)
                session.commit()
            return
        except OperationalError:
            if pause is None:
                raise
            time.sleep(pause)


# --- what is owed to addresses that are not named -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Left:
    """A digest owed to an address that is not named; ``ours``: of a run over the same people."""

    number: int
    run: int
    service: str
    ours: bool


def _left_behind(engine: Engine, run: int | None, to: Sequence[Receiver]) -> list[_Left]:
    if run is None:
        return []
    query = (
        select(Delivery, MonitorRun.list_id, WatchList.ended_at)
        .join(MonitorRun, col(MonitorRun.id) == Delivery.run_id)
        .join(WatchList, col(WatchList.id) == MonitorRun.list_id, isouter=True)
        .where(col(Delivery.sent_at).is_(None), col(Delivery.target_sha256).not_in([one.sha256 for one in to]))
        .order_by(col(Delivery.run_id), col(Delivery.id))
    )
    with Session(reading(engine)) as session:
        of = session.get_one(MonitorRun, run).list_id
        return [
            _Left(row.id or 0, row.run_id, row.service, of_whom == of or (of is None and ended_at is not None))
            for row, of_whom, ended_at in session.exec(query)
        ]


def _handed_on(session: Session, *, mine: Sequence[int], to: Sequence[Receiver], by: str | None, now: datetime) -> None:
    """Has the present receivers be given it too; whoever gives it up is named in the chain."""
    for number in mine:
        row = session.get_one(Delivery, number)
        having = set(session.exec(select(Delivery.target_sha256).where(Delivery.run_id == row.run_id)))
        session.add_all(owed(row.run_id, [one for one in to if one.sha256 not in having]))
        if by is not None:
            told = {"service": row.service, "tries": row.tries}
            note(session, ActKind.DIGEST_DROPPED, f"run {row.run_id}", by=by, at=now, **told)
            session.delete(row)
        session.flush()


def _not_named(one: _Left, to: Sequence[Receiver], dropped_by: str | None) -> Outcome:
    if not one.ours:
        return Outcome(one.run, one.service, False, why=_ELSEWHERE)
    if dropped_by is not None:
        return Outcome(one.run, one.service, False, why=f"given up by {dropped_by}")
    return Outcome(one.run, one.service, False, owed=True, why=_NOT_HERE if to else _NOBODY)


_ELSEWHERE = "it waits for an address that is not named here, of a run over other people"
_NOT_HERE = "its address is not named here: name it again, or give it up with `needleproof monitor --drop-owed`"
_NOBODY = (
    "its address is not named any more: name where to with --notify or NEEDLEPROOF_NOTIFY, or give it up with "
    "`needleproof monitor --drop-owed`"
)


def owed(run: int, to: Sequence[Receiver]) -> Iterator[Delivery]:
    """The rows that say so, to be kept together with the run."""
    yield from (Delivery(run_id=run, target_sha256=one.sha256, service=one.service) for one in to)


def _owed(engine: Engine, to: Sequence[Receiver]) -> list[tuple[int, int, Receiver]]:
    by_hash = {one.sha256: one for one in to}
    query = select(Delivery).where(col(Delivery.sent_at).is_(None), col(Delivery.target_sha256).in_(sorted(by_hash)))
    with Session(reading(engine)) as session:
        rows = session.exec(query.order_by(col(Delivery.run_id), col(Delivery.id))).all()
        return [(row.id or 0, row.run_id, by_hash[row.target_sha256]) for row in rows]


def _sent(receiver: Receiver, digest: Digest) -> bool:
    """Apprise turns HTML into text for whoever reads only that; it never raises for a receiver that is down."""
    from apprise import Apprise, NotifyFormat

    with _quiet():
        post = Apprise()
        post.add(receiver.sender)
        body, written = (digest.html, NotifyFormat.HTML) if _reads_html(receiver) else (digest.text, NotifyFormat.TEXT)
        return bool(post.notify(body=body, title=digest.title, body_format=written, timeout=SECONDS))


def _reads_html(receiver: Receiver) -> bool:
    from apprise import NotifyFormat

    wanted = receiver.sender.notify_format  # one, or several with the one it likes best first
    return (wanted[0] if isinstance(wanted, tuple) else wanted) == NotifyFormat.HTML


@contextmanager
def _quiet() -> Iterator[None]:
    """What sends writes addresses into its logs."""
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3", "requests")]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
