"""What is written like a social security number or a birth date: the one recognizer for all that comes in. Pure."""

import re
import unicodedata

BORN = (1920, 2006)  # years in which those who practice now were born
_BLANKS = re.compile(r"\s+")
_MARKED = re.compile(r'=\s*"([^"]*)"|=([^"]*)')  # how exports keep zeros in front
_WHOLE = re.compile(r"(?<=[0-9])\.0+")  # what is left of a number that was read as a float
_ANY_DIGIT = re.compile(r"[0-9]")
_APART = r"(?: ?(?:--|[-./_:|\u00b7]) ?|,| )"
# A letter, a sign or a line below it around the groups hides none; a digit makes another number of them.
_SSN = re.compile(rf"(?<![0-9])(?<![0-9][.-])[0-9]{{3}}{_APART}[0-9]{{2}}{_APART}[0-9]{{4}}(?![0-9]|-[0-9])")
# What makes a longer number of them where one of a license stands: letters in front. A letter behind makes the number
# of a Medicare claim, which is a social security number all the same.
_MOST_LETTERS = 5
_LETTERS_BEFORE = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z]{{1,{_MOST_LETTERS}}})[-.]?$")
# Letters that name or mask a number, and are no part of it.
_NO_PART = frozenset({
    "x", "xx", "xxx", "no", "nr", "nbr", "num", "s", "ss", "ssn", "soc", "sec", "id", "is", "tin", "itin", "ein",
    "fein", "ssno", "ssan", "socno",
})  # fmt: skip
_NINE = r"(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}"
_BARE = re.compile(_NINE)
_BARE_WITHIN = re.compile(rf"(?<![0-9A-Za-z.-]){_NINE}(?![0-9A-Za-z-])")
_SAID_SSN = re.compile(
    r"(?<![a-z])(?:ssn|ss ?#|s\.s\.n\.?|soc(?:ial|\.)? ?sec(?:urity|\.)?)(?![a-z])(?: ?(?:number|num|nbr|no)\b\.?)?"
    r"(?: is)?[ :#.=()_-]*[0-9x*][0-9x* .-]*[0-9]{2}",
    re.IGNORECASE,
)
_DAY = (
    r"(?:[0-9]{1,4}[-/. ]+[0-9]{1,2}[-/. ]+[0-9]{2,4}|[0-9]{1,2}[ .-]*[a-z]{3,9}[ ,.-]*[0-9]{2,4}|"
    r"(?:[0-9]{1,2}(?:st|nd|rd|th)?,? ?)?(?:19|20)[0-9]{2}|[0-9]{6,8})"
)
_SAID_BIRTH = re.compile(
    r"(?<![a-z])(?:d[./ ]?o[./ ]?b\.?|birth ?(?:date|day|dt)|b-?day|date of birth|born)(?![a-z])"
    rf"[^0-9]{{0,15}}{_DAY}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}([-/.])[0-9]{1,2}\1((?:19|20)[0-9]{2})|((?:19|20)[0-9]{2})([-/.])[0-9]{1,2}\4[0-9]{1,2})"
    r"(?![0-9])"
)


def folded(cell: str) -> str:
    """A cell with plain blanks, dashes and digits, without what spreadsheets put around a number."""
    text = cell if cell.isascii() else "".join(map(_plain, unicodedata.normalize("NFKC", cell)))
    text = _BLANKS.sub(" ", text).strip()
    if (marked := _MARKED.fullmatch(text)) is not None:
        text = (marked[1] if marked[1] is not None else marked[2]).strip()
    text = text.lstrip("'\u2018\u2019` ")
    head, point, _ = text.rpartition(".")
    return head if point and _WHOLE.fullmatch(text, len(head)) else text


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Pd" or char in "\u2212\u2043\u00ad":
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Cf":
        return ""
    return " " if char.isspace() else char


def holds_ssn(cell: str, *, in_number: bool = False) -> bool:
    """Whether a cell holds three, two and four digits, apart, or digits behind words that name such a number.
    ``in_number``: the cell is one for numbers of licenses, such as AB123-45-6789; digits that letters stand at are told
    to be a part of one there.
    """
    text = folded(cell)
    if _ANY_DIGIT.search(text) is None:
        return False
    found = (one for one in _SSN.finditer(text) if not (in_number and _is_part(text, one)))
    return next(found, None) is not None or _SAID_SSN.search(text) is not None


def _is_part(text: str, found: re.Match[str]) -> bool:
    """Whether the digits are a part of a longer token, which has no blanks."""
    if " " in found[0]:
        return False
    start = found.start()
    before = _LETTERS_BEFORE.search(text, max(0, start - _MOST_LETTERS - 1), start)
    return before is not None and before[1].lower() not in _NO_PART


def is_ssn(cell: str) -> bool:
    """Whether nothing but such a number stands in a cell, its groups apart."""
    return _SSN.fullmatch(folded(cell)) is not None


def is_bare_ssn(cell: str) -> bool:
    """Whether a cell may be such a number without its dashes, and nothing else."""
    return _BARE.fullmatch(folded(cell)) is not None


def holds_bare_ssn(cell: str) -> bool:
    """Whether nine such digits stand anywhere in a cell."""
    return _BARE_WITHIN.search(folded(cell)) is not None


def says_birth_date(cell: str) -> bool:
    """Whether a date stands behind words that say it is one of birth."""
    text = folded(cell)
    return _ANY_DIGIT.search(text) is not None and _SAID_BIRTH.search(text) is not None


def holds_birth_date(cell: str) -> bool:
    """Whether a day stands in a cell on which somebody who practices may be born."""
    years = (int(found[2] or found[3]) for found in _DATE.finditer(folded(cell)))
    return any(BORN[0] <= year <= BORN[1] for year in years)
