"""Arkansas: providers excluded from Medicaid, a CSV file; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class ArMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ar_medicaid_exclusions", "AR Medicaid", "AR", 30
    title, owner = "Providers excluded from Medicaid (Arkansas)", "Arkansas Department of Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://dhs.arkansas.gov/dhs/portal/exclusions/publicsearch/Download"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(1_000, 5_000)
