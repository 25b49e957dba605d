"""Hawaii: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class HiMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "hi_medicaid_exclusions", "HI Medicaid", "HI", 30
    title = "Providers excluded from Medicaid (Hawaii)"
    owner = "Hawaii Department of Human Services, Med-QUEST Division"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medquest.hawaii.gov/en/plans-providers/provider-exclusion-reinstatement-list.html"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(150, 750)
