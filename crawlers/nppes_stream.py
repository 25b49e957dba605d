"""Reads an NPPES file: the rows found block by block, or row by row from where its form is in doubt."""

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec.structs import replace

from crawlers.changed import SourceChangedError
from crawlers.nppes_lines import lines_of
from crawlers.nppes_process import Searching, messages
from crawlers.nppes_search import Block, Doubt, Message, Opened, Refused, Source
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.text import csv_rows
from directory.normalize.identifiers import npi_is_valid
from directory.nppes import BulkRows, OtherNameRows, PlaceRows
from directory.records import NpiRecord
from directory.vocabulary import NpiStatus

T = TypeVar("T")

_NOT_OURS = "no taxonomy of ours"
_UNREADABLE = "a row that could not be read"


def readings(file: Path, *, changes: bool = False) -> Iterator[Reading]:
    """Every row of the file, kept or dropped, with what the other members of a zip say of its NPI.

    A large file is searched from this call on, by another process. ``changes``: a file of changes, small enough to be
    read row by row; rows that are not ours are named then, for they may have been. Raises SourceChangedError naming
    file, row and column.
    """
    return _changes(file) if changes else _whole(file, messages(file))


def _changes(file: Path) -> Iterator[Reading]:
    with contextlib.closing(Source(file)) as source:
        yield from _slowly(source, None, 0, 0, named=True)


def _whole(file: Path, stream: Generator[Message] | Searching) -> Iterator[Reading]:
    reader: _Reader | None = None
    with contextlib.closing(stream):
        for message in stream:
            match message:
                case Opened(where, headers):
                    reader = _Reader(where, headers)
                case Block() if reader is not None:
                    yield from reader.block(message)
                case Doubt(offset, before):
                    with contextlib.closing(Source(file)) as source:
                        yield from _slowly(source, reader, offset, before)
                case Refused(reason):
                    raise SourceChangedError(reason)


class _Reader:
    """Makes records of rows. Raises SourceChangedError when columns are missing."""

    def __init__(self, where: str, headers: Mapping[str, Sequence[str]], *, named: bool = False) -> None:
        self.where = where
        self.named = named
        self.header = headers["npidata"]
        self.rows = _with(BulkRows, self.header, where)
        self.places = _with(PlaceRows, headers["pl"], where) if "pl" in headers else None
        self.names = _with(OtherNameRows, headers["othername"], where) if "othername" in headers else None

    def block(self, block: Block) -> Iterator[Reading]:
        """The rows of one block; those that were not chosen for reading are not ours."""
        found = block.found
        others = found.rows - len(found.texts)
        first = block.before + 2  # row 1 is the header
        ours, read, places, names = self.rows.ours, self.reading, block.places, block.names
        empty = [""] * self.rows.until
        chosen = zip(found.places.tolist(), found.npis.tolist(), found.texts, strict=True)
        for place, (offset, npi, text) in enumerate(chosen):
            values = text.decode().split('","')
            values += empty[len(values) :]
            if npi and not ours(values):
                others += 1
                continue
            yield from read(values, first + offset, places.get(place), names.get(place), proved=npi != 0)
        if others:
            yield Dropped(_NOT_OURS, others)

    def reading(
        self,
        values: Sequence[str],
        number: int,
        places: Sequence[bytes] | None = None,
        names: Sequence[bytes] | None = None,
        *,
        proved: bool = False,
    ) -> tuple[Reading, ...]:
        """``places``, ``names``: the NPI's rows of the other members; ``proved``: the NPI is valid."""
        try:
            record = self.rows.record(values, proved=proved)
        except ValueError as error:
            # Not acceptable: taking the run would mean losing the person of this row.
            return Flaw("row", f"{self.where}: row {number}: {error}"), Dropped(_UNREADABLE)
        if record.status is NpiStatus.DEACTIVATED:
            return (Kept(record, f"row {number}"),)
        for taxonomy in record.taxonomies:
            if taxonomy.profession is not None:
                if places or names:
                    record = self._more(record, places or (), names or ())
                return (Kept(record, f"row {number}"),)
        return (Dropped(_NOT_OURS, keys=(record.key,) if self.named else ()),)

    def _more(self, record: NpiRecord, places: Sequence[bytes], names: Sequence[bytes]) -> NpiRecord:
        further = self.places.addresses(map(_split, places)) if self.places else ()
        called = self.names.names(map(_split, names)) if self.names else ()
        return replace(record, addresses=record.addresses + further, organization_other_names=called)


def _split(row: bytes) -> list[str]:
    return row.decode().split('","')


def _with(kind: Callable[[Sequence[str]], T], header: Sequence[str], where: str) -> T:
    try:
        return kind(header)
    except ValueError as error:
        raise SourceChangedError(f"{where}: row 1: {error}") from error


def _slowly(
    source: Source, reader: _Reader | None, offset: int, before: int, *, named: bool = False
) -> Iterator[Reading]:
    """The rows from a place on, read exactly; ``before`` rows were read already."""
    header = reader.header if reader is not None and offset else None
    rows = csv_rows(lines_of(_from(source.pieces(), offset), source.where, header), source.where, first=before + 2)
    _, header = next(rows)
    others = {kind: companion.header for kind, companion in source.companions.items()}
    reader = _Reader(source.where, {"npidata": header, **others}, named=named)
    npi_at = header.index("NPI")
    nothing: Mapping[str, Sequence[bytes]] = {}
    for number, values in rows:
        npi = values[npi_at]
        proved = npi_is_valid(npi)
        more = (
            {kind: companion.of(np.array([int(npi)])).get(0, ()) for kind, companion in source.companions.items()}
            if proved
            else nothing
        )
        if proved and not reader.rows.ours(values):
            yield Dropped(_NOT_OURS, keys=(npi,) if named else ())
        else:
            yield from reader.reading(values, number, more.get("pl"), more.get("othername"), proved=proved)


def _from(pieces: Iterator[bytes], offset: int) -> Iterator[bytes]:
    for piece in pieces:
        if offset < len(piece):
            yield piece[offset:]
        offset = max(0, offset - len(piece))
