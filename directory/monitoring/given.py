"""Whom to put on a watch list, out of what a roster came to: its rows that are kept, or the file that was written."""

import csv
from pathlib import Path

from sqlmodel import Session, col, select

from directory.monitoring.lists import MOST_PEOPLE, WatchError
from directory.store.rosters import last_ended
from directory.store.rosters_tables import RosterRow

COLUMN = "np_practitioner_id"
SEPARATORS = (",", "\t", "|", ";")
LARGEST = 200 << 20  # bytes
HEAD_WITHIN = 50  # lines
LONGEST_CELL = 1 << 20  # characters


def people_of_roster(session: Session, name: str) -> list[str]:
    """Ids of the people whom the last run over that roster found, in the order of its rows. Raises WatchError."""
    roster = last_ended(session, name)
    if roster is None or roster.id is None:
        raise WatchError(
            f"no roster of the name {name!r} was checked to its end; `needleproof rosters list` shows them"
        )
    query = select(RosterRow.practitioner_id).where(
        RosterRow.roster_id == roster.id, col(RosterRow.practitioner_id).is_not(None)
    )
    return list(dict.fromkeys(one for one in session.exec(query.order_by(col(RosterRow.number))) if one))


def people_of_file(file: Path) -> list[str]:
    """The ids in the column np_practitioner_id of a file that `needleproof roster` wrote. Raises WatchError."""
    try:
        if file.stat().st_size > LARGEST:
            raise WatchError(f"{file} is larger than {LARGEST >> 20} MB: name the roster with --roster instead")
        text = file.read_text("utf-8-sig", errors="replace")
    except OSError as error:
        raise WatchError(f"{file} cannot be read: {error.strerror or error}") from error
    head = next((line for line in text.splitlines()[:HEAD_WITHIN] if COLUMN in line), None)
    if head is None:
        raise WatchError(f"{file} has no column {COLUMN}: give a CSV that `needleproof roster` wrote")
    separator = max(SEPARATORS, key=head.count)
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        return _column(text, separator)
    except csv.Error as error:
        raise WatchError(f"{file} cannot be read as a table: {error}") from error
    finally:
        csv.field_size_limit(before)


def _column(text: str, separator: str) -> list[str]:
    place: int | None = None
    found: dict[str, None] = {}
    for row in csv.reader(text.splitlines(keepends=True), delimiter=separator):
        if place is None:
            place = row.index(COLUMN) if COLUMN in row else None
        elif place < len(row) and row[place].strip():
            found[row[place].strip()] = None
            if len(found) > MOST_PEOPLE:
                raise WatchError(f"there are more than {MOST_PEOPLE:,} people in the file: make several lists")
    return list(found)
