"""Rhode Island Department of Health: MyLicense, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.mylicense import MyLicenseSpider
from directory.vocabulary import Profession


class RiMylicenseSpider(MyLicenseSpider):
    name, jurisdiction, promise_days = "ri_mylicense", "RI", 30
    title, owner = "Rhode Island Department of Health: license verification", "Rhode Island Department of Health"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://healthri.mylicense.com/Verification/Search.aspx"
    needs = (
        "the headings of its list, its License Type words for our professions, and whether it answers a form "
        "without a session cookie, which we do not keep"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR)
    headings = {}
    types = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
