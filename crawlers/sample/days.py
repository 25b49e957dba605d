"""The calendar of the sample world."""

from datetime import date, timedelta

DAYS_BETWEEN = 7


def last_sunday(day: date) -> date:
    """``day`` itself when it is a Sunday."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def week_before(sunday: date, weeks: int = 0) -> tuple[date, date]:
    """Monday and Sunday of the week that ends on ``sunday``, or so many weeks earlier."""
    last = sunday - timedelta(weeks=weeks)
    return last - timedelta(days=6), last
