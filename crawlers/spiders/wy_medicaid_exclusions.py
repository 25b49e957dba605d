"""Wyoming: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class WyMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "wy_medicaid_exclusions", "WY Medicaid", "WY", 30
    title, owner = "Providers excluded from Medicaid (Wyoming)", "Wyoming Department of Health"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://health.wyo.gov/healthcarefin/medicaid/"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(50, 250)
