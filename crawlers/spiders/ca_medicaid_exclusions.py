"""California: providers excluded from Medicaid, a CSV file; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class CaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ca_medicaid_exclusions", "CA Medicaid", "CA", 30
    title, owner = "Providers excluded from Medicaid (California)", "California Department of Health Care Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://mcweb.apps.prd.cammis.medi-cal.ca.gov/references/sandi"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(20_000, 100_000)
