import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.text import clean, damaged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Jane \t Doe\n", "Jane Doe"),
        ("Jane\u00a0Doe", "Jane Doe"),
        ("Ja\u200bne\u202e Do\x00e\ufeff", "Jane Doe"),
        ("e\u0301toile", "\u00e9toile"),
        ("e\u200b\u0301toile", "\u00e9toile"),
        ("\ud800Doe", "Doe"),
        ("Null", "Null"),
        ("Na", "Na"),
        ("0", "0"),
        ("Doe-", "Doe-"),
    ],
)
def test_clean_tidies(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [None, "", "  ", "\x00", "\u200e", "-", "--", ".", "<UNAVAIL>", " N/A ", "n/a", "None", "NULL", "____"],
)
def test_placeholders_are_not_known(text: str | None) -> None:
    assert clean(text) is None


@given(st.text())
def test_clean_is_idempotent_normal_and_never_empty(text: str) -> None:
    once = clean(text)
    assert once != ""
    assert clean(once) == once
    if once is not None:
        assert unicodedata.is_normalized("NFC", once)
        assert once == once.strip()
        assert "\x00" not in once


def test_damaged_names_a_lost_letter() -> None:
    assert damaged("Nu\ufffdez")
    assert not damaged("Nu\u00f1ez")
    assert not damaged(None)
