"""Texas TDLR: all its licenses in one dataset, athletic trainers perhaps among them; it has no status column."""

from crawlers.platforms.license_rows import licensees
from crawlers.platforms.published_table import PublishedTableSpider
from directory.vocabulary import Profession


class TxTdlrSpider(PublishedTableSpider):
    name, jurisdiction, promise_days = "tx_tdlr", "TX", 30
    title, owner = "Texas athletic trainers", "Texas Department of Licensing and Regulation"
    terms, terms_read = "not read: read them at the portal's page of the dataset 7358-krk7", "2026-11-20"
    page_url = "https://data.texas.gov"
    needs = "whether dataset 7358-krk7 has athletic trainers, their license_type, the names of all its columns, and " \
        "what tells a license in force from another"  # fmt: skip
    professions = (Profession.ATHLETIC_TRAINER,)
    columns = {"license_type": "type", "license_number": "number", "owner_name": "full_name", "business_name": "",
               "license_expiration_date_mmddccyy": "expires", "license_subtype": ""}  # fmt: skip
    expect = licensees(1_000, 20_000, number=r"[A-Z]*\d{2,8}")
