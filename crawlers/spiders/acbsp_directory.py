"""American Chiropractic Board of Sports Physicians: a directory with certificate number, date and flag."""

from crawlers.platforms.finder import FinderSpider, clinics


class AcbspDirectorySpider(FinderSpider):
    name, promise_days = "acbsp_directory", 90
    title, owner = "ACBSP directory", "American Chiropractic Board of Sports Physicians"
    terms, terms_read = "not read: read them before writing an address here", "2026-11-20"
    needs = "its address and field names; CCSP and DACBSP are no needling training"
    page_url = "https://www.acbsp.com/mid-june-2021/"
    expect = clinics(1, 100_000)
