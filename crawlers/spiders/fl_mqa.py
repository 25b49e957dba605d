"""Florida MQA: every health license of the state (PROF_ALL.txt), which an operator fetches after a free sign-in."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm


class FlMqaSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "fl_mqa", "FL", 30
    title, owner = "Florida health licenses", "Florida Department of Health, Medical Quality Assurance"
    terms = "free account of the portal; its terms were not read"
    terms_read = "2026-11-20"
    page_url = "https://data-download.mqa.flhealthsource.gov/"
    by_file = "sign in at the portal, download PROF_ALL.zip and take the PROF_ALL.txt out of it"  # we never log in
    types = by_profession(PT="5501", CHIRO="501", LAC="3801", OT="5601")
    professions = tuple(types.values())
    columns = by_role(
        type="pro_cde", number="License-Number", last="Last-Name", first="First-Name", middle="Middle-Name",
        suffix="Name-Suffix", status="License-Status-Description", status_reason="License-Active-Status-Description",
        discipline="Board-Action-Indicator", issued="Original-Date", expires="Expire-Date",
        city="Practice-Location-Address-City", state="Practice-Location-Address-State",
        zip="Practice-Location-Address-ZIPcode",
        ignored="Profession-Name lic_id Status-Effective-Date Business-Name County County-Description Email "
        "Mailing-Address-Line1 Mailing-Address-line2 Mailing-Address-City Mailing-Address-State "
        "Mailing-Address-ZIPcode Mailing-Address-Area-Code Mailing-Address-Phone-Number "
        "Practice-Location-Address-Line1 Practice-Location-Address-line2 Prescription-Indicator "
        "Dispensing-Indicator Mod-Codes Mailing-Address-Phone-Extension",
    )  # fmt: skip
    delimiter, quoted, trailing, lost_rows = "|", False, True, 50  # 27 of 3.7 million rows were broken by a pipe
    dates = (DateForm.US, DateForm.ISO)
    expect = licensees(20_000, 200_000, number=r"[A-Z]*\d{1,6}", discipline=0.9)
