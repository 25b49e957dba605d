"""CMS Doctors & Clinicians: who bills Medicare, and where; a directory that verifies nothing and is never complete."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawlers.expect import Expect
from crawlers.platforms.declared import by_role, columns_of, value_of
from crawlers.platforms.table_file import TableFileSpider
from crawlers.reading import Dropped, Flaw, Kept, Reading
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, state_code
from directory.records import Address, ListingRecord
from directory.vocabulary import PlaceKind, Profession, SourceKind

PROFESSIONS = {
    "PHYSICAL THERAPIST IN PRIVATE PRACTICE": Profession.PHYSICAL_THERAPIST,
    "OCCUPATIONAL THERAPIST IN PRIVATE PRACTICE": Profession.OCCUPATIONAL_THERAPIST,
    "CHIROPRACTIC": Profession.CHIROPRACTOR,
}


class CmsCliniciansSpider(TableFileSpider):
    name, kind, promise_days = "cms_clinicians", SourceKind.LISTING, 60
    title, owner = "Doctors & Clinicians (Medicare)", "Centers for Medicare & Medicaid Services"
    terms, terms_read = "public federal data", "2026-11-20"
    page_url = "https://data.cms.gov/provider-data"
    by_file = "download the national file of Doctors & Clinicians (dataset mj5m-pzi6) at the page as CSV, unchanged"
    professions = tuple(PROFESSIONS.values())
    # Of today with 31 columns, then what the layout of 2021 with 40 calls otherwise; folded by `heading`.
    columns = by_role(
        npi="npi", enrollment="ind_enrl_id", group="org_pac_id", place="adrs_id", last="provider_last_name",
        first="provider_first_name", middle="provider_middle_name", suffix="suff", specialty="pri_spec",
        organization="facility_name", line1="adr_ln_1", line2="adr_ln_2", city="citytown", state="state",
        zip="zip_code", phone="telephone_number",
        ignored="ind_pac_id gndr cred med_sch grd_yr sec_spec_1 sec_spec_2 sec_spec_3 sec_spec_4 sec_spec_all telehlth "
        "num_org_mem ln_2_sprs ind_assgn grp_assgn",
    ) | by_role(
        last="lst_nm", first="frst_nm", middle="mid_nm", organization="org_nm", city="cty", state="st", zip="zip",
        phone="phn_numbr", ignored=" ".join(f"hosp_afl_{n} hosp_afl_lbn_{n}" for n in range(1, 6)),
    )  # fmt: skip
    needed = frozenset(columns.values()) - {"", "middle", "suffix", "organization", "line2", "phone"}
    roles = columns_of(columns)
    expect = Expect(
        at_least=100_000,
        at_most=1_500_000,
        # A copy that a spreadsheet saved has lost the leading zeros of one ZIP in ten.
        filled={"npi": 1.0, "name.last": 0.99, "address.city": 0.99, "address.state": 0.99, "address.zip5": 0.97},
        shaped={"npi": r"[12]\d{9}"},
    )

    @classmethod
    def heading(cls, text: str) -> str:
        """A method, because only this file has three spellings of its headings: 'City/Town', 'citytown', ' cty'."""
        return re.sub(r"[^a-z0-9_]", "", "_".join(text.lower().split()))

    @classmethod
    def read_row(cls, row: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """A method, because no other table lists practices: one row for each clinician, group and address."""
        specialty = row["pri_spec"].strip()
        profession = PROFESSIONS.get(specialty)
        if profession is None:
            yield Dropped(f"another specialty: {specialty or 'none'}")
            return
        said = {role: value_of(row, names) for role, names in cls.roles.items()}
        npi = None
        try:
            npi = clean_npi(said["npi"])
        except ValueError as error:
            yield Flaw("npi", f"{where}: {locator}: column npi: {error}")
        yield Kept(
            ListingRecord(
                entry="|".join(said[part] or "" for part in ("npi", "enrollment", "group", "place")),
                publisher="CMS Doctors & Clinicians",
                organization=said["organization"],
                name=PersonName(last=said["last"], first=said["first"], middle=said["middle"], suffix=said["suffix"]),
                npi=npi,
                profession=profession,
                address=Address(
                    kind=PlaceKind.PRACTICE,
                    line1=said["line1"],
                    line2=said["line2"],
                    city=said["city"],
                    state=state_code(said["state"]),
                    zip5=clean_zip(said["zip"]),
                    phone=clean_phone(said["phone"]),
                ),
            ),
            locator,
        )
