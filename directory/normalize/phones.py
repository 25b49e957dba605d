"""Telephone numbers in the form people read."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from directory.normalize.text import clean


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
