"""Opens zips that sources pack their lists in, bounded in what they unpack to."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

LIMIT = 64 << 30  # bytes of the largest member, read in pieces: the NPI file had 11 GB in 2025
HELD = 256 << 20  # bytes of a workbook's members together
RATIO = 100
RATIO_FROM = 64 << 20  # bytes: small members of mostly empty values shrink more
_NPI_ROWS = re.compile(r"npidata_pfile(?!.*header).*\.csv", re.IGNORECASE)


@contextmanager
def unpacked(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The zip. Raises ValueError for a bomb, judged by the sizes it declares: no more can be read from it."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.file_size > LIMIT or info.file_size > max(RATIO_FROM, RATIO * info.compress_size):
                raise ValueError(f"{info.filename!r} would unpack to {info.file_size:,} bytes")
        yield archive


def table_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The member with the rows: that of the NPI file, or the only table. Raises ValueError."""
    names = [info for info in archive.infolist() if _NPI_ROWS.fullmatch(info.filename.rpartition("/")[2])]
    names = names or [info for info in archive.infolist() if info.filename.lower().endswith((".csv", ".txt"))]
    if len(names) != 1:
        raise ValueError(f"{len(names)} members of the zip are tables")
    return names[0]


@contextmanager
def workbook_in(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """The workbook: the file itself, or the only one in it. Raises ValueError."""
    with unpacked(file) as archive:
        if "xl/workbook.xml" in archive.namelist():
            yield _held(archive)
            return
        inside = [info for info in archive.infolist() if info.filename.lower().endswith(".xlsx")]
        if len(inside) != 1:
            raise ValueError(f"{len(inside)} workbooks are in the zip")
        with tempfile.TemporaryFile() as copy:
            with archive.open(inside[0]) as packed:
                shutil.copyfileobj(packed, copy, 1 << 20)
            copy.seek(0)
            with unpacked(copy) as workbook:
                yield _held(workbook)


def _held(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    if (size := sum(info.file_size for info in archive.infolist())) > HELD:
        raise ValueError(f"the workbook would unpack to {size:,} bytes")
    return archive
