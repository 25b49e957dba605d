"""Tennessee: providers excluded from Medicaid, JSON that a page's table loads; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class TnMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "tn_medicaid_exclusions", "TN Medicaid", "TN", 30
    title, owner = "Providers excluded from Medicaid (Tennessee)", "TennCare Office of Program Integrity"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.tn.gov/tenncare/fraud-and-abuse/program-integrity.html"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(10, 50)
