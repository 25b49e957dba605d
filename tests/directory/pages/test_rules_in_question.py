"""What the pages say of rules whose cited pages changed, and while the rule files are not in order."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawlers.job import Workplace, opened
from crawlers.registry import record_facts
from crawlers.spiders.rule_citations import RuleCitationsSpider
from directory.rules import loading, packaged
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from tests.directory.pages.test_pages import read, shown

PAGE = (Path(__file__).parents[2] / "fixtures" / "rule_citations" / "response.html").read_bytes()
FIRST = datetime(2026, 11, 21, 12, tzinfo=UTC)


def seen(engine: Engine, evidence: Path, url: str, body: bytes, when: datetime) -> None:
    """One reading of a cited page."""
    place = Workplace(engine, EvidenceStore(evidence), lambda: when)
    record_facts(engine, [RuleCitationsSpider])
    run = opened(RuleCitationsSpider, place, url, how="load", state=url, base_url=None, loaded=True)
    run.take(RuleCitationsSpider.read(body, url), run.keep(body, url=url, status=200))
    report = run.close()
    assert report.healthy, report.breaches


@pytest.mark.slow
def test_a_changed_page_is_told_beside_its_rule(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(sample, tmp_path / "data")
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    url = packaged().sources[packaged().by_id()["US-MD-PT"].sources[0]].url
    assert url
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    told = "This page has changed since we read it: read again"
    seen(engine, tmp_path / "data" / "evidence", url, PAGE, FIRST)
    assert told not in read(shown("states", state="Maryland"))
    new = PAGE.replace(b"50 hours", b"54 hours")
    seen(engine, tmp_path / "data" / "evidence", url, new, FIRST + timedelta(days=34))
    engine.dispose()
    text = read(shown("states", state="Maryland"))
    assert told in text
    assert "December 25, 2026" in text
    assert told not in read(shown("states", state="Washington"))
    assert "whether the pages that our rules cite have changed" in read(shown("sources"))


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shutil.copytree(loading.FOLDER / "data", tmp_path / "rules" / "data")
    shutil.copy(loading.FOLDER / "deciding.toml", tmp_path / "rules")
    file = tmp_path / "rules" / "data" / "us_md.toml"
    file.write_text(file.read_text("utf-8").replace("citation =", "cited =", 1), "utf-8")
    monkeypatch.setattr(loading, "FOLDER", tmp_path / "rules")
    packaged.cache_clear()
    yield
    packaged.cache_clear()


@pytest.mark.usefixtures("sample", "broken")
def test_rules_that_are_not_in_order_are_no_traceback() -> None:
    text = read(shown("states"))
    assert "The rules of this program are not in order" in text
    assert "us_md.toml: US-MD-PT.citation: missing" in text
