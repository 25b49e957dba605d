"""What is dropped at the door because of what stands in the cells: social security numbers, birth dates, DEA numbers
and tax ids that no header names. Pure.

A column that is known by its name is taken for what it says; only what is written like a social security number, with
its groups apart, or what stands behind words that name one or a birth date, is emptied there too.
"""

import re
from collections.abc import Callable, Sequence

from directory.normalize import secrets
from directory.normalize.dates import parse_date
from directory.normalize.secrets import BORN, folded, holds_ssn, is_ssn, says_birth_date
from directory.roster.columns import Meaning

_DEA = re.compile(r"[ABCDEFGHJKLMPRSTUX][A-Z9][0-9]{7}")
_TAX_ID = re.compile(r"[0-9]{2}-[0-9]{7}")
# Words of headers that tell another number of nine digits, or another old date.
_OTHER_NUMBER = re.compile(
    r"zip|postal|phone|fax|mobile|medicaid|medicare|caqh|npi|upin|account|license|licence|organi"
)
_OTHER_DATE = re.compile(
    r"hir|start|begin|end|term|issu|expir|exp\b|eff|renew|cred|licen|cert|course|train|grad|degree|appl|approv|sign|"
    r"updat|creat|modif|add|review|verif|attest|join|since|orig|initial|contract|last|next|employ|valid|from|through"
)
_MOST = 0.8  # of the cells that are filled


LOOKED_FOR = (Meaning.SSN, Meaning.BIRTH_DATE)  # in single cells
# Meanings of columns with numbers that have letters: what such a number holds in its middle is a part of it.
NUMBERS = frozenset({Meaning.LICENSE})


def secret_in(cell: str, meaning: Meaning | None = None) -> Meaning | None:
    """Which of the two is in a cell: what is written like a social security number, or a date that is said to be one of
    birth. ``meaning``: of its column.
    """
    if holds_ssn(cell, in_number=meaning in NUMBERS):
        return Meaning.SSN
    return Meaning.BIRTH_DATE if says_birth_date(cell) else None


def holds_secret(cell: str, meaning: Meaning | None = None) -> bool:
    """Whether a cell holds one of the two."""
    return secret_in(cell, meaning) is not None


def is_bare_ssn(cell: str, header: str) -> bool:
    """Whether a cell may be such a number without its dashes, in a column that is not known by its name."""
    return secrets.is_bare_ssn(cell) and not _OTHER_NUMBER.search(header.lower())


def of_values(header: str, cells: Sequence[str]) -> Meaning | None:
    """What a column that is not known by its name holds by its values, where that is never read."""
    filled = [text for cell in cells if (text := folded(cell))]
    if not filled:
        return None

    def share(of: Callable[[str], bool]) -> float:
        return sum(map(of, filled)) / len(filled)

    name = header.lower()
    if share(lambda cell: is_ssn(cell) or is_bare_ssn(cell, header)) >= _MOST:
        return Meaning.SSN
    if share(_is_dea) >= _MOST:
        return Meaning.DEA
    if share(lambda cell: _TAX_ID.fullmatch(cell) is not None) >= _MOST and not _OTHER_NUMBER.search(name):
        return Meaning.TAX_ID
    if not _OTHER_DATE.search(name) and share(_is_birth_date) >= _MOST:
        return Meaning.BIRTH_DATE
    return None


def _is_dea(text: str) -> bool:
    """Two letters and seven digits, the last of which checks the others."""
    if not _DEA.fullmatch(text.upper()):
        return False
    digits = [int(digit) for digit in text[2:]]
    return (sum(digits[0:5:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def _is_birth_date(text: str) -> bool:
    if not (6 <= len(text) <= 30 and any(char.isdigit() for char in text)):
        return False
    try:
        day = parse_date(text)
    except ValueError:
        return False
    return day is not None and BORN[0] <= day.year <= BORN[1]
