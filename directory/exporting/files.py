"""Files of tables as they are written: CSV, JSON lines and Parquet, each row as it comes, the same bytes every time."""

import csv
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
import pyarrow as pa
from pyarrow import parquet

from directory.exporting.cells import cells
from directory.exporting.tables import TABLES, Day, Row, Time, columns

IN_GROUP = 100_000  # rows of a row group of Parquet: what is held of a table at once
ENDINGS = {"csv": "csv", "json": "ndjson", "parquet": "parquet", "fhir": "ndjson"}


class PartFile(Protocol):
    """Rows of a table being written. ``rows``: how many there are by now."""

    rows: int

    def write(self, rows: Sequence[Any]) -> None: ...
    def close(self) -> None: ...


class TableFile(PartFile, Protocol):
    """A whole table being written; takes the rows of a closed part as well."""

    def append(self, part: Path, rows: int) -> None: ...


def table_file(folder: Path, kind: str, table: str) -> TableFile:
    """A new file of that kind of export (a key of `ENDINGS`)."""
    path = folder / f"{table}.{ENDINGS[kind]}"
    match kind:
        case "csv":
            return CsvFile(path, TABLES[table])
        case "parquet":
            return ParquetFile(path, TABLES[table])
        case _:
            return JsonLines(path)


def part_file(path: Path, kind: str, table: str) -> PartFile:
    """A new file with rows that the file of the whole table takes by `append`."""
    if kind == "csv":
        return CsvFile(path, TABLES[table], header=False)
    return ArrowFile(path, TABLES[table]) if kind == "parquet" else JsonLines(path)


class JsonLines:
    """An object a line: rows of a table, or resources of FHIR."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._encode = msgspec.json.Encoder().encode_lines

    def write(self, rows: Sequence[Any]) -> None:
        self._file.write(self._encode(rows))
        self.rows += len(rows)

    def append(self, part: Path, rows: int) -> None:
        with part.open("rb") as file:
            shutil.copyfileobj(file, self._file)
        self.rows += rows

    def close(self) -> None:
        self._file.close()


class CsvFile:
    """RFC 4180 in UTF-8, with a line of names; cells as `directory.exporting.cells` makes them harmless."""

    def __init__(self, path: Path, kind: type[Row], *, header: bool = True) -> None:
        self.rows = 0
        self._file = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\r\n")
        if header:
            self._csv.writerow(kind.__struct_fields__)

    def write(self, rows: Sequence[Row]) -> None:
        self.write_cells([cells(msgspec.structs.astuple(row)) for row in rows])

    def write_cells(self, rows: Sequence[Sequence[object]]) -> None:
        """Rows that are cells already."""
        self._csv.writerows(rows)
        self.rows += len(rows)

    def append(self, part: Path, rows: int) -> None:
        with part.open(encoding="utf-8", newline="") as file:
            shutil.copyfileobj(file, self._file)
        self.rows += rows

    def close(self) -> None:
        self._file.close()


class ParquetFile:
    """Typed columns in row groups of `IN_GROUP` rows, packed with zstd; rows that wait are kept as Arrow keeps them."""

    def __init__(self, path: Path, kind: type[Row]) -> None:
        self.rows = 0
        self._schema = arrow_schema(kind)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd", compression_level=1)
        self._waiting: list[Any] = []
        self._written = 0

    def write(self, rows: Sequence[Row]) -> None:
        self.write_values([msgspec.structs.astuple(row) for row in rows])

    def write_values(self, rows: Sequence[Sequence[Any]]) -> None:
        """Rows as values in the order of the columns; days and times are text."""
        if rows:
            self._take(_batch(rows, self._schema))

    def append(self, part: Path, rows: int) -> None:
        with pa.ipc.open_file(pa.memory_map(str(part))) as file:
            for number in range(file.num_record_batches):
                self._take(file.get_batch(number))

    def _take(self, batch: Any) -> None:
        self._waiting.append(batch)
        self.rows += batch.num_rows
        while self.rows - self._written >= IN_GROUP:
            self._group(IN_GROUP)

    def close(self) -> None:
        if self.rows > self._written:
            self._group(self.rows - self._written)
        self._writer.close()

    def _group(self, rows: int) -> None:
        """The same rows make the same group, however they came."""
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._writer.write_table(table.slice(0, rows).combine_chunks(), row_group_size=rows)
        self._waiting = table.slice(rows).combine_chunks().to_batches()
        self._written += rows


class ArrowFile:
    """Rows as Arrow keeps them, on the way from one process to another."""

    def __init__(self, path: Path, kind: type[Row]) -> None:
        self.rows = 0
        self._schema = arrow_schema(kind)
        self._writer = pa.ipc.new_file(str(path), self._schema)

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.write_batch(_batch([msgspec.structs.astuple(row) for row in rows], self._schema))
        self.rows += len(rows)

    def close(self) -> None:
        self._writer.close()


def arrow_schema(kind: type[Row]) -> Any:
    """The columns with their types of Arrow. A map, of which Parquet has its own idea, is JSON."""
    return pa.schema([pa.field(name, _arrow(hint)) for name, hint in columns(kind).items()])


def _batch(rows: Sequence[Sequence[Any]], schema: Any) -> Any:
    made = [_array(values, kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)]
    return pa.RecordBatch.from_arrays(made, schema=schema)


def _arrow(hint: Any) -> Any:
    parts = getattr(hint, "__args__", ()) if not hasattr(hint, "__metadata__") else ()
    wanted = next((one for one in parts if one is not type(None)), hint) if type(None) in parts else hint
    if wanted == Day:
        return pa.date32()
    if wanted == Time:
        return pa.timestamp("s", "UTC")
    plain = {int: pa.int32(), float: pa.float64(), list[str]: pa.list_(pa.string())}
    return plain.get(wanted, pa.string())


def _array(values: Sequence[Any], kind: Any) -> Any:
    """A column; most are one value all through a batch, or nothing at all, which is told from a few of them first."""
    first, rows = values[0], len(values)
    if first == values[-1] == values[rows // 2] and values.count(first) == rows:
        return pa.nulls(rows, kind) if first is None else pa.repeat(_converted([first], kind)[0], rows)
    return _converted(values, kind)


def _converted(values: Sequence[Any], kind: Any) -> Any:
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.array(values, pa.string()).cast(kind)
    try:
        return pa.array(values, kind)
    except pa.ArrowTypeError:  # a map
        return pa.array([one and msgspec.json.encode(one).decode() for one in values], kind)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
