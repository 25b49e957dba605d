"""Finds one row of a text table of any size, as its bytes stand in the file."""

import csv
from collections.abc import Iterator
from typing import Protocol

LONGEST = 1 << 20  # bytes of a row


class Lines(Protocol):
    def readline(self, limit: int, /) -> bytes: ...


def row_of_text(stream: Lines, number: int) -> bytes:
    """Row ``number`` (1 is the first line of the file, usually the header) without its line end.

    A quoted value may go over several lines, which are one row then. Raises ValueError when there is no such row.
    """
    for at, row in enumerate(_rows(stream), start=1):
        if at == number:
            return row.removesuffix(b"\n").removesuffix(b"\r").removeprefix(b"\xef\xbb\xbf")
    raise ValueError(f"the file has no row {number}")


def _rows(stream: Lines) -> Iterator[bytes]:
    row = b""
    while line := stream.readline(LONGEST + 1):
        row += line
        if len(row) > LONGEST:
            raise ValueError(f"a row of more than {LONGEST:,} bytes: no table")
        if not (row.count(b'"') % 2 and _open(row)):
            yield row
            row = b""
    if row:
        yield row


def _open(row: bytes) -> bool:
    """Whether a quoted value has not ended yet. A mark within a value that does not begin with one is a letter, and
    so is every mark where pipes or tabs part the values: no source of ours quotes anything there.
    """
    if max(row.count(b"|"), row.count(b"\t")) > row.count(b","):
        return False
    try:
        list(csv.reader([row.decode("latin-1")], strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
