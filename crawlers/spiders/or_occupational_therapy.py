"""Oregon Occupational Therapy Licensing Board: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class OrOccupationalTherapySpider(ThentiaSpider):
    name, jurisdiction, promise_days = "or_occupational_therapy", "OR", 30
    title, owner = (
        "Oregon Occupational Therapy Licensing Board: register",
        "Oregon Occupational Therapy Licensing Board",
    )
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://otlb.us.thentiacloud.net/webs/otlb/register/"
    needs = "the words of its license types and statuses, and a sight of its answer: which fields this tenant gives"
    professions = (Profession.OCCUPATIONAL_THERAPIST,)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
