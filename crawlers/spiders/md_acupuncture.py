"""Maryland Board of Acupuncture: active licensees, one CSV file. Of its status codes only A was read. Under BoardCode
51 stand numbers such as ADS009, another kind of license than the acupuncturists' U00525.
"""

from crawlers.platforms.license_rows import by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import LicenseStatus, Profession


class MdAcupunctureSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "md_acupuncture", "MD", 30
    title, owner = "Maryland acupuncturists", "Maryland Board of Acupuncture"
    terms = "published by the board for verification; no further terms established"
    terms_read = "2026-11-20"
    page_url = "https://health.maryland.gov/bacc/Documents/acupactive.csv"
    start_urls = [page_url]
    all_are, professions = ("acupuncturist", Profession.ACUPUNCTURIST), (Profession.ACUPUNCTURIST,)
    columns = by_role(
        number="RegNum", last="LName", first="FName", status="StatusCode", issued="OrigLicDate", expires="ExpDate",
        city="WCity", state="WState", zip="Wzip", ignored="BoardCode WAddress1 WAddress2",
    )  # fmt: skip
    numbers = r"U\d{2,6}"
    statuses = {"A": LicenseStatus.ACTIVE}
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(300, 6_000, number=numbers, expires=0.9)
