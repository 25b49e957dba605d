"""Arizona: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class AzMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "az_medicaid_exclusions", "AZ Medicaid", "AZ", 30
    title, owner = "Providers excluded from Medicaid (Arizona)", "State of Arizona, AHCCCS"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.azahcccs.gov/Fraud/Downloads/ProviderSuspensionsTerminations.pdf"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(100, 500)
