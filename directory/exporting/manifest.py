"""What stands beside the tables: of what, for whom, on which day, and the hashes by which an export is that one."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from directory.exporting.files import sha256_of
from directory.exporting.tables import VERSION
from directory.reporting.hashing import digest
from directory.vocabulary import Audience

FORMAT, CHANGES, MANIFEST = "needleproof-export", "needleproof-export-changes", "manifest.json"
FORMAT_VERSION = 1
MOST_BYTES = 1 << 20


class ExportError(ValueError):
    """An export cannot be made, read or applied; the message says why and what to do."""


class FileMade(Struct, frozen=True, kw_only=True):
    """A file of the export; ``table`` and ``rows`` are null of those that are no table."""

    name: str
    table: str | None
    rows: int | None
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """``publication`` and ``as_of``: what was published, and for which day; ``shown_on``: the day the statuses are of;
    ``digest``: over all the rest.
    """

    format: str = FORMAT
    format_version: int = FORMAT_VERSION
    schema_version: int = VERSION
    kind: str
    audience: Audience
    states: list[str]
    sample: bool
    publication: int
    published_at: str
    as_of: str
    shown_on: str
    made_at: str
    program: str
    files: list[FileMade]
    digest: str = ""

    def table(self, name: str) -> FileMade | None:
        return next((one for one in self.files if one.table == name), None)


def sealed(manifest: Manifest) -> Manifest:
    """With its digest."""
    told = msgspec.to_builtins(manifest)
    del told["digest"]
    return msgspec.structs.replace(manifest, digest=digest(told))


def written(manifest: Any) -> bytes:
    return (json.dumps(msgspec.to_builtins(manifest), indent=1, ensure_ascii=False) + "\n").encode()


def file_made(folder: Path, name: str, table: str | None = None, rows: int | None = None) -> FileMade:
    path = folder / name
    return FileMade(name=name, table=table, rows=rows, bytes=path.stat().st_size, sha256=sha256_of(path))


def read(folder: Path) -> Manifest:
    """The manifest of an export. Raises ExportError for a folder that is none, or of another version."""
    told = plain(folder)
    if told.get("format") != FORMAT:
        raise ExportError(f"{folder} is no export: its {MANIFEST} does not say that it is {FORMAT}")
    if (told.get("format_version"), told.get("schema_version")) != (FORMAT_VERSION, VERSION):
        raise ExportError(f"{folder} was made by a program with other tables: make a new full export")
    try:
        found = msgspec.convert(told, Manifest)
    except msgspec.ValidationError as error:
        raise ExportError(f"{folder / MANIFEST}: {error}") from error
    if sealed(found).digest != found.digest:
        raise ExportError(f"{folder / MANIFEST} is not as it was written: its digest is another one")
    return found


def plain(folder: Path) -> dict[str, Any]:
    """The manifest in a folder as it stands, whatever it is of. Raises ExportError."""
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(MOST_BYTES))
    except OSError as error:
        raise ExportError(f"{folder} is no export: {MANIFEST} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ExportError(f"{path} is no JSON: {error}") from error
    if not isinstance(told, dict):
        raise ExportError(f"{path} is no manifest")
    return told


def utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
