"""Missouri: one tab-parted file for each license type; relations multiply the rows of a license. Chiropractors only:
of lic_profession no other word of ours is established.
"""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import LicenseStatus


class MoMoproSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "mo_mopro", "MO", 30
    title, owner = "Missouri chiropractors", "Missouri Division of Professional Registration"
    terms, terms_read = "published by the state for download; the page's own terms are not established", "2026-11-20"
    page_url = "https://mopro.mo.gov/license/s/license-downloads"
    by_file = (
        "choose Chiropractic Examiners on the page, submit, and take the .TXT out of the zip; active licenses only"
    )
    types = by_profession(CHIRO="DRC")
    professions = tuple(types.values())
    columns = by_role(
        number="lic_number", last="prc_last_name", first="prc_first_name", middle="prc_middle_name",
        suffix="prc_suffix", type="lic_profession", status="lst_description", status_reason="les_description",
        issued="lic_orig_issue_date", expires="lic_exp_date", city="ba_city", state="ba_state", zip="ba_zip",
        ignored="ba_address ba_2address ba_cnty ba_cntry discipline prc_dba_name clas_description "
        "ctype_description cl_description prc_entity_name",
    )  # fmt: skip
    statuses = {"Active, Not Expired": LicenseStatus.ACTIVE}
    delimiter, quoted, lost_rows, multiplied = "\t", False, 60, r"rel_.*"  # addresses hold line breaks now and then
    dates = (DateForm.ISO,)
    expect = licensees(1_500, 10_000, number=r"\d{4,10}", expires=0.95)
