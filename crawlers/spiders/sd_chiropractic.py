"""South Dakota Board of Chiropractic Examiners: all licensees, with the authority to do acupuncture."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class SdChiropracticSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "sd_chiropractic", "SD", 30
    title, owner = "South Dakota chiropractors", "South Dakota Board of Chiropractic Examiners"
    terms = "published by the board for verification; no further terms established"
    terms_read = "2026-11-20"
    page_url = "https://bocelicensing.appssd.sd.gov/Licensees"
    by_file = "press Download on the board's page"  # the address behind the button is not established
    all_are, professions = ("chiropractor", Profession.CHIROPRACTOR), (Profession.CHIROPRACTOR,)
    columns = {"Name": "full_name", "LicenseNumber": "number", "Effective": "issued", "Status": "status",
               "Expiration": "expires", "DisciplinaryAction": "discipline", "Acupuncture": "authority",
               "Title": "", "GoodStanding": "", "GoodStandingIcon": "", "DisciplinaryActionIcon": "",
               "AcupunctureIcon": "", "TotalPageCount": ""}  # fmt: skip
    authority = "acupuncture"
    dates = (DateForm.US,)
    expect = licensees(300, 1_500, number=r"[A-Z]*\d{2,6}", discipline=0.9)
