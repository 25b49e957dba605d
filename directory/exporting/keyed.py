"""Tables of an export read back row by row, under their keys, in a form that is written again as the same bytes."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import parquet

from directory.exporting.files import CsvFile, JsonLines, ParquetFile, TableFile
from directory.exporting.manifest import ExportError

Value = Any  # of CSV the cells, of Parquet the values (days and times as text), of JSON the object
Keyed = tuple[str, Value]
KEYS = ("id", "name")  # of an object: whichever stands first
AT_ONCE = 10_000  # rows of Parquet
LONGEST_CELL = 1 << 24  # characters


def rows_of(path: Path, kind: str) -> Iterator[Keyed]:
    """Raises ExportError for a file that cannot be read, or whose keys are not in order."""
    before = ""
    try:
        for key, row in _READERS[kind](path):
            if key <= before:
                raise ExportError(f"{path}: {key} comes after {before}; the file was changed")
            before = key
            yield key, row
    except (OSError, ValueError, csv.Error, pa.ArrowException) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"{path} cannot be read: {error}") from error


@contextmanager
def long_cells() -> Iterator[None]:
    """Tables are read with cells as long as ours may be; the limit is of the whole process, and set back."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def put(file: TableFile, rows: Sequence[Value]) -> None:
    """Writes rows that were read by `rows_of`, or came from a file of changes."""
    if isinstance(file, CsvFile):
        file.write_cells(rows)
    elif isinstance(file, ParquetFile):
        file.write_values(rows)
    elif isinstance(file, JsonLines):
        file.write(rows)


def _csv(path: Path) -> Iterator[Keyed]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for row in rows:
            yield row[0], row


def _json(path: Path) -> Iterator[Keyed]:
    decode = msgspec.json.decode
    with path.open("rb") as file:
        for line in file:
            row = decode(line)
            yield str(row[next(name for name in KEYS if name in row)]), row


def _parquet(path: Path) -> Iterator[Keyed]:
    for batch in parquet.ParquetFile(path).iter_batches(AT_ONCE):
        columns = [_told(column) for column in batch.columns]
        for row in zip(*columns, strict=True):
            yield row[0], list(row)


def _told(column: Any) -> list[Any]:
    if pa.types.is_date(column.type):
        return list(column.cast(pa.string()).to_pylist())
    if pa.types.is_timestamp(column.type):
        texts = column.cast(pa.string()).to_pylist()
        return [text and f"{text[:10]}T{text[11:19]}Z" for text in texts]  # kept to the millisecond
    return list(column.to_pylist())


_READERS = {"csv": _csv, "json": _json, "fhir": _json, "parquet": _parquet}
