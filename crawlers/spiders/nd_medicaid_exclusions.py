"""North Dakota: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NdMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "nd_medicaid_exclusions", "ND Medicaid", "ND", 30
    title, owner = "Providers excluded from Medicaid (North Dakota)", "North Dakota Health and Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.hhs.nd.gov/healthcare/medicaid/provider/compliance/fraud-and-abuse"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
