"""What changed from one export to the next, and putting it together again: row by row, whatever the size of the tables.

Both exports stand in the order of their keys, so they are read side by side and nothing is held but two rows.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from directory.exporting.files import ENDINGS, sha256_of, table_file
from directory.exporting.keyed import Keyed, Value, long_cells, put, rows_of
from directory.exporting.manifest import (
    CHANGES,
    FORMAT_VERSION,
    MANIFEST,
    ExportError,
    FileMade,
    Manifest,
    file_made,
    plain,
    read,
    written,
)
from directory.exporting.whole import made_whole
from directory.reporting.hashing import digest

AT_ONCE = 1_000  # rows written at once


class Op(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Change(Struct, frozen=True):
    """One row: as it is now, or null where it is gone."""

    op: str
    key: str
    row: Any


class TableChanges(Struct, frozen=True, kw_only=True):
    """How many rows of a table were added, changed and removed, and the file that has them."""

    table: str
    added: int
    changed: int
    removed: int
    file: FileMade


class ChangesManifest(Struct, frozen=True, kw_only=True):
    """``since``: digest of the export that the changes apply to; ``becomes``: the manifest of what comes of it."""

    format: str = CHANGES
    format_version: int = FORMAT_VERSION
    since: str
    becomes: Manifest
    tables: list[TableChanges]
    copied: list[str]


def difference(old: Path, new: Path, target: Path) -> ChangesManifest:
    """Writes the folder ``target``: all that turns the export ``old`` into ``new``, which must be of one kind, for one
    reader and of the same states. Raises ExportError.
    """
    apart(target, old, new)
    before, after = read(old), read(new)
    for what in ("kind", "audience", "states"):
        if getattr(before, what) != getattr(after, what):
            raise ExportError(f"{old} and {new} differ in {what}: {getattr(before, what)}, {getattr(after, what)}")
    with long_cells(), made_whole(target) as folder:
        tables = [_table(old, new, folder, before.kind, one.table) for one in after.files if one.table]
        copied = [one.name for one in after.files if one.table is None]
        for name in copied:
            shutil.copyfile(new / name, folder / name)
        made = ChangesManifest(since=before.digest, becomes=after, tables=tables, copied=copied)
        (folder / MANIFEST).write_bytes(_sealed(made))
    return made


def apply(old: Path, changes: Path, target: Path) -> Manifest:
    """Writes the folder ``target``: the very bytes of the export that the changes were made from.

    Raises ExportError where the changes are of another export, or any file is not as it was written.
    """
    before, made = read(old), read_changes(changes)
    if before.digest != made.since:
        raise ExportError(f"{changes} applies to another export than {old}: make the changes since this one")
    apart(target, old, changes)
    with long_cells(), made_whole(target) as folder:
        for one in made.tables:
            _applied(old, changes, folder, made.becomes.kind, one)
        for name in made.copied:
            shutil.copyfile(changes / name, folder / name)
        for file in made.becomes.files:
            if sha256_of(folder / file.name) != file.sha256:
                raise ExportError(f"{file.name} did not become what it should be: {old} or {changes} was changed")
        (folder / MANIFEST).write_bytes(written(made.becomes))
    return made.becomes


def apart(target: Path, *others: Path) -> None:
    """Raises ExportError where the folder that is to be made would take the place of one that it is made from."""
    if target.resolve() in [one.resolve() for one in others]:
        raise ExportError(f"{target} is what it would be made from: name a folder of its own for it")


def read_changes(folder: Path) -> ChangesManifest:
    """The manifest of changes. Raises ExportError."""
    told = plain(folder)
    if told.get("format") != CHANGES or told.get("format_version") != FORMAT_VERSION:
        raise ExportError(f"{folder} holds no changes that this program can apply")
    seal = told.pop("digest", None)
    try:
        made = msgspec.convert(told, ChangesManifest)
    except msgspec.ValidationError as error:
        raise ExportError(f"{folder / MANIFEST}: {error}") from error
    named = [*made.copied, *(one.file.name for one in made.tables), *(one.name for one in made.becomes.files)]
    if digest(msgspec.to_builtins(made)) != seal or any(Path(name).name != name for name in named):
        raise ExportError(f"{folder / MANIFEST} is not as it was written")
    return made


def _sealed(made: ChangesManifest) -> bytes:
    told = msgspec.to_builtins(made)
    return (json.dumps({**told, "digest": digest(told)}, indent=1, ensure_ascii=False) + "\n").encode()


# --- one table ---------------------------------------------------------------------------------------------------


def _table(old: Path, new: Path, folder: Path, kind: str, table: str) -> TableChanges:
    name, counted = f"{table}.changes.ndjson", Counter[str]()
    encode = msgspec.json.Encoder().encode_lines
    with (folder / name).open("wb") as file:
        waiting: list[Change] = []
        for change in compared(_rows(old, kind, table), _rows(new, kind, table)):
            counted[change.op] += 1
            waiting.append(change)
            if len(waiting) == AT_ONCE:
                file.write(encode(waiting))
                waiting.clear()
        file.write(encode(waiting))
    return TableChanges(
        table=table,
        added=counted[Op.ADDED],
        changed=counted[Op.CHANGED],
        removed=counted[Op.REMOVED],
        file=file_made(folder, name, table, counted.total()),
    )


def compared(old: Iterator[Keyed], new: Iterator[Keyed]) -> Iterator[Change]:
    """The changes in the order of the keys."""
    mine, theirs = next(old, None), next(new, None)
    while mine is not None or theirs is not None:
        if theirs is None or (mine is not None and mine[0] < theirs[0]):
            assert mine is not None
            yield Change(Op.REMOVED.value, mine[0], None)
            mine = next(old, None)
        elif mine is None or theirs[0] < mine[0]:
            yield Change(Op.ADDED.value, *theirs)
            theirs = next(new, None)
        else:
            if mine[1] != theirs[1]:
                yield Change(Op.CHANGED.value, *theirs)
            mine, theirs = next(old, None), next(new, None)


def merged(old: Iterator[Keyed], changes: Iterator[Change]) -> Iterator[Value]:
    """The rows that are left, in the order of their keys. Raises ExportError for a change that does not fit."""
    change = next(changes, None)
    for key, row in old:
        while change is not None and change.key < key:
            if change.op != Op.ADDED:
                raise ExportError(f"{change.key} is {change.op}, and is not there")
            yield change.row
            change = next(changes, None)
        if change is None or change.key != key:
            yield row
            continue
        if change.op == Op.ADDED:
            raise ExportError(f"{key} is added, and is there already")
        if change.op == Op.CHANGED:
            yield change.row
        change = next(changes, None)
    while change is not None:
        if change.op != Op.ADDED:
            raise ExportError(f"{change.key} is {change.op}, and is not there")
        yield change.row
        change = next(changes, None)


def _applied(old: Path, changes: Path, folder: Path, kind: str, one: TableChanges) -> None:
    if sha256_of(changes / one.file.name) != one.file.sha256:
        raise ExportError(f"{changes / one.file.name} is not as it was written")
    file, waiting = table_file(folder, kind, one.table), list[Value]()
    try:
        for row in merged(_rows(old, kind, one.table), _changes(changes / one.file.name)):
            waiting.append(row)
            if len(waiting) == AT_ONCE:
                put(file, waiting)
                waiting.clear()
        put(file, waiting)
    finally:
        file.close()


def _rows(folder: Path, kind: str, table: str) -> Iterator[Keyed]:
    return rows_of(folder / f"{table}.{ENDINGS[kind]}", kind)


def _changes(path: Path) -> Iterator[Change]:
    decode = msgspec.json.Decoder(Change).decode
    with path.open("rb") as file:
        for line in file:
            try:
                yield decode(line)
            except msgspec.DecodeError as error:
                raise ExportError(f"{path}: {error}") from error
