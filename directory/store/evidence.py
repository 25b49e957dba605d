"""Keeps response bodies, each once under its SHA-256."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zstandard

CHUNK = 1 << 20


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

    def put(self, body: bytes) -> Stored:
        """Keeps a response body, packed with zstd; the same body twice is stored once."""
        sha256 = hashlib.sha256(body).hexdigest()
        target = self._path(sha256, "zstd")
        if not target.exists():
            with self._placing(target) as temporary:
                temporary.write_bytes(zstandard.compress(body, 9))
        return Stored(sha256, len(body), target.stat().st_size, "zstd")

    def put_file(self, file: Path) -> Stored:
        """Keeps a bulk file byte for byte as received; reads it once, in bounded memory."""
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        sha256, size = digest.hexdigest(), file.stat().st_size
        target = self._path(sha256, "identity")
        if not target.exists():
            with self._placing(target) as temporary:
                shutil.copyfile(file, temporary)
        return Stored(sha256, size, size, "identity")

    @contextmanager
    def _placing(self, target: Path) -> Iterator[Path]:
        """A temporary file beside the target that takes its place at once, or not at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def path_of(self, sha256: str) -> Path:
        """The stored file (packed or as received). Raises EvidenceError when there is none."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise EvidenceError("not a SHA-256 name")
        for encoding in ("zstd", "identity"):
            path = self._path(sha256, encoding)
            if path.exists():
                return path
        raise EvidenceError(f"no evidence {sha256} in {self.root}")

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
