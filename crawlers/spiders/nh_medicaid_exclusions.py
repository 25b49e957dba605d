"""New Hampshire: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NhMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "nh_medicaid_exclusions", "NH Medicaid", "NH", 30
    title = "Providers excluded from Medicaid (New Hampshire)"
    owner = "New Hampshire Department of Health & Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.dhhs.nh.gov/programs-services/medicaid/medicaid-provider-relations"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(50, 250)
