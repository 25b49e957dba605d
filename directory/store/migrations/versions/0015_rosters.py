"""rosters."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    op.create_table(
        "roster",
        sa.Column("id", key, nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("file_name", text(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("way", text(), nullable=False),
        sa.Column("begun_at", moment(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("digest", text(length=64), nullable=False),
        sa.Column("asked", text(length=64), nullable=False),
        sa.Column("signature", text(length=64), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.Column("at", sa.JSON(), nullable=False),
        sa.Column("never", sa.JSON(), nullable=False),
        sa.Column("emptied", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("previous_id", key, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.Column("thinned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("roster_named", "roster", ["name", "id"])
    op.create_table(
        "roster_row",
        sa.Column("roster_id", key, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("wrong", sa.JSON(), nullable=True),
        sa.Column("status", text(length=20), nullable=True),
        sa.Column("reason", text(length=40), nullable=True),
        sa.Column("key", text(length=64), nullable=True),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("practitioner_id", text(length=16), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"]),
        sa.PrimaryKeyConstraint("roster_id", "number"),
    )
    op.create_index("roster_row_key", "roster_row", ["roster_id", "key"])
    op.create_index("roster_row_status", "roster_row", ["roster_id", "status", "number"])
    op.create_index("ix_roster_row_practitioner_id", "roster_row", ["practitioner_id"])
    op.create_table(
        "roster_mapping",
        sa.Column("signature", text(length=64), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("by", text(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.PrimaryKeyConstraint("signature"),
    )
