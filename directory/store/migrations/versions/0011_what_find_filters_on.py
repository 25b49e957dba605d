"""what Find filters on, by place and in few bytes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

from directory.normalize.places import places_of_city
from directory.store.search_index import fill_search

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 2_000
BEGIN = date(2000, 1, 1).toordinal()  # days are numbers from here on
VERIFIED_FROM = 3
ACTIVE = ("confirmed", "confirmed_restricted")
ANSWERED = (*ACTIVE, "confirmed_not_active")
# Found under names of their own until the columns they replace are gone.
RENAMED = {"license_day": "license_good_until", "training_day": "training_good_until"}
GONE = ("city", "zip5", "lat", "lon", "precision", "needling", *RENAMED.values())

WORDS = ("id", "practitioner_id", "profession", "state", "city", "zip5", "precision")
FACTS = ("license_active", "training_grade", "training_claimed", "certificate_seen", "excluded")
MADE = ("spot", "license_known", "licensed_since", "level", "verified_until", "verdict", "verdict_good_until", *RENAMED)
ENTRY = sa.table(
    "search_entry",
    *map(sa.column, (*WORDS, *FACTS, *MADE, "several")),
    *(sa.column(name, sa.Date()) for name in RENAMED.values()),
)
LICENSE = sa.table(
    "license",
    *map(sa.column, ("practitioner_id", "jurisdiction", "profession", "status", "authority")),
    sa.column("issued_on", sa.Date()),
)
CHECK = sa.table(
    "verification",
    *map(sa.column, ("practitioner_id", "need", "jurisdiction", "profession", "verdict")),
    sa.column("good_until", sa.Date()),
)
Slot = tuple[str, str, str]  # person, state, profession


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.add_column("practice_location", sa.Column("website", sa.Text(), nullable=True))
    op.add_column("practice_location", sa.Column("website_source", text(), nullable=True))
    op.add_column("practice_location", sa.Column("website_read_at", moment(), nullable=True))
    op.create_index("statement_said", "statement", ["kind", "code", "practitioner_id"])
    for name in ("search_entry_place", "search_entry_state", "search_entry_name"):
        op.drop_index(name, table_name="search_entry")
    for name, kind, default in (
        ("spot", text(), None),
        ("several", sa.Boolean(), sa.false()),
        ("license_known", sa.Boolean(), sa.false()),
        ("licensed_since", sa.Integer(), None),
        ("level", sa.Integer(), "0"),
        ("verified_until", sa.Integer(), None),
        ("verdict", text(), None),
        ("verdict_good_until", sa.Integer(), None),
        *((name, sa.Integer(), None) for name in RENAMED),
    ):
        op.add_column("search_entry", sa.Column(name, kind, nullable=default is None, server_default=default))
    _convert(op.get_bind())
    with op.batch_alter_table("search_entry") as table:
        for name in GONE:
            table.drop_column(name)
    with op.batch_alter_table("search_entry") as table:
        for name, becomes in RENAMED.items():
            table.alter_column(name, new_column_name=becomes)
    _indexes()
    _tables()
    fill_search(op.get_bind())


def _indexes() -> None:
    by_training = ["level", "verified_until", "license_active", "license_good_until", "practitioner_id"]
    op.create_index("search_entry_spot", "search_entry", ["spot", "profession", *by_training])
    op.create_index("search_entry_state", "search_entry", ["state", "profession", "level"])
    op.create_index("search_entry_name", "search_entry", ["last_folded", "first_folded", "city_folded"])
    counted = [
        "license_active", "license_known", "license_good_until", "licensed_since", "training_grade",
        "training_claimed", "excluded", "verified_until", "verdict", "verdict_good_until",
    ]  # fmt: skip
    op.create_index(
        "search_entry_several",
        "search_entry",
        ["several", "spot", "profession", "practitioner_id", "level", *counted],
        sqlite_where=sa.text("several = 1"),
        postgresql_where=sa.text("several"),
    )
    nowhere = sa.text("spot IS NULL")
    op.create_index(
        "search_entry_nowhere",
        "search_entry",
        ["spot", "state", "profession", *by_training],
        sqlite_where=nowhere,
        postgresql_where=nowhere,
    )


def _tables() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "search_spot",
        sa.Column("key", text(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("city", text(), nullable=False),
        sa.Column("county", text(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("search_spot_cell", "search_spot", ["cell", "lat", "lon", "key"])
    op.create_index("search_spot_county", "search_spot", ["state", "county"])
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", text(length=32), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    counted = (
        "people", "placed", "active", "license_known", "verified", "claimed", "outdated", "met", "judged",
        "since_known", "since_1990", "since_2000", "since_2010", "since_2015", "since_2020",
    )  # fmt: skip
    op.create_table(
        "search_tally",
        sa.Column("place", text(), nullable=False),
        sa.Column("profession", text(length=5), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("good_until", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counted),
        sa.PrimaryKeyConstraint("place", "profession"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_said_tally",
        sa.Column("place", text(), nullable=False),
        sa.Column("profession", text(length=5), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("place", "profession", "kind", "code"),
        sqlite_with_rowid=False,
    )


# --- the rows that are there ------------------------------------------------------------------------------------


def _convert(connection: sa.Connection) -> None:
    """Fills what is new from what is published beside it, so that Find answers at once; publishing writes it anew."""
    changed = sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("row"))
    changed = changed.values({name: sa.bindparam(f"new_{name}") for name in MADE})
    last = 0
    columns = (*WORDS, *FACTS, *RENAMED.values())
    some = sa.select(*(ENTRY.c[name] for name in columns)).order_by(ENTRY.c.id).limit(BATCH)
    while rows := connection.execute(some.where(ENTRY.c.id > last)).mappings().all():
        last = rows[-1]["id"]
        people = sorted({row["practitioner_id"] for row in rows})
        since, known = _licenses(connection, people)
        verdicts = _verdicts(connection, people)
        connection.execute(changed, [_made(row, since, known, verdicts) for row in rows])
    _once(connection)


def _made(row: Mapping[str, Any], since: Mapping[Slot, int], known: set[Slot], verdicts: Mapping[Slot, Any]) -> Any:
    slot = (row["practitioner_id"], row["state"], row["profession"])
    verdict, until = verdicts.get(slot, (None, None))
    trained = row["training_grade"] >= VERIFIED_FROM
    grounds = [row["training_good_until"] or date.max] if trained else []
    if row["certificate_seen"] and row["license_active"]:
        grounds.append(row["license_good_until"] or date.max)
    verified = bool(grounds) and not row["excluded"]
    return {
        "row": row["id"],
        "new_spot": _spot(row),
        "new_license_known": slot in known,
        "new_licensed_since": since.get(slot),
        "new_level": 2 if verified else 1 if row["training_claimed"] else 0,
        "new_verified_until": _number(max(grounds)) if verified else None,
        "new_verdict": verdict,
        "new_verdict_good_until": _number(until),
        "new_license_day": _number(row["license_good_until"]),
        "new_training_day": _number(row["training_good_until"]),
    }


def _spot(row: Mapping[str, Any]) -> str | None:
    if row["precision"] == "zip_center":
        return row["zip5"]
    found = places_of_city(row["city"], row["state"]) if row["precision"] == "city_center" else ()
    return found[0].label if found else None


def _number(day: date | None) -> int | None:
    return day.toordinal() - BEGIN if day else None


def _licenses(connection: sa.Connection, people: Sequence[str]) -> tuple[dict[Slot, int], set[Slot]]:
    since: dict[Slot, int] = defaultdict(lambda: 9999)
    known: set[Slot] = set()
    query = sa.select(LICENSE).where(
        LICENSE.c.practitioner_id.in_(people), LICENSE.c.status.in_(ANSWERED), LICENSE.c.authority.is_(None)
    )
    for row in connection.execute(query).mappings():
        slot = (row["practitioner_id"], row["jurisdiction"], row["profession"])
        known.add(slot)
        if row["status"] in ACTIVE and row["issued_on"]:
            since[slot] = min(since[slot], row["issued_on"].year)
    return dict(since), known


def _verdicts(connection: sa.Connection, people: Sequence[str]) -> dict[Slot, tuple[str | None, date | None]]:
    query = sa.select(CHECK).where(CHECK.c.practitioner_id.in_(people), CHECK.c.need == "needling_rule")
    return {
        (row["practitioner_id"], row["jurisdiction"], row["profession"]): (row["verdict"], row["good_until"])
        for row in connection.execute(query).mappings()
    }


def _once(connection: sa.Connection) -> None:
    """One row for each spot, and none without a spot beside one that has it; then who has several is known."""
    one, other = ENTRY.alias("one"), ENTRY.alias("other")
    same = sa.and_(*(one.c[name] == other.c[name] for name in ("practitioner_id", "state", "profession")))
    better = sa.or_(
        sa.and_(one.c.spot.is_(None), other.c.spot.is_not(None)),
        sa.and_(one.c.spot.is_not_distinct_from(other.c.spot), other.c.id < one.c.id),
    )
    doubled = list(connection.execute(sa.select(one.c.id).distinct().where(same, better)).scalars())
    for start in range(0, len(doubled), BATCH):
        connection.execute(sa.delete(ENTRY).where(ENTRY.c.id.in_(doubled[start : start + BATCH])))
    several = sa.select(ENTRY.c.practitioner_id).group_by(ENTRY.c.practitioner_id).having(sa.func.count() > 1)
    connection.execute(sa.update(ENTRY).values(several=ENTRY.c.practitioner_id.in_(several)))
