"""what is watched, with a salt."""

import secrets

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    connection = op.get_bind()
    for name in ("watch_list", "watched"):
        op.add_column(name, sa.Column("salt", text(length=32), nullable=False, server_default=""))
        table = sa.table(name, sa.column("id"), sa.column("salt"))
        salted = [
            {"number": number, "random": secrets.token_hex(16)} for number in connection.scalars(sa.select(table.c.id))
        ]
        if salted:
            changed = sa.update(table).where(table.c.id == sa.bindparam("number"))
            connection.execute(changed.values(salt=sa.bindparam("random")), salted)
