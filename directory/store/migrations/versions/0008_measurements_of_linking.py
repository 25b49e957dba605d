"""measurements of linking, and which decisions were about links that stood."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "link_measurement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measured_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("set_name", text(), nullable=False),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("set_digest", text(length=64), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("register_rows", sa.Integer(), nullable=False),
        sa.Column("total", sa.JSON(), nullable=False),
        sa.Column("natural", sa.JSON(), nullable=True),
        sa.Column("by_kind", sa.JSON(), nullable=False),
        sa.Column("by_tag", sa.JSON(), nullable=False),
        sa.Column("weights", text(), nullable=False),
        sa.Column("program", text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("link_decision", sa.Column("linked", sa.Boolean(), nullable=False, server_default=sa.false()))
