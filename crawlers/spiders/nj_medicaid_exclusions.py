"""New Jersey: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NjMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "nj_medicaid_exclusions", "NJ Medicaid", "NJ", 30
    title = "Providers excluded from Medicaid (New Jersey)"
    owner = "State of New Jersey, Office of the State Comptroller"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.nj.gov/comptroller/doc/nj_debarment_list.pdf"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
