"""Finds the source files; nothing is registered by hand."""

from collections.abc import Collection
from functools import lru_cache

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from sqlalchemy import Engine, Table, insert, select, update

from crawlers.source import SourceSpider
from crawlers.terms import undeclared
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
    real = [kind for kind in sources().values() if not kind.sample and (kind.needs or not undeclared(kind))]
    wanted = {kind.name: kind.facts() for kind in [*real, *asked]}
    rows: Table = Source.__table__  # type: ignore[attr-defined]
    with engine.begin() as connection:
        known = {row["name"]: dict(row) for row in connection.execute(select(rows)).mappings()}
        for name, facts in wanted.items():  # each run asks, and hardly ever has anything changed
            if name not in known:
                connection.execute(insert(rows).values(facts))
            elif known[name] != facts:
                connection.execute(update(rows).where(rows.c.name == name).values(facts))
