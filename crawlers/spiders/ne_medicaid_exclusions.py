"""Nebraska: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NeMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ne_medicaid_exclusions", "NE Medicaid", "NE", 30
    title, owner = "Providers excluded from Medicaid (Nebraska)", "State of Nebraska, Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://dhhs.ne.gov/Documents/Medicaid%20Excluded%20Providers.pdf"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
