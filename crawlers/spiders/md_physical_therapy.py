"""Maryland physical therapists, one at a time. Only its word for therapists was read: others are told, not guessed."""

from crawlers.platforms.board_page import DetailSpider
from crawlers.platforms.license_rows import by_profession, by_role, licensees
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class MdPhysicalTherapySpider(DetailSpider):
    name, jurisdiction, promise_days = "md_physical_therapy", "MD", 30
    title, owner = "Maryland license verification", "Maryland Board of Physical Therapy Examiners"
    terms = "the board calls it a primary source, updated daily, for information; no further terms established"
    terms_read = "2026-11-20"
    page_url = "https://mdbnc.health.maryland.gov/bptverification/default.aspx"
    start_urls = [page_url]
    inputs = {"number": "ctl00$MainContent$tbLookupLic", "last": "ctl00$MainContent$tbLookupName"}
    button, table, link = "ctl00$MainContent$btnLookup", "table.table", ".//a/@href"
    headings = {"License #": "number", "Name": "full_name", "Status": "", "View Details": ""}
    ids, types = r"MainContent_(lb\w+)", by_profession(PT="Physical Therapist")
    columns = by_role(
        full_name="lbName", number="lbLicNum", type="lbLicType", status="lbStatus", issued="lbOrgLicDate",
        expires="lbExpDate", discipline="lbDisAction", ignored="lbLicSpec lblPublicExplanation lbBoardName "
        "lbBoardName2 lbBoardName3 lblVerifyText lbRefLink lbDateStamp")  # fmt: skip
    dates, professions = (DateForm.US,), (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"[A-Z]{0,2}\d{3,6}[A-Z]?")
