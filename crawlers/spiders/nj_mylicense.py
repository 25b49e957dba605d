"""New Jersey Division of Consumer Affairs: MyLicense, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.mylicense import MyLicenseSpider
from directory.vocabulary import Profession


class NjMylicenseSpider(MyLicenseSpider):
    name, jurisdiction, promise_days = "nj_mylicense", "NJ", 30
    title, owner = (
        "New Jersey Division of Consumer Affairs: license verification",
        "New Jersey Division of Consumer Affairs",
    )
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://newjersey.mylicense.com/verification/Search.aspx"
    needs = (
        "its License Type words for our professions, and whether it answers a form without a session cookie, "
        "which we do not keep"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR)
    headings = {"Full Name": "full_name", "License Number": "number", "Profession": "", "License Type": "",
                "License Status": "", "City": "", "State": ""}  # fmt: skip
    types = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
