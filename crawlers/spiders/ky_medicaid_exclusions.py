"""Kentucky: providers excluded from Medicaid, a workbook; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class KyMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ky_medicaid_exclusions", "KY Medicaid", "KY", 30
    title, owner = "Providers excluded from Medicaid (Kentucky)", "Commonwealth of Kentucky, Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.chfs.ky.gov/agencies/dms/dpi/pe/Documents/KYMedicaidTerminationList.xlsx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(200, 1_000)
