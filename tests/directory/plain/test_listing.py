"""robots.txt and the sitemap: whole, bounded, and under the address of the settings alone."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from protego import Protego
from sqlmodel import Session, col, select

from directory import disputes
from directory.plain import listing
from directory.store.database import connect
from directory.store.tables import Practitioner, PublishedVersion
from directory.vocabulary import Wish
from tests.directory.plain.conftest import Ask

SPACE = {"s": listing.SPACE}
OURS = "https://example.org"


@pytest.fixture
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", OURS)


def addresses(ask: Ask, path: str) -> list[tuple[str, str | None]]:
    answer = ask(path, Host="evil.example")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(answer.text)
    return [(one.findtext("s:loc", namespaces=SPACE), one.findtext("s:lastmod", namespaces=SPACE)) for one in root]


@pytest.fixture
def one_older(shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Address -> day of everybody, in a store of the test's own where one person is as a week ago."""
    shutil.copytree(shown, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        days = {f"{OURS}/people/{ident}": "2026-11-20" for ident in session.exec(select(Practitioner.id))}
        newest = select(PublishedVersion).where(col(PublishedVersion.ended_publication).is_(None))
        version = session.exec(newest).first()
        assert version is not None
        version.publication_id = 1
        days[f"{OURS}/people/{version.practitioner_id}"] = "2026-11-13"
        session.commit()
    engine.dispose()
    return days


@pytest.mark.usefixtures("_public")
def test_the_sitemap_names_everybody_once_and_every_state(
    one_older: dict[str, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", 100)
    parts = [address for address, _ in addresses(ask, "/sitemap.xml")]
    people = [one for part in parts[2:] for one in addresses(ask, part.removeprefix(OURS))]
    people += addresses(ask, "/sitemap/people-1.xml")
    assert len(parts) == 1 + -(-len(one_older) // 100)
    assert sorted(people) == sorted(one_older.items())
    pages = [address for address, _ in addresses(ask, "/sitemap/pages.xml")]
    assert f"{OURS}/states/WA" in pages
    assert len(pages) > 50
    assert ask(f"/sitemap/people-{len(parts)}.xml").status_code == 404
    assert ask("/sitemap/people-x.xml").status_code == 404


@pytest.mark.slow
@pytest.mark.usefixtures("_public")
def test_no_part_is_named_that_holds_nobody(
    one_older: dict[str, str], tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is hidden, or is shown no more, is not counted."""
    ids = sorted(address.removeprefix(f"{OURS}/people/") for address in one_older)
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        gone = select(PublishedVersion).where(
            PublishedVersion.practitioner_id == ids[0], col(PublishedVersion.ended_publication).is_(None)
        )
        session.exec(gone).one().ended_publication = 2
        session.commit()
    signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": datetime(2026, 11, 20, 12, tzinfo=UTC)}
    disputes.hide(engine, ids[1], "listing", Wish.HIDE_LISTING, **signed)
    engine.dispose()
    monkeypatch.setattr(listing, "MOST", (len(ids) - 2) // 2 + (len(ids) - 2) % 2)
    parts = [address for address, _ in addresses(ask, "/sitemap.xml")]
    people = [one for part in parts[1:] for one in addresses(ask, part.removeprefix(OURS))]
    assert len(parts) == 3
    assert [address for address, _ in people] == [f"{OURS}/people/{ident}" for ident in ids[2:]]


def test_without_a_public_address_there_is_no_sitemap(ask: Ask) -> None:
    answer = ask("/sitemap.xml")
    assert answer.status_code == 404
    assert "NEEDLEPROOF_PUBLIC_URL" in answer.text
    assert "Sitemap:" not in ask("/robots.txt").text


def test_robots_may_read_profiles_and_nothing_without_end() -> None:
    robots = Protego.parse(listing.ROBOTS)
    for path, may in (
        ("/people/1322259434e75c24", True),
        ("/states/WA", True),
        ("/people", True),
        ("/people?near=98101", False),
        ("/api/search", False),
        ("/evidence/00", False),
        ("/people/1322259434e75c24/wrong?fact=name", False),
    ):
        assert robots.can_fetch(path, "anybot") is may, path


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://example.org/x", "https://a b"])
def test_an_address_that_is_none_is_told_to_the_owner(address: str, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", address)
    answer = ask("/people")
    assert answer.status_code == 503
    assert address not in answer.text
