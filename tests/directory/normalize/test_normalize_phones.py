import pytest

from directory.normalize.phones import clean_phone


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
