"""Takes a store back to schema 0010, as far as what Find searches goes: with the rows that its program had."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from directory.search_rows import needling
from directory.store.tables import SearchEntry, SearchSpot

TABLES = ("search_said_tally", "search_tally", "search_spot", "search_state", "search_name_word", "search_other_name",
          "search_name_pairs", "dispute", "chase_sent", "report_made",
          "finding_decision", "second_look", "delivery", "notice", "monitor_run", "watched",
          "watch_list", "roster_row", "roster_mapping", "roster", "sign_in", "act", "account")  # fmt: skip
OLD = sa.Table(
    "search_entry",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("practitioner_id", sa.String, nullable=False, index=True),
    *(sa.Column(name, sa.String(40), nullable=False) for name in ("profession", "state", "precision", "needling")),
    *(sa.Column(name, sa.String) for name in ("city", "city_folded", "zip5")),
    *(sa.Column(name, sa.String, nullable=False) for name in ("last_folded", "first_folded")),
    *(sa.Column(name, sa.Float) for name in ("lat", "lon")),
    *(sa.Column(name, sa.Boolean, nullable=False) for name in ("license_active", "training_claimed", "excluded")),
    sa.Column("certificate_seen", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("training_grade", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Date) for name in ("license_good_until", "training_good_until")),
    sa.Index("search_entry_state", "state", "profession"),
    sa.Index("search_entry_place", "lat", "lon"),
    sa.Index("search_entry_name", "last_folded", "first_folded"),
)


def as_0010(connection: Connection) -> None:
    """Only tables that exist are dropped; the rows of search_entry are kept in their old form."""
    entries, spots = SearchEntry.__table__, SearchSpot.__table__
    joined = sa.select(entries, spots.c.lat, spots.c.lon, spots.c.city).outerjoin(spots, spots.c.key == entries.c.spot)
    rows = [_older(dict(row)) for row in connection.execute(joined.order_by(entries.c.id)).mappings()]
    there = set(sa.inspect(connection).get_table_names())
    for name in TABLES:
        if name in there:
            connection.execute(sa.text(f"DROP TABLE {name}"))
    connection.execute(sa.text("DROP TABLE search_entry"))
    OLD.metadata.create_all(connection)
    if rows:
        connection.execute(sa.insert(OLD), rows)
    connection.execute(sa.text("DROP INDEX statement_said"))
    connection.execute(sa.text("DROP INDEX verification_to_review"))
    for name in ("website", "website_source", "website_read_at"):
        connection.execute(sa.text(f"ALTER TABLE practice_location DROP COLUMN {name}"))
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '0010'"))


def _older(row: dict[str, Any]) -> dict[str, Any]:
    spot = row["spot"]
    row["zip5"] = spot if spot and spot.isdigit() else None
    row["precision"] = "none" if spot is None else "zip_center" if row["zip5"] else "city_center"
    row["needling"], row["profession"] = needling(row["verdict"]).value, row["profession"].value
    return {column.name: row[column.name] for column in OLD.columns}
