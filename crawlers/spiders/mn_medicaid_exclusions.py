"""Minnesota: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MnMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "mn_medicaid_exclusions", "MN Medicaid", "MN", 30
    title, owner = "Providers excluded from Medicaid (Minnesota)", "Minnesota Health Care Programs"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://mn.gov/dhs/partners-and-providers/program-overviews/mhcp/"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(900, 4_500)
