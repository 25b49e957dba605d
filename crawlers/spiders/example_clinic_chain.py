"""The invented clinic chain of the sample world: WP Store Locator version 1, asked around three points."""

from crawlers.platforms.finder import clinics
from crawlers.platforms.wp_store_locator import WpStoreLocatorSpider


class ExampleClinicChainSpider(WpStoreLocatorSpider):
    name = "example_clinic_chain"
    title, owner = "Clinics near you (sample)", "Example Physical Therapy"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain = "https://chain.example.org/clinics", "chain.example.org"
    promise_days, sample = 30, True
    version, radius, cap = 1, 100, 200
    around = (47.6, -122.3), (47.7, -117.4), (45.5, -122.7)
    fields = {"organization": "store"}
    expect = clinics(1, 1_000, **{"address.line1": 0.9})
