"""Arizona Acupuncture Board of Examiners: a Thentia register, asked about one at a time."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.thentia import ThentiaSpider
from directory.vocabulary import Profession


class AzAcupunctureSpider(ThentiaSpider):
    name, jurisdiction, promise_days = "az_acupuncture", "AZ", 30
    title, owner = "Arizona Acupuncture Board of Examiners: register", "Arizona Acupuncture Board of Examiners"
    terms, terms_read = "not read: read them at the page before it is asked", "2026-11-20"
    page_url = "https://azabe.portalus.thentiacloud.net/webs/portal/register/"
    needs = (
        "a sight of its answer: newer registers want licenseType, licenseStatus and disciplined too, and "
        "answer with columnLayout and dataResults instead of named fields; and the words of its license "
        "types; it certifies others than acupuncturists"
    )
    professions = (Profession.ACUPUNCTURIST,)
    expect = licensees(1, 5, number=r"[A-Z]*\d{2,8}[A-Z]?")
