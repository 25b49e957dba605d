"""Illinois IDFPR: licenses of all boards since the 1980s. Its words for PT and DC are expected, not yet read there."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, among
from directory.normalize.dates import DateForm


class IlIdfprSpider(SocrataSpider):
    name, jurisdiction, promise_days = "il_idfpr", "IL", 30
    title, owner = "Illinois professional licenses", "Illinois Department of Financial and Professional Regulation"
    terms = "Open Database License (ODbL) 1.0: attribution, share-alike"
    terms_read = "2026-11-20"
    notice = "Contains information from the Illinois license database, made available under the ODbL 1.0."
    domain, dataset, dates, persons = "data.illinois.gov", "pzzh-kp68", (DateForm.US,), {"N"}
    where = among("license_type", "PHYSICAL THERAPY|OCCUPATIONAL THERAPY|ACUPUNCTURE|MEDICAL BOARD|ATHLETIC TRAINERS")
    types = by_profession(PT="Licensed Physical Therapist", PTA="Licensed Physical Therapist Assistant",
                          OT="Licensed Occupational Therapist", LAC="Licensed Acupuncturist",
                          AT="Licensed Athletic Trainer", CHIRO="Chiropractic Physician")  # fmt: skip
    columns = by_role(number="license_number", last="last_name", first="first_name", middle="middle", suffix="suffix",
                      type="description", entity="business", status="license_status", issued="original_issue_date",
                      expires="expiration_date", discipline="ever_disciplined", action="action", case="case_number",
                      action_date="discipline_start_date", action_end="discipline_end_date", city="city",
                      state="state", zip="zip", ignored="license_type title prefix business_name businessdba "
                      "effective_date county specialty_qualifier controlled_substance_schedule "
                      "delegated_controlled_substance_schedule lastmodifieddate discipline_reason")  # fmt: skip
    expect = licensees(30_000, 600_000, number=r"\d{9}", discipline=0.9)
