"""The table of ZIP codes is what the package holds that it was made from, row by row, with one name for each county."""

from collections import defaultdict

import zipcodes

from directory.normalize.county_names import folded_county
from directory.normalize.zip_rows import zip_rows


def test_the_table_lost_nothing() -> None:
    ours = [
        (row.zip5, row.kind, row.active, row.city, row.state, bool(row.county), row.lat, row.lon, list(row.accepted))
        for row in zip_rows()
    ]
    theirs = [
        (row["zip_code"], row["zip_code_type"], row["active"], row["city"], row["state"], bool(row["county"]),
         float(row["lat"]), float(row["long"]), row["acceptable_cities"])
        for row in zipcodes.list_all()
    ]  # fmt: skip
    assert len(ours) > 40_000
    assert ours == theirs


def test_a_county_is_the_package_s_in_another_spelling_at_most() -> None:
    changed = defaultdict(set)
    for ours, theirs in zip(zip_rows(), zipcodes.list_all(), strict=True):
        if (theirs["county"] or None) != ours.county:
            changed[ours.state].add((theirs["county"], ours.county))
    spelled = {pair for pairs in changed.values() for pair in pairs if folded_county(pair[0]) == folded_county(pair[1])}
    assert len(spelled) > 50
    assert {pair for pairs in changed.values() for pair in pairs} - spelled == {
        ("James City", "James City County"), ("Bayamon", "Bayamon Municipio"), ("Carolina", "Carolina Municipio"),
        ("Catano", "Catano Municipio"), ("San Juan", "San Juan Municipio"), ("Toa Alta", "Toa Alta Municipio"),
    }  # fmt: skip


def test_no_county_stands_under_two_names() -> None:
    names = defaultdict(set)
    for row in zip_rows():
        if row.county:
            names[folded_county(row.county), row.state].add(row.county)
    assert len(names) > 3_000
    assert [several for several in names.values() if len(several) > 1] == []
