"""NCCAOM: 'find a practitioner' of its diplomates, renewed every four years."""

from crawlers.platforms.finder import FinderSpider, clinics


class NccaomFindPractitionerSpider(FinderSpider):
    name, promise_days = "nccaom_find_practitioner", 90
    title, owner = "Find a practitioner", "National Certification Commission for Acupuncture and Oriental Medicine"
    terms, terms_read = "not read: read them before writing an address here", "2026-11-20"
    needs = "its address and fields; until then a person looks up and writes a receipt"
    page_url = "https://www.nccaom.org/certification/certification-renewal/"
    expect = clinics(1, 100_000)
