"""West Virginia: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class WvMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "wv_medicaid_exclusions", "WV Medicaid", "WV", 30
    title = "Providers excluded from Medicaid (West Virginia)"
    owner = "West Virginia Medicaid Management Information System"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.wvmmis.com/SitePages/Medicaid%20Provider%20SanctionedExclusion"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
