"""Alaska: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class AkMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ak_medicaid_exclusions", "AK Medicaid", "AK", 30
    title, owner = "Providers excluded from Medicaid (Alaska)", "Alaska Department of Health"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://health.alaska.gov/Commissioner/Pages/ProgramIntegrity/default.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(230, 1_150)
