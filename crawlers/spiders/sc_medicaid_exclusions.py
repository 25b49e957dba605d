"""South Carolina: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class ScMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "sc_medicaid_exclusions", "SC Medicaid", "SC", 30
    title = "Providers excluded from Medicaid (South Carolina)"
    owner = "South Carolina Department of Health and Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.scdhhs.gov/fraud"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(900, 4_500)
