"""accounts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

    def word(*of):
        return sa.Enum(*of, native_enum=False, length=40)

    op.create_table(
        "account",
        sa.Column("id", key, nullable=False),
        sa.Column("name", text(length=80), nullable=False),
        sa.Column("shown", text(length=80), nullable=False),
        sa.Column("role", word("viewer", "coordinator", "admin"), nullable=False),
        sa.Column("password", text(), nullable=True),
        sa.Column("issuer", text(), nullable=True),
        sa.Column("subject", text(), nullable=True),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("issuer", "subject", name="account_elsewhere"),
    )
    op.create_table(
        "sign_in",
        sa.Column("token_sha256", text(length=64), nullable=False),
        sa.Column("account_id", key, nullable=False),
        sa.Column("way", word("password", "openid"), nullable=False),
        sa.Column("began", moment(), nullable=False),
        sa.Column("ends", moment(), nullable=False),
        sa.Column("ended_at", moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "act",
        sa.Column("id", key, nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.Column("by", text(length=200), nullable=False),
        sa.Column(
            "what",
            word(
                "account_made",
                "role_changed",
                "password_set",
                "account_ended",
                "signed_in",
                "signed_out",
                "signed_out_everywhere",
            ),
            nullable=False,
        ),
        sa.Column("subject", text(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_act_at", "act", ["at"])
