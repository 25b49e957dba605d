"""One TOML table read strictly: every key is asked for by name, and none may be left over."""

import re
from collections.abc import Container, Hashable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

import tomli

from directory.rules.fields import REQUIREMENTS, problem
from directory.rules.model import RuleFileError
from directory.rules.periods import is_partial_date

Word = TypeVar("Word", bound=str)

_MISSING = object()
_EMPTY: Mapping[str, Any] = MappingProxyType({})


def frozen(value: object) -> Any:
    """The same value with read-only maps and tuples instead of dicts and lists, all the way down."""
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def toml_of(text: str, file: str) -> dict[str, Any]:
    """The values of a TOML text; raises `RuleFileError`."""
    try:
        return tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise RuleFileError(file, "(syntax)", str(error)) from error


@lru_cache(maxsize=64)  # one per word list
def _by_text(allowed: Any) -> Mapping[str, Any]:
    return {str(word): word for word in allowed}


class Row:
    """A table of a rule file. Every method raises `RuleFileError` naming the file and the key."""

    def __init__(self, file: str, values: object, where: str = "") -> None:
        self.file, self.where = file, where
        if not isinstance(values, dict):
            raise RuleFileError(file, where, "is not a table")
        self._values: dict[str, Any] = values  # used up: each key is taken out when it is asked for

    @classmethod
    def of_file(cls, text: str, file: str) -> "Row":
        return cls(file, toml_of(text, file))

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def error(self, key: str, why: str) -> RuleFileError:
        return RuleFileError(self.file, self._path(key), why)

    def _take(self, key: str) -> Any:
        return self._values.pop(key, _MISSING)

    def names(self) -> tuple[str, ...]:
        """The keys not yet asked for."""
        return tuple(self._values)

    def close(self) -> None:
        """Refuse whatever was not asked for."""
        for key in self._values:
            raise self.error(key, "unknown field")

    def optional_text(self, key: str) -> str | None:
        value = self._values.pop(key, None)  # TOML has no null
        if value is None:
            return None
        if not isinstance(value, str) or not value or value.isspace():
            raise self.error(key, f"{value!r} is not a text")
        return value

    def text(self, key: str) -> str:
        value = self.optional_text(key)
        if value is None:
            raise self.error(key, "missing")
        return value

    def number(self, key: str) -> int:
        value = self._take(key)
        if why := problem("number", None if value is _MISSING else value):
            raise self.error(key, why)
        return int(value)

    def optional_word(self, key: str, allowed: Iterable[Word]) -> Word | None:
        value = self._values.pop(key, None)
        if value is None:
            return None
        words = _by_text(cast(Hashable, allowed))
        if not isinstance(value, str) or value not in words:
            raise self.error(key, f"{value!r} is not one of {', '.join(words)}")
        word: Word = words[value]
        return word

    def word(self, key: str, allowed: Iterable[Word]) -> Word:
        value = self.optional_word(key, allowed)
        if value is None:
            raise self.error(key, "missing")
        return value

    def words(self, key: str, allowed: Iterable[Word]) -> tuple[Word, ...]:
        """A list of words, each once; an absent key is an empty list."""
        values = self._take(key)
        if values is _MISSING:
            return ()
        known = _by_text(cast(Hashable, allowed))
        if not isinstance(values, list) or len(set(map(str, values))) != len(values):
            raise self.error(key, f"{values!r} is not a list of different words")
        for value in values:
            if not isinstance(value, str) or value not in known:
                raise self.error(key, f"{value!r} is not one of {', '.join(known)}")
        return tuple(known[value] for value in values)

    def texts(self, key: str) -> tuple[str, ...]:
        """At least one text."""
        value = self._take(key)
        if why := problem("texts", None if value is _MISSING else value):
            raise self.error(key, why)
        return tuple(value)

    def partial_date(self, key: str) -> str | None:
        value = self.optional_text(key)
        if value is not None and not is_partial_date(value):
            raise self.error(key, f"{value!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is not date:
            raise self.error(key, "is not a TOML date")
        return value

    def iso_day(self, key: str) -> date:
        value = self.text(key)
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or not is_partial_date(value):
            raise self.error(key, f"{value!r} is not YYYY-MM-DD")
        return date.fromisoformat(value)

    def rows(self, key: str) -> list["Row"]:
        """The rows of a list of tables; an absent key is an empty list."""
        values = self._values.pop(key, None)
        if values is None:
            return []
        if not isinstance(values, list) or not values:
            raise self.error(key, "is not a list of tables")
        return [Row(self.file, value, self._path(f"{key}[{i}]")) for i, value in enumerate(values)]

    def optional_row(self, key: str) -> "Row | None":
        value = self._values.pop(key, None)
        return None if value is None else Row(self.file, value, self._path(key))

    def row(self, key: str) -> "Row":
        """One sub-table; an absent key is an empty one."""
        return Row(self.file, self._values.pop(key, {}), self._path(key))

    def requirements(self) -> Mapping[str, object]:
        """This whole table as a map of requirement fields."""
        if not self._values:
            return _EMPTY
        for key, value in self._values.items():
            if key not in REQUIREMENTS:
                raise self.error(key, "unknown requirement field")
            if why := problem(REQUIREMENTS[key], value):
                raise self.error(key, why)
        taken: Mapping[str, object] = frozen(self._values)
        self._values = {}
        return taken

    def text_map(self, keys: Container[str] | None = None) -> Mapping[str, str]:
        """This whole table as a map of texts, its keys among ``keys`` if given."""
        if not self._values:
            return _EMPTY
        for key in self._values:
            if keys is not None and key not in keys:
                raise self.error(key, "unknown field")
        return MappingProxyType({key: self.text(key) for key in list(self._values)})
