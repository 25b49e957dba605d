"""The invented school of the sample world: its graduates in a Storepoint list, needling ones by their tag."""

from crawlers.platforms.finder import graduates
from crawlers.platforms.hosted_json import StorepointSpider


class ExampleNeedlingSchoolSpider(StorepointSpider):
    name = "example_needling_school"
    title = "Our graduates (sample)"
    issuer = owner = "Example School of Needling"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, key = "https://school.example.org/graduates", "storepoint.example.org", "1000000000000a"
    promise_days, sample, letters, credential = 90, True, ("EXSC",), "EXSC"
    fields = {"name": "name", "certificate": "extra", "category": "tags"}
    categories = {"DRY NEEDLING": "dry_needling"}
    expect = graduates(1, 1_000, certificate_number=0.9)
