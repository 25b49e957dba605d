"""Michigan: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MiMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "mi_medicaid_exclusions", "MI Medicaid", "MI", 30
    title, owner = "Providers excluded from Medicaid (Michigan)", "Michigan Department of Health & Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.michigan.gov/mdhhs/doing-business/providers/providers/billingreimbursement/" \
        "list-of-sanctioned-providers"  # fmt: skip
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(3_000, 15_000)
