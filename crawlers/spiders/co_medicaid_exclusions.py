"""Colorado: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class CoMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "co_medicaid_exclusions", "CO Medicaid", "CO", 30
    title = "Providers excluded from Medicaid (Colorado)"
    owner = "Colorado Department of Health Care Policy & Financing"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://hcpf.colorado.gov/provider-termination"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(200, 1_000)
