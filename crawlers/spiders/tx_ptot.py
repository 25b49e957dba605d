"""Texas physical and occupational therapists, one at a time: JSON that holds a piece of a web page."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.lookup import LookupSpider
from directory.vocabulary import Profession


class TxPtotSpider(LookupSpider):
    name, jurisdiction, promise_days = "tx_ptot", "TX", 30
    title, owner = "Texas license search", "Texas Executive Council of PT and OT Examiners"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://ptot.texas.gov/pt-license-search/"
    needs = (
        "the labels, dates and words of the piece of HTML in its answer (a name, then number, type, issued "
        "on, status and last action in this order), and how it counts them"
    )
    professions = (
        Profession.PHYSICAL_THERAPIST,
        Profession.PHYSICAL_THERAPIST_ASSISTANT,
        Profession.OCCUPATIONAL_THERAPIST,
    )
    columns = {}
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
