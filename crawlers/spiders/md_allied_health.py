"""Maryland Board of Physicians: allied health, among them athletic trainers; text before the header."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class MdAlliedHealthSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "md_allied_health", "MD", 30
    title, owner = "Maryland allied health", "Maryland Board of Physicians"
    terms = "published by the board for verification; no further terms established"
    terms_read = "2026-11-20"
    page_url = "https://www.mbp.state.md.us/forms/allied_health_list.csv"
    needs = "the words of its columns Profession, Status and Discipline: one look at the file tells them"
    professions = (Profession.ATHLETIC_TRAINER,)
    types = {}
    columns = {"Profession": "type", "License #": "number", "Last Name": "last", "First Name": "first",
               "Status": "status", "Expire Date": "expires", "Discipline": "discipline"}  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(300, 20_000, number=r"[A-Z]*\d{2,7}")
