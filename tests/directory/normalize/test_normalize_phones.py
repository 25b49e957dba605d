import pytest

from directory.normalize.phones import clean_phone, phone_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2065550142", "(206) 555-0142"),
        ("206-555-0142", "(206) 555-0142"),
        ("(206)555.0142", "(206) 555-0142"),
        ("+1 206 555 0142", "(206) 555-0142"),
        ("1-206-555-0142", "(206) 555-0142"),
        ("206-555-0142 x12", "(206) 555-0142 ext. 12"),
        ("+44 20 7946 0958", "+44 20 7946 0958"),
        ("555-0142", None),
        ("0000000000", None),
        ("9999999999", None),
        ("12345678901234567890", None),
        ("call us", None),
        ("--", None),
        ("", None),
        (None, None),
    ],
)
def test_clean_phone(text: str | None, expected: str | None) -> None:
    assert clean_phone(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call us at (206) 555-0142 today.", "(206) 555-0142"),
        ("Fax: 206-555-0199\nPhone: 206.555.0142", "(206) 555-0142"),
        ("T 206 555 0142 | F 206 555 0199", "(206) 555-0142"),
        ("+1 206-555-0142", "(206) 555-0142"),
        ("Fax (206) 555-0199", None),
        ("NPI 2345678901, ZIP 98101-0142", None),
        ("License 206-555-01425, case 1206-555-0142", None),
        ("Open 8-5, since 1999", None),
        (None, None),
    ],
)
def test_phone_in_text(text: str | None, expected: str | None) -> None:
    assert phone_in(text) == expected
