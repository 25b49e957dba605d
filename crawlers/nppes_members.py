"""Holds the further members of an NPPES zip, other names and practice places, ready to be asked by NPI."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from crawlers.changed import SourceChangedError
from crawlers.nppes_lines import lines_of, quoted
from crawlers.nppes_scan import DoubtError, Places, Rows, blocks
from crawlers.text import csv_rows

_BLOCK = 4 << 20
_BATCH = 10_000


class Companion:
    """All rows of one member, about as large in memory as the member itself (pl has 1.1 million rows).

    ``header``: its columns; ``kind``: what is to read its rows, asked whether these columns will do.
    Raises SourceChangedError naming file, row and column.
    """

    def __init__(self, pieces: Iterable[bytes], where: str, kind: Callable[[Sequence[str]], object]) -> None:
        self.header: list[str] = []
        self._blocks: list[bytes] = []
        parts: list[tuple[Places, Places, Places, Places]] = []
        rows = 0
        pieces = iter(pieces)
        stream = blocks(pieces, _BLOCK)
        for block in stream:
            if not self.header:
                self.header, block = _header(block, where, kind)
            try:
                found = Rows(block, len(self.header)) if block else None
            except DoubtError:
                # Where no row ended in sight, `blocks` has stopped in the middle of the pieces.
                for canonical in _canonical(block, chain(stream, pieces), self.header, where, rows):
                    parts.append(self._put(Rows(canonical, len(self.header))))
                break
            if found is not None:
                rows += len(found)
                parts.append(self._put(found))
        if not self.header:
            _header(b"", where, kind)
        npis, number, starts, ends = (np.concatenate(column) for column in zip(*parts, strict=True)) if parts else (
            np.zeros(0, np.int64),) * 4  # fmt: skip
        order = np.argsort(npis, kind="stable")
        self._npis, self._number, self._starts, self._ends = npis[order], number[order], starts[order], ends[order]

    def _put(self, rows: Rows) -> tuple[Places, Places, Places, Places]:
        self._blocks.append(rows.block)
        number = np.full(len(rows), len(self._blocks) - 1, np.int64)
        return rows.npis(self.header.index("NPI")), number, rows.starts + 1, rows.ends - 1

    def of(self, npis: Places) -> dict[int, list[bytes]]:
        """The rows of some NPIs, by place in ``npis``; a row is its text without the outermost quotes."""
        first, last = np.searchsorted(self._npis, npis), np.searchsorted(self._npis, npis, side="right")
        with_rows = np.flatnonzero((last > first) & (npis > 0))
        return {
            int(place): [
                self._blocks[number][start:end]
                for number, start, end in zip(
                    self._number[a:b].tolist(), self._starts[a:b].tolist(), self._ends[a:b].tolist(), strict=True
                )
            ]
            for place, a, b in zip(with_rows.tolist(), first[with_rows].tolist(), last[with_rows].tolist(), strict=True)
        }


def _header(block: bytes, where: str, kind: Callable[[Sequence[str]], object]) -> tuple[list[str], bytes]:
    """The columns, and what comes after them. Raises SourceChangedError."""
    line, _, rest = block.partition(b"\n")
    _, header = next(csv_rows([line.decode("utf-8", "surrogateescape") + "\n"], where))
    try:
        kind(header)
    except ValueError as error:
        raise SourceChangedError(f"{where}: row 1: {error}") from error
    return header, rest


def _canonical(block: bytes, more: Iterable[bytes], header: list[str], where: str, before: int) -> Iterator[bytes]:
    """The rest of the member, read slowly, in the form in which NPPES writes it."""
    lines: list[str] = []
    for number, values in csv_rows(lines_of(chain([block], more), where, header), where, first=before + 2):
        if number > 1:
            lines.append(quoted(value.replace('"', "'") for value in values))
        if len(lines) == _BATCH:
            yield "".join(lines).encode()
            lines = []
    if lines:
        yield "".join(lines).encode()
