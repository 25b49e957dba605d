"""American Board of Medical Acupuncture: 'Board Certified Physicians' (DABMA)."""

from crawlers.expect import Expect
from crawlers.platforms.issuer_table import IssuerTableSpider


class AbmaBoardCertifiedSpider(IssuerTableSpider):
    name, promise_days = "abma_board_certified", 90
    title = "Board Certified Physicians"
    issuer = owner = "American Board of Medical Acupuncture"
    terms, terms_read = "not read: read them before writing an address here", "2026-11-20"
    needs = "its address and headings, whether it is HTML, and whether DABMA is a needling training"
    page_url = "https://dabma.org/"
    expect = Expect(at_least=1, at_most=100_000, filled={"name.last": 1.0})
