"""Illinois IDFPR: professional licenses of all boards since the 1980s."""

from crawlers.expect import Expect
from crawlers.platforms.socrata import SocrataSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class IlIdfprSpider(SocrataSpider):
    name = "il_idfpr"
    title = "Illinois professional licenses"
    owner = "Illinois Department of Financial and Professional Regulation"
    terms = "Open Database License (ODbL) 1.0: attribution, share-alike"
    notice = "Contains information from the Illinois license database, made available under the ODbL 1.0."
    page_url = "https://data.illinois.gov/"
    jurisdiction, promise_days = "IL", 30
    domain, dataset = "data.illinois.gov", "pzzh-kp68"
    where = (
        "license_type in('PHYSICAL THERAPY','OCCUPATIONAL THERAPY','ACUPUNCTURE','MEDICAL BOARD','ATHLETIC TRAINERS')"
    )
    # The exact words for PT and DC are expected, not read; others show as "another license type" in the run.
    types = {
        "LICENSED PHYSICAL THERAPIST": Profession.PHYSICAL_THERAPIST,
        "LICENSED PHYSICAL THERAPIST ASSISTANT": Profession.PHYSICAL_THERAPIST_ASSISTANT,
        "LICENSED OCCUPATIONAL THERAPIST": Profession.OCCUPATIONAL_THERAPIST,
        "LICENSED ACUPUNCTURIST": Profession.ACUPUNCTURIST,
        "LICENSED ATHLETIC TRAINER": Profession.ATHLETIC_TRAINER,
        "CHIROPRACTIC PHYSICIAN": Profession.CHIROPRACTOR,
    }
    professions, persons = tuple(types.values()), {"N"}
    columns = {"license_type": "", "description": "type", "license_number": "number", "license_status": "status",
               "business": "entity", "title": "", "first_name": "first", "middle": "middle", "last_name": "last",
               "prefix": "", "suffix": "suffix", "business_name": "", "businessdba": "",
               "original_issue_date": "issued",
               "effective_date": "", "expiration_date": "expires", "city": "city", "state": "state", "zip": "zip",
               "county": "", "specialty_qualifier": "", "controlled_substance_schedule": "",
               "delegated_controlled_substance_schedule": "", "ever_disciplined": "discipline", "lastmodifieddate": "",
               "case_number": "case", "action": "action", "discipline_start_date": "action_date",
               "discipline_end_date": "", "discipline_reason": ""}  # fmt: skip
    dates = (DateForm.US,)
    expect = Expect(at_least=30_000, at_most=600_000, filled={"status": 0.99, "expires": 0.5, "discipline": 0.9},
                    shaped={"number": r"\d{9}"}, ordered={"expires": "issued_on"})  # fmt: skip
