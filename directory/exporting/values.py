"""Days and times as text, from what either database hands out. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

SHORTEST = len("2026-11-20")


def day_text(value: date | str | None) -> str | None:
    """'2026-11-20'."""
    if value is None:
        return None
    return value[:SHORTEST] if isinstance(value, str) else value.isoformat()


@lru_cache(maxsize=1 << 14)
def date_of(value: date | str | None) -> date | None:
    """The day itself."""
    return date.fromisoformat(value[:SHORTEST]) if isinstance(value, str) else value


@lru_cache(maxsize=1 << 14)
def time_text(value: datetime | str | None) -> str | None:
    """'2026-11-20T12:00:00Z': to the second, in UTC."""
    return None if value is None else moment_of(value).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(value: datetime | str) -> datetime:
    """Aware; a time without a zone is in UTC, as it is stored."""
    told = datetime.fromisoformat(value) if isinstance(value, str) else value
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def marked(marks: Mapping[str, date], fact: str) -> str | None:
    """Since when somebody says that the fact is wrong; of several alike each is meant."""
    day = marks.get(fact) or marks.get(fact.rpartition("/")[0])
    return day.isoformat() if day else None
