"""the words of which people's names consist, and other names they are found by."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from directory.store.name_words import fill_names

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "search_name_word",
        sa.Column("role", text(length=5), nullable=False),
        sa.Column("word", text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("role", "word"),
    )
    op.create_table(
        "search_other_name",
        sa.Column("last_folded", text(), nullable=False),
        sa.Column("first_folded", text(), nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("former", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("last_folded", "first_folded", "practitioner_id"),
    )
    op.create_index("ix_search_other_name_practitioner_id", "search_other_name", ["practitioner_id"])
    op.create_table(
        "search_name_pairs",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    if op.get_bind().execute(sa.text("SELECT 1 FROM practitioner LIMIT 1")).first():
        fill_names(op.get_bind())
