"""Pennsylvania: providers excluded from Medicaid, a CSV file; described and not read yet."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded


class PaMedicaidExclusionsSpider(ExclusionTableSpider):
    name, list_name, jurisdiction, promise_days = "pa_medicaid_exclusions", "PA Medicaid", "PA", 30
    title, owner = "Providers excluded from Medicaid (Pennsylvania)", "Commonwealth of Pennsylvania, Medical Assistance"
    terms, terms_read = "not read: read them at the page of the list", "2026-11-20"
    page_url = "https://www.humanservices.dhs.pa.gov/Medchk/MedchkSearch/Medchk?target=_blank"
    needs = "the names of its columns, its status words and its forms of dates: one look at the list tells them"
    expect = excluded(4_500, 22_500)
