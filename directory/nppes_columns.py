"""Where the values stand that we read of NPPES's files, by the names in their headers. Pure, and quick to import.

Format: NPPES Data Dissemination V2 (330 columns, mapped by name).
"""

from collections.abc import Sequence
from dataclasses import dataclass

SLOTS = range(1, 16)


def slot(n: int) -> tuple[str, str, str, str]:
    """The columns of one taxonomy: code, license number, its state, whether it is the primary one."""
    return (
        f"Healthcare Provider Taxonomy Code_{n}",
        f"Provider License Number_{n}",
        f"Provider License Number State Code_{n}",
        f"Healthcare Provider Primary Taxonomy Switch_{n}",
    )


DATE_COLUMNS = ("Provider Enumeration Date", "Last Update Date", "NPI Deactivation Date", "NPI Reactivation Date")
_ONCE = (
    "NPI",
    "Entity Type Code",
    "Provider Organization Name (Legal Business Name)",
    "Provider Last Name (Legal Name)",
    "Provider First Name",
    "Provider Middle Name",
    "Provider Name Suffix Text",
    "Provider Credential Text",
    "Provider Other Last Name",
    "Provider Other First Name",
    "Provider Other Middle Name",
    "Provider First Line Business Practice Location Address",
    "Provider Second Line Business Practice Location Address",
    "Provider Business Practice Location Address City Name",
    "Provider Business Practice Location Address State Name",
    "Provider Business Practice Location Address Postal Code",
    "Provider Business Practice Location Address Country Code (If outside U.S.)",
    "Provider Business Practice Location Address Telephone Number",
    "Provider Business Mailing Address City Name",
    "Provider Business Mailing Address State Name",
    "Provider Business Mailing Address Postal Code",
    *DATE_COLUMNS,
)
NEEDED_COLUMNS = (*_ONCE, *(column for n in SLOTS for column in slot(n)))
SEX_COLUMNS = ("Provider Sex Code", "Provider Gender Code")  # renamed about 2025; either will do
_PLACE = "Provider Secondary Practice Location Address"
PLACE_COLUMNS = (  # of pl_pfile; blanks and dashes within the names vary
    f"{_PLACE} - Address Line 1",
    f"{_PLACE} - Address Line 2",
    f"{_PLACE} - City Name",
    f"{_PLACE} - State Name",
    f"{_PLACE} - Postal Code",
    f"{_PLACE} - Country Code (If outside U.S.)",
    f"{_PLACE} - Telephone Number",
)
OTHER_NAME_COLUMN = "Provider Other Organization Name"


@dataclass(frozen=True, slots=True)
class BulkColumns:
    """Places in a row of ``npidata_pfile``, from 0.

    ``once``: of NPI to the dates as `NEEDED_COLUMNS` begins, then the sex; ``codes`` and ``rests``: of the 15
    taxonomies their code, and number, state and switch; ``until``: how many columns, from the first, are needed.
    """

    once: tuple[int, ...]
    codes: tuple[int, ...]
    rests: tuple[tuple[int, int, int], ...]
    npi: int
    deactivated: int
    until: int


def bulk_columns(header: Sequence[str]) -> BulkColumns:
    """Raises ValueError naming what is missing."""
    at = {column: place for place, column in enumerate(header)}
    sex = next((column for column in SEX_COLUMNS if column in at), None)
    if missing := [column for column in NEEDED_COLUMNS if column not in at] + ([] if sex else [SEX_COLUMNS[0]]):
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise ValueError(f"missing columns {missing[:5]}{more}")
    once = tuple(at[column] for column in (*_ONCE, sex or SEX_COLUMNS[0]))
    slots = [(at[code], (at[number], at[state], at[switch])) for code, number, state, switch in map(slot, SLOTS)]
    codes, rests = tuple(code for code, _ in slots), tuple(rest for _, rest in slots)
    return BulkColumns(
        once=once,
        codes=codes,
        rests=rests,
        npi=at["NPI"],
        deactivated=at["NPI Deactivation Date"],
        until=1 + max(*once, *codes, *(place for rest in rests for place in rest)),
    )


def place_columns(header: Sequence[str]) -> tuple[int, ...]:
    """Of a row of ``pl_pfile``, in the order of PLACE_COLUMNS. Raises ValueError naming what is missing."""
    at = {_plain(column): place for place, column in enumerate(header)}
    if missing := [column for column in ("NPI", *PLACE_COLUMNS) if _plain(column) not in at]:
        raise ValueError(f"missing columns {missing[:5]}")
    return tuple(at[_plain(column)] for column in PLACE_COLUMNS)


def other_name_column(header: Sequence[str]) -> int:
    """Of a row of ``othername_pfile``. Raises ValueError naming what is missing."""
    if missing := [column for column in ("NPI", OTHER_NAME_COLUMN) if column not in header]:
        raise ValueError(f"missing columns {missing}")
    return header.index(OTHER_NAME_COLUMN)


def _plain(column: str) -> str:
    """Column names of pl_pfile without their irregular blanks and dashes."""
    return " ".join(column.replace("-", " ").lower().split())
