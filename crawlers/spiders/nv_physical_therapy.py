"""Nevada Physical Therapy Board: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class NvPhysicalTherapySpider(ThentiaSpider):
    name, jurisdiction, promise_days = "nv_physical_therapy", "NV", 30
    title, owner = "Nevada Physical Therapy Board: register", "Nevada Physical Therapy Board"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://nptb.portalus.thentiacloud.net/webs/portal/register/"
    needs = (
        "a sight of its answer: newer registers want licenseType, licenseStatus and disciplined too, and "
        "answer with columnLayout and dataResults instead of named fields; and the words of its license types"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
