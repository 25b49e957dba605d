import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.identifiers import (
    LicenseKey,
    clean_npi,
    license_digits,
    license_key,
    npi_check_digit,
    npi_is_valid,
)

NPI = "2" + "34567890" + str(npi_check_digit("234567890"))
first_nine = st.from_regex(r"\A2[0-9]{8}\Z")


def test_the_check_digit_of_the_standards_own_example() -> None:
    assert npi_check_digit("123456789") == 3


@given(first_nine, st.integers(0, 9), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(nine: str, place: int, shift: int) -> None:
    npi = nine + str(npi_check_digit(nine))
    assert npi_is_valid(npi)
    wrong = str((int(npi[place]) + shift) % 10)
    assert not npi_is_valid(npi[:place] + wrong + npi[place + 1 :])


@pytest.mark.parametrize("npi", ["", NPI[:9], f"{NPI}0", f"3{NPI[1:]}", NPI.translate({50: 0x662}), "2"])
def test_what_is_no_npi(npi: str) -> None:
    assert not npi_is_valid(npi)


@pytest.mark.parametrize("nine", ["", "12345678", "12345678a", "1234567890"])
def test_a_check_digit_needs_nine_digits(nine: str) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        npi_check_digit(nine)


@pytest.mark.parametrize("text", [NPI, f" {NPI} ", f"NPI: {NPI}", f"NPI# {NPI}", f"{NPI}.0", f"2 {NPI[1:]}"])
def test_clean_npi_reads(text: str) -> None:
    assert clean_npi(text) == NPI


@pytest.mark.parametrize("text", [None, "", "  ", "0000000000", "0", "N/A", "--"])
def test_clean_npi_not_known(text: str | None) -> None:
    assert clean_npi(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.23E+09", "damaged"),
        ("2.3456789e9", "damaged"),
        (NPI[:9], "ten digits"),
        ("PT12345", "ten digits"),
        ("NPI", "ten digits"),
        ("3456789012", "ten digits"),
        (NPI[:9] + str((int(NPI[9]) + 1) % 10), "check digit"),
    ],
)
def test_clean_npi_says_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        clean_npi(text)


@pytest.mark.parametrize(
    ("text", "prefix", "digits", "joining"),
    [
        ("CH14662", "CH", "14662", "14662"),
        ("14730", "", "14730", "14730"),
        ("PT26541", "PT", "26541", "26541"),
        ("14220", "", "14220", "14220"),
        ("AP3424", "AP", "3424", "3424"),
        ("AP-4160", "AP", "4160", "4160"),
        ("11-03619", "", "1103619", "1103619"),
        ("1103619", "", "1103619", "1103619"),
        ("01-06410", "", "106410", "106410"),
        ("0106417", "", "106417", "106417"),
        ("17-04050", "", "1704050", "1704050"),
        ("PTL.0017072", "PTL", "17072", "17072"),
        ("0017072", "", "17072", "17072"),
        ("U03079", "U", "3079", "3079"),
        ("U3079", "U", "3079", "3079"),
        ("U00525", "U", "525", "525"),
        ("U643", "U", "643", "643"),
        ("b01602", "B", "1602", "1602"),
        ("OT-3578", "OT", "3578", "3578"),
        ("lac-012273", "LAC", "12273", "12273"),
        ("LPT033634", "LPT", "33634", "33634"),
        ("035269-1", "", "35269", "352691"),
        ("5501018960", "", "5501018960", "5501018960"),
        ("2016022619", "", "2016022619", "2016022619"),
        ("273391", "", "273391", "273391"),
        ("R5066", "R", "5066", "5066"),
        ("AP60958305", "AP", "60958305", "60958305"),
        ("198001326", "", "198001326", "198001326"),
        ("4812-12", "", "4812", "481212"),
        ("40QA02074900", "", "4002074900", "4002074900"),
        ("2305209154", "", "2305209154", "2305209154"),
        ("05010775A", "", "5010775", "5010775"),
        ("DC006469L", "DC", "6469", "6469"),
        ("038-010110", "", "38010110", "38010110"),
        ("038-009-281", "", "38009281", "38009281"),
        ("99-99", "", "9999", "9999"),
        ("99.999", "", "99999", "99999"),
        ("10.100432", "", "10100432", "10100432"),
        ("M9-0012482", "M", "90012482", "90012482"),
        ("RN-TEMP17665", "RNTEMP", "17665", "17665"),
        ("RN.RN.61663091", "RNRN", "61663091", "61663091"),
        ("PT 3429", "PT", "3429", "3429"),
        ("#02139", "", "2139", "2139"),
        ("05", "", "5", "5"),
        ("\uff11\uff12\uff13", "", "123", "123"),
    ],
)
def test_license_numbers_as_written(text: str, prefix: str, digits: str, joining: str) -> None:
    assert license_key(text) == LicenseKey(prefix, digits)
    assert license_digits(text) == joining


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "Pending", "PENDING 2024", "0", "7", "00000", "PT", "N/A"),
        *("$$$$$$$$$", "********", "_________", "39*****99", "XXX-XX-1234", "1.23E+09", "PT\ufffd1234"),
    ],
)
def test_what_is_no_license_number(text: str | None) -> None:
    assert license_key(text) is None
    assert license_digits(text) is None


@given(st.from_regex(r"\A[A-Z]{0,2}[0-9]{2,10}\Z"), st.sampled_from(["-", ".", " ", ""]), st.integers(0, 12))
def test_license_digits_are_stable_under_case_and_punctuation(number: str, mark: str, place: int) -> None:
    noisy = number[:place] + mark + number[place:]
    assert license_digits(noisy) == license_digits(number) == license_digits(noisy.lower())


@given(st.text(alphabet=string.printable))
def test_license_key_never_raises(text: str) -> None:
    key = license_key(text)
    assert key is None or (key.digits.isdigit() and not key.digits.startswith("0"))
