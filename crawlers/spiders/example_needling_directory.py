"""The invented directory of the sample world: people and their NPIs in a Stockist list."""

from crawlers.platforms.finder import clinics
from crawlers.platforms.hosted_json import StockistSpider


class ExampleNeedlingDirectorySpider(StockistSpider):
    name = "example_needling_directory"
    title, owner = "Find a practitioner (sample)", "Example Needling Directory"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, key = "https://directory.example.org/", "stockist.example.org", "u00000"
    promise_days, sample = 90, True
    fields = {"name": "name", "organization": "custom_fields:Clinic", "npi": "custom_fields:NPI",
              "license": "custom_fields:License", "license_state": "state"}  # fmt: skip
    expect = clinics(1, 1_000, npi=0.6)
