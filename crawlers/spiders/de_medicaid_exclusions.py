"""Delaware: providers excluded from Medicaid, a PDF; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class DeMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "de_medicaid_exclusions", "DE Medicaid", "DE", 30
    title, owner = "Providers excluded from Medicaid (Delaware)", "Delaware Health and Social Services"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://medicaid.dhss.delaware.gov/provider/Home/ProgramIntegrityLanding/tabid/2102/Default.aspx"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(640, 3_200)
