"""ATI Physical Therapy: pages of its locations, /state/city/number-slug/, whose structured data lack a type."""

from crawlers.expect import Expect
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider


class AtiptSpider(SitemapJsonLdSpider):
    name = "atipt"
    title, owner = "Clinic locations", "ATI Physical Therapy"
    needs = "its terms, read: then its sitemap, locations.atipt.com/sitemap.xml (listings.md 3), may be asked for"
    terms = "not read: read them before writing an address here"
    terms_read = "2026-11-20"
    page_url = "https://locations.atipt.com/"
    promise_days = 30
    pages, at_most_pages = r"/[a-z-]+/[a-z-]+/\d+-[a-z0-9-]+/", 2_000
    expect = Expect(100, 2_000, {"organization": 1.0, "address.state": 0.9}, {"address.zip5": r"\d{5}"})
