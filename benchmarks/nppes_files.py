"""Writes NPPES zips true to the form of the national file, of invented people, and tells what a reader must find."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import zipcodes
from numpy.typing import NDArray

from crawlers.sample.formats.nppes_bulk import ENDPOINT_HEADER, OTHERNAME_HEADER, PL_HEADER, npidata_header

PERIOD = "20050523-20261108"
DEACTIVATED = 0.02  # with the relevant ones 8 % are kept
OURS = ("225100000X", "2251X0800X", "225200000X", "111N00000X", "225X00000X", "171100000X", "2255A2300X")
OTHERS = ("163W00000X", "207Q00000X", "225700000X", "363LF0000X", "103T00000X", "152W00000X", "101YM0800X",
          "183500000X", "1041C0700X", "122300000X", "208D00000X", "261QP2000X", "332B00000X", "367500000X")  # fmt: skip
MASKED = ("$$$$$$$$$", "********", "_________")
GROUPS = ("193200000X MULTI-SPECIALTY GROUP", "193400000X SINGLE SPECIALTY GROUP")
_CHUNK = 10_000
_DRAWS = 64  # random numbers a row
_SYLLABLES = ("BA", "COR", "DEL", "EN", "FAR", "GRI", "HOL", "IS", "KEN", "LO", "MAR", "NOR", "OST", "PEN", "QUI",
              "ROS", "SAN", "TOR", "UL", "VEN", "WIN", "YAR", "ZEL", "BRAN", "CLE", "DOW", "ELM", "GAL")  # fmt: skip
_SURNAMES = tuple(a + b + c for a, b, c in product(_SYLLABLES, _SYLLABLES, ("SON", "LEY", "MAN", "ER", "A", "INI", "")))
_GIVEN = tuple(a + b for a, b in product(_SYLLABLES, ("A", "IA", "US", "O", "EL", "INE", "RICK", "BERT")))
_STREETS = (
    "MAIN ST",
    "OAK AVE",
    "N ELM ST",
    "W 5TH ST",
    "MEDICAL CENTER DR",
    "COLLEGE BLVD",
    "STATE ROUTE 9",
    "PARK PL",
)
_CREDENTIALS = ("PT", "DPT", "DC", "MD", "RN", "LCSW", "D.O.", "PT, DPT", "NP", "")
_ISSUERS = ("", "", "", "BCBS", "MEDICARE PTAN", "AETNA", "RAILROAD MEDICARE", "UNITED HEALTHCARE")


@dataclass(slots=True)
class Truth:
    """What stands in the file. ``kept``: NPIs with a taxonomy of ours, and ``deactivated`` ones (counted there too);
    ``changed``: of the kept ones, how many differ from the file written with ``changed=0``.
    """

    rows: int = 0
    kept: int = 0
    deactivated: int = 0
    reactivated: int = 0
    changed: int = 0
    other_names: int = 0
    secondary_places: int = 0


def nppes_zip(target: Path, rows: int, *, relevant: float = 0.06, changed: float = 0.0, seed: int = 20261108) -> Truth:
    """Writes ``rows`` NPIs with all members of the monthly zip; the same seed gives the same people.

    ``relevant``: share with a taxonomy of ours; ``changed``: share of these whose update date and phone differ.
    """
    truth = Truth()
    others: list[str] = []
    places: list[str] = []
    endpoints: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(f"npidata_pfile_{PERIOD}.csv", "w", force_zip64=True) as member:
            member.write(_line(npidata_header()))
            for chunk in _npidata(rows, relevant, changed, seed, truth, others, places, endpoints):
                member.write(chunk)
        for kind, header, lines in (
            ("othername", OTHERNAME_HEADER, others),
            ("pl", PL_HEADER, places),
            ("endpoint", ENDPOINT_HEADER, endpoints),
        ):
            archive.writestr(f"{kind}_pfile_{PERIOD}.csv", _line(header) + "".join(lines).encode())
            archive.writestr(f"{kind}_pfile_{PERIOD}_fileheader.csv", _line(header))
        archive.writestr(f"npidata_pfile_{PERIOD}_fileheader.csv", _line(npidata_header()))
    return truth


def _line(values: Sequence[str]) -> bytes:
    return ('"' + '","'.join(values) + '"\n').encode()


def _zips() -> list[tuple[str, str, str]]:
    """City, state and ZIP of 3,000 places."""
    found = [z for z in zipcodes.list_all() if z["zip_code_type"] == "STANDARD"]  # type: ignore[no-untyped-call]
    step = max(1, len(found) // 3000)
    return [(z["city"].upper(), z["state"], z["zip_code"]) for z in found[::step]]


def _npidata(
    rows: int, relevant: float, changed: float, seed: int, truth: Truth,
    others: list[str], places: list[str], endpoints: list[str],
) -> Iterator[bytes]:  # fmt: skip
    dice = np.random.default_rng(seed)
    zips = _zips()
    mine = 0
    for start in range(0, rows, _CHUNK):
        number = min(_CHUNK, rows - start)
        npis = _npis(np.arange(start, start + number, dtype=np.int64))
        draws = dice.integers(0, 1 << 30, (number, _DRAWS)).tolist()
        kinds = dice.random(number).tolist()
        lines = []
        for at in range(number):
            draw, kind = draws[at], kinds[at]
            npi = npis[at]
            truth.rows += 1
            if kind > 1 - DEACTIVATED:
                truth.deactivated += 1
                truth.kept += 1
                lines.append(_deactivated(npi, draw))
                continue
            ours = kind < relevant
            differs = False
            if ours:
                mine += 1
                truth.kept += 1
                differs = int(mine * changed) > int((mine - 1) * changed)
                truth.changed += differs
            back = draw[0] % 100 == 0
            truth.reactivated += ours and back
            lines.append(_provider(npi, draw, zips, ours=ours, back=back, differs=differs))
            organization = draw[1] % 100 < 21
            if draw[2] % 100 < 11:
                truth.secondary_places += ours
                places.append(_place(npi, draw, zips))
            if organization and draw[3] % 100 < 35:
                truth.other_names += ours
                others.append(f'"{npi}","{_SURNAMES[draw[4] % len(_SURNAMES)]} REHAB","3","{_day(draw[5])}"\n')
            if draw[6] % 100 < 6:
                address = f"{_SURNAMES[draw[4] % len(_SURNAMES)].lower()}@direct.example.org"
                endpoints.append(f'"{npi}","DIRECT","Direct Messaging Address","{address}","N"' + ',""' * 14 + "\n")
        yield "".join(lines).encode()


def _npis(serials: NDArray[np.int64]) -> list[str]:
    """Valid NPIs beginning with 2, a range that has not been issued: 2, eight digits, check digit."""
    first9 = 200_000_000 + serials * 7 % 100_000_000
    digits = first9[:, None] // 10 ** np.arange(8, -1, -1) % 10
    digits[:, ::2] *= 2
    sums = (digits // 10 + digits % 10).sum(axis=1) + 24  # 24: what the prefix 80840 adds
    return [str(npi) for npi in (first9 * 10 + -sums % 10).tolist()]


def _day(draw: int, first_year: int = 2006, years: int = 9) -> str:
    return f"{draw % 12 + 1:02}/{draw // 12 % 28 + 1:02}/{draw // 400 % years + first_year}"


def _phone(draw: int) -> str:
    return f"{draw % 700 + 201}555{draw // 700 % 10_000:04}"


_BEFORE_DEACTIVATION = ',""' * 38
_AFTER_DEACTIVATION = ',""' * 290 + "\n"


def _deactivated(npi: str, draw: list[int]) -> str:
    return f'"{npi}"{_BEFORE_DEACTIVATION},"{_day(draw[0], 2006, 20)}"{_AFTER_DEACTIVATION}'


def _address(draw: int, zips: list[tuple[str, str, str]]) -> str:
    city, state, zip5 = zips[draw % len(zips)]
    line2 = f"SUITE {draw // 7 % 900}" if draw % 3 == 0 else ""
    street = _STREETS[draw // 11 % len(_STREETS)]
    plus4 = f"{draw // 13 % 10_000:04}" if draw % 10 else ""
    fax = _phone(draw // 5) if draw % 5 else ""
    return f'{draw // 3 % 9800 + 1} {street}","{line2}","{city}","{state}","{zip5}{plus4}","US","{_phone(draw)}","{fax}'


def _taxonomies(draw: list[int], *, ours: bool) -> str:
    """Fifteen groups; in one of six the code of ours and the primary one stand behind another."""
    count = (1, 1, 1, 1, 1, 1, 2, 2, 3, 5)[draw[8] % 10]
    mine = 0
    if ours:
        mine = draw[9] % 6 // 5 if count == 1 else draw[9] % count
        count = max(count, mine + 1)
    primary = -1 if draw[10] % 100 == 0 else mine
    parts = []
    for slot in range(count):
        dice = draw[11 + slot]
        code = OURS[dice % len(OURS)] if ours and slot == mine else OTHERS[dice % len(OTHERS)]
        masked = dice % 200 == 0
        number = MASKED[dice // 200 % 3] if masked else f"{'PT' if dice % 2 else ''}{dice // 7 % 10**6}"
        switch = "X" if primary < 0 else "Y" if slot == primary else "N"
        parts.append(f'{code}","{number}","{_STATES[dice // 5 % len(_STATES)]}","{switch}')
    return '","'.join(parts) + '","' * (4 * (15 - count))


_STATES = ("WA", "CO", "IL", "CT", "DE", "CA", "TX", "NY", "FL", "PA", "OH", "GA", "NC", "MI", "AZ", "MA", "VA", "MN")


def _identifiers(draw: list[int]) -> str:
    """Fifty groups of four; a third of the providers have none, a few many."""
    count = (0, 0, 0, 1, 1, 1, 2, 3, 4, 9)[draw[20] % 10]
    parts = []
    for slot in range(count):
        dice = draw[21 + slot]
        number = MASKED[dice % 3] if dice % 300 == 0 else f"{dice % 10**8:08}"
        parts.append(f'{number}","{"05" if dice % 2 else "01"}","{_STATES[dice % len(_STATES)]}","{_ISSUERS[dice % 8]}')
    return ('","'.join(parts) + '","' if parts else "") + '","' * (4 * (50 - count) - 1)


def _provider(
    npi: str, draw: list[int], zips: list[tuple[str, str, str]], *, ours: bool, back: bool, differs: bool
) -> str:
    organization = draw[1] % 100 < 21
    last, first = _SURNAMES[draw[30] % len(_SURNAMES)], _GIVEN[draw[31] % len(_GIVEN)]
    if organization:
        unavailable = ('<UNAVAIL>","6', '","')[draw[32] % 2]
        who = f'2","","<UNAVAIL>","{last} {_STREETS[draw[33] % 8]} CLINIC, LLC","","","","","","","{unavailable}'
        official = f'{last}","{first}","","OWNER","{_phone(draw[34])}'
        end = '","N","","'
        tail = f'","","{_CREDENTIALS[draw[35] % 10]}'
    else:
        middle = _GIVEN[draw[33] % len(_GIVEN)] if draw[33] % 3 else ""
        suffix = ("", "", "", "", "JR.", "III")[draw[32] % 6] if draw[32] % 5 == 0 else ""
        prefix = ("MR.", "MS.", "DR.", "", "")[draw[34] % 5]
        credential = _CREDENTIALS[draw[35] % 10]
        who = f'1","","","","{last}","{first}","{middle}","{prefix}","{suffix}","{credential}","","'
        official = '","","","","'
        end = f'{"NYX"[draw[37] % 3]}","","","'
        tail = '","","'
    former = ""
    if not organization and draw[36] % 20 == 0:
        former = f'{_SURNAMES[draw[36] % len(_SURNAMES)]}","{first}","","","","","1'
    else:
        former = '","","","","","","'
    updated = "10/02/2026" if differs else _day(draw[38], 2007, 19)
    mailing = _address(draw[39], zips)
    practice = mailing if draw[40] % 2 else _address(draw[41], zips)
    if differs:
        practice = _address(draw[42], zips)
    service = f'","{_day(draw[43], 2006)}","{_day(draw[42], 2017)}' if back else '","","'
    sex = "" if organization else "FM"[draw[44] % 2]
    groups = (GROUPS[draw[45] % 2] if organization and draw[46] % 4 == 0 else "") + '","' * 14
    certified = updated if draw[47] % 3 == 0 else ""
    return (
        f'"{npi}","{who}","{former}","{mailing}","{practice}","{_day(draw[48], 2005, 1)}","{updated}","{service}",'
        f'"{sex}","{official}","{_taxonomies(draw, ours=ours)}","{_identifiers(draw)}",'
        f'"{end}","{tail}","{groups}","{certified}"\n'
    )


def _place(npi: str, draw: list[int], zips: list[tuple[str, str, str]]) -> str:
    address = _address(draw[50], zips).rsplit('","', 1)[0]
    return f'"{npi}","{address}","",""\n'
