"""South Dakota Board of Physical Therapy: the roster of licensees, a PDF made daily."""

from crawlers.expect import Expect
from crawlers.platforms.pdf_roster import PdfRosterSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import LicenseStatus, Profession


class SdPhysicalTherapySpider(PdfRosterSpider):
    name = "sd_physical_therapy"
    title = "South Dakota physical therapy roster"
    owner = "South Dakota Board of Physical Therapy"
    terms = "published by the board for verification; no further terms established"
    terms_read = "2026-11-20"
    page_url = "https://www.sdboards.org/healthdept/physicaltherapy/verify/"
    jurisdiction, promise_days = "SD", 30
    start_urls = [page_url]
    dated_by = r"Licensed Physical Therapists as of (\d{1,2}/\d{1,2}/\d{4})"
    types = {"PT": Profession.PHYSICAL_THERAPIST, "PTA": Profession.PHYSICAL_THERAPIST_ASSISTANT}
    professions = tuple(types.values())
    columns = {"Last Name": "last", "First Name": "first", "Level": "type", "License #": "number",
               "Effective Date": "issued", "Expiration Date": "expires", "Discipline": "discipline"}  # fmt: skip
    dates = (DateForm.US,)
    listed_means = LicenseStatus.ACTIVE  # the roster is headed "SD Licensed Physical Therapists"
    expect = Expect(at_least=1_400, at_most=3_500, filled={"expires": 0.95, "discipline": 0.8},
                    shaped={"number": r"\d{3,5}"}, ordered={"expires": "issued_on"})  # fmt: skip
