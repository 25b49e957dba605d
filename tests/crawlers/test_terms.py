"""A source that does not say whose the data are, and under which terms, is refused before anything is opened."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers import registry
from crawlers.registry import UnknownSourceError, record_facts, sources
from crawlers.runner import Workplace, crawl, load
from crawlers.source import SourceSpider
from crawlers.spiders.md_acupuncture import MdAcupunctureSpider
from crawlers.terms import undeclared
from directory.store.tables import Source

NOWHERE = Workplace(None, None, None)  # type: ignore[arg-type]  # refused before anything is opened
LACKS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"owner": ""}, "`owner` is missing"),
    ({"owner": "  "}, "`owner` is missing"),
    ({"terms": ""}, "`terms` is missing"),
    ({"terms": "not read: read them at the page"}, "`terms` says 'not read: read them at the page'"),
    ({"terms_read": None}, "`terms_read` is missing"),
    ({"terms_read": "20 November"}, "`terms_read` is '20 November': write the day"),
)


def lacking(facts: dict[str, Any]) -> type[SourceSpider]:
    return type("Lacking", (MdAcupunctureSpider,), {"name": "lacking", **facts})


@pytest.mark.parametrize(("facts", "words"), LACKS)
def test_crawl_and_load_refuse_it(
    facts: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kind = lacking(facts)
    monkeypatch.setattr(registry, "sources", lambda: {"lacking": kind})
    for ask in (lambda: crawl(["lacking"], NOWHERE), lambda: load("lacking", [tmp_path / "file.csv"], NOWHERE)):
        with pytest.raises(UnknownSourceError) as refused:
            ask()
        assert words in str(refused.value)
        assert "tests/crawlers/test_terms.py" in str(refused.value)


def test_every_source_that_can_be_read_states_its_terms() -> None:
    assert {name: undeclared(kind) for name, kind in sources().items() if not kind.needs and undeclared(kind)} == {}


def test_a_file_without_them_does_not_stop_the_others(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"lacking": lacking({"terms_read": "20 November"}), "md_acupuncture": MdAcupunctureSpider}
    monkeypatch.setattr(registry, "sources", lambda: kinds)
    record_facts(place.engine)
    with Session(place.engine) as session:
        assert session.exec(select(Source.name)).all() == ["md_acupuncture"]
