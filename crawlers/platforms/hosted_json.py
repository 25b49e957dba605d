"""Finders that a service hosts for its customers: one JSON reply under a customer's key (listings.md 4, AllThePlaces).

Robots files of these hosts are obeyed like any other: a service that forbids us leaves a link. A Stockist customer who
has switched 'all' off gets us an answer of 400, and the run says so.
"""

from collections.abc import Mapping
from typing import ClassVar

from crawlers.platforms.finder import FinderSpider


class HostedJsonSpider(FinderSpider):
    """``domain`` and ``path`` are the service's, with '{key}' for the customer's ``key``."""

    key: ClassVar[str] = ""

    def addresses(self) -> list[str]:
        return [url.replace("{key}", self.key) for url in super().addresses()] if self.key else []


class StockistSpider(HostedJsonSpider):
    domain, path = "stockist.co", "/api/v1/{key}/locations/all"
    plugin = (
        "id name latitude longitude address_line_1 address_line_2 city state postal_code country full_address phone "
        "email website description image_url custom_fields filters"
    )
    named: ClassVar[Mapping[str, str]] = {"custom_fields": "value"}
    usual: ClassVar[Mapping[str, str]] = {
        "id": "id", "street": "address_line_1", "street2": "address_line_2", "city": "city", "state": "state",
        "zip": "postal_code", "country": "country", "phone": "phone", "website": "website",
    }  # fmt: skip


class StorepointSpider(HostedJsonSpider):
    """``category`` is usually in ``tags``."""

    domain, path, envelope = "api.storepoint.co", "/v1/{key}/locations", "results.locations"
    plugin = (
        "id name streetaddress loc_lat loc_long description phone website email tags extra facebook "
        "monday tuesday wednesday thursday friday saturday sunday"
    )
    usual: ClassVar[Mapping[str, str]] = {
        "id": "id", "place": "streetaddress", "phone": "phone", "website": "website",
    }  # fmt: skip


class StoreRocketSpider(HostedJsonSpider):
    """``category`` is usually in ``location_type_name``."""

    domain, path, envelope = "storerocket.io", "/api/user/{key}/locations", "results.locations"
    plugin = (
        "id slug name address display_address address_line_1 address_line_2 city state postcode country lat lng phone "
        "email url facebook instagram twitter timezone hours mon tue wed thu fri sat sun location_type_name fields"
    )
    named: ClassVar[Mapping[str, str]] = {"fields": "pivot_field_value"}
    usual: ClassVar[Mapping[str, str]] = {
        "id": "id", "street": "address_line_1", "street2": "address_line_2", "city": "city", "state": "state",
        "zip": "postcode", "country": "country", "phone": "phone", "website": "url",
    }  # fmt: skip
