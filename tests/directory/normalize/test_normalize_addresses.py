"""Postal addresses in the text of pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.addresses import address_in, addresses_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("123 Main St, Suite 200, Springfield, IL 62701", ("123 Main St", "Suite 200", "Springfield", "IL", "62701")),
        ("Visit 4500 N. Elm Ave Ste 12 Seattle WA 98101 or call (206) 555-0142",
         ("4500 N. Elm Ave", "Ste 12", "Seattle", "WA", "98101")),
        ("Elm\n77 Oak Blvd\nDenver, CO 80202\n303-555-0101", ("77 Oak Blvd", None, "Denver", "CO", "80202")),
        ("P.O. Box 12, Boise, ID 83701", ("P.O. Box 12", None, "Boise", "ID", "83701")),
        ("1 World Way, Unit B\nSt. Louis, Missouri 63101", ("1 World Way", "Unit B", "St. Louis", "MO", "63101")),
        ("N64W23760 Main Street, Sussex, WI 53089", ("N64W23760 Main Street", None, "Sussex", "WI", "53089")),
        ("12-34 Bell Blvd, Bayside, New York 11361-1234", ("12-34 Bell Blvd", None, "Bayside", "NY", "11361")),
        ("1600 Highway 20 East, Covington, GA 30014", ("1600 Highway 20 East", None, "Covington", "GA", "30014")),
        ("500 Fifth Ave 3rd Floor | New York, NY 10036", ("500 Fifth Ave", "3rd Floor", "New York", "NY", "10036")),
        ("221 County Road 12, Aspen, CO 81611", ("221 County Road 12", None, "Aspen", "CO", "81611")),
        ("2 Broadway, New York, NY 10004", ("2 Broadway", None, "New York", "NY", "10004")),
        ("One Elm Plaza, Seattle, WA 98101", ("One Elm Plaza", None, "Seattle", "WA", "98101")),
        ("We treated 123 patients in Denver, CO 80202 last year", (None, None, "Denver", "CO", "80202")),
    ],
)  # fmt: skip
def test_address_in(text: str, expected: tuple[str | None, ...]) -> None:
    assert address_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "Our clinic is in Springfield, IL", "123 Main Street, Springfield"),
        "123 Main Street, Seattle, WA 10004",  # a ZIP of New York
        "123 Main Street, Nowhereville, WA 98101",
        "123 Main Street, Seattle, WA 00000",
        "License WA 981012345",
    ],
)
def test_what_is_no_address(text: str | None) -> None:
    assert address_in(text) is None


def test_all_addresses_of_a_page() -> None:
    found = addresses_in("Elm: 1 Elm St, Seattle, WA 98101\nOak: 2 Oak Rd, Denver, CO 80202")
    assert [(one.line1, one.city) for one in found] == [("1 Elm St", "Seattle"), ("2 Oak Rd", "Denver")]


PARTS = st.sampled_from(["1 Elm St,", "Suite 2", "Seattle", "WA", "98101", "Box 7", "\n"])


@given(st.one_of(st.text(max_size=200), st.lists(PARTS, max_size=9).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    for found in addresses_in(text):
        assert len(found.zip5) == 5
        assert {found.line1, found.line2} <= {None, "1 Elm St", "Suite 2", "Box 7"}
