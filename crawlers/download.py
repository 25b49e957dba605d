"""Fetches one large file to disk; a download that was cut off or killed goes on where the server allows it."""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import httpx
from filelock import FileLock, Timeout

from crawlers.changed import SourceChangedError
from directory.web import TOO_SLOW, WebClient, WebError

KEPT_SECONDS = 7 * 24 * 3600  # an unfinished download is worth going on with for a week
PACE_BYTES, PACE_SECONDS = 1 << 20, 45.0  # the least speed: a mebibyte in so many seconds
Progress = Callable[[int, int | None], None]


class UnchangedError(Exception):
    """The server says that the file is as it was when it was last read."""


@dataclass(frozen=True, slots=True)
class Download:
    """A complete file on disk, under its own name, with the answer's address, status, headers and its SHA-256."""

    file: Path
    url: str
    status: int
    headers: dict[str, str]
    sha256: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the server said of a file that is here in part (or whole): kept beside it."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case
    total: int | None = None

    @classmethod
    def of(cls, file: Path) -> Self | None:
        try:
            value = json.loads(file.read_bytes())
            return cls(str(value["address"]), dict(value["headers"]), value["total"])
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, file: Path) -> None:
        new = file.with_suffix(".new")
        new.write_text(json.dumps(asdict(self)), encoding="utf-8")
        new.replace(file)

    @property
    def validator(self) -> str | None:
        """An ETag or date that changes whenever the bytes do; None when the server gives no such thing."""
        etag = self.headers.get("etag", "")
        if etag.startswith('"'):
            return etag
        try:  # a date is as good only when the file was a minute old (RFC 9110, 8.8.2.2)
            modified = parsedate_to_datetime(self.headers["last-modified"])
            asked = parsedate_to_datetime(self.headers["date"])
            return self.headers["last-modified"] if (asked - modified).total_seconds() >= 60 else None
        except (KeyError, ValueError, TypeError):
            return None


@contextmanager
def downloading(
    web: WebClient,
    address: str,
    folder: Path,
    *,
    limit: int,
    tries: int,
    progress: Progress,
    unless: Mapping[str, str] | None = None,
) -> Iterator[Download]:
    """The complete file, removed when the block ends well; what is left after an error or a kill is used next time.

    ``limit``: bytes. ``tries``: how often a cut transfer goes on at once. ``unless``: headers that ask for the file
    only if it is another than the one that was read. Raises WebError, SourceChangedError, UnchangedError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(address.encode()).hexdigest()[:24]
    lock, place = FileLock(folder / f"{name}.lock", timeout=0), folder / name
    try:
        lock.acquire()
    except Timeout as error:
        raise WebError("another process is downloading this file now") from error
    try:
        place.mkdir(exist_ok=True)
        try:
            yield _Transfer(web, address, place, limit, progress, unless or {}).whole(tries)
        except (SourceChangedError, UnchangedError):
            shutil.rmtree(place)  # nothing to go on with
            raise
        shutil.rmtree(place)
    finally:
        lock.release()


def sweep(folder: Path) -> None:
    """Removes what nobody went on with for a week."""
    for place in folder.glob("*") if folder.is_dir() else ():
        if place.is_dir() and time.time() - max(f.stat().st_mtime for f in (place, *place.iterdir())) > KEPT_SECONDS:
            shutil.rmtree(place, ignore_errors=True)
            place.with_suffix(".lock").unlink(missing_ok=True)


class _Transfer:
    """One file on its way: ``part`` holds its first bytes, ``about`` what they are of."""

    def __init__(
        self, web: WebClient, address: str, place: Path, limit: int, progress: Progress, unless: Mapping[str, str]
    ) -> None:
        self.web, self.address, self.limit, self.progress, self.unless = web, address, limit, progress, unless
        self.part, self.about = place / ".part", place / ".about"
        self.file = place / _name(address)
        self.digest = hashlib.sha256()

    def whole(self, tries: int) -> Download:
        if self.file.exists():  # complete, but its run was killed
            self.file.replace(self.part)
        while True:
            had = self._size()
            try:
                return self._moved(self._ask())
            except WebError as error:
                tries -= 1
                if tries < 0 or self._size() <= had or TOO_SLOW in str(error):  # no headway, or hardly any
                    raise
                self.web.sleep(5.0)

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _ask(self) -> _Known:
        """Asks for what is missing, or for all of it."""
        known, have = _Known.of(self.about), self._size()
        if not have or known is None or not known.total or not (validator := known.validator):
            return self._from_start()
        conditional = "If-None-Match" if validator.startswith('"') else "If-Modified-Since"
        headers = (
            {conditional: validator} if have == known.total else {"Range": f"bytes={have}-", "If-Range": validator}
        )
        with self.web.opened(self.address, headers) as answer:
            if answer.status_code == 304 and have == known.total:
                self._hash_part()
                return known
            if answer.status_code == 206 and _continues(answer, known, have):
                self._hash_part()
                self._append(answer, known, have)
                return known
            if answer.status_code == 200:
                return self._take(answer)
            if answer.status_code not in (206, 416):
                raise WebError(f"answered {answer.status_code}")
        return self._from_start()

    def _from_start(self) -> _Known:
        with self.web.opened(self.address, self.unless) as answer:
            if answer.status_code == 304 and self.unless:
                raise UnchangedError(self.address)
            if answer.status_code != 200:
                raise WebError(f"answered {answer.status_code}")
            return self._take(answer)

    def _take(self, answer: httpx.Response) -> _Known:
        packing = answer.headers.get("Content-Encoding", "identity")
        if packing.lower() != "identity":
            raise SourceChangedError(f"{self.address}: the file came packed as {packing!r}, though asked for as it is")
        length = answer.headers.get("Content-Length", "")
        total = int(length) if re.fullmatch(r"[0-9]{1,18}", length) else None
        if total is not None and total > self.limit:
            raise SourceChangedError(f"{self.address}: {total:,} bytes announced, at most {self.limit:,} are taken")
        known = _Known(self.address, {k.lower(): v for k, v in answer.headers.items()}, total)
        # Before the new description: old bytes are never taken for the new file's. Another file and not the same one
        # emptied: after a kill the old one may be evidence too, under a link.
        self.part.unlink(missing_ok=True)
        self.part.touch()
        known.write(self.about)
        self.digest = hashlib.sha256()
        self._append(answer, known, 0)
        return known

    def _append(self, answer: httpx.Response, known: _Known, size: int) -> None:
        paced = size
        self.web.grant(PACE_SECONDS)
        with self.part.open("ab") as out:
            for chunk in self.web.chunks(answer):
                size += len(chunk)
                if size > self.limit or (known.total is not None and size > known.total):
                    most = min(self.limit, known.total or self.limit)
                    raise SourceChangedError(f"{self.address}: more than {most:,} bytes came")
                out.write(chunk)
                self.digest.update(chunk)
                if size - paced >= PACE_BYTES:
                    paced = size
                    self.web.grant(PACE_SECONDS)
                    self.progress(size, known.total)
            out.flush()
            os.fsync(out.fileno())
        self.progress(size, known.total)
        if known.total is not None and size != known.total:
            raise WebError(f"cut off after {size:,} of {known.total:,} bytes")

    def _hash_part(self) -> None:
        self.digest = hashlib.sha256()
        with self.part.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                self.digest.update(chunk)

    def _moved(self, known: _Known) -> Download:
        self.part.replace(self.file)
        return Download(self.file, self.address, 200, known.headers, self.digest.hexdigest())


def _continues(answer: httpx.Response, known: _Known, have: int) -> bool:
    """Whether a 206 is exactly the rest of what is here."""
    headers = answer.headers
    same = headers.get("ETag", known.headers.get("etag")) == known.headers.get("etag")
    plain = headers.get("Content-Encoding", "identity").lower() == "identity"
    rest = f"bytes {have}-{(known.total or 0) - 1}/{known.total}"
    return bool(same and plain and headers.get("Content-Range") == rest)


def _name(address: str) -> str:
    """The file's own name, which never leads out of its folder."""
    name = unquote(urlsplit(address).path).rpartition("/")[2]
    return name if re.fullmatch(r"[\w][\w.\- ()]{0,200}", name) else "file"
