"""Wyoming Board of Occupational Therapy: a sheet of all licenses ever, limited and temporary ones among them."""

from crawlers.platforms.license_rows import FLAGS, by_profession, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm


class WyOccupationalTherapySpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "wy_occupational_therapy", "WY", 45
    title, owner = "Wyoming occupational therapists", "Wyoming Board of Occupational Therapy"
    terms, terms_read = "published by the board for verification; no further terms established", "2026-11-20"
    page_url = "https://occupationaltherapy.wyo.gov/public/license-lookup"
    by_file = "open 'Mailing List of Active and Expired Licenses' on the page and download the sheet as CSV"
    types = by_profession(OT="OCCUPATIONAL THERAPIST")
    professions = tuple(types.values())
    columns = {"LAST NAME": "last", "FIRST NAME": "first", "LICENSE TYPE": "type", "LICENSE #": "number",
               "ISSUE DATE": "issued", "EXPIRATION DATE": "expires", "STATUS": "status", "CITY": "city",
               "STATE": "state", "ZIP": "zip", "DISCIPLINE ": "discipline", "BUSINESS": "", "ADDRESS": "",
               "EMAIL": ""}  # fmt: skip
    flags = FLAGS | {"NONE": False}  # of its word for yes nothing is known
    periods = True
    dates = (DateForm.US,)
    expect = licensees(1_000, 8_000, number=r"OT-\d{2,4}[A-Z]{0,2}", expires=0.85)
