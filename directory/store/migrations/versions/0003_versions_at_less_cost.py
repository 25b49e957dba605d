"""versions at less cost: no index that only the removal of a dead run asked, and on PostgreSQL one key to check a row.

A version's fetch leads to its run and source, so only that key is left. SQLite, whose checks cost next to nothing and
which cannot drop one without writing the whole table anew, keeps the others.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_source_record_first_run", "source_record")
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("source_record_source_fkey", "source_record", type_="foreignkey")
        op.drop_constraint("source_record_first_run_fkey", "source_record", type_="foreignkey")
