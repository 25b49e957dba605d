"""Telephone numbers in the form people read."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from directory.normalize.text import clean

MOST_TEXT = 200_000  # characters of a page that are read
_IN_TEXT = re.compile(
    r"(?<![\d.-])(?:\+1[ .-]{0,3}|1[ .-]{1,3})?(?:\([2-9]\d{2}\)[ .-]{0,3}|[2-9]\d{2}[ .-]{1,3})"
    r"[2-9]\d{2}[ .-]{1,3}\d{4}(?![\d-])",
    re.ASCII,
)
_FAX = re.compile(r"\b(?:fax|f)\b[\s.:#(]*$", re.IGNORECASE)


def phone_in(text: str | None) -> str | None:
    """The first telephone number of the United States in a text, written in groups, that is not called a fax number.

    Read are the first 200,000 characters.
    """
    whole = (text or "")[:MOST_TEXT]
    for found in _IN_TEXT.finditer(whole):
        if not _FAX.search(whole, max(0, found.start() - 10), found.start()) and (phone := clean_phone(found[0])):
            return phone
    return None


def clean_phone(text: str | None, region: str = "US") -> str | None:
    """'(206) 555-0142'; international form for another country's number.

    ``None`` when the text is no possible number (area code missing, too long, one digit repeated).
    """
    # Ten digits of which the first is neither 0 nor 1 are a possible number of the United States, as they stand.
    if text and len(text) == 10 and region == "US" and text.isascii() and text.isdecimal() and text[0] not in "01":
        return f"({text[:3]}) {text[3:6]}-{text[6:]}" if text.strip(text[0]) else None
    tidy = clean(text)
    return _parsed(tidy, region) if tidy is not None else None


@lru_cache(maxsize=1 << 14)
def _parsed(tidy: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(tidy, region)
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not possible or len(set(str(number.national_number))) == 1:
        return None
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
