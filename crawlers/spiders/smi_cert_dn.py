"""Spinal Manipulation Institute: holders of its Certification in Dry Needling (54 hours, two examinations)."""

from crawlers.expect import Expect
from crawlers.platforms.issuer_table import IssuerTableSpider


class SmiCertDnSpider(IssuerTableSpider):
    name = "smi_cert_dn"
    title = "Holders of Cert. DN"
    issuer = owner = "Spinal Manipulation Institute / American Academy of Manipulative Therapy"
    needs = "an address: no public list of holders is established; nor are its column headings"
    terms = "not read: read them before writing an address here"
    terms_read = "2026-11-20"
    page_url = "https://spinalmanipulation.org/dates-and-locations/dn-2-dry-needling"
    promise_days, letters = 90, ("Cert. DN",)
    credential = "Cert. DN"
    expect = Expect(at_least=1, at_most=100_000, filled={"name.last": 1.0})
