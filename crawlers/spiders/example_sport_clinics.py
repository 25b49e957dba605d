"""The invented sport clinics of the sample world: a StoreRocket list, needling ones by their type."""

from crawlers.platforms.finder import clinics
from crawlers.platforms.hosted_json import StoreRocketSpider


class ExampleSportClinicsSpider(StoreRocketSpider):
    name = "example_sport_clinics"
    title, owner = "Clinics (sample)", "Example Sport Clinics"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, key = "https://sport.example.org/clinics", "storerocket.example.org", "EXAMPLE000"
    promise_days, sample = 30, True
    fields = {"organization": "name", "name": "fields:Therapist", "category": "location_type_name"}
    categories = {"DRY NEEDLING": "dry_needling"}
    ignored = ("fields:Parking",)
    expect = clinics(1, 1_000, **{"address.line1": 0.9})
