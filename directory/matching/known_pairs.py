"""A folder with two files of people and who of them is who: what linking is measured by.

`left.csv` and `right.csv` as `match` takes them, `truth.csv` (left_id,right_id: each left record at most once, those
of nobody in the right file not at all); `left_tags.csv` (left_id,source_kind,tags; tags with | between) and
`right_kinds.csv` (right_id,kind) say what makes a record hard, where they are there. Linking never sees the last three.
"""

import csv
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from directory.linking.measuring import Asked
from directory.matching.people_file import PeopleFile, PeopleFileError

FILES = ("left.csv", "right.csv", "truth.csv", "left_tags.csv", "right_kinds.csv")
_OPTIONAL = frozenset(FILES[3:])


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """``asked``: every left record by id; ``right``: the rows of the right file; ``truth``: left id -> right id;
    ``kinds``: right id -> what sort of row; ``digest``: SHA-256 over the files, 64 hex digits.
    """

    folder: Path
    asked: Mapping[str, Asked]
    right: int
    truth: Mapping[str, str]
    kinds: Mapping[str, str]
    digest: str


def known_pairs(folder: Path) -> KnownPairs:
    """Reads and checks the folder. Raises PeopleFileError, which names file, row and column."""
    if not folder.is_dir():
        raise PeopleFileError(f"{folder}: there is no such folder")
    left = [row.id for row in PeopleFile(folder / "left.csv", prefer="left_id").rows()]
    right = {row.id for row in PeopleFile(folder / "right.csv", prefer="right_id").rows()}
    if not left:
        raise PeopleFileError(f"{folder / 'left.csv'}: nobody stands below the header, so nothing can be measured")
    left_ids = frozenset(left)
    truth = {row["left_id"]: row["right_id"] for row in _rows(folder, "truth.csv", left_id=left_ids, right_id=right)}
    tags = {
        row["left_id"]: Asked(row["source_kind"], tuple(tag for tag in row["tags"].split("|") if tag))
        for row in _rows(folder, "left_tags.csv", left_id=left_ids, source_kind=None, tags=None)
    }
    kinds = {row["right_id"]: row["kind"] for row in _rows(folder, "right_kinds.csv", right_id=right, kind=None)}
    asked = {ident: tags.get(ident, Asked()) for ident in left}
    return KnownPairs(folder, asked, len(right), truth, kinds, _digest(folder))


def _rows(folder: Path, name: str, **wanted: Collection[str] | None) -> Iterator[dict[str, str]]:
    """The wanted columns of a file, checked: those with ids take only them, and each of the first column once."""
    path = folder / name
    if name in _OPTIONAL and not path.exists():
        return
    seen: dict[str, int] = {}
    key = next(iter(wanted))
    for number, cells in _read(path, list(wanted)):
        for column, ids in wanted.items():
            if ids is not None and cells[column] not in ids:
                side = "left.csv" if column == "left_id" else "right.csv"
                raise PeopleFileError(f"{path}, row {number}, column {column}: {side} has no {cells[column]!r}")
        before = seen.setdefault(cells[key], number)
        if before != number:
            raise PeopleFileError(
                f"{path}, row {number}, column {key}: {cells[key]!r} stands in row {before} already; once is enough"
            )
        yield cells


def _read(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number, the header being row 1; the wanted cells) of every line that is not blank."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip().lower() for name in next(reader, [])]
            if missing := [name for name in columns if name not in header]:
                raise PeopleFileError(f"{path}, row 1: there is no column {missing[0]}")
            for number, cells in enumerate(reader, start=2):
                if cells and len(cells) != len(header):
                    raise PeopleFileError(
                        f"{path}, row {number}: {len(cells)} cells where the header has {len(header)}"
                    )
                if cells:
                    yield number, {name: cells[header.index(name)].strip() for name in columns}
    except FileNotFoundError:
        raise PeopleFileError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise PeopleFileError(f"{path}: the text is not UTF-8; save the file as CSV in UTF-8") from None
    except csv.Error as error:
        raise PeopleFileError(f"{path}: this is no CSV with commas ({error})") from None
    except OSError as error:
        raise PeopleFileError(f"{path} cannot be read: {error.strerror}") from None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in FILES:
        path = folder / name
        body = path.read_bytes() if path.exists() else b""
        digest.update(hashlib.sha256(body).digest())
    return digest.hexdigest()
