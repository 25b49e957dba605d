"""North Dakota physical therapists, one at a time: the list gives no number, a page behind a script does."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.lookup import LookupSpider
from directory.vocabulary import Profession


class NdPhysicalTherapySpider(LookupSpider):
    name, jurisdiction, promise_days = "nd_physical_therapy", "ND", 30
    title, owner = "North Dakota license verification", "North Dakota Board of Physical Therapy"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://www.ndbpt.org/verify/"
    needs = "a sight of the page about one licensee: its list has Name, License Type, City and State only"
    professions = (Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT)
    columns = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
