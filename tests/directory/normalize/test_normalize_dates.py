from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.dates import DateForm, parse_date

WRITTEN = {
    DateForm.COMPACT: "%Y%m%d",
    DateForm.US: "%m/%d/%Y",
    DateForm.US_DASH: "%m-%d-%Y",
    DateForm.ISO: "%Y-%m-%d",
    DateForm.WORDS: "%B %d, %Y",
}


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.sampled_from(DateForm))
def test_round_trip(day: date, form: DateForm) -> None:
    assert parse_date(day.strftime(WRITTEN[form]), form) == day
    assert parse_date(day.strftime(WRITTEN[form])) == day


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1/4/2016", DateForm.US),
        ("01/04/2016", DateForm.US),
        ("1/4/2016 12:00:00 AM", DateForm.US),
        ("01-04-2016", DateForm.US_DASH),
        ("2016-01-04T00:00:00.000", DateForm.ISO),
        ("2016-01-04 00:00:00", DateForm.ISO),
        (" 20160104 ", DateForm.COMPACT),
        ("20160104", "compact"),
        ("January 04, 2016", DateForm.WORDS),
        ("Jan 4, 2016", DateForm.WORDS),
    ],
)
def test_forms_of_the_sources(text: str, form: str) -> None:
    assert parse_date(text, form) == date(2016, 1, 4)
    assert parse_date(text, *DateForm) == date(2016, 1, 4)


@pytest.mark.parametrize("text", [None, "", " ", "00000000", "None", "/ /", " /  / ", "0", "--", "0/0/0000"])
@pytest.mark.parametrize("form", list(DateForm))
def test_no_date(text: str | None, form: DateForm) -> None:
    assert parse_date(text, form) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("20160104", DateForm.US),
        ("1/4/16", DateForm.US),
        ("20161304", DateForm.COMPACT),
        ("2016-02-30", DateForm.ISO),
        ("1/1/1899", DateForm.US),
        ("12312999", DateForm.COMPACT),
        ("22010101", DateForm.COMPACT),
        ("soon", DateForm.ISO),
        ("Smarch 04, 2016", DateForm.WORDS),
        ("May 32, 2016", DateForm.WORDS),
        ("May 2016", DateForm.WORDS),
        ("1/4/2016 or so", DateForm.US),
        ("\u0661/4/2016", DateForm.US),
    ],
)
def test_what_is_no_date_is_named(text: str, form: DateForm) -> None:
    with pytest.raises(ValueError, match=text):
        parse_date(text, form)
