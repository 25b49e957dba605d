"""The invented alumni list of the sample world: Super Store Finder as a JSON file."""

from crawlers.platforms.finder import graduates
from crawlers.platforms.super_store_finder import JSON_PATH, SuperStoreFinderSpider


class ExampleSpineAlumniSpider(SuperStoreFinderSpider):
    name = "example_spine_alumni"
    title = "Alumni (sample)"
    issuer = owner = "Example Spine Needling Fellowship"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, path = "https://fellowship.example.org/alumni", "fellowship.example.org", JSON_PATH
    promise_days, sample, letters, credential = 90, True, ("EXSN",), "EXSN"
    fields = {"name": "location", "certificate": "custom_field1"}
    expect = graduates(1, 1_000, certificate_number=0.9)
