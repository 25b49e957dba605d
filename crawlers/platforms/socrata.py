"""Socrata open-data portals: one dataset of licensees per source (government.md 6)."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import LicenseRows
from crawlers.platforms.socrata_actions import JOINED, Actions, Joining
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
    """Asks the metadata first (nothing more when the rows did not change), then counts, then pages in ``:id`` order.

    ``actions``: a second dataset that tells the board's actions; it is read first, and joined to the licenses.
    """

    domain: ClassVar[str]
    dataset: ClassVar[str]
    where: ClassVar[str]  # SoQL: only our professions
    at_most_pages = 200  # of 5,000 rows
    actions: ClassVar[Actions | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.professions = tuple(dict.fromkeys(cls.types.values()))
        cls.page_url = f"https://{cls.domain}/"

    def datasets(self) -> list[str]:
        return [self.dataset, *([self.actions.dataset] if self.actions else [])]

    def addresses(self) -> list[str]:
        return [f"https://{self.domain}/api/views/{dataset}.json" for dataset in self.datasets()]

    def rows_url(self, dataset: str, **query: str) -> str:
        return self.at(f"https://{self.domain}/resource/{dataset}.json?{urlencode(query)}")

    always_fresh = frozenset({"parse_metadata"})  # it says itself whether anything changed

    def first(self) -> Iterator[Plan]:
        yield self.metadata([])

    def metadata(self, updates: list[int | None]) -> Plan:
        """``updates``: what the datasets before said of themselves."""
        return self.ask(self.at(self.addresses()[len(updates)]), self.parse_metadata, takes=(403, 404), updates=updates)

    def parse_metadata(self, response: Response, updates: list[int | None], **_: Any) -> Any:
        """``rowsUpdatedAt`` (Unix seconds) tells whether there is anything to read; a mirror may lack the page."""
        updated = None
        if response.status == 200:
            metadata = parsed_json(response.body, response.url)
            said = metadata.get("rowsUpdatedAt") if isinstance(metadata, dict) else None
            updated = said if isinstance(said, int) else None
        if updated is not None and not updates:
            self.collection.as_of(datetime.fromtimestamp(updated, tz=UTC).date())
        updates = [*updates, updated]
        if len(updates) < len(self.datasets()):
            yield self.metadata(updates)
            return
        # Another version of the reader may see more in the same rows.
        if None not in updates and self.collection.version(f"{'+'.join(map(str, updates))}/{program()}"):
            return
        yield self.count(self.datasets()[-1], {})

    def count(self, dataset: str, carried: Mapping[str, Any]) -> Plan:
        """``carried``: what is known of the actions so far (`Joining`)."""
        query = {"$select": "count(*)", **self._where(dataset)}
        return self.ask(self.rows_url(dataset, **query), self.parse_count, dataset=dataset, carried=carried)

    def _where(self, dataset: str) -> dict[str, str]:
        return {"$where": self.where} if dataset == self.dataset else {}

    def parse_count(self, response: Response, dataset: str, carried: Mapping[str, Any], **_: Any) -> Any:
        """One row with one number; a mirror that answers with the rows themselves counts nothing."""
        rows = self.rows(response.body, response.url)
        counted = len(rows) == 1 and set(rows[0]) == {"count"} and str(rows[0]["count"]).isdigit()
        known = self.columns if self.actions is None or dataset == self.dataset else self.actions.known()
        if not counted and not (rows and set(rows[0]) <= set(known)):
            raise SourceChangedError(f"{response.url}: the source does not say how many rows there are")
        yield self.page(dataset, 0, int(rows[0]["count"]) if counted else None, carried=carried)

    def page(
        self,
        dataset: str,
        offset: int,
        total: int | None,
        *,
        present: Iterable[str] = (),
        before: str = "",
        carried: Mapping[str, Any],
    ) -> Plan:
        """``total``: rows the source counts; ``present``: columns seen; ``before``: digest of the page before."""
        query = self._where(dataset) | {"$order": ":id", "$limit": str(PAGE), "$offset": str(offset)}
        return self.ask(
            self.rows_url(dataset, **query), self.parse_page, dataset=dataset, offset=offset, total=total,
            present=sorted(present), before=before, carried=carried,
        )  # fmt: skip

    def parse_page(
        self,
        response: Response,
        dataset: str,
        offset: int,
        total: int | None,
        present: Sequence[str],
        before: str,
        carried: Mapping[str, Any],
        **_: Any,
    ) -> Any:
        rows = self.rows(response.body, response.url)
        number = len(rows)
        columns = frozenset(present) | _columns(rows)
        self.check_columns_of(dataset, columns, response.url, whole=number < PAGE and bool(columns))
        digest = hashlib.sha256(response.body).hexdigest()
        joining = Joining.taken_up(self.actions, carried)
        if dataset == self.dataset:
            yield from joining.of(self.read_rows(rows, response.url))
        else:
            yield from joining.take(rows, response.url, offset, digest, type(self))
        if number and digest == before:
            raise SourceChangedError(f"{response.url}: the same page came twice")
        if number == PAGE:
            yield self.page(dataset, offset + PAGE, total, present=columns, before=digest, carried=joining.carried())
            return
        if total is not None and offset + number != total:
            yield Flaw("error", f"{dataset}: {offset + number} rows came, the source counts {total}")
        if dataset != self.dataset:
            yield self.count(self.dataset, joining.carried())
            return
        yield from joining.ended()
        for _joined in joining.joined:
            self.collection.count(JOINED)

    @classmethod
    def check_columns_of(cls, dataset: str, present: Collection[str], where: str, *, whole: bool) -> None:
        """Raises SourceChangedError, as `check_columns` does, for either dataset."""
        if dataset == cls.dataset or cls.actions is None:
            cls.check_columns(present, where, whole=whole)
        else:
            cls.actions.check_columns(present, where, whole=whole)

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """Null fields are omitted, so the columns are those of all rows together."""
        rows = cls.rows(body, where)
        if rows:
            cls.check_columns(_columns(rows), where)
        yield from cls.read_rows(rows, where)

    @classmethod
    def not_in_file(cls, counts: Mapping[str, int]) -> str | None:
        """The actions: a file of licenses would turn every discipline that they told back to 'not known'."""
        if cls.actions is None or not (joined := counts.get(JOINED)):
            return None
        return (
            f"the file holds licenses only; {joined:,} actions of {cls.actions.dataset} are joined to what readers see "
            f"now, and with it no discipline would be known any more: crawl {cls.name}, which reads both"
        )

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
