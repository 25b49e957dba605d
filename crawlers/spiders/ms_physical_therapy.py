"""Mississippi physical therapists, one at a time. Its style class ``dryneedlingname`` stands at every name: no mark."""

from crawlers.platforms.board_page import FormBlockSpider
from crawlers.platforms.license_rows import by_profession, by_role, licensees
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class MsPhysicalTherapySpider(FormBlockSpider):
    name, jurisdiction, promise_days = "ms_physical_therapy", "MS", 30
    title, owner = "Mississippi license verification", "Mississippi State Board of Physical Therapy"
    terms = "published by the board for verification; no further terms established"
    terms_read, encoding = "2026-11-20", "cp1252"
    page_url = "https://www.msbpt.ms.gov/secure/licenseverification.asp"
    start_urls = [page_url]
    inputs, button, none_said = {"number": "LICENSENO", "last": "LNAME"}, "Submit", "No Results"
    block, name_at = "fieldset.frameset2", "(.//*[contains(@class, 'dryneedlingname')]/text())[1]"
    label_at, value_at = ".//td[span/strong]", "following-sibling::td[1]"
    more_labels = {"Discipline": ".//tr[td/span='Disciplinary Action']/following-sibling::tr[1]/td[1]"}
    columns = by_role(full_name="name", type="Type", status="Status", number="License #") | {
        "Issue Date": "issued", "Expiration Date": "expires", "Discipline": "discipline"}  # fmt: skip
    types, dates = by_profession(PT="PT", PTA="PTA"), (DateForm.US,)
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"\d{2,6}")
