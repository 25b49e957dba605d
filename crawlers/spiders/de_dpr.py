"""Delaware DPR: licenses. Its discipline column says N on every row; of the profession_ids only the first was read."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, among


class DeDprSpider(SocrataSpider):
    name, jurisdiction, promise_days = "de_dpr", "DE", 30
    title, owner = "Delaware professional licenses", "Delaware Division of Professional Regulation"
    terms, domain, dataset = "public domain", "data.delaware.gov", "pjnv-eaih"
    where = among("profession_id", "Physical Therapy/Athletic Trg|Chiropractic|Acupuncture|Occupational Therapy")
    types = by_profession(PT="Physical Therapist", PTA="Physical Therapist Assistant", AT="Athletic Trainer",
                          CHIRO="Chiropractor", LAC="Acupuncturist", OT="Occupational Therapist")  # fmt: skip
    columns = by_role(
        number="license_no", last="last_name", first="first_name", type="license_type", status="license_status",
        issued="issue_date", expires="expiration_date", city="city", state="state", zip="zip_code",
        ignored="combined_name profession_id country disciplinary_action",
    )  # fmt: skip
    expect = licensees(2_000, 40_000, number=r"[A-Z0-9]+-\d+")
