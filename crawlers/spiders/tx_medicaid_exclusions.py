"""Texas: providers excluded from Medicaid, a workbook; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class TxMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "tx_medicaid_exclusions", "TX Medicaid", "TX", 30
    title, owner = "Providers excluded from Medicaid (Texas)", "State of Texas, Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://oig.hhsc.state.tx.us/oigportal2/Exclusions/ctl/DOW/mid/384"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(9_300, 46_500)
