"""Searches an NPPES file, zip or csv, for the rows that concern us, block by block."""

import contextlib
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.changed import SourceChangedError
from crawlers.nppes_lines import quoted
from crawlers.nppes_members import Companion
from crawlers.nppes_scan import DoubtError, Found, Wanted, blocks, scan
from crawlers.nppes_zip import PIECE, is_zip, members, pieces
from directory.normalize.taxonomy import TAXONOMY_PREFIXES
from directory.nppes_columns import bulk_columns, other_name_column, place_columns

_COMPANIONS: dict[str, Callable[[Sequence[str]], object]] = {"pl": place_columns, "othername": other_name_column}


@dataclass(frozen=True, slots=True)
class Opened:
    """Comes before the first block: what to call the file in messages, and the columns by kind of member."""

    where: str
    headers: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """The rows found in one block: ``before`` rows stand before it; ``places`` and ``names`` are the rows of the other
    members by place in ``found.places``.
    """

    before: int
    found: Found
    places: dict[int, list[bytes]]
    names: dict[int, list[bytes]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """From here on the slow reader must read: so many bytes and rows (without the header) stand before."""

    offset: int
    before: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is not what it should be; nothing comes after this."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The file was searched to its end; nothing comes after this."""


Message = Opened | Block | Doubt | Refused | Ended


class Source:
    """An NPPES file, zip or csv: its rows, and what the other members say of an NPI.

    Raises SourceChangedError.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._archive = zipfile.ZipFile(file) if is_zip(file) else None
        self._members = members(self._archive, file.name) if self._archive else {}
        self.where = f"{file.name}/{self._members['npidata'].filename}" if self._archive else file.name
        self.companions = {
            kind: Companion(pieces(self._archive, info, file.name), f"{file.name}/{info.filename}", _COMPANIONS[kind])
            for kind, info in self._members.items()
            if self._archive and kind != "npidata"
        }

    def pieces(self) -> Iterator[bytes]:
        """The bytes of npidata."""
        if self._archive is not None:
            yield from pieces(self._archive, self._members["npidata"], self._file.name)
            return
        with self._file.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()


def search(source: Source) -> Iterator[Opened | Block | Doubt]:
    """What there is to read in a file. Raises SourceChangedError."""
    wanted: Wanted | None = None
    offset = before = 0
    for block in blocks(source.pieces()):
        rest = block
        if wanted is None:
            header, offset = _plain_header(block)
            if (wanted := _wanted(header)) is None:
                break
            headers = {kind: companion.header for kind, companion in source.companions.items()}
            yield Opened(source.where, {"npidata": header, **headers})
            rest = block[offset:]
        try:
            found = scan(rest, wanted) if rest else None
        except DoubtError:
            yield Doubt(offset, before)
            return
        if found is not None:
            more = {kind: companion.of(found.npis) for kind, companion in source.companions.items()}
            yield Block(before, found, more.get("pl", {}), more.get("othername", {}))
            before += found.rows
        offset += len(rest)
    if wanted is None:
        yield Doubt(0, 0)


def _plain_header(block: bytes) -> tuple[list[str], int]:
    """The columns, [] unless they are quoted as NPPES does; and the length of the line."""
    length = block.find(b"\n") + 1
    names = block[1 : length - 2].decode("ascii", "replace").split('","')
    return (names, length) if block[:length] == quoted(names).encode() and '"' not in "".join(names) else ([], 0)


def _wanted(header: Sequence[str]) -> Wanted | None:
    """None for a header in which a column is missing or stands twice; the slow reader says which."""
    try:
        columns = bulk_columns(header)
    except ValueError:
        return None
    if len(set(header)) < len(header):
        return None
    return Wanted(len(header), columns.npi, columns.deactivated, columns.until, TAXONOMY_PREFIXES)


def told(file: Path) -> Generator[Message]:
    """What there is to read in a file, and how it ends."""
    try:
        with contextlib.closing(Source(file)) as source:
            for message in search(source):
                yield message
                if isinstance(message, Doubt):
                    return
    except SourceChangedError as error:
        yield Refused(str(error))
    except zipfile.BadZipFile as error:
        yield Refused(f"{file.name}: the zip is damaged or cut off: {error}")
    else:
        yield Ended()
