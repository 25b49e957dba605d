"""Missouri: one tab-parted file for each license type; relations multiply the rows of a license."""

from crawlers.platforms.license_rows import by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class MoMoproSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "mo_mopro", "MO", 30
    title, owner = "Missouri professional licenses", "Missouri Division of Professional Registration"
    terms = "not read: read them at the page of the downloads"
    page_url = "https://mopro.mo.gov/license/s/license-downloads"
    needs = "the words of lic_profession for our professions, and the names of the rel_* columns"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.CHIROPRACTOR, Profession.ACUPUNCTURIST)
    types = {}
    columns = by_role(
        number="lic_number", last="prc_last_name", first="prc_first_name", middle="prc_middle_name",
        suffix="prc_suffix", type="lic_profession", status="lst_description", status_reason="les_description",
        issued="lic_orig_issue_date", expires="lic_exp_date", discipline="discipline", city="ba_city",
        state="ba_state", zip="ba_zip", ignored="ba_address ba_2address ba_cnty ba_cntry prc_dba_name "
        "clas_description ctype_description cl_description prc_entity_name",
    )  # fmt: skip
    delimiter, quoted = "\t", False
    dates = (DateForm.ISO,)
    expect = licensees(500, 200_000, number=r"\d{2,10}")
