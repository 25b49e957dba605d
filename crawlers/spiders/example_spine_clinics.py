"""The invented clinic chain of the sample world: a sitemap of locations, each with its clinic and staff in JSON-LD."""

from crawlers.expect import Expect
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider


class ExampleSpineClinicsSpider(SitemapJsonLdSpider):
    name = "example_spine_clinics"
    title, owner = "Our clinics (sample)", "Example Spine Clinics"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url = "https://spine.example.org/"
    promise_days, sample = 30, True
    start_urls = ["https://spine.example.org/sitemap.xml"]
    pages, at_most_pages = r"/locations/[a-z]{2}/[a-z-]+/", 50
    expect = Expect(1, 1_000, {"address.city": 1.0, "name.last": 0.7, "npi": 0.5, "role": 0.7}, {"role": r"\D{3,60}"})
