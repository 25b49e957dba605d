"""A folder of rule files to a rule set, read whole and checked as one; the packaged folder is read once."""

import gc
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from directory.rules.deciding import FILE as DECIDING
from directory.rules.deciding import parse_deciding
from directory.rules.machine_readable import Deciding
from directory.rules.model import Jurisdiction, RuleFileError
from directory.rules.parsing import parse_jurisdiction
from directory.rules.parsing_table import parse_sources, parse_table
from directory.rules.rule_set import RuleSet
from directory.rules.whole import SOURCES, TABLE, file_of, problems_of

FOLDER = Path(__file__).parent
_MOST_BYTES = 5_000_000  # of one file; our largest has fifty thousand
_MOST_FILES = 1_000
Given = ParamSpec("Given")
Read = TypeVar("Read")


@cache
def packaged() -> RuleSet:
    """The rules of this program. Raises `RuleFileError` where they are not in order."""
    return load_rules(FOLDER)


def load_rules(folder: Path) -> RuleSet:
    """The rules of a folder like `directory/rules`: TOML files in ``data`` (or beside it) and `deciding.toml`.

    Raises `RuleFileError` for the first thing that is not in order, naming file and key.
    """
    # Tens of thousands of small values come to stay, none in a cycle: looking for cycles meanwhile costs a fifth of it.
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        rules, problems = read(folder)
    finally:
        gc.set_threshold(*before)
    if problems or rules is None:
        raise problems[0]
    return rules


def read(folder: Path) -> tuple[RuleSet | None, list[RuleFileError]]:
    """The rules as far as they can be read, and all that is not in order; no rules without the table or its sources."""
    problems: list[RuleFileError] = []

    def tried(parse: Callable[Given, Read], *args: Given.args, **kwargs: Given.kwargs) -> Read | None:
        try:
            return parse(*args, **kwargs)
        except RuleFileError as error:
            problems.append(error)
            return None

    texts = tried(_texts, folder)
    if texts is None:
        return None, problems
    deciding = tried(parse_deciding, texts.get(DECIDING, ""), DECIDING)
    table = tried(parse_table, texts[TABLE], TABLE)
    sources = tried(parse_sources, texts[SOURCES], SOURCES)
    names = [name for name in texts if name not in (DECIDING, TABLE, SOURCES)]
    places = [place for name in names if (place := tried(_place, texts[name], name, deciding or {})) is not None]
    if table is None or sources is None:
        return None, problems
    order = {file_of(country, code): at for at, (country, code) in enumerate(table.places())}
    places.sort(key=lambda place: order.get(file_of(place.country, place.code), len(order)))
    problems += problems_of(table, sources, places, deciding, names)
    return RuleSet.of(table, sources, places, _version(texts)), problems


def _texts(folder: Path) -> Mapping[str, str]:
    """File name -> text, sorted by name. Raises `RuleFileError` for what cannot be read or is not there."""
    inner = folder / "data"
    folders = [inner, folder] if inner.is_dir() else [folder]
    try:
        found = sorted(entry.path for entry in os.scandir(folders[0]) if entry.name.endswith(".toml"))
    except OSError as error:
        raise RuleFileError(str(folder), "(folder)", f"cannot be read: {error.strerror or error}") from error
    if len(found) > _MOST_FILES:
        raise RuleFileError(str(folder), "(folder)", f"holds more than {_MOST_FILES:,} files")
    if len(folders) > 1 and (folder / DECIDING).exists():
        found.append(str(folder / DECIDING))
    texts = {os.path.basename(path): _text(path) for path in found}  # noqa: PTH119  61 paths made cost a millisecond
    for name in (TABLE, SOURCES, DECIDING):
        if name not in texts:
            raise RuleFileError(name, "(whole file)", f"is missing in {folder}")
    return texts


def _text(path: str) -> str:
    name = Path(path).name
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            body = file.readall() if os.fstat(file.fileno()).st_size <= _MOST_BYTES else None
        if body is None:
            raise RuleFileError(name, "(whole file)", f"is larger than {_MOST_BYTES:,} bytes")
        return body.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise RuleFileError(name, "(whole file)", f"is not UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        raise RuleFileError(name, "(whole file)", f"cannot be read: {error.strerror or error}") from error


def _place(text: str, name: str, deciding: Mapping[str, Deciding]) -> Jurisdiction:
    loaded = parse_jurisdiction(text, name, deciding)
    if file_of(loaded.country, loaded.code) != name:
        raise RuleFileError(name, "jurisdiction", "does not belong to the name of the file")
    return loaded


def _version(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\n{len(text)}\n{text}".encode())
    return digest.hexdigest()
