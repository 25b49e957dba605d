"""Monitoring beside a server that shows pages: one run at a time, which is told how far it is and what came of it."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.config import Config, today_of
from directory.monitoring.delivering import ReceiverError, deliver, receivers
from directory.monitoring.lists import WatchError
from directory.monitoring.running import MonitorError, monitor
from directory.monitoring.sheets import all_runs
from directory.store.database import DatabaseError, connect, explained, readable
from directory.store.writing import writing

log = logging.getLogger(__name__)
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class State:
    """``number``: which of the runs of this process; ``done`` people of ``total`` of whom something was published;
    ``came``: what came of it, in words, once it has ended; ``failed``: or why nothing did.
    """

    number: int
    by: str
    done: int = 0
    total: int | None = None
    came: str | None = None
    failed: str | None = None

    @property
    def ended(self) -> bool:
        return self.came is not None or self.failed is not None


class Runs:
    """What runs in this process. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: State | None = None

    def state(self) -> State | None:
        """Of the run that goes on, or of the last one."""
        return self._state

    def start(self, by: str, work: Callable[[Progress], str]) -> int | None:
        """Begins it and returns its number; None where one goes on already."""
        with self._lock:
            if self._state is not None and not self._state.ended:
                return None
            number = self._state.number + 1 if self._state else 1
            self._state = State(number, by)
        threading.Thread(target=self._run, args=(work,), name="monitoring", daemon=True).start()
        return number

    def _run(self, work: Callable[[Progress], str]) -> None:
        def told(_what: str, done: int, total: int | None) -> None:
            self._now(done=done, total=total)

        try:
            self._now(came=work(told))
        except Exception as error:
            log.error("monitoring stopped: %s", type(error).__name__)
            self._now(failed=str(error) or type(error).__name__)

    def _now(self, **told: object) -> None:
        with self._lock:
            assert self._state is not None
            self._state = replace(self._state, **told)  # type: ignore[arg-type]  # its own fields


RUNS = Runs()


def start(settings: Config, by: str, list_name: str | None) -> int | None:
    """Looks at everybody who is watched, or on that list, in this process; None where it does so already."""
    return RUNS.start(by, lambda told: run_now(settings, by, list_name, told))


def run_now(settings: Config, by: str, list_name: str | None, told: Progress) -> str:
    """Monitors and sends the digests; what came of it, in words. Raises MonitorError with whatever stopped it."""
    noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
    clock: Callable[[], datetime] = lambda: noon or datetime.now(UTC)  # noqa: E731
    engine = connect(settings.database_url)
    try:
        to = receivers(settings.notify)
        with writing(engine, "monitor"):
            run = monitor(
                readable(engine), today=today_of(settings), clock=clock, by=by, list_name=list_name, to=to,
                progress=told,
            )  # fmt: skip
        sent = deliver(engine, to, clock=clock, base=settings.public_url, run=run)
        with Session(engine) as session:
            row = next(one for one in all_runs(session) if one.id == run)
            words = f"Run {run} of monitoring: {row.people:,} people looked at, {row.told:,} changes told."
    except (WatchError, ReceiverError) as error:
        raise MonitorError(str(error)) from error
    except (DatabaseError, SQLAlchemyError) as error:
        raise MonitorError(explained(error, settings.database_url)) from error
    finally:
        engine.dispose()
    owed = [one for one in sent if one.owed]
    return " ".join(
        [words, *(f"The digest of run {one.run} could not be sent to {one.service}, and stays owed." for one in owed)]
    )
