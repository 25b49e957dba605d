"""Opens the members of an NPPES zip that we read, bounded in size and time, and checks what comes out of them."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from isal import isal_zlib

from crawlers.changed import SourceChangedError
from crawlers.text import looks_like_html

PIECE = 1 << 20  # bytes of one piece
RATIO = 100  # the real file unpacks to twelve times its size
RATIO_FROM = 64 << 20  # bytes: small members of mostly empty values shrink more
LIMITS = {"npidata": 64 << 30, "othername": 1 << 30, "pl": 1 << 30}  # bytes; npidata had 11 GB in 2025
_NAME = re.compile(r"(npidata|othername|pl|endpoint)_pfile.*\.csv", re.IGNORECASE)
_DAMAGED: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, cast("type[Exception]", isal_zlib.IsalError),
    EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(archive: zipfile.ZipFile, where: str) -> dict[str, zipfile.ZipInfo]:
    """The one member of each kind we read: npidata, othername, pl. Header files are no data.

    A zip of npidata alone will do, as somebody may pack it; one of NPPES with a member missing has changed, and
    reading it would take names and places from everybody. Raises SourceChangedError for that, and for a member that
    stands there twice, is encrypted or is too large.
    """
    found: dict[str, list[zipfile.ZipInfo]] = {kind: [] for kind in LIMITS}
    others = False
    for info in archive.infolist():
        name = _NAME.fullmatch(info.filename.rpartition("/")[2])
        if name is None or "header" in name[0].lower():
            continue
        others |= name[1].lower() != "npidata"
        if (kind := name[1].lower()) in found:
            found[kind].append(info)
    for kind, infos in found.items():
        if len(infos) != 1 and (infos or others or kind == "npidata"):
            names = f" ({', '.join(info.filename for info in infos)})" if infos else ""
            raise SourceChangedError(
                f"{where}: {len(infos)} members are named {kind}_pfile_….csv{names}; exactly one was expected"
            )
        for info in infos:
            _check(info, where, LIMITS[kind])
    return {kind: infos[0] for kind, infos in found.items() if infos}


def _check(info: zipfile.ZipInfo, where: str, limit: int) -> None:
    at = f"{where}/{info.filename}"
    if info.flag_bits & 1:
        raise SourceChangedError(f"{at}: is encrypted; NPPES encrypts nothing")
    if info.compress_type not in _METHODS:
        raise SourceChangedError(f"{at}: packed by method {info.compress_type}; stored or deflated was expected")
    if info.file_size > limit:
        raise SourceChangedError(f"{at}: says it has {info.file_size:,} bytes; at most {limit:,} are read")
    if info.file_size > max(RATIO_FROM, RATIO * info.compress_size):
        raise SourceChangedError(
            f"{at}: says it unpacks to {info.file_size // max(1, info.compress_size)} times its size; "
            f"at most {RATIO} times is read"
        )


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """The unpacked bytes of one member in pieces of at most 1 MiB; ends only when size and checksum are as announced.

    Raises SourceChangedError naming the member; never more than one piece beyond the announced size is unpacked.
    """
    at = f"{where}/{info.filename}"
    size, checksum = 0, 0
    try:
        with archive.open(info) as member:  # checks the member's own header against the directory
            data = _inflated(archive, info) if info.compress_type == zipfile.ZIP_DEFLATED else _stored(member)
            for piece in data:
                size += len(piece)
                if size > info.file_size:
                    raise SourceChangedError(f"{at}: unpacks to more than the {info.file_size:,} bytes announced")
                checksum = isal_zlib.crc32(piece, checksum)
                yield piece
    except _DAMAGED as error:
        raise SourceChangedError(f"{at}: the zip is damaged or cut off: {error}") from error
    if size != info.file_size:
        raise SourceChangedError(f"{at}: the zip is damaged: {size:,} bytes came of {info.file_size:,} announced")
    if checksum != info.CRC:
        raise SourceChangedError(f"{at}: the zip is damaged: the checksum of its bytes is wrong")


def _stored(member: IO[bytes]) -> Iterator[bytes]:
    while piece := member.read(PIECE):
        yield piece


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """As zipfile would, at twice its speed. Raises EOFError, or the error of the unpacker."""
    unpack = isal_zlib.decompressobj(-zlib.MAX_WBITS)
    left = info.compress_size
    with Path(str(archive.filename)).open("rb") as file:
        file.seek(info.header_offset + 26)
        lengths = file.read(4)  # of name and extra, as the member's own header has them
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        packed = b""
        while not unpack.eof:
            if not packed:
                packed = file.read(min(left, PIECE // 8))
                left -= len(packed)
                if not packed:
                    raise EOFError("its end is missing")
            if piece := unpack.decompress(packed, PIECE):
                yield piece
            packed = unpack.unconsumed_tail


def is_zip(file: Path) -> bool:
    """Whether to open the file as a zip. Raises SourceChangedError for a .zip that is none."""
    if zipfile.is_zipfile(file):
        return True
    if file.suffix.lower() != ".zip":
        return False
    with file.open("rb") as stream:
        page = looks_like_html(stream.read(500).decode("latin-1"))
    what = "a web page came instead of a zip" if page else "truncated, or not a zip"
    raise SourceChangedError(f"{file.name}: {what}")
