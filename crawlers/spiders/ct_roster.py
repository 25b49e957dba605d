"""Connecticut: the roster of active physical therapists; all other professions are in the state's open data."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class CtRosterSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "ct_roster", "CT", 30
    title, owner = "Connecticut physical therapists, roster", "Connecticut eLicense"
    terms, terms_read = "a public roster of the state; the page's own terms are not established", "2026-11-20"
    page_url = "https://elicense.ct.gov/Lookup/GenerateRoster.aspx"
    by_file = "tick Physical Therapist alone on the page of rosters and download it as CSV"  # its form is not known
    all_are, professions = ("PHYSICAL THERAPIST", Profession.PHYSICAL_THERAPIST), (Profession.PHYSICAL_THERAPIST,)
    columns = {"LICENSE NO.": "number", "FIRST NAME": "first", "LAST NAME": "last", "STATUS": "status",
               "ISSUE DATE": "issued", "EXPIRATION DATE": "expires", "CITY": "city", "STATE": "state", "ZIP": "zip",
               "ADDRESS1": ""}  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(2_000, 20_000, number=r"[\d.]{2,12}", expires=0.9)
