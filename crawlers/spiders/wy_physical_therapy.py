"""Wyoming Board of Physical Therapy: a sheet of the licensees; its header stands in row 3."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class WyPhysicalTherapySpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "wy_physical_therapy", "WY", 30
    title, owner = "Wyoming physical therapists", "Wyoming Board of Physical Therapy"
    terms = "published by the board for verification; no further terms established"
    page_url = "https://physicaltherapy.wyo.gov/"
    needs = "the address of the sheet, and what in it tells physical therapists from assistants"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    columns = {"Last Name": "last", "First Name": "first", "License No.": "number", "Date Issued": "issued",
               "Expiry Date": "expires", "Status": "status"}  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(300, 5_000, number=r"[A-Z]*-?\d{2,6}[A-Z]*")
