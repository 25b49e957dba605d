"""The cells of one row as they are read, and what is told of those that cannot be. Pure.

No sentence made here repeats what stands in a cell: an SSN may stand in any of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.roster.columns import Columns, Meaning
from directory.roster.damage import NO_ENCODING, letters_wrong
from directory.roster.limits import MOST_CHARACTERS

_MARKED = ("'", "=", " ")
_AS_TEXT = re.compile(r"'(?=[0-9=+\-@])")  # how a spreadsheet marks a number that is text
_QUOTED = re.compile(r'="([^"]*)"')  # how exports keep the zeros in front


@dataclass(slots=True)
class Cells:
    """``wrong``: place -> what is wrong with a cell by the file; ``faults``: what keeps a row from being done without a
    look at it; ``notes``: what is told of a row that is done.
    """

    cells: Sequence[str]
    columns: Columns
    row: int
    wrong: Mapping[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def at(self, place: int, what: str) -> str:
        return f"row {self.row}, column {self.columns.name(place)}: {what}"

    def fault(self, place: int, what: str, *, aside: bool = False) -> None:
        """``aside``: of a cell by which nobody is found and nothing is judged, so that it is only told."""
        told = self.notes if aside else self.faults
        if (sentence := self.at(place, what)) not in told:
            told.append(sentence)

    def too_long(self) -> str | None:
        """What is wrong with a row one of whose cells is longer than any that is read."""
        for places in self.columns.at.values():
            for place in places:
                if len(self.cells[place]) > MOST_CHARACTERS:
                    many = f"{len(self.cells[place]):,} characters; at most {MOST_CHARACTERS:,} are read"
                    return self.at(place, many)
        return None

    def cell(self, place: int | None, *, aside: bool = False) -> str | None:
        """The text of a cell; None where nothing stands in it or it cannot be read, which is then told."""
        if place is None:
            return None
        text = self.cells[place]
        if place not in self.wrong and text.isascii() and text[:1] not in _MARKED:
            return clean(text.replace("\n", " ; "))  # most cells: nothing that is told below can be so
        if (wrong := self.wrong.get(place)) is None and any("\udc80" <= char <= "\udcff" for char in text):
            wrong = NO_ENCODING
        if (wrong := wrong or letters_wrong(text)) is not None:
            self.fault(place, wrong, aside=aside)
            return None
        text = _AS_TEXT.sub("", text, count=1) if text.startswith("'") else text
        if (quoted := _QUOTED.fullmatch(text.strip())) is not None:
            text = quoted[1]
        return clean(text.replace("\n", " ; ").replace("\r", " "))

    def text(self, meaning: Meaning, *, aside: bool = False) -> str | None:
        """The text of the one column with a meaning."""
        places = self.columns.at.get(meaning)
        return self.cell(places[0], aside=aside) if places else None

    def states(self, meaning: Meaning) -> tuple[str, ...]:
        """The states of all columns with a meaning."""
        places = self.columns.at.get(meaning)
        if not places:
            return ()
        return tuple(dict.fromkeys(state for place in places for state in self.states_in(place)))

    def states_in(self, place: int) -> Iterator[str]:
        """The states of a cell; what is none is told."""
        text = self.cell(place)
        for part in re.split(r"\s*[,;/|]\s*", text) if text and state_code(text) is None else [text]:
            if part and (code := state_code(part)) is not None:
                yield code
            elif part:
                self.fault(place, "this is no state; write a code such as WA")
