"""Louisiana: providers excluded from Medicaid, a CSV file; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class LaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "la_medicaid_exclusions", "LA Medicaid", "LA", 30
    title, owner = "Providers excluded from Medicaid (Louisiana)", "State of Louisiana, Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://adverseactions.ldh.la.gov/SelSearch/SelSearch/Export"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(3_000, 15_000)
