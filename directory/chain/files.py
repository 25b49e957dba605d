"""The chain file, which is only ever added to, and the leaves of each closed day in a file beside it."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from directory.chain.item import Item
from directory.chain.lines import HEADER, Chain, Line, read_chain


class ChainError(RuntimeError):
    """The chain cannot be gone on with as it stands; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class ChainFiles:
    """``file``: the chain, to be published; ``folder``: DAY.txt with the leaves of each day, to be kept with the data:
    they hold what the items say.
    """

    file: Path
    folder: Path

    @classmethod
    def at(cls, data_folder: Path, file: Path | None = None) -> Self:
        return cls(file or data_folder / "chain.txt", data_folder / "chain")

    def read(self) -> Chain | None:
        """The chain; None when there is no file."""
        try:
            return read_chain(self.file.read_bytes())
        except FileNotFoundError:
            return None

    def begin(self) -> None:
        """Makes the file with the line that explains it, where there is none."""
        if not self.file.exists():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._write(0, HEADER)
            _sync(self.file.parent)

    def add(self, chain: Chain, line: Line) -> None:
        """Adds a line and waits until it is on the disk. What has no line end is no line: it is written over."""
        end = self.file.stat().st_size - len(chain.half)
        self._write(end, str(line) if end else f"{HEADER}\n{line}")

    def day_file(self, day: date) -> Path:
        return self.folder / f"{day}.txt"

    def write_day(self, day: date, items: Sequence[Item]) -> None:
        """Writes the leaves of a day, whole or not at all. Raises ChainError where other ones stand there already."""
        body = "".join(f"{item}\n" for item in items).encode("ascii")
        file = self.day_file(day)
        if file.exists():  # a crash came before the line; or somebody took the line away
            if file.read_bytes() != body:
                raise ChainError(
                    f"{file} holds other leaves of {day} than the database: the day was closed before, and its line is "
                    f"gone from {self.file}"
                )
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.new")
        beside.write_bytes(body)
        _sync(beside)
        beside.replace(file)
        _sync(self.folder)

    def read_day(self, day: date) -> list[str]:
        """The lines of a day's file. Raises FileNotFoundError."""
        return self.day_file(day).read_bytes().decode("utf-8", "replace").split("\n")[:-1]

    def days(self) -> list[date]:
        """The days whose leaves stand there."""
        found = []
        for file in self.folder.glob("????-??-??.txt"):
            try:
                found.append(date.fromisoformat(file.stem))
            except ValueError:
                continue
        return sorted(found)

    def copy_to(self, other: Self) -> None:
        """Copies what is there, each file whole or not at all; ``other`` is new, or an earlier copy of this chain."""
        for day in self.days():
            _copy(self.day_file(day), other.day_file(day))
        if self.file.exists():
            _copy(self.file, other.file)

    def forget(self) -> None:
        """Removes all of it, with a sample database that is emptied. Never called on real data."""
        for day in self.days():
            self.day_file(day).unlink()
        self.file.unlink(missing_ok=True)

    def _write(self, at: int, text: str) -> None:
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o644)
        with os.fdopen(handle, "rb+", buffering=0) as stream:
            stream.truncate(at)
            stream.seek(at)
            stream.write(f"{text}\n".encode())
            os.fsync(stream.fileno())


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(file, beside)
    _sync(beside)
    beside.replace(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
