"""The invented college of the sample world: its graduates in WP Store Locator, all at once."""

from crawlers.platforms.finder import graduates
from crawlers.platforms.wp_store_locator import WpStoreLocatorSpider


class ExampleNeedlingCollegeSpider(WpStoreLocatorSpider):
    name = "example_needling_college"
    title = "Find a graduate (sample)"
    issuer = owner = "Example College of Needling"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, cap = "https://college.example.org/find", "college.example.org", 500
    promise_days, sample, letters, credential = 90, True, ("EXNC",), "EXNC"
    fields = {"name": "store", "category": "terms", "certificate": "certificate"}
    categories = {"DRY NEEDLING": "dry_needling"}
    expect = graduates(1, 1_000, certificate_number=0.9)
