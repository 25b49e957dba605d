"""The file that goes back: the rows as they came, in their order, with the columns np_… appended; from what is kept."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlmodel import Session

from directory.matching.files import written_whole
from directory.roster.deciding import RowStatus
from directory.roster.emptied import sentences
from directory.roster.excel import write_excel
from directory.roster.explaining import explanations
from directory.roster.file import csv_writer, harmless, harmless_cell
from directory.roster.handed_in import columns_from
from directory.roster.results import COLUMNS
from directory.store import rosters
from directory.store.rosters_tables import Roster, RosterRow

Shape = Mapping[str, Any]


def write_result(session: Session, roster: Roster, out: Path, *, only_changes: bool = False) -> None:
    """Writes the file whole, or leaves what was there. Raises OSError."""
    encoding, errors = _as_came(roster.shape)
    with written_whole(out) as temporary, temporary.open("w", newline="", encoding=encoding, errors=errors) as stream:
        _write(session, roster, stream, only_changes=only_changes)


def result_bytes(session: Session, roster: Roster, *, only_changes: bool = False) -> bytes:
    """The same file, for a reader to take away."""
    body, (encoding, errors) = io.BytesIO(), _as_came(roster.shape)
    with io.TextIOWrapper(body, newline="", encoding=encoding, errors=errors) as stream:
        _write(session, roster, stream, only_changes=only_changes)
        stream.flush()
        return body.getvalue()


def _as_came(shape: Shape) -> tuple[str, str]:
    """What the file is encoded in, and what is done with letters that this has not got."""
    return str(shape["encoding"]), str(shape["errors"])


def _write(session: Session, roster: Roster, stream: IO[str], *, only_changes: bool) -> None:
    """In a file made of a workbook all cells are harmless; in one of text those of the user are what they were."""
    shape: Shape = roster.shape
    stream.write(str(shape["head"]))
    writer = csv_writer(stream, str(shape["delimiter"]))
    for row in _rows(session, roster, only_changes=only_changes):
        writer.writerow(_harmless(row) if shape["workbook"] else [*row.cells, *map(harmless, row.answers or ())])


def _rows(session: Session, roster: Roster, *, only_changes: bool = False) -> Iterator[RosterRow]:
    return rosters.rows(session, _id(roster), changed=only_changes)


def write_excel_copy(session: Session, roster: Roster, out: Path, *, only_changes: bool = False) -> None:
    """The same as a workbook: answers, explanations and rejected rows on a sheet each. Raises OSError."""
    columns = columns_from(roster.header, roster.at, roster.never, roster.shape)
    told = [*roster.shape["told"], *(f"{what}; not read, and empty." for what in sentences(roster.emptied))]
    rejected = rosters.rows(session, _id(roster), changed=only_changes, status=RowStatus.REJECTED)
    write_excel(
        out,
        [*map(harmless, roster.header), *COLUMNS],
        map(_harmless, _rows(session, roster, only_changes=only_changes)),
        explanations(columns, told),
        map(_harmless, rejected),
    )


def excel_bytes(session: Session, roster: Roster, *, only_changes: bool = False) -> bytes:
    """The same workbook, for a reader to take away."""
    with TemporaryDirectory(prefix="needleproof-roster-") as folder:
        write_excel_copy(session, roster, Path(folder) / "roster.xlsx", only_changes=only_changes)
        return (Path(folder) / "roster.xlsx").read_bytes()


def _harmless(row: RosterRow) -> list[str]:
    return [*map(harmless_cell, row.cells), *map(harmless, row.answers or ())]


def _id(roster: Roster) -> int:
    assert roster.id is not None
    return roster.id
