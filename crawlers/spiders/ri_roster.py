"""Rhode Island: the roster of active physical therapists, from the same page as Connecticut's."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class RiRosterSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "ri_roster", "RI", 30
    title, owner = "Rhode Island physical therapists, roster", "Rhode Island eLicensing"
    terms, terms_read = "a public roster of the state; the page's own terms are not established", "2026-11-20"
    page_url = "https://elicensing.ri.gov"
    by_file = "find the page of rosters, choose physical therapists alone and download them as CSV"
    all_are, professions = ("PHYSICAL THERAPIST", Profession.PHYSICAL_THERAPIST), (Profession.PHYSICAL_THERAPIST,)
    columns = {"LICENSE NO.": "number", "FIRST NAME": "first", "LAST NAME": "last", "STATUS": "status",
               "ISSUE DATE": "issued", "EXPIRATION DATE": "expires", "CITY": "city", "STATE": "state", "ZIP": "zip",
               "ADDRESS1": ""}  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(500, 6_000, number=r"[A-Z]{0,4}\d{2,9}", expires=0.9)
