"""Privileges of the OT Compact (CompactConnect), one practitioner at a time: a POST with JSON."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.lookup import LookupSpider
from directory.vocabulary import Profession


class OtCompactSpider(LookupSpider):
    name, jurisdiction, promise_days = "ot_compact", "US", 30
    title, owner = "OT Compact privileges", "Occupational Therapy Compact Commission"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://app.compactconnect.org/"
    needs = (
        "its production host, confirmed there (the compact's own code names api.compactconnect.org), and how "
        "a privilege in several states is to be kept beside licenses"
    )
    professions = (Profession.OCCUPATIONAL_THERAPIST,)
    columns = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
