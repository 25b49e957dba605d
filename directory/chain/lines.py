"""The text of the chain file: a line for people, then one for each closed day, each resting on the one before. Pure."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from directory.chain.merkle import LINE

HEADER = (
    "# needleproof chain 1: one line a day (UTC) on which anything was read, decided or published. root = the Merkle "
    "root (RFC 6962, SHA-256) over the leaves of that day, which stand in chain/DAY.txt; previous = line of the line "
    "above, of the first one SHA-256 of this line; line = SHA-256 of the byte 02 and the text before ' line='. Lines "
    "are only ever added: keep or publish copies of this file, and nobody can change what stood in it."
)
_LINE = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}) leaves=(?P<leaves>\d{1,12}) root=(?P<root>[0-9a-f]{64})"
    r" previous=(?P<previous>[0-9a-f]{64}) line=(?P<line>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One closed day. Hashes are hex."""

    day: date
    leaves: int
    root: str
    previous: str
    line: str

    @classmethod
    def of(cls, day: date, leaves: int, root: str, previous: str) -> Self:
        return cls(day, leaves, root, previous, _hashed(_content(day, leaves, root, previous)))

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for what is no line."""
        found = _LINE.fullmatch(text)
        if found is None:
            raise ValueError(f"no line of a day: {text[:60]!r}")
        day = date.fromisoformat(found["day"])
        return cls(day, int(found["leaves"]), found["root"], found["previous"], found["line"])

    def __str__(self) -> str:
        return f"{_content(self.day, self.leaves, self.root, self.previous)} line={self.line}"

    @property
    def true(self) -> bool:
        """Whether its hash is that of its content."""
        return self.line == _hashed(_content(self.day, self.leaves, self.root, self.previous))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line. ``number``: 1 is the header; ``day``: where it says one."""

    number: int
    day: date | None
    expected: str
    found: str
    told: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain file as read. ``half``: what stands after the last line end, which was never complete."""

    lines: Sequence[Line]
    faults: Sequence[Fault]
    half: bytes = b""

    @property
    def last(self) -> str:
        """What the next line rests on."""
        return self.lines[-1].line if self.lines else header_hash()


def header_hash() -> str:
    return hashlib.sha256(HEADER.encode()).hexdigest()


def read_chain(body: bytes) -> Chain:
    """All lines, and everything that is wrong with them.

    Text without a line end is what a crash left of the last line: lines are written with their end, so it never was
    complete, and nothing rests on it.
    """
    whole, end, half = body.rpartition(b"\n")
    faults: list[Fault] = []
    lines: list[Line] = []
    texts = whole.decode("utf-8", "replace").split("\n") if end else []
    if texts[:1] != [HEADER] and (texts or not HEADER.encode().startswith(half)):
        faults.append(Fault(1, None, HEADER[:40], (texts or [""])[0][:40], "is not the line that explains the file"))
    previous = header_hash()
    for number, text in enumerate(texts[1:], start=2):
        try:
            line = Line.read(text)
        except ValueError as error:
            faults.append(Fault(number, None, "a line of a day", text[:60], str(error)))
            continue
        faults += _faults(line, number, previous, lines[-1] if lines else None)
        lines.append(line)
        previous = line.line
    return Chain(lines, faults, half)


def _faults(line: Line, number: int, previous: str, above: Line | None) -> Iterator[Fault]:
    if not line.true:
        right = Line.of(line.day, line.leaves, line.root, line.previous).line
        yield Fault(number, line.day, right, line.line, "was changed: its hash is not that of its text")
    if line.previous != previous:
        yield Fault(number, line.day, previous, line.previous, "does not rest on the line above it")
    if above is not None and line.day <= above.day:
        yield Fault(number, line.day, f"a day after {above.day}", str(line.day), "is not in the order of days")


def _content(day: date, leaves: int, root: str, previous: str) -> str:
    return f"{day} leaves={leaves} root={root} previous={previous}"


def _hashed(content: str) -> str:
    return hashlib.sha256(LINE + content.encode()).hexdigest()
