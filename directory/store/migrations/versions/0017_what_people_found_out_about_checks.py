"""what people found out about checks."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    def word(*of):
        return sa.Enum(*of, native_enum=False, length=40)

    op.create_table(
        "finding_decision",
        sa.Column("id", key, nullable=False),
        sa.Column("kind", word("hit", "contradiction"), nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("npi", text(), nullable=True),
        sa.Column("fact", text(), nullable=False),
        sa.Column("source", text(), nullable=True),
        sa.Column("scope", text(), nullable=True),
        sa.Column("record_key", text(), nullable=True),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("evidence", text(length=64), nullable=False),
        sa.Column("answer", word("same", "different", "right", "unsure"), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=True),
        sa.Column("decided_at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by", text(), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("finding_decision_evidence", "finding_decision", ["kind", "evidence"])
    op.create_index("ix_finding_decision_practitioner_id", "finding_decision", ["practitioner_id"])
    op.create_table(
        "second_look",
        sa.Column("id", key, nullable=False),
        sa.Column("of", word("link", "finding"), nullable=False),
        sa.Column("decision", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", moment(), nullable=False),
        sa.Column("asked_by", text(), nullable=False),
        sa.Column("confirmed_at", moment(), nullable=True),
        sa.Column("confirmed_by", text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("second_look_of", "second_look", ["of", "decision"], unique=True)
    op.create_index(
        "verification_to_review",
        "verification",
        ["status", "practitioner_id"],
        sqlite_where=sa.text("status IN ('possible_hit', 'contradicted')"),
        postgresql_where=sa.text("status IN ('possible_hit', 'contradicted')"),
    )
