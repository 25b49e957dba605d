"""Mississippi: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MsMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ms_medicaid_exclusions", "MS Medicaid", "MS", 30
    title, owner = "Providers excluded from Medicaid (Mississippi)", "Mississippi Division of Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medicaid.ms.gov/providers/provider-terminations/"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(80, 400)
