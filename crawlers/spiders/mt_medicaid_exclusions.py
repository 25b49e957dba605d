"""Montana: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MtMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "mt_medicaid_exclusions", "MT Medicaid", "MT", 30
    title, owner = "Providers excluded from Medicaid (Montana)", "Montana Department of Public Health & Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://dphhs.mt.gov/montanahealthcareprograms/terminatedexcludedproviders"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
