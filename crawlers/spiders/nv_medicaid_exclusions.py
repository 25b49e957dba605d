"""Nevada: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class NvMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "nv_medicaid_exclusions", "NV Medicaid", "NV", 30
    title, owner = "Providers excluded from Medicaid (Nevada)", "Nevada Division of Health Care Financing and Policy"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://dhcfp.nv.gov/Providers/PI/PSExclusions/"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(250, 1_250)
