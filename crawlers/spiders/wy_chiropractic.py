"""Wyoming Board of Chiropractic Examiners: a sheet of all licenses ever; interns stand there too, and are left out."""

from crawlers.platforms.license_rows import FLAGS, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class WyChiropracticSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "wy_chiropractic", "WY", 45
    title, owner = "Wyoming chiropractors", "Wyoming Board of Chiropractic Examiners"
    terms, terms_read = "the sheet calls itself a primary source for verification; no further terms known", "2026-11-20"
    page_url = "https://chiropractic.wyo.gov/consumers/lookup"
    by_file = "open 'Mailing List of Active and Expired Licenses' on the page and download the sheet as CSV"
    all_are, professions = ("chiropractor", Profession.CHIROPRACTOR), (Profession.CHIROPRACTOR,)
    columns = {"NAME": "full_name", "LICNO": "number", "Issued": "issued", "Expires": "expires",
               "CurrentStatus": "status", "Disciplinary Action": "discipline", "MAILBUS": "", "MAILADD": "",
               "MAILCITY": "", "EMAIL": ""}  # fmt: skip
    flags = FLAGS | {"NONE": False, "DISCIPLINARY ACTION HAS BEEN TAKEN AGAINST THIS INDIVIDUAL": True}
    numbers = r"\d{2,4}T?"  # 'I-012' is an intern
    periods = True
    dates = (DateForm.US,)
    expect = licensees(300, 3_000, number=numbers, expires=0.95, discipline=0.9)
