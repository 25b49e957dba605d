"""The table of ZIP codes is what the package holds that it was made from, row by row."""

import zipcodes

from directory.normalize.zip_rows import zip_rows


def test_the_table_lost_nothing() -> None:
    ours = [
        (row.zip5, row.kind, row.active, row.city, row.state, row.county or "", row.lat, row.lon, list(row.accepted))
        for row in zip_rows()
    ]
    theirs = [
        (row["zip_code"], row["zip_code_type"], row["active"], row["city"], row["state"], row["county"] or "",
         float(row["lat"]), float(row["long"]), row["acceptable_cities"])
        for row in zipcodes.list_all()
    ]  # fmt: skip
    assert len(ours) > 40_000
    assert ours == theirs
