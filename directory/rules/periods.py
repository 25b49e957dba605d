"""Periods given by partial dates: which day they begin and end, and whether a day lies within."""

import calendar
import re
from datetime import date
from functools import lru_cache

from directory.rules.model import Rule

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def first_day(text: str | None) -> date:
    """First day meant by YYYY, YYYY-MM or YYYY-MM-DD; an open beginning is the first day there is."""
    return date.min if text is None else _day(text, last=False)


def last_day(text: str | None) -> date:
    """Last day meant by YYYY, YYYY-MM or YYYY-MM-DD; an open end is the last day there is."""
    return date.max if text is None else _day(text, last=True)


def is_partial_date(text: str) -> bool:
    try:
        _day(text, last=False)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _day(text: str, *, last: bool) -> date:
    parts = _PARTIAL.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    year = int(parts[1])
    month = int(parts[2] or (12 if last else 1))
    if parts[3]:
        return date(year, month, int(parts[3]))
    first = date(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1]) if last else first


def applies(rule: Rule, on: date) -> bool:
    """Whether the day lies in the rule's period, both ends included."""
    return first_day(rule.effective_from) <= on <= last_day(rule.effective_to)


def overlap(one: Rule, other: Rule) -> bool:
    """Whether some day lies in both rules' periods."""
    return first_day(one.effective_from) <= last_day(other.effective_to) and first_day(
        other.effective_from
    ) <= last_day(one.effective_to)
