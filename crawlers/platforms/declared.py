"""What a source declares of its columns, held against those that came, and a row's values by their roles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crawlers.changed import SourceChangedError
from crawlers.text import surprise, twice
from directory.normalize.text import clean


def by_role(*, ignored: str = "", **roles: str) -> dict[str, str]:
    """``columns``, said the other way round: ``by_role(number="licensenumber", ignored="county title")``."""
    return {column: role for role, column in roles.items()} | dict.fromkeys(ignored.split(), "")


def columns_of(columns: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Role -> its columns in their order: several where a source spells one in several ways."""
    return {role: tuple(c for c, r in columns.items() if r == role) for role in columns.values() if role}


def check_columns(
    columns: Mapping[str, str], needed: Collection[str], present: Collection[str], where: str, *, whole: bool = True
) -> None:
    """Raises SourceChangedError naming every column that is new or there twice, and every needed one that is not.

    ``needed``: roles; one that is declared must be there, in one of its spellings. ``whole``: these are all columns of
    the source; in a part of its rows one may be absent.
    """
    unknown = sorted(set(present) - set(columns))
    missing = [
        name
        for role, names in columns_of(columns).items()
        if whole and role in needed and not set(names) & set(present)
        for name in names
    ]
    if unknown or missing:
        raise SourceChangedError(f"{where}: {surprise(sorted(missing), unknown)}")
    if repeated := twice(present):
        raise SourceChangedError(f"{where}: the columns {repeated} stand there more than once")


def value_of(row: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The clean text of the first of these columns that is filled."""
    for name in names:
        if (text := clean(_text(row.get(name)))) is not None:
            return text
    return None


def column_with(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Which of the columns a value came from, to be named in a message; the first where none is filled."""
    return next((name for name in names if clean(_text(row.get(name)))), names[0])


def _text(value: Any) -> str | None:
    if isinstance(value, dict):  # Socrata's link type
        value = value.get("url")
    return None if value is None else str(value)
