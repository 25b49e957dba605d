"""Connecticut eLicense: 850 kinds of credentials, names in one column."""

from crawlers.expect import Expect
from crawlers.platforms.socrata import SocrataSpider
from directory.vocabulary import Profession


class CtElicenseSpider(SocrataSpider):
    name = "ct_elicense"
    title = "Connecticut licenses and credentials"
    owner = "State of Connecticut, eLicense"
    terms = "open data of the state; license text not established"
    page_url = "https://data.ct.gov/"
    jurisdiction, promise_days = "CT", 30
    domain, dataset = "data.ct.gov", "ngch-56tr"
    where = ("credential in('PHYSICAL THERAPIST','PHYSICAL THERAPIST ASSISTANT','CHIROPRACTOR','ACUPUNCTURIST',"
             "'ATHLETIC TRAINER','OCCUPATIONAL THERAPIST')")  # fmt: skip
    types = {
        "PHYSICAL THERAPIST": Profession.PHYSICAL_THERAPIST,
        "PHYSICAL THERAPIST ASSISTANT": Profession.PHYSICAL_THERAPIST_ASSISTANT,
        "CHIROPRACTOR": Profession.CHIROPRACTOR,
        "ACUPUNCTURIST": Profession.ACUPUNCTURIST,
        "ATHLETIC TRAINER": Profession.ATHLETIC_TRAINER,
        "OCCUPATIONAL THERAPIST": Profession.OCCUPATIONAL_THERAPIST,
    }
    professions, persons = tuple(types.values()), {"INDIVIDUAL"}
    columns = {"credentialid": "", "name": "full_name", "type": "entity", "businessname": "", "dba": "",
               "fullcredentialcode": "", "credentialtype": "", "credentialnumber": "number",
               "credentialsubcategory": "",
               "credential": "type", "status": "status", "statusreason": "status_reason", "active": "",
               "issuedate": "issued", "effectivedate": "", "expirationdate": "expires", "address": "", "city": "city",
               "state": "state", "zip": "zip", "recordrefreshedon": ""}  # fmt: skip
    expect = Expect(at_least=8_000, at_most=100_000, filled={"status": 0.99, "expires": 0.5},
                    shaped={"number": r"\w+"}, ordered={"expires": "issued_on"})  # fmt: skip
