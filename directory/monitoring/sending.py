"""The right to send digests, held by one at a time: the system itself releases it when its holder dies."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from directory.store.writing import EVERY, KEY, sqlite_file

WAIT = 90.0  # seconds: somebody else may be at a receiver that does not answer
_HERE = threading.Lock()  # of a database in memory, which only this process has
_KEYS = {"a": KEY[0], "b": KEY[1] + 1}


class SendingError(Exception):
    """Somebody else is still sending digests."""


@contextmanager
def sending(engine: Engine, wait: float) -> Iterator[None]:
    """Raises SendingError after so many seconds."""
    file = sqlite_file(engine.url)
    if engine.dialect.name == "postgresql":
        with _advisory_lock(engine, wait):
            yield
    elif file is not None:
        try:
            lock = FileLock(file.with_name(f"{file.name}.sending.lock"), timeout=wait, poll_interval=EVERY).acquire()
        except Timeout:
            raise SendingError from None
        with lock:
            yield
    else:
        if not _HERE.acquire(timeout=wait):
            raise SendingError
        try:
            yield
        finally:
            _HERE.release()


@contextmanager
def _advisory_lock(engine: Engine, wait: float) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until = time.monotonic() + wait
        while not connection.execute(text("SELECT pg_try_advisory_lock(:a, :b)"), _KEYS).scalar_one():
            if time.monotonic() >= until:
                raise SendingError
            time.sleep(EVERY)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:a, :b)"), _KEYS)
