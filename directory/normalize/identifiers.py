"""Identifiers: NPIs by their check digit, license numbers by what survives their many spellings."""

import re
import unicodedata
from dataclasses import dataclass

from directory.normalize.text import clean, damaged

_NPI = re.compile(r"[12][0-9]{9}")
_NPI_NOISE = re.compile(r"^NPI\b[#:. ]*|[\s\-]|\.0$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_MASKED = re.compile(r"[$*]|__|X{3}")
_TRAILING_PART = re.compile(r"(.*[0-9]{4,}[A-Z]?)[^A-Z0-9]+[0-9]{1,2}")
_NO_NUMBER = frozenset({"PENDING", "APPLIED", "EXEMPT", "NONE", "NA"})
_FEWEST_DIGITS = 2
# What two digits of an NPI, the first in an odd place, add to its Luhn sum; and what the prefix 80840 adds.
_PAIRS = {f"{a}{b}": (2 * a - 9 if a > 4 else 2 * a) + b for a in range(10) for b in range(10)}
_OF_THE_PREFIX = 24


def npi_check_digit(first9: str) -> int:
    """Luhn digit over ``80840`` + the nine digits (government.md 2). Raises ValueError unless nine digits."""
    if not re.fullmatch(r"[0-9]{9}", first9):
        raise ValueError(f"nine digits expected, not {first9!r}")
    total = 0
    for place, digit in enumerate(reversed("80840" + first9)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def npi_is_valid(npi: str) -> bool:
    """Ten digits, the first 1 or 2, and the check digit right; says nothing of the NPI having been issued."""
    return (
        _NPI.fullmatch(npi) is not None
        and (_OF_THE_PREFIX + sum([_PAIRS[npi[place : place + 2]] for place in (0, 2, 4, 6, 8)])) % 10 == 0
    )


def clean_npi(text: str | None) -> str | None:
    """Ten digits, or ``None`` for an empty text and '0000000000' (LEIE's 'no NPI', government.md 3).

    Raises ValueError with a plain sentence for any other text that is not a valid NPI.
    """
    if text is not None and npi_is_valid(text):
        return text
    tidy = clean(text)
    if tidy is None:
        return None
    if _SCIENTIFIC.fullmatch(tidy):
        raise ValueError(f"NPI {tidy!r} is damaged: a spreadsheet has rounded it")
    npi = _NPI_NOISE.sub("", tidy)
    if npi and not npi.strip("0"):
        return None
    if not _NPI.fullmatch(npi):
        raise ValueError(f"{tidy!r} is not an NPI: ten digits beginning with 1 or 2 are needed")
    if not npi_is_valid(npi):
        raise ValueError(f"{tidy!r} is not a valid NPI: its check digit is wrong")
    return npi


@dataclass(frozen=True, slots=True, order=True)
class LicenseKey:
    """Comparison form of a license number; a key only together with state and license type (linkage.md)."""

    prefix: str
    digits: str


def license_key(text: str | None) -> LicenseKey | None:
    """Leading letters and digits of a license number (government.md 12: 'PTL.0017072', 'U03079', '11-03619').

    Upper case, punctuation dropped, digit blocks joined ('11-03619' is '1103619'), leading zeros and letters
    after the first digit dropped ('DC006469L'). A last block of one or two digits after four or more is a
    check or type part and dropped too ('035269-1' of New York, '4812-12' of Wisconsin). ``None`` for words,
    masked or damaged values, fewer than two digits, zeros only.
    """
    number = _number(text)
    if number is None:
        return None
    if trailing := _TRAILING_PART.fullmatch(number):
        number = trailing[1]
    bare = re.sub(r"[^A-Z0-9]", "", number)
    prefix = re.match(r"[A-Z]*", bare)
    digits = _digits(bare)
    return LicenseKey(prefix[0] if prefix else "", digits) if digits else None


def license_digits(text: str | None) -> str | None:
    """All digits of the whole number without leading zeros: the widest join, punctuation and prefix aside.

    Unlike `license_key` it keeps a trailing part ('035269-1' is '352691'), as sources without the dash
    write it: to meet a board that leaves that part out, join by `license_key` too. ``None`` as for
    `license_key`.
    """
    number = _number(text)
    return _digits(number) if number else None


def _number(text: str | None) -> str | None:
    tidy = clean(text)
    if tidy is None or damaged(tidy):
        return None
    number = unicodedata.normalize("NFKC", tidy).upper()
    word = re.sub(r"[^A-Z]", "", number)
    return None if word in _NO_NUMBER or _MASKED.search(number) or _SCIENTIFIC.fullmatch(number) else number


def _digits(number: str) -> str | None:
    digits = re.sub(r"[^0-9]", "", number)
    return digits.lstrip("0") or None if len(digits) >= _FEWEST_DIGITS else None
