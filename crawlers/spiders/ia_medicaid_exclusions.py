"""Iowa: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class IaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ia_medicaid_exclusions", "IA Medicaid", "IA", 30
    title, owner = "Providers excluded from Medicaid (Iowa)", "Iowa Health & Human Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://hhs.iowa.gov/programs/welcome-iowa-medicaid/provider-services/excluded-individuals-and-entities"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(600, 3_000)
