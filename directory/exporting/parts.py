"""The people of a large export in parts, each turned by a process of its own, and put together in their order."""

import gc
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from directory import disputes
from directory.exporting.files import TableFile, part_file
from directory.exporting.manifest import ExportError
from directory.exporting.order import Order
from directory.exporting.reading import everybody, telling
from directory.exporting.telling import Telling
from directory.exporting.turning import Turning, put
from directory.matching.processes import crew
from directory.refresh import last_publication
from directory.store.database import connect, reading
from directory.store.tables import Practitioner, Run

LARGE = 100_000  # people: what two processes gain is more than they cost
AT_ONCE = 25_000  # people of a part
PROCESSES = 2
State = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """People with ids above ``after`` and up to ``until`` (None: all the rest); written to ``folder``."""

    url: str
    order: Order
    after: str
    until: str | None
    folder: Path


def processes_for(session: Session, order: Order) -> int:
    """A database in memory belongs to this process."""
    if order.processes is not None:
        return order.processes
    many = session.exec(select(func.count()).select_from(Practitioner)).one() >= LARGE
    return PROCESSES if many and session.get_bind().engine.url.database not in (None, "", ":memory:") else 0


def in_parts(
    session: Session, order: Order, folder: Path, files: Mapping[str, TableFile], progress: Callable[[int], None]
) -> None:
    """Writes everybody. Raises ExportError where the store becomes another one meanwhile."""
    seen, parts = state_of(session), folder / ".parts"
    parts.mkdir()
    done = 0
    with crew(PROCESSES if order.processes is None else order.processes) as in_order:
        for part, (state, counts) in in_order(made, _parts(session, order, parts)):
            if state != seen:
                raise ExportError("somebody wrote to the store during the export: run it again")
            for table, rows in counts.items():
                files[table].append(part.folder / table, rows)
            shutil.rmtree(part.folder)
            done += AT_ONCE
            progress(done)
    parts.rmdir()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Rows are freed as they go: looking for circles among them would take most of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def made(part: Part) -> tuple[State, Mapping[str, int]]:
    """Writes one part; what the store was like, and how many rows each table has."""
    session, how = _opened(part.url, part.order)
    turning = Turning(session, how, part.order)
    part.folder.mkdir()
    with ExitStack() as opened:
        opened.enter_context(undisturbed())
        files = {table: part_file(part.folder / table, part.order.kind, table) for table in turning.tables}
        for file in files.values():
            opened.callback(file.close)
        people = everybody(session, how, part.order.states, after=part.after, until=part.until)
        for _, rows in turning.people(people):
            put(files, rows)
    return state_of(session), {table: file.rows for table, file in files.items() if file.rows}


@cache
def _opened(url: str, order: Order) -> tuple[Session, Telling]:
    """Of this process, which sees one state all its life."""
    session = Session(reading(connect(url, read_only=True)))
    return session, telling(session, order.audience, order.today)


def state_of(session: Session) -> State:
    """Changes when anything does that is exported."""
    published = last_publication(session)
    runs = session.exec(select(func.max(Run.id), func.max(Run.finished))).one()
    return published.id if published else None, published and published.digest, disputes.stamp(session), tuple(runs)


def _parts(session: Session, order: Order, folder: Path) -> Iterator[Part]:
    url: Any = session.get_bind()
    address = url.engine.url.render_as_string(hide_password=False)
    for number, (after, until) in enumerate(pairwise(_bounds(session))):
        yield Part(address, order, after or "", until, folder / str(number))


def _bounds(session: Session) -> Sequence[str | None]:
    """The ids at which parts end; before everybody, and after everybody."""
    query = select(Practitioner.id).order_by(col(Practitioner.id)).execution_options(yield_per=AT_ONCE)
    ends = [ident for number, ident in enumerate(session.exec(query), start=1) if number % AT_ONCE == 0]
    return ["", *ends, None]
