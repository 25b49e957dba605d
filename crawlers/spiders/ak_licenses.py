"""Alaska: one weekly CSV file of all professions."""

from crawlers.platforms.license_rows import by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class AkLicensesSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "ak_licenses", "AK", 30
    title, owner = "Alaska professional licenses", "Alaska Department of Commerce, Professional Licensing"
    terms = "not read: read them at the page of the download"
    terms_read = "2026-11-20"
    page_url = "https://www.commerce.alaska.gov/cbp/main/"
    needs = "the words of its columns ProfType and Status, and the form of the link to the dated file"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.CHIROPRACTOR, Profession.ACUPUNCTURIST)
    types = {}
    columns = by_role(
        number="LicenseNum", full_name="Owners", type="ProfType", status="Status", issued="DateIssued",
        expires="DateExpired", city="CITY", state="STATE", zip="ZIP",
        ignored="DBA Program DateEffective ADDRESS1 ADDRESS2",
    )  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(1_000, 20_000, number=r"[A-Z]*\d{1,7}")
