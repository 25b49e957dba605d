"""Ohio: providers excluded from Medicaid, a workbook; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class OhMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "oh_medicaid_exclusions", "OH Medicaid", "OH", 30
    title, owner = "Providers excluded from Medicaid (Ohio)", "Ohio Department of Medicaid"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medicaid.ohio.gov/wps/portal/gov/medicaid/resources-for-providers/" \
        "enrollment-and-support/provider-enrollment/provider-exclusion-and-suspension-list"  # fmt: skip
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(1_500, 7_500)
