"""An invented single clinic of the sample world: pages that a script fills, with all data in JSON-LD."""

from crawlers.expect import Expect
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider


class ExampleMotionClinicSpider(SitemapJsonLdSpider):
    name = "example_motion_clinic"
    title, owner = "What we do (sample)", "Example Motion Therapy"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url = "https://motion.example.org/services"
    promise_days, sample = 30, True
    start_urls = ["https://motion.example.org/sitemap_index.xml"]
    pages, at_most_pages = r"/services(/[a-z-]+)?", 20
    expect = Expect(1, 100, {"organization": 1.0, "role": 0.6}, {"address.phone": r"\(\d{3}\) \d{3}-\d{4}"})
