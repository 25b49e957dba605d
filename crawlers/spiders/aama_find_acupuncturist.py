"""American Academy of Medical Acupuncture: its finder of physicians, its most visited page."""

from crawlers.platforms.finder import FinderSpider, clinics


class AamaFindAcupuncturistSpider(FinderSpider):
    name, promise_days = "aama_find_acupuncturist", 90
    title, owner = "Find an acupuncturist", "American Academy of Medical Acupuncture"
    terms, terms_read = "not read: read them before writing an address here", "2026-11-20"
    needs = "its address and fields, and whether its letters (FAAMA) say anything of dry needling"
    page_url = "https://medicalacupuncture.org/for-physicians/may-2024-newsletter"
    expect = clinics(1, 100_000)
