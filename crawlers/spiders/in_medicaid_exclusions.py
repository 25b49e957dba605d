"""Indiana: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class InMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "in_medicaid_exclusions", "IN Medicaid", "IN", 30
    title, owner = "Providers excluded from Medicaid (Indiana)", "Indiana Family and Social Services Administration"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.in.gov/fssa/ompp/provider-information4/" \
        "termination-of-provider-participation-in-medicaid-and-chip/"  # fmt: skip
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(50, 250)
