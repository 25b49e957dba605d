"""NPI registry API v2.1: the people of one state, split where an answer would reach the ceiling of 1,200."""

import json
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase
from typing import Any
from urllib.parse import urlencode

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.source import SourceSpider
from crawlers.text import decoded, parsed_json
from directory.normalize.places import zip_prefixes
from directory.normalize.taxonomy import TAXONOMY_QUERIES
from directory.nppes import NppesFormatError, from_api_body, from_api_result, professions_of
from directory.records import NpiRecord
from directory.store.frontier import Plan
from directory.vocabulary import NpiStatus, PlaceKind, SourceKind

PAGE, LAST_SKIP = 200, 1000  # beyond, the same page comes again instead of an error
CEILING = PAGE + LAST_SKIP
Query = dict[str, str]


class NppesApiSpider(SourceSpider):
    name = "nppes_api"
    title = "NPI registry"
    owner = "Centers for Medicare & Medicaid Services"
    terms = "public domain federal data; no rate limit published, we ask once a second"
    terms_read = "2026-11-20"
    page_url = "https://npiregistry.cms.hhs.gov/"
    kind = SourceKind.IDENTITY
    promise_days, regional, at_most_pages = 30, True, 20_000
    start_urls = ["https://npiregistry.cms.hhs.gov/api/"]
    expect = Expect(
        at_least=100,
        at_most=200_000,
        filled={
            "name.last": 0.5,
            "status": 0.9,
            "updated_on": 0.9,
            "addresses.0.state": 0.9,
            "taxonomies.0.license_number": 0.6,
        },
        shaped={"npi": r"[12]\d{9}"},
        ordered={"updated_on": "enumerated_on"},
    )

    # Methods, because no other source must be asked piece by piece.

    def first(self) -> Iterator[Plan]:
        assert self.state is not None
        for description in TAXONOMY_QUERIES.values():
            yield self.page({"taxonomy_description": description, "state": self.state}, 0)

    def page(self, query: Query, skip: int) -> Plan:
        asked = {"version": "2.1", **query, "address_purpose": "location", "limit": str(PAGE), "skip": str(skip)}
        url = self.at(f"{self.start_urls[0]}?{urlencode(asked)}")
        return self.ask(url, self.parse_page, query=query, skip=skip)

    def parse_page(self, response: Response, query: Query, skip: int, **_: Any) -> Any:
        body = parsed_json(response.body, response.url)
        results, errors = _body(body, response.url)
        if errors:
            raise SourceChangedError(f"{response.url}: the registry answers: {'; '.join(errors)}")
        for index, result in enumerate(results):
            yield from self.reading(result, response.url, f"results[{index}]")
        if len(results) < PAGE:
            return
        if skip < LAST_SKIP:
            yield self.page(query, skip + PAGE)
            return
        self.collection.count("queries split at the ceiling")
        narrower = list(split(query))
        if not narrower:
            yield Flaw("error", f"more than {CEILING} people under {query}, and no way to ask for fewer")
        for part in narrower:
            yield self.page(part, 0)

    def reading(self, result: dict[str, Any], where: str, locator: str) -> Iterator[Reading]:
        for reading in _result(result, where, locator):
            if not isinstance(reading, Kept) or not isinstance(reading.record, NpiRecord):
                yield reading
            elif reading.record.npi in self.collection.keys:
                yield Dropped("already found by another query")
            elif self.state not in practice_states(reading.record):
                yield Dropped("practice place in another state")
            else:
                yield reading

    @classmethod
    def read(cls, body: bytes, where: str) -> Iterator[Reading]:
        """A saved body, or one body a line (also as ``{"request": …, "body": …}``)."""
        text = decoded(body, where)
        bodies = [text] if not where.endswith(".jsonl") else text.splitlines()
        seen: set[str] = set()
        for line, one in enumerate(bodies, start=1):
            value = parsed_json(one.encode(), f"{where}: line {line}")
            results, _ = _body(value.get("body", value) if isinstance(value, dict) else value, where)
            for index, result in enumerate(results):
                for reading in _result(result, where, f"line {line} results[{index}]"):
                    if isinstance(reading, Kept) and reading.record.key in seen:
                        yield Dropped("the same NPI again")
                        continue
                    if isinstance(reading, Kept):
                        seen.add(reading.record.key)
                    yield reading


def split(query: Query) -> Iterator[Query]:
    """Narrower queries that together cover ``query``: by ZIP prefix, by ZIP, then by first letters of surnames."""
    postal = query.get("postal_code")
    if postal is None:
        yield from ({**query, "postal_code": f"{prefix}*"} for prefix in zip_prefixes(query["state"], 3))
    elif len(postal) == 4:
        yield from ({**query, "postal_code": z} for z in zip_prefixes(query["state"], 5) if z.startswith(postal[:3]))
    elif "last_name" not in query:
        yield from ({**query, "last_name": f"{a}{b}*"} for a, b in product(ascii_lowercase, ascii_lowercase + "'"))


def practice_states(record: NpiRecord) -> set[str | None]:
    return {a.state for a in record.addresses if a.kind is not PlaceKind.MAILING}


def _body(body: object, where: str) -> tuple[list[Any], list[str]]:
    try:
        results, errors = from_api_body(body, where)
    except NppesFormatError as error:
        raise SourceChangedError(str(error)) from error
    stated = body.get("result_count") if isinstance(body, dict) else None
    if isinstance(stated, int) and not errors and stated != len(results):
        raise SourceChangedError(f"{where}: result_count says {stated}, {len(results)} came")
    return list(results), errors


def _result(result: object, where: str, locator: str) -> Iterator[Reading]:
    if not isinstance(result, dict):
        raise SourceChangedError(f"{where}: {locator}: not an object: {json.dumps(result)[:60]}")
    try:
        record = from_api_result(result)
    except ValueError as error:
        yield Flaw("row", f"{where}: {locator}: {error}")
        yield Dropped("a row that could not be read")
        return
    if not professions_of(record):
        yield Dropped("no taxonomy of ours")
        return
    if record.status is NpiStatus.UNKNOWN and (word := result["basic"].get("status")):
        yield Flaw("word", f"{where}: {locator}: field basic.status: unknown word {word!r}")
    yield Kept(record, locator)
