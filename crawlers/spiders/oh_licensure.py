"""Ohio: one file of all boards; the prefix of a number tells the profession."""

from crawlers.platforms.license_rows import by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class OhLicensureSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "oh_licensure", "OH", 30
    title, owner = "Ohio professional licenses", "State of Ohio, eLicense"
    terms = "not read: read them at the page of the data set"
    terms_read = "2026-11-20"
    page_url = "https://data.ohio.gov/wps/portal/gov/data/view/state-of-ohio-licensure"
    needs = "the prefixes of the license numbers and the names of its endorsement and specialty columns"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.CHIROPRACTOR, Profession.ACUPUNCTURIST)
    types = {}
    columns = by_role(
        number="LICENSE_NUMBER", full_name="LICENSEE_NAME", type="BOARD", status="STATUS", status_reason="SUB_STATUS",
        discipline="BOARD_ACTION", issued="ISSUE_DATE", expires="EXPIRATION_DATE", city="PARCEL_CITY",
        state="PARCEL_STATE", zip="PARCEL_ZIP_CODE",
        ignored="TYPE SUB_CATEGORY PARCEL_COUNTY PARCEL_COUNTRY COMPACT_ELIGIBILITY EFFECTIVE_DATE",
    )  # fmt: skip
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(5_000, 200_000, number=r"[A-Z.]*\d{2,8}")
