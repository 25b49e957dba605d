"""Maine: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MeMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "me_medicaid_exclusions", "ME Medicaid", "ME", 30
    title, owner = "Providers excluded from Medicaid (Maine)", "Maine Department of Health and Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://mainecare.maine.gov/PrvExclRpt/Forms/AllItems.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(900, 4_500)
