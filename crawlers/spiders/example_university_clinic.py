"""An invented university clinic of the sample world: its text names the therapists who needle."""

from crawlers.expect import Expect
from crawlers.platforms.team_page import TeamPageSpider


class ExampleUniversityClinicSpider(TeamPageSpider):
    name = "example_university_clinic"
    title, owner = "Dry needling (sample)", "Example University Sports Clinic"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url = "https://sports.example.org/services/dry-needling/"
    promise_days, sample = 90, True
    naming_pages = (page_url,)
    expect = Expect(1, 60, {"organization": 1.0, "name.last": 0.5}, {"page": r"https://sports\.example\.org/.*"})
