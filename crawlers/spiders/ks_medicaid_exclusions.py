"""Kansas: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class KsMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ks_medicaid_exclusions", "KS Medicaid", "KS", 30
    title, owner = "Providers excluded from Medicaid (Kansas)", "Kansas Department of Health and Environment"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.kdhe.ks.gov/172/Medicaid"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
