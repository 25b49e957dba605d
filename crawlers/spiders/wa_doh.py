"""Washington Department of Health: all health care credentials, updated daily."""

from crawlers.expect import Expect
from crawlers.platforms.socrata import SocrataSpider
from directory.normalize.dates import DateForm
from directory.vocabulary import Profession


class WaDohSpider(SocrataSpider):
    name = "wa_doh"
    title = "Washington health care provider credentials"
    owner = "Washington State Department of Health"
    terms = "public domain; called a primary source for verification by the department"
    page_url = "https://data.wa.gov/"
    jurisdiction, promise_days = "WA", 30
    domain, dataset = "data.wa.gov", "qxh8-f4bd"
    where = ("upper(credentialtype) like '%PHYSICAL THERAP%' or upper(credentialtype) like '%CHIROPRACT%' "
             "or upper(credentialtype) like '%ACUPUNCTUR%' or upper(credentialtype) like '%ATHLETIC TRAIN%' "
             "or upper(credentialtype) like '%OCCUPATIONAL THERAP%'")  # fmt: skip
    # The type words are expected, not read; a word that differs shows as "another license type" in the run.
    types = {
        "PHYSICAL THERAPIST LICENSE": Profession.PHYSICAL_THERAPIST,
        "PHYSICAL THERAPIST ASSISTANT LICENSE": Profession.PHYSICAL_THERAPIST_ASSISTANT,
        "CHIROPRACTOR LICENSE": Profession.CHIROPRACTOR,
        "ATHLETIC TRAINER LICENSE": Profession.ATHLETIC_TRAINER,
        "OCCUPATIONAL THERAPIST LICENSE": Profession.OCCUPATIONAL_THERAPIST,
        "ACUPUNCTURE AND EASTERN MEDICINE PRACTITIONER LICENSE": Profession.ACUPUNCTURIST,
        "ACUPUNCTURE/EAST ASIAN MEDICINE PRACTITIONER LICENSE": Profession.ACUPUNCTURIST,
    }
    professions = tuple(dict.fromkeys(types.values()))
    columns = {"credentialnumber": "number", "lastname": "last", "firstname": "first", "middlename": "middle",
               "credentialtype": "type", "status": "status", "birthyear": "", "ceduedate": "",
               "firstissuedate": "issued", "lastissuedate": "", "expirationdate": "expires",
               "actiontaken": "discipline"}  # fmt: skip
    dates = (DateForm.COMPACT,)
    expect = Expect(at_least=15_000, at_most=250_000, filled={"status": 0.99, "expires": 0.5, "discipline": 0.9},
                    shaped={"number": r"[A-Z][A-Z0-9.]*\d{5,8}"}, ordered={"expires": "issued_on"})  # fmt: skip
