"""Alembic's entry: runs the migrations on the connection it is handed, or on the configured address."""

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from directory.store import tables  # noqa: F401  the tables register themselves on import


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    address = context.config.get_main_option("sqlalchemy.url")
    assert address is not None
    with create_engine(address).begin() as own:
        run(own)
