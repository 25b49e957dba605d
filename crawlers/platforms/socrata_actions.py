"""A board's actions in a dataset of their own: joined to the licenses they are about, or counted, never guessed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Self

from msgspec.structs import replace

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.text import surprise
from directory.normalize.dates import parse_date
from directory.normalize.identifiers import license_digits, license_key
from directory.normalize.names import Agreement, surnames_agree
from directory.normalize.text import clean
from directory.records import BoardAction, LicenseRecord

ALONE = 3  # so few that join nothing are no sign of anything, as long as others join
NAMED = 3  # of these, a message names so many
OTHER = "an action on another license type"
UNJOINED = "an action that joins no license"
JOINED = "actions joined to a license"


@dataclass(frozen=True, slots=True)
class Actions:
    """The dataset, and which of its columns hold number, surname and type of the license, day and words of the action.

    ``joining``: share of the actions on our license types that must join a license, else the run is breached.
    """

    dataset: str
    number: str
    last: str
    type: str
    day: str
    words: str
    ignored: tuple[str, ...] = ()
    joining: float = 0.8

    def columns(self) -> tuple[str, ...]:
        return self.number, self.last, self.type, self.day, self.words

    def known(self) -> frozenset[str]:
        return frozenset({*self.columns(), *self.ignored})

    def check_columns(self, present: Collection[str], where: str, *, whole: bool) -> None:
        """Raises SourceChangedError naming every column that is new and, in the ``whole``, each that is not there."""
        unknown = sorted(set(present) - self.known())
        missing = [column for column in self.columns() if whole and column not in present]
        if unknown or missing:
            raise SourceChangedError(f"{where}: {surprise(missing, unknown)}")


class Action(NamedTuple):
    """One action as a page hands it to the next. ``day``: ISO; ``row``: its place in the dataset."""

    number: str
    last: str
    type: str
    day: str | None
    words: str | None
    row: int

    def is_on(self, record: LicenseRecord) -> bool:
        """The number with its letters (or, bare, the license's serial), the type and the surname must all agree."""
        mine, theirs = license_key(self.number), license_key(record.number)
        if mine is None or theirs is None or self.type.upper() != record.license_type.upper():
            return False
        same = mine == theirs or (not mine.prefix and mine.digits == _serial(record.number))
        return same and surnames_agree(self.last, record.name.last) in (Agreement.SAME, Agreement.COMPATIBLE)


@dataclass(slots=True)
class Joining:
    """What is known of the actions on one page of a crawl; `carried` takes it to the next, as JSON values.

    ``joined``: row of the action -> the license it was joined to; ``bodies``: first row of each page of actions
    -> SHA-256 of its bytes, the evidence of what is joined.
    """

    source: Actions | None
    actions: list[Action] = field(default_factory=list)
    joined: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def taken_up(cls, source: Actions | None, carried: Mapping[str, Any]) -> Self:
        actions = [Action(*values) for values in carried.get("actions", ())]
        return cls(source, actions, dict(carried.get("joined", {})), dict(carried.get("bodies", {})))

    def carried(self) -> dict[str, Any]:
        if self.source is None:
            return {}
        return {"actions": [list(one) for one in self.actions], "joined": self.joined, "bodies": self.bodies}

    def take(
        self, rows: Sequence[Mapping[str, Any]], where: str, first: int, sha256: str, kind: type[LicenseRows]
    ) -> Iterator[Reading]:
        """Takes the actions on license types of ``kind`` and counts the others.

        ``first``: place of the first of ``rows`` in the dataset; ``sha256``: of the body they came in.
        """
        assert self.source is not None
        self.bodies[str(first)] = sha256
        for place, row in enumerate(rows):
            number, last, word, day, words = (clean(_text(row.get(column))) for column in self.source.columns())
            if (word or "").upper() not in kind.types:
                yield Dropped(f"{OTHER}: {word or 'none'}")
                continue
            try:
                taken_on = parse_date(day, *kind.dates)
            except ValueError as error:
                yield Flaw("shape", f"{where}: $[{place}]: column {self.source.day}: {error}")
                taken_on = None
            iso = taken_on.isoformat() if taken_on else None
            # Without a number or a name it joins nothing, and counts among those that do not.
            self.actions.append(Action(number or "", last or "", word or "", iso, words, first + place))

    def of(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The licenses with the actions on them; a license without any says nothing of discipline."""
        by_digits: dict[str, list[Action]] = {}
        for action in self.actions:
            if key := license_key(action.number):
                by_digits.setdefault(key.digits, []).append(action)
        for reading in readings:
            if not isinstance(reading, Kept) or not isinstance(record := reading.record, LicenseRecord):
                yield reading
                continue
            key, which = license_key(record.number), f"{record.license_type} {record.number}"
            digits = {key.digits if key else None, _serial(record.number)}
            own = [action for one in digits if one for action in by_digits.get(one, ()) if action.is_on(record)]
            own.sort(key=lambda action: action.row)
            for action in own:
                if (other := self.joined.setdefault(str(action.row), which)) != which:
                    yield Flaw("error", f"{self._told(action)} fits two licenses: {other} and {which}")
            yield self._with(reading, record, own) if own else reading

    def _with(self, kept: Kept, record: LicenseRecord, own: Sequence[Action]) -> Kept:
        assert self.source is not None
        told = {(action.day or "", action.words or "") for action in own}
        actions = tuple(
            BoardAction(words=words or None, taken_on=date.fromisoformat(day) if day else None)
            for day, words in sorted(told)
        )
        rows = ", ".join(self._place(action) for action in own)
        return Kept(
            replace(
                record,
                discipline=True,
                raw_discipline="; ".join(dict.fromkeys(a.words for a in actions if a.words)) or None,
                disciplined_on=actions[-1].taken_on,
                actions=actions,
            ),
            f"{kept.locator}, with {rows} of {self.source.dataset}",
        )

    def _place(self, action: Action) -> str:
        first = max(start for start in map(int, self.bodies) if start <= action.row)
        return f"$[{action.row - first}] in {self.bodies[str(first)]}"

    def ended(self) -> Iterator[Reading]:
        """Once all licenses were read: what joined nothing, and whether that is too much to believe the join."""
        if self.source is None:
            return
        left = [action for action in self.actions if str(action.row) not in self.joined]
        if left:
            yield Dropped(UNJOINED, len(left))
        if not self.actions:
            yield Flaw(
                "join", f"{self.source.dataset}: no action is on a license type of ours; what it calls them changed?"
            )
        elif not self.joined or (len(left) > ALONE and len(self.joined) < self.source.joining * len(self.actions)):
            yield Flaw(
                "join",
                f"{self.source.dataset}: only {len(self.joined)} of {len(self.actions)} actions on license types of "
                f"ours join a license; not {', '.join(self._told(action) for action in left[:NAMED])}",
            )

    def _told(self, action: Action) -> str:
        return f"$[{action.row}] ({action.type} {action.number or 'without a number'})"


def _serial(number: str) -> str | None:
    """'1234' of 'J1-0001234'."""
    return license_digits(number.rpartition("-")[2])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
