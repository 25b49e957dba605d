"""Agile Store Locator, a finder of WordPress sites: all entries in one reply (listings.md 4, AllThePlaces)."""

from collections.abc import Mapping
from typing import ClassVar

from crawlers.platforms.finder import FinderSpider


class AgileStoreLocatorSpider(FinderSpider):
    """``category`` holds the site's category numbers. Opening hours, JSON inside a text, are not taken."""

    path = "/wp-admin/admin-ajax.php?action=asl_load_stores&load_all=1"
    plugin = (
        "id title slug description description_2 street city state postal_code country lat lng phone email website "
        "categories open_hours days_str"
    )
    usual: ClassVar[Mapping[str, str]] = {
        "id": "id", "street": "street", "city": "city", "state": "state", "zip": "postal_code", "country": "country",
        "phone": "phone", "website": "website",
    }  # fmt: skip
