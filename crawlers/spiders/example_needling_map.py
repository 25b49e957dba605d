"""The invented map of practitioners of the sample world: markers of WP Go Maps with people in their descriptions."""

from crawlers.platforms.finder import clinics
from crawlers.platforms.wp_go_maps import WpGoMapsSpider


class ExampleNeedlingMapSpider(WpGoMapsSpider):
    name = "example_needling_map"
    title, owner = "Map of practitioners (sample)", "Example Needling Map"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url, domain, map_id = "https://map.example.org/", "map.example.org", 3
    promise_days, sample = 90, True
    fields = {"organization": "title", "name": "description#1", "job": "description#2", "phone": "description#Phone"}
    expect = clinics(1, 1_000, **{"name.last": 0.8})
