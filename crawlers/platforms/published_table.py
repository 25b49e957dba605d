"""Rosters published as text or a workbook behind an address, behind a link on a page, or handed over by an operator."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar

from msgspec.structs import replace

from crawlers.platforms.license_rows import LicenseRows
from crawlers.platforms.table_file import FURTHEST, LONGEST_LINE, TableFileSpider
from crawlers.reading import Dropped, Kept, Reading
from directory.records import LicenseRecord

__all__ = ["FURTHEST", "LONGEST_LINE", "PublishedTableSpider"]


class PublishedTableSpider(LicenseRows, TableFileSpider):
    """A table of licensees: roles and words as `LicenseRows` has them, the form of the file as `TableFileSpider`.

    ``periods``: there is a row for each period of a license; the one that ends last tells its state.
    """

    periods: ClassVar[bool] = False

    @classmethod
    def _table(cls, *arguments: Any) -> Iterator[Reading]:
        found = super()._table(*arguments)
        return _last_periods(found) if cls.periods else found


def _last_periods(found: Iterable[Reading]) -> Iterator[Reading]:
    """Discipline that any period tells of stays; two rows of the same dates are left for the run to judge."""
    last: dict[str, Kept] = {}
    doubtful: list[Kept] = []
    for reading in found:
        if not isinstance(reading, Kept):
            yield reading
            continue
        key = reading.record.key
        known = last.setdefault(key, reading)
        if known is reading:
            continue
        if _ends(known) == _ends(reading):
            doubtful.append(reading)
            continue
        earlier, later = sorted((known, reading), key=_ends)
        last[key] = Kept(_with_discipline(later.record, earlier.record), later.locator)
        yield Dropped("an earlier period of the same license")
    yield from last.values()
    yield from doubtful


def _ends(kept: Kept) -> tuple[date, date]:
    record = kept.record
    assert isinstance(record, LicenseRecord)
    return record.expires or date.min, record.issued_on or date.min


def _with_discipline(later: Any, earlier: Any) -> LicenseRecord:
    record: LicenseRecord = later
    if not earlier.discipline or later.discipline:
        return record
    return replace(record, discipline=True, raw_discipline=earlier.raw_discipline)
