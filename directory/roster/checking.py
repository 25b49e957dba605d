"""Rows of a roster answered, a batch at a time: whom each is about, and what is known of that person."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from directory.roster.by_name import decided_by_name
from directory.roster.changes import SAME, Before, changes, key_of
from directory.roster.columns import Columns
from directory.roster.deciding import Decided, decided
from directory.roster.given import Given, given
from directory.roster.register import Near, Register
from directory.roster.results import COLUMNS, Cells, Check, cells_of
from directory.store.rosters import Answered, Waiting

Receipt = Callable[[str], str]  # a practitioner's id -> what the column np_receipt says of the receipt
Earlier = Callable[[Collection[str]], Before]  # keys -> what an earlier run said under them


@dataclass(slots=True)
class Seen:
    """What the rows before tell of the next ones. ``keys``: how often each key stood there; ``first``: person -> the
    first row about them; ``receipts``: person -> what was said of the receipt.
    """

    keys: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, str | None, int, Sequence[str]]]) -> "Seen":
        """From rows that were answered before, as `store.rosters.answered_before` gives them."""
        seen = cls()
        for key, _, person, number, answers in rows:
            seen.keys[key] += 1
            if person is not None:
                seen.first.setdefault(person, number)
                seen.receipts.setdefault(person, answers[_RECEIPT])
        return seen


_RECEIPT, _CHANGED = COLUMNS.index("np_receipt"), COLUMNS.index("np_changed_since_last")
SAME_PERSON = "the same person as in row"


@dataclass(frozen=True, slots=True)
class Checking:
    """``earlier``: None where nothing is compared; ``receipt``: None where none are made."""

    register: Register
    columns: Columns
    today: date
    seen: Seen
    earlier: Earlier | None = None
    receipt: Receipt | None = None

    def answers(self, batch: Sequence[Waiting]) -> list[Answered]:
        """One for each row of the batch, in its order."""
        asked = [self._given(one) for one in batch]
        found = self._decided(asked)
        checks = self.register.checks({one.person.id for one in found if one.person is not None}, self.today)
        keys = [key_of(one, row.cells) for one, row in zip(asked, batch, strict=True)]
        before = self.earlier(set(keys)) if self.earlier is not None else None
        told = zip(asked, keys, found, strict=True)
        return [self._answered(one, key, decision, checks, before) for one, key, decision in told]

    def _given(self, row: Waiting) -> Given:
        if row.fault is not None:
            return Given(row.number, unusable=row.fault)
        return given(row.cells, self.columns, row.number, row.wrong)

    def _decided(self, asked: Sequence[Given]) -> list[Decided]:
        near = self.register.near([one for one in asked if one.unusable is None])
        by_name = any(one.by_name_only for one in asked)
        facts = self.register.facts([side for one in near.values() for _, side in one.named]) if by_name else None
        found = []
        for one in asked:
            theirs = near.get(one.row, Near())
            if one.by_name_only and facts is not None:
                found.append(decided_by_name(one, theirs.named, facts))
            else:
                found.append(decided(one, theirs.by_npi, theirs.by_license))
        return found

    def _answered(
        self, given: Given, key: str, found: Decided, checks: Mapping[str, Sequence[Check]], before: Before | None
    ) -> Answered:
        self.seen.keys[key] += 1
        nth = self.seen.keys[key]
        cells = self._cells(given, found, checks)
        answers = [cells.get(name, "") for name in COLUMNS]
        changed = False
        if before is not None:
            answers[_CHANGED] = changes(before.get((key, nth)), answers)
            changed = answers[_CHANGED] != SAME
        return Answered(
            number=given.row, status=found.status.value, reason=found.code.value if found.code else None, key=key,
            nth=nth, person=found.person.id if found.person else None, changed=changed, answers=answers,
        )  # fmt: skip

    def _cells(self, given: Given, found: Decided, checks: Mapping[str, Sequence[Check]]) -> Cells:
        cells: Cells = {
            "np_row_status": found.status.value,
            "np_reason": f"{found.code.value}: {found.why}" if found.code else "",
            "np_practitioner_id": "; ".join(found.ids),
            "np_match_basis": found.basis or "",
        }
        if found.person is None:
            cells["np_reason"] = _joined(cells["np_reason"], *given.notes)
            return cells
        cells |= cells_of(checks.get(found.person.id, ()), given, self.today)
        first = self.seen.first.setdefault(found.person.id, given.row)
        again = f"{SAME_PERSON} {first}" if first != given.row else ""
        cells["np_reason"] = _joined(cells["np_reason"], *found.notes, *given.notes, again)
        if self.receipt is not None:
            cells["np_receipt"] = self._receipt(found.person.id, self.receipt)
        return cells

    def _receipt(self, person: str, receipt: Receipt) -> str:
        if person not in self.seen.receipts:
            self.seen.receipts[person] = receipt(person)
        return self.seen.receipts[person]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
