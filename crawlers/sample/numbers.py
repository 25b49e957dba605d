"""NPI check digits, board license numbers per state, and the noisy ways in which NPPES holds them."""

import random

from directory.vocabulary import Profession

P = Profession


def npi_check_digit(first_nine: str) -> str:
    """Luhn over ``80840`` + NPI (government.md 2)."""
    total = 0
    for position, char in enumerate(reversed("80840" + first_nine)):
        digit = int(char) * (2 if position % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def invented_npi(rng: random.Random) -> str:
    """A valid NPI that begins with 2, a range that has not been issued."""
    nine = f"2{rng.randrange(10**8):08d}"
    return nine + npi_check_digit(nine)


WA_LETTERS = {
    P.PHYSICAL_THERAPIST: "PT6",
    P.PHYSICAL_THERAPIST_ASSISTANT: "P16",
    P.CHIROPRACTOR: "CH6",
    P.ATHLETIC_TRAINER: "AT6",
    P.OCCUPATIONAL_THERAPIST: "OT6",
    P.ACUPUNCTURIST: "AC6",
}
CO_PREFIX = {
    P.PHYSICAL_THERAPIST: "PTL",
    P.PHYSICAL_THERAPIST_ASSISTANT: "PTA",
    P.CHIROPRACTOR: "CHR",
    P.ATHLETIC_TRAINER: "AT",
    P.OCCUPATIONAL_THERAPIST: "OT",
    P.ACUPUNCTURIST: "ACU",
}
IL_DIGITS = {
    P.PHYSICAL_THERAPIST: "070",
    P.PHYSICAL_THERAPIST_ASSISTANT: "160",
    P.CHIROPRACTOR: "038",
    P.ATHLETIC_TRAINER: "096",
    P.OCCUPATIONAL_THERAPIST: "056",
    P.ACUPUNCTURIST: "198",
}
DE_LETTERS = {
    P.PHYSICAL_THERAPIST: "J1",
    P.PHYSICAL_THERAPIST_ASSISTANT: "J2",
    P.CHIROPRACTOR: "F1",
    P.ATHLETIC_TRAINER: "J3",
    P.OCCUPATIONAL_THERAPIST: "U1",
    P.ACUPUNCTURIST: "C8",
}
LETTERS = {
    P.PHYSICAL_THERAPIST: "PT",
    P.PHYSICAL_THERAPIST_ASSISTANT: "PTA",
    P.CHIROPRACTOR: "DC",
    P.ATHLETIC_TRAINER: "AT",
    P.OCCUPATIONAL_THERAPIST: "OT",
    P.ACUPUNCTURIST: "AC",
}


def board_number(state: str, profession: Profession, serial: int) -> str:
    """The board's form: ``PT60012345`` (WA), ``0017072`` (CO), ``070012345`` (IL), ``J1-0001234`` (DE)."""
    match state:
        case "WA":
            return f"{WA_LETTERS[profession]}{serial:07d}"
        case "CO":
            return f"{serial % 10**5:07d}"
        case "IL":
            return f"{IL_DIGITS[profession]}{serial % 10**6:06d}"
        case "CT":
            return f"{serial % 10**5:06d}"
        case "DE":
            return f"{DE_LETTERS[profession]}-{serial % 10**4:07d}"
        case "SD":
            return f"{serial % 10**4:04d}"
        case "PA":
            return f"{LETTERS[profession]}{serial % 10**6:06d}"
        case "MD" if profession is P.ACUPUNCTURIST:
            return f"U{serial % 10**4:05d}"
        case _:
            return f"{serial % 10**5:05d}"


def written_form(rng: random.Random, state: str, profession: Profession, number: str) -> str:
    """One of the ways providers type it into NPPES: prefix, zeros, dashes vary (government.md 12)."""
    bare = number.lstrip("0") or number
    prefix = CO_PREFIX[profession] if state == "CO" else LETTERS[profession]
    forms: tuple[str, ...]
    match state:
        case "WA":
            forms = (number, number, number[:2] + " " + number[2:], number[:2] + "-" + number[2:], number[2:])
            if profession is P.PHYSICAL_THERAPIST_ASSISTANT:
                forms = (number, number.lower(), number[1:])
        case "CO":
            forms = (
                f"{prefix}.{number}",
                f"{prefix}{number}",
                number,
                bare,
                f"{prefix}-{bare}",
                f"{prefix} {number}",
            )
        case "IL":
            forms = (number, number, bare, f"{number[:3]}-{number[3:]}", f"{number[:3]}.{number[3:]}")
        case "DE":
            forms = (number, number.replace("-", ""), number.lower())
        case "SD":
            forms = (number, bare, f"{prefix}{number}", f"{prefix}-{bare}", f"{prefix} {number}")
        case "CT":
            forms = (number, number, bare, f"{prefix}{number}", f"{prefix}-{bare}")
        case "CA":
            forms = (f"{prefix}{number}", number, f"{prefix} {number}", f"{prefix}-{number}")
        case "PA":
            forms = (number, number, number + "L", number.lower())
        case _:
            forms = (number, bare)
    return rng.choice(forms)
