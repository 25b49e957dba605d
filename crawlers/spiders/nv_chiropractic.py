"""Chiropractic Physicians' Board of Nevada: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class NvChiropracticSpider(ThentiaSpider):
    name, jurisdiction, promise_days = "nv_chiropractic", "NV", 30
    title, owner = "Chiropractic Physicians' Board of Nevada: register", "Chiropractic Physicians' Board of Nevada"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://nvcpbn.portalus.thentiacloud.net/webs/portal/register/"
    needs = (
        "a sight of its answer: newer registers want licenseType, licenseStatus and disciplined too, and "
        "answer with columnLayout and dataResults instead of named fields; and the words of its license types"
    )
    professions = (Profession.CHIROPRACTOR,)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
