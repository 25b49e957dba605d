"""Board of Certification: free online registry of athletic trainers (Certified, Expired, Suspended)."""

from crawlers.platforms.finder import FinderSpider, clinics


class BocRegistrySpider(FinderSpider):
    name, promise_days = "boc_registry", 90
    title, owner = "BOC registry of athletic trainers", "Board of Certification for the Athletic Trainer"
    terms, terms_read = "not read: read them before writing an address here", "2026-11-20"
    needs = "its address and fields; until then a person looks up and writes a receipt"
    page_url = "https://bocatc.org/public-protection/"
    expect = clinics(1, 100_000)
