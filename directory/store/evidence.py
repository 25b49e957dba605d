"""Keeps response bodies, each once under its SHA-256."""

import hashlib
import io
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

CHUNK = 1 << 20
LEVEL = 3  # of zstd: pages grow by a few percent against level 9, and are packed several times as fast


class EvidenceError(RuntimeError):
    """Evidence is missing, or its bytes are not those its name promises."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept: hex SHA-256 of the body, its size in bytes, the size on disk, and how it is packed there."""

    sha256: str
    size: int
    stored_size: int
    encoding: str


class EvidenceStore:
    """A folder of bodies: ``ab/abcdef….zst``, or as received (no ending) for bulk files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, sha256: str, encoding: str) -> Path:
        return self.root / sha256[:2] / (sha256 + (".zst" if encoding == "zstd" else ""))

    @property
    def downloads(self) -> Path:
        """Where bulk files are fetched to: on the same disk, so that they are taken over without copying."""
        return self.root.parent / "downloads"

    def put(self, body: bytes) -> Stored:
        """Keeps a response body, packed with zstd; the same body twice is stored once."""
        sha256 = hashlib.sha256(body).hexdigest()
        target = self._path(sha256, "zstd")
        if not (stored_size := _size(target)):  # an empty file is what a power failure left
            packed = zstandard.compress(body, LEVEL)
            stored_size = len(packed)
            with self._placing(target) as temporary:
                _write(temporary, packed)
        return Stored(sha256, len(body), stored_size, "zstd")

    def put_file(self, file: Path, sha256: str | None = None) -> Stored:
        """Keeps a bulk file byte for byte as received, on the disk before this returns.

        ``sha256``: when the caller has hashed the bytes already; else they are read once, in bounded memory. A file
        in `downloads` is ours, and becomes the evidence by a link instead of a copy; it must not be written to again.
        """
        sha256 = sha256 or _hashed(file)
        size = file.stat().st_size
        target = self._path(sha256, "identity")
        if _size(target) != size:
            with self._placing(target) as temporary:
                if not (self.downloads in file.parents and _linked(file, temporary)):
                    shutil.copyfile(file, temporary)
                _to_disk(temporary)
            _to_disk(target.parent)
        return Stored(sha256, size, size, "identity")

    @contextmanager
    def _placing(self, target: Path) -> Iterator[Path]:
        """A free name beside the target; what is made there takes the target's place at once, or not at all."""
        temporary = target.parent / f".new-{secrets.token_hex(8)}"
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def tidy(self, *, older: float = 3600.0) -> int:
        """Removes what processes that died had begun to write, ``older`` seconds ago or more; returns how many."""
        left = [file for file in self.root.glob("??/.new-*") if time.time() - file.stat().st_mtime > older]
        for file in left:
            file.unlink(missing_ok=True)
        return len(left)

    def path_of(self, sha256: str) -> Path:
        """The stored file (packed or as received). Raises EvidenceError when there is none."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise EvidenceError("not a SHA-256 name")
        for encoding in ("zstd", "identity"):
            path = self._path(sha256, encoding)
            if path.exists():
                return path
        raise EvidenceError(f"no evidence {sha256} in {self.root}")

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """The body as a stream that is unpacked while it is read, forwards only where it is packed.

        Raises EvidenceError when it is missing; a damaged one raises zstandard.ZstdError while it is read.
        """
        path = self.path_of(sha256)
        with path.open("rb") as stream:
            if path.suffix != ".zst":
                yield stream
                return
            with zstandard.ZstdDecompressor().stream_reader(stream) as unpacked:
                yield io.BufferedReader(cast("io.RawIOBase", unpacked), CHUNK)

    def whole(self, sha256: str) -> bool:
        """Whether the bytes still match their name, read in bounded memory. Raises EvidenceError when missing."""
        digest = hashlib.sha256()
        try:
            with self.open(sha256) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
        except zstandard.ZstdError:
            return False
        return digest.hexdigest() == sha256

    def read(self, sha256: str) -> bytes:
        """The exact bytes received. Raises EvidenceError when missing or when they do not match their hash."""
        path = self.path_of(sha256)
        body = path.read_bytes()
        if path.suffix == ".zst":
            try:
                body = zstandard.decompress(body)
            except zstandard.ZstdError as error:
                raise EvidenceError(f"evidence {sha256} is damaged: it cannot be unpacked ({error})") from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise EvidenceError(f"evidence {sha256} is damaged: its bytes no longer match its hash")
        return body


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None


def _write(file: Path, body: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as out:
        left = memoryview(body)
        while left:
            left = left[out.write(left) or 0 :]


def _hashed(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _linked(file: Path, target: Path) -> bool:
    with suppress(OSError):  # another disk, or one that has no links
        target.hardlink_to(file)
        return True
    return False


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
