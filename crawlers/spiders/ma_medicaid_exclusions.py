"""Massachusetts: providers excluded from Medicaid, a web page or what it links to; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class MaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "ma_medicaid_exclusions", "MA Medicaid", "MA", 30
    title, owner = "Providers excluded from Medicaid (Massachusetts)", "MassHealth"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.mass.gov/info-details/learn-about-suspended-or-excluded-masshealth-providers"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(150, 750)
