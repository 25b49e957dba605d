"""States, the District of Columbia and the territories: codes and names."""

from collections.abc import Mapping
from types import MappingProxyType

from directory.normalize.folding import fold

STATE_NAMES: Mapping[str, str] = MappingProxyType(
    dict(
        line.split(" ", 1)
        for line in """AL Alabama
AK Alaska
AZ Arizona
AR Arkansas
CA California
CO Colorado
CT Connecticut
DE Delaware
DC District of Columbia
FL Florida
GA Georgia
HI Hawaii
ID Idaho
IL Illinois
IN Indiana
IA Iowa
KS Kansas
KY Kentucky
LA Louisiana
ME Maine
MD Maryland
MA Massachusetts
MI Michigan
MN Minnesota
MS Mississippi
MO Missouri
MT Montana
NE Nebraska
NV Nevada
NH New Hampshire
NJ New Jersey
NM New Mexico
NY New York
NC North Carolina
ND North Dakota
OH Ohio
OK Oklahoma
OR Oregon
PA Pennsylvania
RI Rhode Island
SC South Carolina
SD South Dakota
TN Tennessee
TX Texas
UT Utah
VT Vermont
VA Virginia
WA Washington
WV West Virginia
WI Wisconsin
WY Wyoming
AS American Samoa
FM Federated States of Micronesia
GU Guam
MH Marshall Islands
MP Northern Mariana Islands
PW Palau
PR Puerto Rico
VI U.S. Virgin Islands""".splitlines()
    )
)

_CODES = {fold(name): code for code, name in STATE_NAMES.items()} | {
    "VIRGINISLANDS": "VI",
    "WASHINGTONDC": "DC",
    "MICRONESIA": "FM",
}


def state_code(text: str | None) -> str | None:
    """'WA' for 'wa', 'W.A.' or 'Washington'; ``None`` for anything that is no US state or territory."""
    folded = fold(text)
    return folded if folded in STATE_NAMES else _CODES.get(folded)
