"""receipts of look-ups that people made."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOOKED_UP = ("license", "certification", "privilege", "training", "exclusion")
RESULTS = ("active", "active_with_conditions", "not_active", "certified", "expired", "suspended", "revoked", "listed",
           "not_found", "could_not_tell")  # fmt: skip


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("looked_by", text(), nullable=False),
        sa.Column("answered_by", text(), nullable=False),
        sa.Column(
            "way", sa.Enum("web", "phone", "letter", name="lookupway", native_enum=False, length=40), nullable=False
        ),
        sa.Column("board", text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("what", sa.Enum(*LOOKED_UP, name="lookedup", native_enum=False, length=40), nullable=False),
        sa.Column("npi", text(), nullable=True),
        sa.Column("practitioner_id", text(), nullable=True),
        sa.Column("license_number", text(), nullable=True),
        sa.Column("license_state", text(), nullable=True),
        sa.Column("license_digits", text(), nullable=True),
        sa.Column("name", text(), nullable=True),
        sa.Column("result", sa.Enum(*RESULTS, name="handresult", native_enum=False, length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sha256", text(), nullable=False),
        sa.Column("document", text(), nullable=False),
        sa.Column("document_type", text(), nullable=False),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("withdrawn_by", text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_body.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("npi", "practitioner_id", "license_digits", "sha256"):
        op.create_index(f"ix_receipt_{column}", "receipt", [column])
