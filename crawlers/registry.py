"""Finds the source files; nothing is registered by hand."""

from collections.abc import Collection
from functools import lru_cache

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from sqlalchemy import Engine
from sqlmodel import Session, select

from crawlers.source import SourceSpider
from directory.store.tables import Source


class UnknownSourceError(Exception):
    """No source has that name, or it cannot run as asked; the message says what would help."""


@lru_cache(maxsize=1)
def sources() -> dict[str, type[SourceSpider]]:
    """Every source class by its name, sorted."""
    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["crawlers.spiders"]}))
    found = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: kind for name, kind in found.items() if issubclass(kind, SourceSpider)}


def source(name: str) -> type[SourceSpider]:
    """The source of that name. Raises UnknownSourceError naming the ones there are."""
    try:
        return sources()[name]
    except KeyError:
        raise UnknownSourceError(f"no source is called {name!r}; there are: {', '.join(sources())}") from None


def record_facts(engine: Engine, asked: Collection[type[SourceSpider]] = ()) -> None:
    """Copies the facts of every source file into the store, so that readers need no crawler code.

    Sources of the sample world only when ``asked`` holds them: among real sources they would mislead.
    """
    with Session(engine) as session:
        _ = session.exec(select(Source)).all()  # held while merging: one question instead of one a source
        real = [kind for kind in sources().values() if not kind.sample]
        for kind in {kind.name: kind for kind in [*real, *asked]}.values():
            session.merge(kind.facts())
        session.commit()
