"""Oregon Board of Physical Therapy: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class OrPhysicalTherapySpider(ThentiaSpider):
    name, jurisdiction, promise_days = "or_physical_therapy", "OR", 30
    title, owner = "Oregon Board of Physical Therapy: register", "Oregon Board of Physical Therapy"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://obpt.us.thentiacloud.net/webs/obpt/register/"
    needs = "the words of its license types and statuses, and a sight of its answer: which fields this tenant gives"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
