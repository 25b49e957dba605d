"""Monitoring beside a server that shows pages: one run at a time, which is told how far it is and what came of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.config import Config, today_of
from directory.monitoring.delivering import Outcome, Receiver, ReceiverError, deliver, receivers, why_not
from directory.monitoring.lists import WatchError
from directory.monitoring.running import MonitorError, monitor
from directory.monitoring.sheets import SheetError, all_runs
from directory.store.database import DatabaseError, connect, explained, readable, reading
from directory.store.writing import writing

log = logging.getLogger(__name__)
REMEMBERED = 50  # runs of which is known what came of them
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
        self._states: dict[int, State] = {}  # by number, the newest last

    def state(self) -> State | None:
        """Of the run that goes on, or of the last one."""
        with self._lock:
            return self._last()

    def state_of(self, number: int) -> State | None:
        """Of that run; None once it is not remembered any more."""
        with self._lock:
            return self._states.get(number)

    def start(self, by: str, work: Callable[[Progress], str]) -> int | None:
        """Begins it and returns its number; None where one goes on already."""
        with self._lock:
            last = self._last()
            if last is not None and not last.ended:
                return None
            number = last.number + 1 if last else 1
            self._states[number] = State(number, by)
            self._states.pop(number - REMEMBERED, None)
        threading.Thread(target=self._run, args=(number, work), name="monitoring", daemon=True).start()
        return number

    def _last(self) -> State | None:
        return next(reversed(self._states.values()), None)

    def _run(self, number: int, work: Callable[[Progress], str]) -> None:
        def told(_what: str, done: int, total: int | None) -> None:
            self._now(number, done=done, total=total)

        try:
            self._now(number, came=work(told))
        except Exception as error:
            log.error("monitoring stopped: %s", type(error).__name__)
            self._now(number, failed=str(error) or type(error).__name__)

    def _now(self, number: int, **told: object) -> None:
        with self._lock:
            self._states[number] = replace(self._states[number], **told)  # type: ignore[arg-type]  # its own fields


RUNS = Runs()


def start(settings: Config, by: str, list_name: str | None) -> int | None:
    """Looks at everybody who is watched, or on that list, in this process; None where it does so already."""
    return RUNS.start(by, lambda told: run_now(settings, by, list_name, told))


def run_now(settings: Config, by: str, list_name: str | None, told: Progress) -> str:
    """Monitors and sends the digests; what came of it, in words, also where only the sending failed. Raises
    MonitorError with whatever stopped the monitoring: then nothing was told.
    """
    noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
    clock: Callable[[], datetime] = lambda: noon or datetime.now(UTC)  # noqa: E731
    engine = connect(settings.database_url)
    try:
        try:
            to = receivers(settings.notify)
            with writing(engine, "monitor"):
                run = monitor(
                    readable(engine), today=today_of(settings), clock=clock, by=by, list_name=list_name, to=to,
                    progress=told,
                )  # fmt: skip
        except (WatchError, ReceiverError, SheetError) as error:
            raise MonitorError(str(error)) from error
        except (DatabaseError, SQLAlchemyError, OSError) as error:
            raise MonitorError(explained(error, settings.database_url)) from error
        return _after(engine, settings, run, to, clock)
    finally:
        engine.dispose()


def _after(engine: Engine, settings: Config, run: int, to: Sequence[Receiver], clock: Callable[[], datetime]) -> str:
    """Sends the digests of a run that is kept, whatever comes of that; in words."""
    try:
        # Addresses that only a command names are that command's: nothing that is owed to them is touched here.
        sent = deliver(engine, to, clock=clock, base=settings.public_url, run=run, hand_on=False)
        with Session(reading(engine)) as session:
            row = next(one for one in all_runs(session) if one.id == run)
            words = f"Run {run} of monitoring: {row.people:,} people looked at, {row.told:,} changes told."
    except Exception as error:  # whatever it is: the run is kept
        log.error("the digests could not be sent: %s", type(error).__name__)
        what = "its digest could not be sent and stays owed" if to else "what else is owed could not be looked at"
        return f"Run {run} is kept; {what}: {why_not(error, engine)}."
    return " ".join([words, *(_owed_words(one) for one in sent if one.owed)])


def _owed_words(one: Outcome) -> str:
    why = f": {one.why}" if one.why else ""
    if one.sent:
        return f"The digest of run {one.run} was sent to {one.service}; {one.why}."
    return f"The digest of run {one.run} could not be sent to {one.service}, and stays owed{why}."
