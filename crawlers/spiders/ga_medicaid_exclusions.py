"""Georgia: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class GaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ga_medicaid_exclusions", "GA Medicaid", "GA", 30
    title, owner = "Providers excluded from Medicaid (Georgia)", "Georgia Department of Community Health"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://dch.georgia.gov/office-inspector-general/georgia-oig-exclusions-list"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(1_100, 5_500)
