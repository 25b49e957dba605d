"""WP Store Locator, the commonest finder of WordPress sites (listings.md 4; its replies after the plugin's source)."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Response

from crawlers.changed import SourceChangedError
from crawlers.platforms.finder import FinderSpider
from crawlers.reading import Dropped, Kept, Reading
from crawlers.text import parsed_json
from directory.store.frontier import Plan

Point = tuple[float, float]  # degrees of latitude and longitude


class WpStoreLocatorSpider(FinderSpider):
    """Asks for all entries at once (``point`` with it for version 1), or with ``radius`` around each of ``around``.

    ``version``: 1 calls the radius ``radius``, later ones ``search_radius``. ``cap``: the server's ``max_results``, or
    its autoload limit, cuts a reply off in silence; around points it must be declared. ``false`` and ``""`` mean that
    nothing was found.
    """

    path = "/wp-admin/admin-ajax.php"
    plugin = (
        "id store address address2 city state zip country distance lat lng description phone fax email hours url "
        "thumb permalink"
    )
    usual: ClassVar[Mapping[str, str]] = {
        "id": "id", "street": "address", "street2": "address2", "city": "city", "state": "state", "zip": "zip",
        "country": "country", "phone": "phone", "website": "url",
    }  # fmt: skip
    version: ClassVar[int] = 2
    point: ClassVar[Point | None] = None
    around: ClassVar[tuple[Point, ...]] = ()
    radius: ClassVar[int] = 0  # in the unit the site has chosen

    always_fresh = frozenset({"parse_around"})  # what one point brings depends on what the others brought

    def addresses(self) -> list[str]:
        if not self.domain:
            return []
        if not self.around:
            return [self._address({"autoload": 1} | _at(self.point))]
        if not (self.radius and self.cap):
            raise ValueError(f"{self.name}: a search around points needs `radius` and `cap`")
        name = "radius" if self.version == 1 else "search_radius"
        return [self._address(_at(point) | {name: self.radius, "max_results": self.cap}) for point in self.around]

    def _address(self, query: Mapping[str, Any]) -> str:
        return f"https://{self.domain}{self.path}?{urlencode({'action': 'store_search', **query})}"

    def first(self) -> Iterator[Plan]:
        for url in self.addresses():
            yield self.ask(self.at(url), self.parse_around if self.around else self.parse)

    def parse_around(self, response: Response, **_: Any) -> Iterator[Reading | Plan]:
        """Circles overlap: an entry that another point brought is not taken again."""
        known = frozenset(self.collection.keys)
        for reading in self.parse(response):
            again = isinstance(reading, Kept) and reading.record.key in known
            yield Dropped("already found around another point") if again else reading

    @classmethod
    def entries(cls, body: bytes, where: str) -> list[Mapping[str, Any]]:
        """Raises SourceChangedError; WordPress itself answers 0 when no plugin takes the action."""
        value = parsed_json(body, where)
        if value is False or value == "":
            return []
        if value == 0:
            raise SourceChangedError(f"{where}: the site answers 0: it has this finder no more")
        return cls.listed(value, where)


def _at(point: Point | None) -> dict[str, Any]:
    return {"lat": point[0], "lng": point[1]} if point else {}
