"""The invented academy of the sample world: its certified people in Agile Store Locator."""

from crawlers.platforms.agile_store_locator import AgileStoreLocatorSpider
from crawlers.platforms.finder import graduates


class ExampleTriggerAcademySpider(AgileStoreLocatorSpider):
    name = "example_trigger_academy"
    title = "Certified practitioners (sample)"
    issuer = owner = "Example Trigger Point Academy"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain = "https://academy.example.org/practitioners", "academy.example.org"
    promise_days, sample, letters, credential = 90, True, ("EXTA",), "EXTA"
    fields = {"name": "title", "certificate": "description_2", "category": "categories"}
    categories = {"7": "trigger_point_dn"}
    expect = graduates(1, 1_000, certificate_number=0.9)
