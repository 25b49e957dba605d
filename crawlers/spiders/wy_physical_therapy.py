"""Wyoming Board of Physical Therapy: a sheet of all licenses ever; a name stands in three columns under one heading."""

from crawlers.platforms.license_rows import by_profession, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import LicenseStatus


class WyPhysicalTherapySpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "wy_physical_therapy", "WY", 45
    title, owner = "Wyoming physical therapists", "Wyoming Board of Physical Therapy"
    terms, terms_read = "the sheet calls itself a primary source for verification; no further terms known", "2026-11-20"
    page_url = "https://physicaltherapy.wyo.gov/public/lookup"
    by_file = "open 'Mailing List of Active and Expired Licenses' on the page and download the sheet as CSV"
    types = by_profession(PT="PHYSICAL THERAPIST", PTA="PHYSICAL THERAPIST ASSISTANT")
    professions = tuple(types.values())
    columns = {"NAME ": "last", "NAME 2": "first", "NAME 3": "middle", "EMPLOYER": "", "Mailing Address ": "",
               "Mailing Address 2": "city", "Mailing Address 3": "state", "Mailing Address 4": "zip", "PHONE NO.": "",
               "EMAIL ADDRESS": "", "PROFESSION": "type", "LICENSE / CERTIFICATION": "", "LICENSE #": "number",
               "ISSUE DATE": "issued", "EXPIRATION DATE": "expires", "DISCIPLINED": "discipline",
               "STATUS": "status"}  # fmt: skip
    spanned = periods = True
    statuses = {"A": LicenseStatus.ACTIVE, "E": LicenseStatus.EXPIRED}
    dates = (DateForm.US,)
    expect = licensees(2_000, 12_000, number=r"PTA?-\d{4}(-\d\dT?)?", expires=0.95, discipline=0.9)
