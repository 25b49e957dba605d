"""The invented exclusion list of the sample world: a workbook, as most states publish theirs."""

from crawlers.platforms.exclusion_table import ExclusionTableSpider, excluded
from directory.normalize.dates import DateForm


class ExampleExclusionsSpider(ExclusionTableSpider):
    name, list_name, promise_days, sample = "example_exclusions", "Example State Medicaid", 30, True
    title, owner = "Providers excluded from Example State Medicaid (sample)", "Example State Medicaid Inspector"
    terms, terms_read = "sample data, invented", "2026-11-20"
    page_url = "https://medicaid.example.org/excluded"
    start_urls = ["https://medicaid.example.org/excluded.xlsx"]
    workbook = True
    columns = {"Provider": "full_name", "Business": "business", "NPI": "npi", "Provider Type": "specialty",
               "Action": "type", "City": "city", "State": "state", "Zip": "zip", "Effective": "excluded",
               "End": "ended", "Reinstated": "reinstated", "Notes": ""}  # fmt: skip
    masks, endless = frozenset({"N/A"}), frozenset({"INDEFINITE"})
    dates = (DateForm.US, DateForm.ISO)
    expect = excluded(1, 1_000, exclusion_type=0.95, shaped={"exclusion_type": r"(Termin|Exclu|Suspen).*"})
