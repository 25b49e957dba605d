"""Telephone numbers in the form people read."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from directory.normalize.text import clean


def clean_phone(text: str | None, region: str = "US") -> str | None:
    """'(206) 555-0142'; international form for another country's number.

    ``None`` when the text is no possible number (area code missing, too long, one digit repeated).
    """
    tidy = clean(text)
    if tidy is None:
        return None
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
