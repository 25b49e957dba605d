"""Missouri: providers excluded from Medicaid, a workbook behind a link; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MoMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "mo_medicaid_exclusions", "MO Medicaid", "MO", 30
    title, owner = "Providers excluded from Medicaid (Missouri)", "Missouri Medicaid Audit & Compliance"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://mmac.mo.gov/providers/provider-sanctions/"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(200, 1_000)
