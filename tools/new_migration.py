"""Writes the next migration from what differs since the last one: python tools/new_migration.py MESSAGE."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from directory.store.database import alembic_settings, connect, upgrade

with tempfile.TemporaryDirectory() as folder:
    engine = connect(f"sqlite:///{Path(folder) / 'schema.db'}")
    settings = alembic_settings(str(engine.url))
    number = len(list(ScriptDirectory.from_config(settings).walk_revisions())) + 1
    if number > 1:
        upgrade(engine)
    command.revision(settings, " ".join(sys.argv[1:]), autogenerate=True, rev_id=f"{number:04}")
