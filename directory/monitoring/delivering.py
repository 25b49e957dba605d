"""Sends the digests of monitoring to whomever was named, through Apprise: a digest waits until it got through.

One process sends at a time. What was begun and not ended, for its process died, is still owed: it may come twice, and
is never lost. Addresses of receivers hold secrets: only their SHA-256 is kept, and nothing of them is logged or told.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.monitoring.digest import Digest, digest_of
from directory.monitoring.notices import Asked, notices
from directory.monitoring.sending import WAIT, SendingError, sending
from directory.monitoring.sheets import sheet_of_run
from directory.store.watching_tables import Delivery, MonitorRun

if TYPE_CHECKING:
    from apprise import NotifyBase

SECONDS = 30  # for one receiver


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
    ``why``: why it was not sent, where that is known.
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
) -> list[Outcome]:
    """Sends every digest that is still owed to these receivers, the oldest first. One that does not get through stays
    owed, and keeps no other one back. ``base``: how others reach this server.

    ``run``: the run that these receivers were named for. What earlier runs over the same people owe to an address that
    is not named any more goes to those that are and have it not: whoever mends an address expects what it missed.
    ``wait``: seconds to wait for whoever else is sending.
    """
    found: list[Outcome] = []
    try:
        with sending(engine, wait if to else 0):
            with Session(engine) as session:
                found += _left_behind(session, to, run) if run is not None else []
                session.commit()
            found += [_delivered(engine, *one, clock, base) for one in _owed(engine, to)]
    except SendingError:
        why = "another process is sending digests"
        found += [Outcome(of, one.service, False, owed=True, why=why) for _, of, one in _owed(engine, to)]
    return found


def _delivered(
    engine: Engine, number: int, run: int, receiver: Receiver, clock: Callable[[], datetime], base: str
) -> Outcome:
    with Session(engine) as session:
        sheet = sheet_of_run(session, run)
        digest = digest_of(sheet.content, sheet.sha256, notices(session, Asked(run=run)), base)
        row = session.get_one(Delivery, number)
        row.tries, row.tried_at = row.tries + 1, clock()  # kept before: a process that dies has tried
        session.add(row)
        session.commit()
    sent = _sent(receiver, digest)
    if sent:
        with Session(engine) as session:
            row = session.get_one(Delivery, number)
            row.sent_at = clock()
            session.add(row)
            session.commit()
    return Outcome(run, receiver.service, sent, owed=not sent)


def _left_behind(session: Session, to: Sequence[Receiver], run: int) -> Iterator[Outcome]:
    """Has what is owed to addresses that are not named any more go to those that are, and tells what does not."""
    of = session.get_one(MonitorRun, run).list_id
    query = select(Delivery, MonitorRun.list_id).join(MonitorRun, col(MonitorRun.id) == Delivery.run_id)
    query = query.where(col(Delivery.sent_at).is_(None), col(Delivery.target_sha256).not_in([one.sha256 for one in to]))
    for row, of_whom in session.exec(query.order_by(col(Delivery.run_id), col(Delivery.id))).all():
        if of_whom != of:
            yield Outcome(row.run_id, row.service, False, why=_ELSEWHERE)
            continue
        if not to:
            yield Outcome(row.run_id, row.service, False, owed=True, why=_NOBODY)
            continue
        having = set(session.exec(select(Delivery.target_sha256).where(Delivery.run_id == row.run_id)))
        missing = [one for one in to if one.sha256 not in having]
        if not missing:
            yield Outcome(row.run_id, row.service, False, why=_REPLACED)
        session.delete(row)
        session.add_all(owed(row.run_id, missing))
        session.flush()


_ELSEWHERE = "it waits for an address that is not named here, of a run over other people"
_NOBODY = "its address is not named any more: name where to with --notify or NEEDLEPROOF_NOTIFY"
_REPLACED = "its address is not named any more; it goes to those that are"


def owed(run: int, to: Sequence[Receiver]) -> Iterator[Delivery]:
    """The rows that say so, to be kept together with the run."""
    yield from (Delivery(run_id=run, target_sha256=one.sha256, service=one.service) for one in to)


def _owed(engine: Engine, to: Sequence[Receiver]) -> list[tuple[int, int, Receiver]]:
    by_hash = {one.sha256: one for one in to}
    query = select(Delivery).where(col(Delivery.sent_at).is_(None), col(Delivery.target_sha256).in_(sorted(by_hash)))
    with Session(engine) as session:
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
