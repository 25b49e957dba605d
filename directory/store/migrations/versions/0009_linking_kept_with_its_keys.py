"""what linking found of each record, and the keys of records, so that the next linking only looks at what changed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "role", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("link_key_record", "link_key", ["record_id"])
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "link_name",
        sa.Column("surname", sa.BigInteger(), nullable=False),
        sa.Column("state", text(), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("surname", "state", "given", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("link_name_record", "link_name", ["record_id"])
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "linked_record",
        sa.Column("record_id", number, autoincrement=False, nullable=False),
        sa.Column("mark", text(), nullable=True),
        sa.Column("anchor", sa.Text(), nullable=True),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("best", sa.Text(), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_index("ix_linked_record_person", "linked_record", ["person"])
