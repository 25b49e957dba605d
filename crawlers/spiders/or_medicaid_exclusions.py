"""Oregon: providers excluded from Medicaid, XML; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class OrMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "or_medicaid_exclusions", "OR Medicaid", "OR", 30
    title, owner = "Providers excluded from Medicaid (Oregon)", "Oregon Health Authority, Program Integrity Audit Unit"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.oregon.gov/oha/FOD/PIAU/Pages/Convictions.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
