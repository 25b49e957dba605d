"""Every row of a roster answered: whom it is about, and what is known; written whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from directory.matching.files import written_whole
from directory.roster.columns import Columns, RosterError
from directory.roster.deciding import Decided, RowStatus, decided
from directory.roster.file import RosterFile, harmless
from directory.roster.given import Given, given
from directory.roster.previous import Previous
from directory.roster.register import Register
from directory.roster.results import COLUMNS, Cells, Check, cells_of

AT_ONCE = 500  # rows
Told = Callable[[str, int, int | None], None]
Receipt = Callable[[str], str]  # a practitioner's id -> what the column np_receipt says of the receipt


@dataclass(slots=True)
class Checked:
    """What came of a roster. ``statuses``: rows by outcome; ``reasons``: rows by the code of their reason."""

    columns: Columns
    delimiter: str
    emptied: Counter[str]  # column -> cells that were left empty since they are written like an SSN
    rows: int = 0
    statuses: Counter[RowStatus] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    again: int = 0  # rows about somebody whom an earlier row was about
    changed: int = 0  # rows with something that the previous file did not say


def check_roster(
    session: Session, file: Path, out: Path, told: Told, *, today: date, previous: Path | None = None,
    receipt: Receipt | None = None,
) -> Checked:  # fmt: skip
    """Writes to ``out`` the rows of ``file`` with what is known appended. ``previous``: an earlier file of this kind,
    to say what changed since. ``told`` is told how far it is.

    Raises RosterError for a file that cannot be used, OSError where ``out`` cannot be written; ``out`` is then as
    before.
    """
    roster = RosterFile(file)
    if out.resolve() == file.resolve():
        raise RosterError(f"{out} is the file that is read; write to another one")
    before = Previous(previous) if previous else None
    done = Checked(roster.columns, roster.delimiter, roster.emptied)
    checking = _Checking(Register(session), roster, done, today, before, receipt)
    as_came = {"encoding": roster.encoding, "errors": "surrogateescape", "newline": ""}
    with written_whole(out) as temporary, temporary.open("w", **as_came) as stream:  # type: ignore[call-overload]
        writer = roster.writer(stream)
        for rows in _batches(checking.rows()):
            writer.writerows(checking.answered(rows))
            told(f"checking {file.name}", done.rows, roster.lines)
    return done


Asked = tuple[list[str], Given]


def _batches(rows: Iterable[Asked]) -> Iterator[list[Asked]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        yield batch


@dataclass(slots=True)
class _Checking:
    register: Register
    roster: RosterFile
    done: Checked
    today: date
    before: Previous | None
    receipt: Receipt | None
    first: dict[str, int] = field(default_factory=dict)  # person -> the first row about them

    def rows(self) -> Iterator[Asked]:
        for row in self.roster.rows():
            if (why := self.roster.misshapen(row)) is not None:
                yield self.roster.kept(row), Given(row.number, unusable=why)
            else:
                yield self.roster.kept(row), given(row.cells, self.roster.columns, row.number)

    def answered(self, batch: Sequence[Asked]) -> Iterator[list[str]]:
        """The rows with their new cells."""
        usable = [one for _, one in batch if one.unusable is None]
        near = self.register.near(usable)
        found = {one.row: decided(one, *near.get(one.row, ([], []))) for _, one in batch}
        ids = {one.person.id for one in found.values() if one.person is not None}
        checks = self.register.checks(ids)
        for kept, one in batch:
            cells = self._cells(one, found[one.row], checks)
            yield [*kept, *(harmless(cells.get(name, "")) for name in COLUMNS)]

    def _cells(self, given: Given, found: Decided, checks: Mapping[str, Sequence[Check]]) -> Cells:
        cells: Cells = {
            "np_row_status": found.status.value,
            "np_reason": f"{found.code.value}: {found.why}" if found.code else "",
            "np_practitioner_id": "; ".join(found.ids),
            "np_match_basis": found.basis or "",
        }
        if found.person is not None:
            cells |= cells_of(checks.get(found.person.id, ()), given, self.today)
            first = self.first.setdefault(found.person.id, given.row)
            if first != given.row:
                self.done.again += 1
                same = f"the same person as in row {first}"
                cells["np_reason"] = "; ".join(part for part in (cells["np_reason"], same) if part)
            if self.receipt is not None:
                cells["np_receipt"] = self.receipt(found.person.id)
        if self.before is not None:
            cells["np_changed_since_last"] = self.before.changes(given, cells)
            self.done.changed += cells["np_changed_since_last"] not in ("no", "")
        self.done.rows += 1
        self.done.statuses[found.status] += 1
        if found.code is not None:
            self.done.reasons[found.code.value] += 1
        return cells
