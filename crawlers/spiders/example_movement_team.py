"""An invented clinic of the sample world: a page of its team with bios, and a page on what it offers."""

from crawlers.expect import Expect
from crawlers.platforms.team_page import TeamPageSpider
from directory.records import Address
from directory.vocabulary import PlaceKind


class ExampleMovementTeamSpider(TeamPageSpider):
    name = "example_movement_team"
    title, owner = "Our team (sample)", "Example Movement Physical Therapy"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url = "https://movement.example.org/our-team"
    promise_days, sample = 30, True
    start_urls = [page_url]
    clinic_pages = ("https://movement.example.org/dry-needling",)
    card, parts = "div.member", {"name": ".member-name", "role": ".member-job", "bio": ".member-bio"}
    place = Address(kind=PlaceKind.PRACTICE, city="Spokane", state="WA", zip5="99201")
    expect = Expect(4, 60, {"name.last": 0.8, "letters": 0.6, "role": 0.7}, {"raw_name": r"\D{5,80}"})
