"""Super Store Finder, a finder of WordPress sites: all entries as XML, or in a JSON file (listings.md 4)."""

from collections.abc import Mapping
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from crawlers.changed import SourceChangedError
from crawlers.platforms.finder import FinderSpider
from crawlers.text import decoded, twice

XML_PATH = "/wp-content/plugins/superstorefinder-wp/ssf-wp-xml.php"
JSON_PATH = "/wp-content/uploads/ssf-wp-uploads/ssf-data.json"


class SuperStoreFinderSpider(FinderSpider):
    """``path`` is XML_PATH or JSON_PATH. Its address is one text, in which two blanks part street and city."""

    path = XML_PATH
    envelope = "item"
    plugin = (
        "storeId location address sortord latitude longitude description website exturl operatingHours embedvideo "
        "defaultmedia telephone fax email country contactus category productsServices storeimage custmmarker "
        "storeRat storeTotalRat zip"
    )
    usual: ClassVar[Mapping[str, str]] = {
        "id": "storeId", "place": "address", "country": "country", "phone": "telephone", "website": "website",
    }  # fmt: skip

    @classmethod
    def entries(cls, body: bytes, where: str) -> list[Mapping[str, Any]]:
        """Entries of the JSON file, or the ``item`` elements below ``locator/store``. Raises SourceChangedError."""
        if cls.path == JSON_PATH:
            return super().entries(body, where)
        try:
            root: Element = fromstring(decoded(body, where).lstrip(), forbid_dtd=True)
        except DefusedXmlException as error:  # nothing is ever looked up or repeated for a source
            raise SourceChangedError(f"{where}: a document type or entities stand in the XML") from error
        except ParseError as error:
            line, column = error.position
            raise SourceChangedError(f"{where}: line {line}, column {column}: not XML, or cut off") from error
        if root.tag != "locator" or root.find("store") is None:
            raise SourceChangedError(f"{where}: <{root.tag}> came instead of the finder's <locator> with <store>")
        return [_fields(item, where) for item in root.findall("store/item")]


def _fields(item: Element, where: str) -> dict[str, str]:
    names = [child.tag for child in item]
    if again := twice(names):
        raise SourceChangedError(f"{where}: one item has {again} more than once")
    return {child.tag: "".join(child.itertext()) for child in item}
