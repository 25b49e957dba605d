"""West Virginia Board of Physical Therapy: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class WvPhysicalTherapySpider(ThentiaSpider):
    name, jurisdiction, promise_days = "wv_physical_therapy", "WV", 30
    title, owner = "West Virginia Board of Physical Therapy: register", "West Virginia Board of Physical Therapy"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://wvbopt.portalus.thentiacloud.net/webs/portal/register/"
    needs = (
        "a sight of its answer: newer registers want licenseType, licenseStatus and disciplined too, and "
        "answer with columnLayout and dataResults instead of named fields; and the words of its license types"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
