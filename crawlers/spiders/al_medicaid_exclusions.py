"""Alabama: providers excluded from Medicaid, a workbook or a PDF behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class AlMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "al_medicaid_exclusions", "AL Medicaid", "AL", 30
    title, owner = "Providers excluded from Medicaid (Alabama)", "Alabama Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medicaid.alabama.gov/content/8.0_Fraud/8.7_Suspended_Providers.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(1_800, 9_000)
