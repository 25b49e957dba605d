"""Louisiana physical therapists, one at a time, holders of a compact privilege among them."""

from crawlers.platforms.board_page import DirectBlockSpider
from crawlers.platforms.license_rows import by_profession, licensees
from directory.normalize.dates import DateForm
from directory.vocabulary import LicenseStatus, Profession


class LaPhysicalTherapySpider(DirectBlockSpider):
    name, jurisdiction, promise_days = "la_physical_therapy", "LA", 30
    title, owner = "Louisiana licensee search", "Louisiana Physical Therapy Board"
    terms, terms_read = "open to the public, says the board; no further terms established", "2026-11-20"
    page_url = "https://www.laptboard.org/licensee-search"
    start_urls = ["https://www.laptboard.org/index.cfm"]  # as the page's own script asks
    fixed = {"md": "search", "tmp": "_snip_licensee_search_results", "city": "", "pageNum": "1", "nowrap": "1"}
    inputs = {"first": "firstName", "last": "lastName", "number": "licenseNum"}
    block, name_at, label_at, value_at = "div.licensee", "./h3/text()", "./dl//dt", "following-sibling::dd[1]"
    renamed, optional = {"Compact Privilege #": "License #"}, "Disciplinary Action"
    total_at, more_at = "//*[@id='server-total-new']/text()", "//*[@id='has-more-sponsors']"
    columns = {"name": "full_name", "Type": "type", "License #": "number", "Status": "status", "Issue Date": "issued",
               "Expiration Date": "expires", "Disciplinary Action": "discipline", "Clinic Address": "",
               "Clinic Phone": ""}  # fmt: skip
    types = by_profession(PT="Physical Therapist|Compact Holder Physical Therapist",
                          PTA="Physical Therapist Assistant|Compact Physical Therapist Assistant")  # fmt: skip
    statuses, dates = {"Applied": LicenseStatus.PENDING}, (DateForm.US,)
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"[A-Z]?\d{4,7}[A-Z]?")
