"""A file checked from its opening to the file that goes back; killed on the way, the next call goes on where it was."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from directory.roster.changes import Before
from directory.roster.checking import Receipt
from directory.roster.columns import Columns, Meaning, RosterError, by_label, labels
from directory.roster.emptied import Emptied
from directory.roster.file import Looked, look_at, open_roster
from directory.roster.handed_in import HandedIn
from directory.roster.job import Begun, Order, Outcome, Told, begin, end, go_on, outcome
from directory.roster.mapping import mapping_from
from directory.roster.previous import answers_in
from directory.roster.result_file import write_excel_copy, write_result
from directory.store import rosters
from directory.store.database import reading
from directory.store.rosters_tables import RosterMapping
from directory.store.writing import WAIT, writing

Mapped = Mapping[str, Meaning | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for beside the file. ``name``: of the roster, None for the file's own; ``mapping``: what columns
    mean other than their names tell, remembered for the next file with that header; ``previous``: a result file to
    compare with instead of the last run; ``receipts``: the folder in which they are made, which makes it another work;
    ``excel``: where the copy as a workbook goes.
    """

    by: str
    name: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapped | None = None
    previous: Path | None = None
    receipts: Path | None = None
    only_changes: bool = False
    excel: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """``told``: sentences about the file that whoever gave it should read; ``remembered``: header -> meaning, of what
    somebody said about such a file before.
    """

    begun: Begun
    outcome: Outcome
    columns: Columns
    delimiter: str
    emptied: Emptied
    told: tuple[str, ...] = ()
    remembered: Mapping[str, str | None] | None = None


def check_roster(
    engine: Engine, file: Path, out: Path, told: Told, wanted: Wanted, *, today: date, now: datetime,
    receipt: Receipt | None = None, wait: float = WAIT,
) -> Checked:  # fmt: skip
    """Writes to ``out`` the rows of ``file`` with what is known appended. ``told`` is told how far it is.

    Raises RosterError for a file that cannot be used, OSError where ``out`` cannot be written, BusyError where another
    command writes; ``out`` is then as before, and the same call goes on where it was.
    """
    _apart(file, out, wanted)
    _writable(out)
    mapping, remembered = _mapping(engine, file, wanted)
    before = _before(engine, wanted.previous, mapping) if wanted.previous else None
    roster = open_roster(file, sheet=wanted.sheet, header_row=wanted.header_row, mapping=mapping)
    handed = HandedIn(roster)
    order = Order(
        name=wanted.name, file_name=file.name, by=wanted.by, way="command", today=today, now=now, asked=_asked(wanted)
    )
    with writing(engine, "roster", wait=wait), Session(engine) as session:
        begun = begin(session, handed, order)
        session.commit()
    go_on(engine, begun.id, told, today=today, earlier=before, receipt=receipt, wait=wait)
    with Session(reading(engine)) as session:
        found = outcome(session, begun.id, compared=before is not None)
        kept = rosters.roster_of(session, begun.id)
        assert kept is not None
        write_result(session, kept, out, only_changes=wanted.only_changes and found.changed is not None)
        if wanted.excel is not None:
            write_excel_copy(session, kept, wanted.excel)
    end(engine, begun.id, found, now, wait=wait)
    if wanted.mapping:
        with writing(engine, "roster", wait=wait), Session(engine) as session:
            remember(session, handed, mapping or {}, wanted.by, now)
            session.commit()
    return Checked(begun, found, roster.columns, roster.delimiter, dict(handed.emptied), roster.told, remembered)


def _apart(file: Path, out: Path, wanted: Wanted) -> None:
    """Raises RosterError where something that is written would take the place of something else."""
    if out.suffix.lower() in (".xlsx", ".xlsm"):
        raise RosterError(f"{out}: the rows are written as text; name a .csv or .txt, --excel makes the workbook")
    read = {file.resolve(): "the file that is read"}
    if wanted.previous is not None:
        read.setdefault(wanted.previous.resolve(), "the result to compare with")
    for path in (out, wanted.excel):
        if path is not None and (what := read.get(path.resolve())) is not None:
            beside = "" if path is out else ", and the workbook would be written there"
            raise RosterError(f"{path} is {what}{beside}; write to another one")


def _writable(out: Path) -> None:
    """Raises OSError at once where nothing could be written in the end."""
    folder = out.resolve().parent
    if not folder.is_dir():
        raise FileNotFoundError(2, os.strerror(2), str(out))
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(out))


def _asked(wanted: Wanted) -> str:
    """What else makes it another work: what it is compared with, and where its receipts are."""
    parts = []
    if wanted.previous is not None:
        parts.append(sha256(wanted.previous.read_bytes()).hexdigest())
    if wanted.receipts is not None:
        parts.append(f"receipts {wanted.receipts.resolve()}")
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32] if parts else ""


def _mapping(engine: Engine, file: Path, wanted: Wanted) -> tuple[Mapped | None, Mapping[str, str | None] | None]:
    """What the columns mean, by what is said now and by what was said of such a file before."""
    found = look_at(file, sheet=wanted.sheet, header_row=wanted.header_row, mapping=wanted.mapping)
    words = _remembered(engine, found.signature)
    mapping = by_label(found.header, mapping_from(words)) | by_label(found.header, wanted.mapping or {})
    return mapping or None, words or None


def _remembered(engine: Engine, signature: str) -> dict[str, str | None]:
    with Session(reading(engine)) as session:
        kept = rosters.mapping_of(session, signature)
        return dict(kept.mapping) if kept else {}


def _before(engine: Engine, previous: Path, mapping: Mapped | None) -> Before:
    """The answers of a result file. Its columns mean what is said of those of the file that is checked, as far as they
    are called alike, else what was said of such a file before: each row must be found by what it is found by now.
    """

    def said(looked: Looked) -> Mapped | None:
        called = {*labels(looked.header), *(cell.strip() for cell in looked.header)}
        found = by_label(looked.header, mapping_from(_remembered(engine, looked.signature)))
        found |= {name: meaning for name, meaning in (mapping or {}).items() if name in called}
        return found or None

    return answers_in(previous, said)


def remember(session: Session, handed: HandedIn, mapping: Mapped, by: str, now: datetime) -> None:
    """What somebody says that columns mean, for the next file with that header. The caller commits."""
    words = {name: meaning.value if meaning else None for name, meaning in mapping.items()}
    header = list(handed.columns.header)
    kept = RosterMapping(signature=handed.signature, header=header, mapping=words, by=by, at=now)
    rosters.remember_mapping(session, kept)
