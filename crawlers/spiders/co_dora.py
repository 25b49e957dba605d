"""Colorado DORA: professional licenses, one row per discipline case."""

from crawlers.expect import Expect
from crawlers.platforms.socrata import SocrataSpider
from directory.vocabulary import Profession


class CoDoraSpider(SocrataSpider):
    name = "co_dora"
    title = "Colorado professional licenses"
    owner = "Colorado Department of Regulatory Agencies"
    terms = "public domain"
    page_url = "https://data.colorado.gov/"
    jurisdiction, promise_days = "CO", 30
    domain, dataset = "data.colorado.gov", "7s5z-vewr"
    where = ("licensetype in('PTL','PTLP','MSPTL','PTA','MSPTA','CHR','MSCHR','AC','MSAC','ACU','MSACU',"
             "'AT','MSAT','OT','OTP','MSOT')")  # fmt: skip
    types = dict.fromkeys(["PTL", "PTLP", "MSPTL"], Profession.PHYSICAL_THERAPIST) | dict.fromkeys(
        ["PTA", "MSPTA"], Profession.PHYSICAL_THERAPIST_ASSISTANT) | dict.fromkeys(
        ["CHR", "MSCHR", "AC", "MSAC"], Profession.CHIROPRACTOR) | dict.fromkeys(
        ["ACU", "MSACU"], Profession.ACUPUNCTURIST) | dict.fromkeys(["AT", "MSAT"], Profession.ATHLETIC_TRAINER) | (
        dict.fromkeys(["OT", "OTP", "MSOT"], Profession.OCCUPATIONAL_THERAPIST))  # fmt: skip
    authorities = dict.fromkeys(["AC", "MSAC"], "acupuncture authority of a chiropractor")
    professions = tuple(dict.fromkeys(types.values()))
    columns = {"lastname": "last", "firstname": "first", "middlename": "middle", "suffix": "suffix", "entityname": "",
               "city": "city", "state": "state", "mailzipcode": "zip", "licensetype": "type", "subcategory": "",
               "licensenumber": "number", "licensefirstissuedate": "issued", "licenselastreneweddate": "",
               "licenseexpirationdate": "expires", "licensestatusdescription": "status", "specialty": "",
               "programaction": "action", "casenumber": "case", "disciplineeffectivedate": "action_date",
               "disciplinecompletedate": "", "linktoverifylicense": "verify_url"}  # fmt: skip
    expect = Expect(at_least=15_000, at_most=150_000, filled={"status": 0.99, "expires": 0.5},
                    shaped={"number": r"\d{1,8}"}, ordered={"expires": "issued_on"})  # fmt: skip
