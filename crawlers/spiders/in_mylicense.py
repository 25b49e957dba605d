"""Indiana Professional Licensing Agency: MyLicense, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.mylicense import MyLicenseSpider
from directory.vocabulary import Profession


class InMylicenseSpider(MyLicenseSpider):
    name, jurisdiction, promise_days = "in_mylicense", "IN", 30
    title, owner = (
        "Indiana Professional Licensing Agency: license verification",
        "Indiana Professional Licensing Agency",
    )
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://mylicense.in.gov/EVerification/Search.aspx"
    needs = (
        "its License Type words for our professions (for podiatrists it writes Podiatrist), and whether it "
        "answers a form without a session cookie, which we do not keep"
    )
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR)
    headings = {
        "Name": "full_name",
        "License #": "number",
        "Profession": "",
        "License Type": "",
        "Status": "",
        "Address": "",
    }
    types = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
