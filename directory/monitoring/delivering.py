"""Sends the digests of monitoring to whomever was named, through Apprise: a digest waits until it got through.

Addresses of receivers hold secrets: only their SHA-256 is kept, and nothing of them is logged or told.
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
from directory.monitoring.sheets import sheet_of_run
from directory.store.watching_tables import Delivery

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
    """What came of sending the digest of a run to one receiver."""

    run: int
    service: str
    sent: bool


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


def deliver(engine: Engine, to: Sequence[Receiver], *, clock: Callable[[], datetime], base: str) -> list[Outcome]:
    """Sends every digest that is still owed to these receivers, the oldest first. One that does not get through stays
    owed, and keeps no other one back. ``base``: how others reach this server.
    """
    found = []
    for number, run, receiver in _owed(engine, to):
        with Session(engine) as session:
            sheet = sheet_of_run(session, run)
            digest = digest_of(sheet.content, sheet.sha256, notices(session, Asked(run=run)), base)
        sent = _sent(receiver, digest)
        with Session(engine) as session:
            row = session.get_one(Delivery, number)
            row.tries, row.tried_at = row.tries + 1, clock()
            row.sent_at = row.tried_at if sent else None
            session.add(row)
            session.commit()
        found.append(Outcome(run, receiver.service, sent))
    return found


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
