"""Washington: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class WaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "wa_medicaid_exclusions", "WA Medicaid", "WA", 30
    title, owner = "Providers excluded from Medicaid (Washington)", "Washington State Health Care Authority"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.hca.wa.gov/billers-providers-partners/become-apple-health-provider/" \
        "provider-termination-and-exclusion-list"  # fmt: skip
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(200, 1_000)
