"""Colorado DORA: professional licenses, one row per discipline case."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, among


class CoDoraSpider(SocrataSpider):
    name, jurisdiction, promise_days = "co_dora", "CO", 30
    title, owner = "Colorado professional licenses", "Colorado Department of Regulatory Agencies"
    terms, domain, dataset = "public domain", "data.colorado.gov", "7s5z-vewr"
    terms_read = "2026-11-20"
    where = among("licensetype", "PTL|PTLP|MSPTL|PTA|MSPTA|CHR|MSCHR|AC|MSAC|ACU|MSACU|AT|MSAT|OT|OTP|MSOT")
    types = by_profession(PT="PTL|PTLP|MSPTL", PTA="PTA|MSPTA", CHIRO="CHR|MSCHR|AC|MSAC", LAC="ACU|MSACU",
                          AT="AT|MSAT", OT="OT|OTP|MSOT")  # fmt: skip
    authorities = dict.fromkeys(["AC", "MSAC"], "acupuncture authority of a chiropractor")
    columns = by_role(
        number="licensenumber", last="lastname", first="firstname", middle="middlename", suffix="suffix",
        type="licensetype", status="licensestatusdescription", issued="licensefirstissuedate",
        expires="licenseexpirationdate", action="programaction", action_date="disciplineeffectivedate",
        action_end="disciplinecompletedate", case="casenumber", city="city", state="state", zip="mailzipcode",
        verify_url="linktoverifylicense", ignored="entityname subcategory licenselastreneweddate specialty",
    )  # fmt: skip
    expect = licensees(15_000, 150_000, number=r"\d{1,8}")
