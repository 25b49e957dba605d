"""NPPES text line by line, for the slow and exact reader of rows."""

import io
from collections.abc import Iterable, Iterator, Sequence

from crawlers.changed import SourceChangedError
from crawlers.nppes_scan import LONGEST_LINE


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file; refuses what goes on for ever without a line end."""

    def __init__(self, pieces: Iterable[bytes], where: str) -> None:
        self._pieces = iter(pieces)
        self._where = where
        self._left = memoryview(b"")
        self._line = 0  # bytes since the last line end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
            self._line = len(piece) - end if end >= 0 else self._line + len(piece)
            if self._line > LONGEST_LINE:
                raise SourceChangedError(f"{self._where}: no line end in {self._line:,} bytes; this is no table")
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def lines_of(pieces: Iterable[bytes], where: str, header: Sequence[str] | None = None) -> Iterator[str]:
    """The lines, a wrong byte as a surrogate; ``header``: what to put before them, where it was taken off.

    Raises SourceChangedError for a line without end.
    """
    if header is not None:
        yield quoted(value.replace('"', '""') for value in header)
    stream = io.BufferedReader(_Stream(pieces, where), 1 << 16)
    yield from io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="")


def quoted(values: Iterable[str]) -> str:
    """A line as NPPES writes it: every value in quotes."""
    return '"' + '","'.join(values) + '"\n'
