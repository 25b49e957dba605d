"""A report as plain parts, whatever it is printed with: headings, sentences, tables."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    words: str
    address: str


Cell = str | Link


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """``widths``: shares of the columns. ``title``: a heading of its own, for a table that is one check."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text as it stood in the source."""

    words: str


Part = Text | Items | Table | Verbatim


@dataclass(frozen=True, slots=True)
class Section:
    number: int
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """``running``: what stands at the head of each page; ``description``: for the file's own data."""

    title: str
    ident: str
    running: str
    description: str
    sections: Sequence[Section]


def fields(title: str | None, rows: Sequence[tuple[str, Cell]]) -> Table:
    """A table of what and answer."""
    return Table(("What", "What we know"), rows, (2, 5), title)


def unknown(why: str) -> str:
    """What stands where nothing is known."""
    return f"not known because {why}"
