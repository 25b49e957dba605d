"""Maryland: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MdMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "md_medicaid_exclusions", "MD Medicaid", "MD", 30
    title, owner = "Providers excluded from Medicaid (Maryland)", "Maryland Department of Health"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://health.maryland.gov/mmcp/provider/Pages/sanctioned_list.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(1_200, 6_000)
