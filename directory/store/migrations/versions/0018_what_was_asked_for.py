"""what was asked for, and reports that were made."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    op.create_table(
        "chase_sent",
        sa.Column("id", key, nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("item", text(), nullable=False),
        sa.Column("what", text(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("sent_to", text(), nullable=False),
        sa.Column("text_sha256", text(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "report_made",
        sa.Column("id", key, nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("receipt", text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("made_by", text(), nullable=False),
        sa.Column("prepared_for", text(), nullable=True),
        sa.Column("purpose", text(), nullable=True),
        sa.Column("sha256", text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_body.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for table, columns in (
        ("chase_sent", ("practitioner_id", "asked_at")),
        ("report_made", ("practitioner_id", "made_at", "sha256")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
