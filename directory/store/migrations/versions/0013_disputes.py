"""what people say is wrong."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime

    def word(*of, name=None):
        return sa.Enum(*of, name=name, native_enum=False, length=40)

    op.create_table(
        "dispute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("filed_at", moment(), nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("npi", text(), nullable=True),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("source", text(), nullable=True),
        sa.Column("scope", text(), nullable=True),
        sa.Column("record_key", text(), nullable=True),
        sa.Column("content_hash", text(length=32), nullable=True),
        sa.Column("fact", text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", word("person", "patient", "other", "coordinator"), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("wish", word("correct", "hide_contact", "hide_listing"), nullable=False),
        sa.Column("decision", word("accepted", "rejected"), nullable=True),
        sa.Column("decided_at", moment(), nullable=True),
        sa.Column("decided_by", text(), nullable=True),
        sa.Column("decided_why", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("withdrawn_by", text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("dispute_standing", "dispute", ["decision", "wish"])
    op.create_index("dispute_filed", "dispute", ["filed_at"])
    for column in ("practitioner_id", "npi"):
        op.create_index(f"ix_dispute_{column}", "dispute", [column])
