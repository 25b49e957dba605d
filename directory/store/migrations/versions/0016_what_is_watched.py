"""what is watched."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    op.create_table(
        "watch_list",
        sa.Column("id", key, nullable=False),
        sa.Column("name", text(length=80), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("made_by", text(length=200), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.Column("ended_by", text(length=200), nullable=True),
        sa.Column("feed_token_sha256", text(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("feed_token_sha256"),
    )
    op.create_table(
        "watched",
        sa.Column("id", key, nullable=False),
        sa.Column("list_id", key, nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("added_at", moment(), nullable=False),
        sa.Column("added_by", text(length=200), nullable=False),
        sa.Column("removed_at", moment(), nullable=True),
        sa.Column("removed_by", text(length=200), nullable=True),
        sa.Column("removed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["watch_list.id"]),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watched_practitioner_id", "watched", ["practitioner_id"])
    op.create_index(
        "watched_once", "watched", ["list_id", "practitioner_id"], unique=True,
        sqlite_where=sa.text("removed_at IS NULL"), postgresql_where=sa.text("removed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "monitor_run",
        sa.Column("id", key, nullable=False),
        sa.Column("list_id", key, nullable=True),
        sa.Column("began", moment(), nullable=False),
        sa.Column("ended", moment(), nullable=False),
        sa.Column("period_from", moment(), nullable=False),
        sa.Column("period_to", moment(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("sheet_sha256", text(length=64), nullable=False),
        sa.Column("signed_at", moment(), nullable=True),
        sa.Column("signed_by", text(length=200), nullable=True),
        sa.Column("signed_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["watch_list.id"]),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_monitor_run_ended", "monitor_run", ["ended"])
    op.create_table(
        "notice",
        sa.Column("id", key, nullable=False),
        sa.Column("run_id", key, nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("name", text(), nullable=False),
        sa.Column("kind", text(length=20), nullable=False),
        sa.Column("weight", text(length=10), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("once", text(length=64), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["monitor_run.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("once"),
    )
    for column in ("run_id", "practitioner_id"):
        op.create_index(f"ix_notice_{column}", "notice", [column])
    op.create_table(
        "delivery",
        sa.Column("id", key, nullable=False),
        sa.Column("run_id", key, nullable=False),
        sa.Column("target_sha256", text(length=64), nullable=False),
        sa.Column("service", text(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", moment(), nullable=True),
        sa.Column("sent_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["monitor_run.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "target_sha256", name="delivery_once"),
    )
