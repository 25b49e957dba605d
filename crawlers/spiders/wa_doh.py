"""Washington Department of Health: all credentials, updated daily. Its type words are expected, not yet read there."""

from crawlers.platforms.license_rows import by_profession, by_role, licensees
from crawlers.platforms.socrata import SocrataSpider, holding
from directory.normalize.dates import DateForm


class WaDohSpider(SocrataSpider):
    name, jurisdiction, promise_days = "wa_doh", "WA", 30
    title, owner = "Washington health care provider credentials", "Washington State Department of Health"
    terms = "public domain; called a primary source for verification by the department"
    terms_read = "2026-11-20"
    domain, dataset, dates = "data.wa.gov", "qxh8-f4bd", (DateForm.COMPACT,)
    where = holding(
        "credentialtype", "PHYSICAL THERAP", "CHIROPRACT", "ACUPUNCTUR", "ATHLETIC TRAIN", "OCCUPATIONAL TH"
    )
    types = by_profession(
        PT="Physical Therapist License", PTA="Physical Therapist Assistant License", CHIRO="Chiropractor License",
        AT="Athletic Trainer License", OT="Occupational Therapist License",
        LAC="Acupuncture and Eastern Medicine Practitioner License|"
        "Acupuncture/East Asian Medicine Practitioner License")  # fmt: skip
    columns = by_role(
        number="credentialnumber", last="lastname", first="firstname", middle="middlename", type="credentialtype",
        status="status", issued="firstissuedate", expires="expirationdate", discipline="actiontaken",
        ignored="birthyear ceduedate lastissuedate")  # fmt: skip
    expect = licensees(15_000, 250_000, number=r"[A-Z][A-Z0-9.]*\d{5,8}", discipline=0.9)
