"""Delaware Division of Professional Regulation: licenses; its discipline column says N on every row and is ignored."""

from crawlers.expect import Expect
from crawlers.platforms.socrata import SocrataSpider
from directory.vocabulary import Profession


class DeDprSpider(SocrataSpider):
    name = "de_dpr"
    title = "Delaware professional licenses"
    owner = "Delaware Division of Professional Regulation"
    terms = "public domain"
    page_url = "https://data.delaware.gov/"
    jurisdiction, promise_days = "DE", 30
    domain, dataset = "data.delaware.gov", "pjnv-eaih"
    where = "profession_id in('Physical Therapy/Athletic Trg','Chiropractic','Acupuncture','Occupational Therapy')"
    # Only the first profession_id above was read at the source; types that differ show in the run.
    types = {
        "PHYSICAL THERAPIST": Profession.PHYSICAL_THERAPIST,
        "PHYSICAL THERAPIST ASSISTANT": Profession.PHYSICAL_THERAPIST_ASSISTANT,
        "ATHLETIC TRAINER": Profession.ATHLETIC_TRAINER,
        "CHIROPRACTOR": Profession.CHIROPRACTOR,
        "ACUPUNCTURIST": Profession.ACUPUNCTURIST,
        "OCCUPATIONAL THERAPIST": Profession.OCCUPATIONAL_THERAPIST,
    }
    professions = tuple(types.values())
    columns = {"last_name": "last", "first_name": "first", "combined_name": "", "license_no": "number",
               "profession_id": "", "license_type": "type", "city": "city", "state": "state", "zip_code": "zip",
               "country": "", "issue_date": "issued", "expiration_date": "expires", "disciplinary_action": "",
               "license_status": "status"}  # fmt: skip
    expect = Expect(at_least=2_000, at_most=40_000, filled={"status": 0.99, "expires": 0.5},
                    shaped={"number": r"[A-Z0-9]+-\d+"}, ordered={"expires": "issued_on"})  # fmt: skip
