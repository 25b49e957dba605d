"""Runs beside a server that shows pages: a few at once, the others wait their turn; each is told how far it is.

The threads end with the process, whatever they do: what was answered is kept, and a run that was begun goes on when it
is started again.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as clock

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.config import Config, today_of
from directory.roster.columns import RosterError
from directory.roster.job import end, go_on, outcome
from directory.store.database import DatabaseError, connect, explained, reading

AT_ONCE = 2  # runs of one process: as many as a small machine has cores
PATIENT = 3_600.0  # seconds to wait for another command that writes: nobody sits before it
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """``ahead``: runs that have their turn before it, while it waits; ``done`` rows of ``total``; ``left``: seconds it
    will take, once that can be told; ``failed``: why it stopped, in words.
    """

    ahead: int = 0
    done: int = 0
    total: int = 0
    left: float | None = None
    failed: str | None = None


Work = Callable[[Callable[[str, int, int | None], None]], None]


class Runs:
    """Which runs of this process wait, go on or failed. All methods may be called from any thread."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Work]] = deque()
        self._states: dict[int, State] = {}
        self._active: set[int] = set()

    def start(self, ident: int, work: Work) -> None:
        """Lets a run have its turn, unless it waits or goes on already."""
        with self._lock:
            if ident in self._active or any(ident == one for one, _ in self._waiting):
                return
            self._states[ident] = State()
            self._waiting.append((ident, work))
            if len(self._active) < self._at_once:
                self._next()

    def state(self, ident: int) -> State | None:
        """None for a run that this process knows nothing of, or that came to its end."""
        with self._lock:
            for ahead, (waiting, _) in enumerate(self._waiting, start=1):
                if waiting == ident:
                    return State(ahead=ahead)
            return self._states.get(ident)

    def _next(self) -> None:
        """Under the lock: the one that waits longest begins."""
        ident, work = self._waiting.popleft()
        self._active.add(ident)
        threading.Thread(target=self._run, args=(ident, work), name=f"roster {ident}", daemon=True).start()

    def _run(self, ident: int, work: Work) -> None:
        started: list[tuple[float, int]] = []

        def told(_what: str, done: int, total: int | None) -> None:
            now = time.monotonic()
            if not started:
                started.append((now, done))
            since, first = started[0]
            pace = (done - first) / (now - since) if done > first and now > since else 0.0
            left = ((total or done) - done) / pace if pace else None
            with self._lock:
                self._states[ident] = State(done=done, total=total or 0, left=left)

        failed: str | None = None
        try:
            work(told)
        except Exception as error:
            failed = str(error) or type(error).__name__
            log.error("a roster stopped: %s", type(error).__name__)
        with self._lock:
            self._active.discard(ident)
            if failed is None:
                self._states.pop(ident, None)
            else:
                self._states[ident] = replace(self._states[ident], failed=failed, left=None)
            if self._waiting:
                self._next()


RUNS = Runs()


def start(settings: Config, roster_id: int) -> None:
    """Lets a run that was begun go on, to its end, in this process."""
    RUNS.start(roster_id, lambda told: _whole(settings, roster_id, told))


def _whole(settings: Config, roster_id: int, told: Callable[[str, int, int | None], None]) -> None:
    engine = connect(settings.database_url)
    today: date = today_of(settings)
    try:
        go_on(engine, roster_id, told, today=today, wait=PATIENT)
        with Session(reading(engine)) as session:
            found = outcome(session, roster_id)
        now = datetime.combine(today, clock(12), UTC) if settings.today else datetime.now(UTC)
        end(engine, roster_id, found, now, wait=PATIENT)
    except (DatabaseError, SQLAlchemyError) as error:
        raise RosterError(explained(error, settings.database_url)) from error
    finally:
        engine.dispose()
