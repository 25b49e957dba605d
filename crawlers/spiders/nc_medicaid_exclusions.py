"""North Carolina: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NcMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "nc_medicaid_exclusions", "NC Medicaid", "NC", 30
    title, owner = "Providers excluded from Medicaid (North Carolina)", "NC Medicaid, Division of Health Benefits"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medicaid.ncdhhs.gov/providers/excluded-providers"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
