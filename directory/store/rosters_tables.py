"""Rosters that were handed in, and what came of each of their rows. Schema only.

They are the customer's own data: no publishing touches them, and `store.rosters.forget` deletes them. Columns of social
security numbers, birth dates, DEA numbers and tax ids were emptied before anything came here.
"""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from directory.store.column_types import BigKey, json_column, known_json, long_text


class Roster(SQLModel, table=True):
    """One run over one file. Runs of the same ``name`` are compared, each with the last one that ended.

    ``digest``: SHA-256 of the cleaned file and of what its columns mean, ``asked`` of what else was asked for: both the
    same is the same work. ``shape``: how the file is written again (directory.roster.result_file), ``at``:
    meaning -> places of columns, ``never``: [place, meaning] of those that were dropped at the door, ``emptied``:
    header -> cells that looked like a social security number or a birth date, by kind. ``counts``: rows by status,
    reason and the like, once all are answered.
    """

    __tablename__ = "roster"
    # An id is never given again: a run that was deleted while its rows are answered must not meet another one there.
    __table_args__ = (Index("roster_named", "name", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    name: str
    file_name: str
    by: str
    way: str  # page or command
    begun_at: datetime
    as_of: date
    publication_id: int  # the published view that it is checked with
    digest: str = Field(max_length=64)
    asked: str = Field(default="", max_length=64)
    signature: str = Field(max_length=64)  # of the header, by which a mapping is remembered
    header: list[str] = Field(sa_column=json_column())  # as it is written again
    shape: dict[str, Any] = Field(sa_column=json_column())
    at: dict[str, list[int]] = Field(sa_column=json_column())
    never: list[list[Any]] = Field(default_factory=list, sa_column=json_column())
    emptied: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    rows: int
    previous_id: int | None = Field(default=None, sa_type=BigKey)  # the run that it is compared with
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    ended_at: datetime | None = None  # all rows answered and, for a command, its file written
    thinned: bool = False  # rows of older runs are not kept, only what they came to


class RosterRow(SQLModel, table=True):
    """One row of a file, and its answer once there is one. ``status`` NULL: it waits.

    ``fault``: what was wrong with it as a line of its file, ``wrong``: place -> what is wrong with a cell. ``key`` and
    ``nth`` find the same row in another run; ``answers``: the cells np_…, in their order.
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        Index("roster_row_key", "roster_id", "key"),
        Index("roster_row_status", "roster_id", "status", "number"),
    )

    roster_id: int = Field(foreign_key="roster.id", primary_key=True, sa_type=BigKey)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # as a spreadsheet counts
    cells: list[str] = Field(sa_column=json_column())
    fault: str | None = Field(default=None, sa_column=long_text())
    wrong: dict[str, str] | None = Field(default=None, sa_column=known_json())
    status: str | None = Field(default=None, max_length=20)
    reason: str | None = Field(default=None, max_length=40)  # its code
    key: str | None = Field(default=None, max_length=64)
    nth: int | None = None  # among the rows with that key
    practitioner_id: str | None = Field(default=None, max_length=16, index=True)  # whose results are told
    changed: bool | None = None
    answers: list[str] | None = Field(default=None, sa_column=known_json())
    publication_id: int | None = None  # the published view that it was checked with


class RosterMapping(SQLModel, table=True):
    """What somebody said that the columns of files with a header mean: the next file with it is read so."""

    __tablename__ = "roster_mapping"

    signature: str = Field(primary_key=True, max_length=64)
    header: list[str] = Field(sa_column=json_column())
    mapping: dict[str, str | None] = Field(sa_column=json_column())  # None: not read
    by: str
    at: datetime
