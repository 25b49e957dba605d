"""The invented training body of the sample world: shows what an issuer's own list lets us verify."""

from crawlers.expect import Expect
from crawlers.platforms.issuer_table import IssuerTableSpider


class ExampleInstituteSpider(IssuerTableSpider):
    name = "example_institute"
    title = "Certified members (sample)"
    issuer = owner = "Example Institute of Dry Needling"
    terms = "sample data, invented"
    terms_read = "2026-11-20"
    page_url = "https://institute.example.org/certified"
    promise_days, sample, letters = 90, True, ("EXDN",)
    start_urls = [page_url]
    columns = {"Name": "name", "Credential": "credential", "Certificate No.": "certificate", "City": "city",
               "State": "state", "NPI": "npi", "License": "license", "Status": "status",
               "Completed": "completed"}  # fmt: skip
    current_words, withdrawn_words = frozenset({"ACTIVE"}), frozenset({"WITHDRAWN"})
    expect = Expect(at_least=1, at_most=1_000, filled={"name.last": 1.0}, shaped={"certificate_number": r"EXDN-\d{4}"})
