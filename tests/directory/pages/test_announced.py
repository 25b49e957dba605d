"""The live line and what stands above results: words as people hear them, once, without the signs of markup."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from directory.since import changed_since, nothing_changed
from directory.store.database import connect
from directory.store.tables import PublishedVersion
from directory.texts import say
from tests.directory.pages.test_find import announced
from tests.directory.pages.test_pages import IdOf, id_of, read, shown

__all__ = ["id_of"]  # a fixture
SINCE, TODAY = date(2026, 11, 13), date(2026, 11, 20)


@pytest.fixture
def somebody(sample: Path) -> str:
    """Somebody of whom something changed between the two days of the sample world."""
    with Session(connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)) as session:
        anew = select(col(PublishedVersion.practitioner_id)).where(col(PublishedVersion.publication_id) > 1)
        for ident in sorted(set(session.exec(anew))):
            found = changed_since(session, ident, SINCE, TODAY)
            if found and not nothing_changed(found):
                return ident
    raise AssertionError("nothing changed in the sample world")


def test_what_changed_is_announced_without_a_backslash(somebody: str) -> None:
    app = shown("practitioner", id=somebody, since=SINCE.isoformat())
    told = announced(app)
    assert told.startswith("What changed since November 13, 2026. November")
    assert "\\" not in told


def test_that_nothing_changed_is_announced_too(id_of: IdOf) -> None:
    told = announced(shown("practitioner", id=id_of("Vantongeren"), since=SINCE.isoformat()))
    assert told.endswith("Nothing that we show of this person has changed since November 13, 2026.")


def test_how_a_name_was_read_is_told_once() -> None:
    text = read(shown("find", who="Vantongeren seattle"))
    assert text.count(say("box-read-as", what="")) == 1
    assert "We read this as" not in text
