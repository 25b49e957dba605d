"""New York: providers excluded from Medicaid, a workbook; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NyMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ny_medicaid_exclusions", "NY Medicaid", "NY", 30
    title, owner = "Providers excluded from Medicaid (New York)", "State of New York, Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://apps.omig.ny.gov/exclusions/exporttoexcel.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(7_500, 37_500)
