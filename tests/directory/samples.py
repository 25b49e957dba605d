"""Copies of the sample world's store for tests that show it: marked as a sample, as its demo is."""

import shutil
from pathlib import Path

from sqlmodel import Session

from directory.store.database import connect
from directory.store.tables import Meta


def sample_folder(store: Path, folder: Path) -> Path:
    """A data folder of one's own: the store belongs to everybody."""
    shutil.copytree(store, folder)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="yes"))
        session.commit()
    engine.dispose()
    return folder
