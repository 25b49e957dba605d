"""The invented rehabilitation group of the sample world: Super Store Finder as XML."""

from crawlers.platforms.finder import clinics
from crawlers.platforms.super_store_finder import SuperStoreFinderSpider


class ExampleRehabGroupSpider(SuperStoreFinderSpider):
    name = "example_rehab_group"
    title, owner = "Our locations (sample)", "Example Rehab Group"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain = "https://rehab.example.org/locations", "rehab.example.org"
    promise_days, sample = 30, True
    fields = {"organization": "location", "page": "exturl"}
    expect = clinics(1, 1_000, **{"address.line1": 0.9})
