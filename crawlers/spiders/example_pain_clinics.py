"""The invented clinic directory of the sample world: clinics and their people in Agile Store Locator."""

from crawlers.platforms.agile_store_locator import AgileStoreLocatorSpider
from crawlers.platforms.finder import clinics


class ExamplePainClinicsSpider(AgileStoreLocatorSpider):
    name = "example_pain_clinics"
    title, owner = "Pain clinics (sample)", "Example Pain Directory"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain = "https://pain.example.org/clinics", "pain.example.org"
    promise_days, sample = 90, True
    fields = {"organization": "title", "name": "description_2", "npi": "description#NPI"}
    expect = clinics(1, 1_000, **{"name.last": 0.6})
