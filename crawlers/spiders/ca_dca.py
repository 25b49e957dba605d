"""California DCA: licensees of many boards in one form. Acupuncturists only: of the words for chiropractors none was
read but 'Satellite Office', which is no license, and physical therapists may not needle there.
"""

from crawlers.platforms.license_rows import by_role, licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class CaDcaSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "ca_dca", "CA", 45
    title, owner = "California acupuncturists", "California Department of Consumer Affairs"
    terms, terms_read = "public record of the state; the department's own terms are not established", "2026-11-20"
    page_url = "https://www.dca.ca.gov"
    by_file = "ask the department for the monthly file of licensees; where it lies is not established"
    types, professions = {"LICENSED ACUPUNCTURIST": Profession.ACUPUNCTURIST}, (Profession.ACUPUNCTURIST,)
    persons = ("I",)
    columns = {"original_isuue_date": "issued", "zip_code": "zip"} | by_role(  # the first is the source's own spelling
        type="license_type", number="license_number", last="org_or_last_name", first="first_name",
        middle="middle_name", suffix="suffix", entity="indiv_or_org", status="license_status",
        issued="original_issue_date", expires="expiration_date", city="city", state="state", zip="zip",
        ignored="agency_code agency_name lictypecode license_type_code license_type_name license_number_part_b degree "
        "school year_graduated address_line_1 address_line_2 address_line1 address_line2 relationship_name "
        "relationship_name_part_b county country speciality_code status_effective_date",
    )  # fmt: skip
    dates = (DateForm.US_DASH,)
    expect = licensees(5_000, 60_000, number=r"(AC)?\d{1,6}")
