"""Delaware DPR: licenses, with the actions of its second dataset, for its own column says N on every row.

Of the profession_ids only the first was read there; how license_id_l writes a number was not.
"""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, among
from crawlers.platforms.socrata_actions import Actions


class DeDprSpider(SocrataSpider):
    name, jurisdiction, promise_days = "de_dpr", "DE", 30
    title, owner = "Delaware professional licenses", "Delaware Division of Professional Regulation"
    terms, domain, dataset = "public domain", "data.delaware.gov", "pjnv-eaih"
    terms_read = "2026-11-20"
    where = among("profession_id", "Physical Therapy/Athletic Trg|Chiropractic|Acupuncture|Occupational Therapy")
    types = by_profession(PT="Physical Therapist", PTA="Physical Therapist Assistant", AT="Athletic Trainer",
                          CHIRO="Chiropractor", LAC="Acupuncturist", OT="Occupational Therapist")  # fmt: skip
    columns = by_role(
        number="license_no", last="last_name", first="first_name", type="license_type", status="license_status",
        issued="issue_date", expires="expiration_date", city="city", state="state", zip="zip_code",
        ignored="combined_name profession_id country disciplinary_action",
    )  # fmt: skip
    actions = Actions(dataset="dz6p-akeq", number="license_id_l", last="last_name", type="license_type",
                      day="disp_start", words="item_text", ignored=("first_name",))  # fmt: skip
    expect = licensees(2_000, 40_000, number=r"[A-Z0-9]+-\d+")
