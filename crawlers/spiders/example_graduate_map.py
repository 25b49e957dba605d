"""The invented graduate map of the sample world: WP Go Maps with letters and NPI in custom fields."""

from crawlers.platforms.finder import graduates
from crawlers.platforms.wp_go_maps import WpGoMapsSpider


class ExampleGraduateMapSpider(WpGoMapsSpider):
    name = "example_graduate_map"
    title = "Graduates on the map (sample)"
    issuer = owner = "Example School of Myofascial Needling"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain = "https://myofascial.example.org/graduates", "myofascial.example.org"
    promise_days, sample, letters = 90, True, ("EXMN",)
    fields = {"name": "title", "credential": "custom_field_data:Credential", "npi": "custom_field_data:NPI"}
    ignored = ("custom_field_data:Languages",)
    expect = graduates(1, 1_000, credential=1.0, npi=0.6)
