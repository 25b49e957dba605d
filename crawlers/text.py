"""Bytes to text, JSON or rows, refusing loudly what a source never sends."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crawlers.changed import SourceChangedError


def decoded(body: bytes, where: str) -> str:
    """UTF-8 text (a byte-order mark is taken off). Raises SourceChangedError naming the first wrong byte."""
    if not body.strip():
        raise SourceChangedError(f"{where}: the file is empty")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SourceChangedError(
            f"{where}: line {line}, byte {error.start}: not UTF-8 (0x{body[error.start]:02x}); wrong encoding"
        ) from error


def parsed_json(body: bytes, where: str) -> Any:
    """The JSON value. Raises SourceChangedError, and says so when a web page came instead."""
    text = decoded(body, where)

    def only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):  # which of two values is meant nobody can know
            raise SourceChangedError(f"{where}: one object has {twice(key for key, _ in pairs)} more than once")
        return found

    try:
        return json.loads(text, object_pairs_hook=only_once)
    except json.JSONDecodeError as error:
        if looks_like_html(text):
            raise SourceChangedError(f"{where}: a web page came instead of data ({text.strip()[:60]!r})") from error
        raise SourceChangedError(f"{where}: line {error.lineno}, column {error.colno}: not JSON, or cut off") from error
    except (RecursionError, ValueError) as error:  # nested beyond reading, or a number of thousands of digits
        raise SourceChangedError(f"{where}: JSON that cannot be read: {str(error)[:120]}") from error


def looks_like_html(text: str) -> bool:
    return text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<head", "<?xml", "<body"))


def csv_rows(
    stream: Iterable[str], where: str, expected: Sequence[str] | None = None, *, first: int = 2, delimiter: str = ","
) -> Iterator[tuple[int, list[str]]]:
    """(row number, values): row 1 is the header and comes first; every row has the header's width.

    The stream is to be opened with ``errors="surrogateescape"``, so that a wrong byte can be told with its column.
    ``expected``: the exact header; ``first``: the number of the row after it. Raises SourceChangedError naming file,
    row and column.
    """
    reader = csv.reader(stream, strict=True, delimiter=delimiter)
    number = first - 1
    try:
        header = next(reader, None)
        if not header:
            raise SourceChangedError(f"{where}: the file is empty")
        if looks_like_html(header[0]):
            raise SourceChangedError(f"{where}: a web page came instead of data ({header[0][:60]!r})")
        if expected is not None and header != list(expected):
            raise SourceChangedError(f"{where}: row 1: {_difference(header, expected)}")
        if repeated := twice(header):
            raise SourceChangedError(f"{where}: row 1: {repeated} stand there more than once")
        yield 1, header
        for number, row in enumerate(reader, start=first):
            if len(row) != len(header):
                last = header[min(len(row), len(header)) - 1]
                raise SourceChangedError(
                    f"{where}: row {number} has {len(row)} values, the header {len(header)} columns (up to {last!r})"
                )
            try:
                "".join(row).encode()
            except UnicodeEncodeError:  # a byte that is not UTF-8 was read as a surrogate
                bad = next(c for c, value in zip(header, row, strict=True) if not _utf8(value))
                raise SourceChangedError(f"{where}: row {number}: column {bad}: not UTF-8; wrong encoding") from None
            yield number, row
    except csv.Error as error:
        raise SourceChangedError(f"{where}: row {number + 1}: {error}; the file is cut off or not CSV") from error
    except UnicodeDecodeError as error:
        raise SourceChangedError(f"{where}: after row {number}: not UTF-8; wrong encoding") from error


def _utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def twice(names: Iterable[str]) -> list[str]:
    """The names that come more than once, in their order."""
    return [name for name, number in Counter(names).items() if number > 1]


def _difference(header: Sequence[str], expected: Sequence[str]) -> str:
    missing = [c for c in expected if c not in header]
    extra = [c for c in header if c not in expected]
    return surprise(missing, extra) or "the columns are in another order"


def surprise(missing: Sequence[str], unexpected: Sequence[str]) -> str:
    """'missing columns […], unexpected columns […]', only what there is; '' when there is neither."""
    told = (("missing columns", missing), ("unexpected columns", unexpected))
    return ", ".join(f"{what} {list(columns)}" for what, columns in told if columns)
