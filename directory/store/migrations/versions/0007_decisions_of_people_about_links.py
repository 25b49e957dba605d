"""decisions of people about links, the questions they answer, and what publishing changed about who is who."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SIDES = ("left", "right")


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    counted = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "link_decision",
        sa.Column("id", counted, nullable=False),
        *_side("left"),
        *_side("right"),
        sa.Column(
            "answer",
            sa.Enum("same", "different", "unsure", name="linkanswer", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("evidence", text(length=64), nullable=False),
        sa.Column("decided_at", moment(), nullable=False),
        sa.Column("decided_by", text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undone_at", moment(), nullable=True),
        sa.Column("undone_by", text(), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for side in SIDES:
        op.create_index(f"link_decision_{side}", "link_decision", [f"{side}_source", f"{side}_scope", f"{side}_key"])
    op.create_table(
        "link_question",
        sa.Column("id", text(length=16), nullable=False),
        *_side("left"),
        sa.Column("left_practitioner_id", text(length=16), nullable=True),
        *_side("right"),
        sa.Column("practitioner_id", text(length=16), nullable=True),
        sa.Column("state", text(length=2), nullable=True),
        sa.Column("subject", text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("tier", text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("would", sa.JSON(), nullable=False),
        sa.Column("evidence", text(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("practitioner_id", "state"):
        op.create_index(f"ix_link_question_{column}", "link_question", [column])
    op.create_table(
        "practitioner_change",
        sa.Column("id", counted, nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("merged", "split", "joined", "left", name="changekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("other_id", text(length=16), nullable=True),
        sa.Column("source", text(), nullable=True),
        sa.Column("scope", text(), nullable=True),
        sa.Column("record_key", text(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("publication_id", "practitioner_id", "other_id"):
        op.create_index(f"ix_practitioner_change_{column}", "practitioner_change", [column])


def _side(name: str) -> list[sa.Column]:
    texts = [
        sa.Column(f"{name}_{part}", sqlmodel.sql.sqltypes.AutoString(), nullable=False)
        for part in ("source", "scope", "key")
    ]
    return [*texts, sa.Column(f"{name}_record_id", sa.BigInteger(), nullable=False)]
