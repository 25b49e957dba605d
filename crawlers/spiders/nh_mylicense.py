"""New Hampshire Office of Professional Licensure and Certification: MyLicense, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.mylicense import MyLicenseSpider
from directory.vocabulary import Profession


class NhMylicenseSpider(MyLicenseSpider):
    name, jurisdiction, promise_days = "nh_mylicense", "NH", 30
    title, owner = (
        "New Hampshire Office of Professional Licensure and Certification: license verification",
        "New Hampshire Office of Professional Licensure and Certification",
    )
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://forms.nh.gov/licenseverification/"
    needs = (
        "a sight of its form: a note of 2026 names other inputs than t_web_lookup, and its wall refuses programs (403)"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR)
    headings = {}
    types = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
