"""Connecticut eLicense: 850 kinds of credentials, names in one column."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, among


class CtElicenseSpider(SocrataSpider):
    name, jurisdiction, promise_days = "ct_elicense", "CT", 30
    title, owner = "Connecticut licenses and credentials", "State of Connecticut, eLicense"
    terms = "open data of the state; license text not established"
    terms_read = "2026-11-20"
    domain, dataset, persons = "data.ct.gov", "ngch-56tr", {"INDIVIDUAL"}
    types = by_profession(PT="PHYSICAL THERAPIST", PTA="PHYSICAL THERAPIST ASSISTANT", CHIRO="CHIROPRACTOR",
                          LAC="ACUPUNCTURIST", AT="ATHLETIC TRAINER", OT="OCCUPATIONAL THERAPIST")  # fmt: skip
    where = among("credential", "|".join(types))
    columns = by_role(
        number="credentialnumber", full_name="name", type="credential", entity="type", status="status",
        status_reason="statusreason", issued="issuedate", expires="expirationdate", city="city", state="state",
        zip="zip", ignored="credentialid businessname dba fullcredentialcode credentialtype credentialsubcategory "
        "active effectivedate address recordrefreshedon",
    )  # fmt: skip
    expect = licensees(8_000, 100_000, number=r"\w+")
