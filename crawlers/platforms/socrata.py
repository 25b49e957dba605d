"""Socrata open-data portals: one dataset of licensees per source (government.md 6)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.reading import Flaw, Reading
from crawlers.source import SourceSpider
from crawlers.text import parsed_json
from directory.program import program
from directory.store.frontier import Plan

PAGE = 5000


def holding(column: str, *words: str) -> str:
    """SoQL: the column holds one of the words, in any case."""
    return " or ".join(f"upper({column}) like '%{word}%'" for word in words)


def among(column: str, words: str) -> str:
    """SoQL: the column is one of the words, parted by '|'."""
    return f"{column} in({','.join(repr(word) for word in words.split('|'))})"


class SocrataSpider(LicenseRows, SourceSpider):
    """Asks the metadata first (nothing more when the rows did not change), then counts, then pages in ``:id`` order."""

    domain: ClassVar[str]
    dataset: ClassVar[str]
    where: ClassVar[str]  # SoQL: only our professions

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.professions = tuple(dict.fromkeys(cls.types.values()))
        cls.page_url = f"https://{cls.domain}/"

    def addresses(self) -> list[str]:
        return [f"https://{self.domain}/api/views/{self.dataset}.json"]

    def rows_url(self, **query: str) -> str:
        return self.at(f"https://{self.domain}/resource/{self.dataset}.json?{urlencode(query)}")

    always_fresh = frozenset({"parse_metadata"})  # it says itself whether anything changed

    def first(self) -> Iterator[Plan]:
        yield self.ask(self.at(self.addresses()[0]), self.parse_metadata, takes=(403, 404))

    def parse_metadata(self, response: Response, **_: Any) -> Any:
        """``rowsUpdatedAt`` (Unix seconds) tells whether there is anything to read; a mirror may lack the page."""
        if response.status == 200:
            metadata = parsed_json(response.body, response.url)
            updated = metadata.get("rowsUpdatedAt") if isinstance(metadata, dict) else None
            if isinstance(updated, int):
                self.collection.as_of(datetime.fromtimestamp(updated, tz=UTC).date())
                # Another version of the reader may see more in the same rows.
                if self.collection.version(f"{updated}/{program()}"):
                    return
        yield self.ask(self.rows_url(**{"$select": "count(*)", "$where": self.where}), self.parse_count)

    def parse_count(self, response: Response, **_: Any) -> Any:
        """One row with one number; a mirror that answers with the rows themselves counts nothing."""
        rows = self.rows(response.body, response.url)
        counted = len(rows) == 1 and set(rows[0]) == {"count"} and str(rows[0]["count"]).isdigit()
        if not counted and not (rows and set(rows[0]) <= set(self.columns)):
            raise SourceChangedError(f"{response.url}: the source does not say how many rows there are")
        yield self.page(0, int(rows[0]["count"]) if counted else None)

    def page(self, offset: int, total: int | None, present: Iterable[str] = (), before: str = "") -> Plan:
        """``total``: rows the source counts; ``present``: columns seen; ``before``: digest of the page before."""
        query = {"$where": self.where, "$order": ":id", "$limit": str(PAGE), "$offset": str(offset)}
        url = self.rows_url(**query)
        return self.ask(url, self.parse_page, offset=offset, total=total, present=sorted(present), before=before)

    def parse_page(
        self, response: Response, offset: int, total: int | None, present: Sequence[str], before: str, **_: Any
    ) -> Any:
        rows = self.rows(response.body, response.url)
        number = len(rows)
        columns = frozenset(present) | _columns(rows)
        self.check_columns(columns, response.url, whole=number < PAGE and bool(columns))
        yield from self.read_rows(rows, response.url)
        digest = hashlib.sha256(response.body).hexdigest()[:16]
        if number and digest == before:
            raise SourceChangedError(f"{response.url}: the same page came twice")
        if number == PAGE:
            yield self.page(offset + PAGE, total, columns, digest)
        elif total is not None and offset + number != total:
            yield Flaw("error", f"{self.dataset}: {offset + number} rows came, the source counts {total}")

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Null fields are omitted, so the columns are those of all rows together."""
        rows = cls.rows(body, where)
        if rows:
            cls.check_columns(_columns(rows), where)
        yield from cls.read_rows(rows, where)

    @classmethod
    def rows(cls, body: bytes, where: str) -> list[Mapping[str, Any]]:
        """A JSON list of row objects. Raises SourceChangedError for anything else."""
        rows = parsed_json(body, where)
        if isinstance(rows, dict) and rows.get("error"):
            raise SourceChangedError(f"{where}: the source answers with an error: {rows.get('message')}")
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise SourceChangedError(f"{where}: not a list of rows")
        return rows

    @classmethod
    def read_rows(cls, rows: list[Mapping[str, Any]], where: str) -> Iterator[Reading]:
        for index, row in enumerate(rows):
            yield from cls.read_row(row, where, f"$[{index}]")


def _columns(rows: list[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(column for row in rows for column in row if not column.startswith(":"))
