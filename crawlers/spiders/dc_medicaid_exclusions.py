"""District of Columbia: providers excluded from Medicaid, a web page; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class DcMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "dc_medicaid_exclusions", "DC Medicaid", "DC", 30
    title, owner = "Providers excluded from Medicaid (District of Columbia)", "DC Office of Contracting and Procurement"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://ocp.dc.gov/page/excluded-parties-list"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(40, 200)
