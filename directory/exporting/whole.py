"""Folders that are there whole or not at all: made beside, and renamed in the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from directory.exporting.manifest import CHANGES, FORMAT, ExportError, plain


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A folder that takes the place of ``target`` when the block ends well, and vanishes when it does not.

    An export of ours is replaced, an empty folder too; any other folder or file raises ExportError and is left alone.
    """
    _may_replace(target)
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=parent, prefix=f".{target.name}.", suffix=".part"))
    try:
        yield beside
        _may_replace(target)
        for path in beside.rglob("*"):
            if path.is_file():
                _flushed(path)
        beside.chmod(0o755)
        _put(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _may_replace(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ExportError(f"{target} is no folder: name one that is not there yet")
    if not target.exists() or not any(target.iterdir()):
        return
    try:
        ours = plain(target).get("format") in (FORMAT, CHANGES)
    except ExportError:
        ours = False
    if not ours:
        raise ExportError(f"{target} is not empty and no export of this program: name another folder")


def _put(beside: Path, target: Path) -> None:
    """The old export stands aside until the new one is in its place, and comes back where that fails."""
    if not target.exists():
        beside.rename(target)
        return
    aside = Path(tempfile.mkdtemp(dir=beside.parent, prefix=f".{target.name}.", suffix=".before"))
    target.rename(aside / target.name)
    try:
        beside.rename(target)
    except OSError:
        (aside / target.name).rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _flushed(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
