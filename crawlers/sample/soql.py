"""The part of SoQL that a crawler asks of the sample server, answered by an in-memory SQLite table."""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

DEFAULT_LIMIT = 1000
_SYSTEM = re.compile(r"(?<![\w\"':]):(id|created_at|updated_at)\b")
_COUNT = re.compile(r"\bcount\(\s*(\*|[\w:\"]+)\s*\)(?!\s+as\b)", re.IGNORECASE)
_NESTED = "\x00json:"


class SoqlError(ValueError):
    """The query is not one this table can answer; the server says so as Socrata does."""


def _stored(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return _NESTED + json.dumps(value)


def _shown(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_NESTED):
        return json.loads(value.removeprefix(_NESTED))
    return value if isinstance(value, str) else str(value)


class SoqlTable:
    """Rows of one dataset with the system fields ``:id``, ``:created_at`` and ``:updated_at``."""

    def __init__(self, fields: Sequence[str], rows: Sequence[Mapping[str, Any]], updated_at: str) -> None:
        self._fields = tuple(fields)
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("pragma case_sensitive_like = on")
        self._db.create_function("starts_with", 2, lambda text, head: bool(text and text.startswith(head)))
        columns = [":id", ":created_at", ":updated_at", *self._fields]
        names = ", ".join(f'"{column}" text' for column in columns)
        self._db.execute(f"create table data ({names})")
        marks = ", ".join("?" * len(columns))
        self._db.executemany(
            f"insert into data values ({marks})",
            [
                (f"row-{n:06d}", updated_at, updated_at, *(_stored(row.get(field)) for field in self._fields))
                for n, row in enumerate(rows)
            ],
        )

    def query(self, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """Rows for ``$select $where $group $order $limit $offset`` and plain ``field=value``.

        Null fields are left out, counts are text. Raises SoqlError for anything SQLite refuses.
        """
        try:
            limit = max(0, int(params.get("$limit", DEFAULT_LIMIT)))
            offset = max(0, int(params.get("$offset", 0)))
        except ValueError as problem:
            raise SoqlError(str(problem)) from problem
        sql, values = self._sql(params)
        try:
            cursor = self._db.execute(f"{sql} limit {limit} offset {offset}", values)
            names = [column[0] for column in cursor.description]
            return [
                {name: _shown(value) for name, value in zip(names, row, strict=True) if value is not None}
                for row in cursor
            ]
        except sqlite3.Error as problem:
            raise SoqlError(str(problem)) from problem

    def _sql(self, params: Mapping[str, str]) -> tuple[str, list[str]]:
        everything = ", ".join(f'"{field}"' for field in self._fields)
        select = params.get("$select", "*")
        select = ", ".join(
            {"*": everything, ":*": '":id", ":created_at", ":updated_at"'}.get(part.strip(), part.strip())
            for part in re.split(r",(?![^(]*\))", select)
        )
        parts = ["select", _COUNT.sub(r"count(\1) as count", _SYSTEM.sub(r'":\1"', select)), "from data"]
        plain = [(name, value) for name, value in params.items() if not name.startswith("$")]
        if unknown := [name for name, _ in plain if name not in self._fields]:
            raise SoqlError(f"Unrecognized arguments {unknown}")
        conditions = [f'"{name}" = ?' for name, _ in plain]
        if where := params.get("$where"):
            conditions.append(f"({_SYSTEM.sub(_quoted, where)})")
        if conditions:
            parts.append("where " + " and ".join(conditions))
        for clause, word in (("$group", "group by"), ("$order", "order by")):
            if given := params.get(clause):
                parts.append(f"{word} {_SYSTEM.sub(_quoted, given)}")
        return " ".join(parts), [value for _, value in plain]


def _quoted(match: re.Match[str]) -> str:
    return f'":{match.group(1)}"'
