"""Runs sources, over the network or from saved files, each under its own run."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from crawlers import lanes
from crawlers.bulk import dated, said
from crawlers.changed import SourceChangedError
from crawlers.job import Job, opened
from crawlers.job import Workplace as Workplace
from crawlers.registry import UnknownSourceError, record_facts, source
from crawlers.source import LOAD_LIMIT, SourceSpider
from crawlers.terms import undeclared
from directory.store.runs import RunReport

Asked = str | type[SourceSpider]  # a source by its name, or its class


def crawl(
    names: Sequence[Asked],
    place: Workplace,
    *,
    states: Sequence[str] = (),
    base_urls: Mapping[str, str] | None = None,
) -> list[RunReport]:
    """Crawls the sources (by name, or as classes) and returns their reports in the order asked for.

    A regional source is crawled once for each of ``states`` (two-letter codes). ``base_urls``: source name, or '' for
    all, to the address below which its true paths are asked instead. Raises UnknownSourceError before anything is
    opened. Only once in a process: Scrapy's reactor cannot start again.
    """
    kinds = checked(names, states, base_urls)
    wanted = [(kind, state) for kind in kinds for state in (dict.fromkeys(states) if kind.regional else (None,))]
    return crawl_each(wanted, place, base_urls=base_urls)


def checked(
    names: Sequence[Asked], states: Sequence[str], base_urls: Mapping[str, str] | None = None
) -> list[type[SourceSpider]]:
    """The sources, each once, if all of them can be crawled so. Raises UnknownSourceError."""
    return [_runnable(name, states, base_urls or {}) for name in dict.fromkeys(names)]


def crawl_each(
    wanted: Sequence[tuple[Asked, str | None]], place: Workplace, *, base_urls: Mapping[str, str] | None = None
) -> list[RunReport]:
    """As `crawl`, of each source for the state that stands beside it, or for none."""
    urls = base_urls or {}
    found = [(_runnable(asked, [state] if state else (), urls), state) for asked, state in wanted]
    record_facts(place.engine, [kind for kind, _ in found])
    jobs = [Job(kind, place, state, urls.get(kind.name) or urls.get("")) for kind, state in found]
    lanes.run(jobs)
    return [report for job in jobs for report in job.reports]


def load(
    name: str, files: Sequence[Path], place: Workplace, *, as_of: date | None = None, origin: str | None = None
) -> RunReport:
    """Reads saved files of one source as one run. ``as_of``: the day of the files, where they do not say it.
    ``origin``: where they come from, where that is more than their names.

    Raises UnknownSourceError; a bad file ends in an unhealthy run.
    """
    kind = _allowed(source(name))
    record_facts(place.engine, [kind])
    origin = origin or ", ".join(file.name for file in files)
    part = f"file={_digest(files)}" if kind.lookup else ""  # one answer must not end what another one said
    collection = opened(kind, place, origin, how="load", state=None, base_url=None, loaded=True, part=part)
    for file in files:
        try:
            readings = kind.read_file(file)  # where another process searches the file, it begins now
            fetch_id = collection.writer.fetched(
                file, url=f"file:{file.name}", at=place.clock(), status=None, headers={}
            )
            if file.stat().st_size == 0:
                raise SourceChangedError(f"{file.name}: the file is empty")
            collection.as_of(as_of or dated(kind, file))
            collection.of_file(file, alone=len(files) == 1)
            collection.take(readings, fetch_id)
        except Exception as error:  # whatever it is, the run says so and readers keep what they have
            collection.errors.append(_named(error, file))
    if lost := kind.not_in_file(collection.writer.base_counts):
        collection.writer.breach("join", lost)
    return collection.close()


def _digest(files: Sequence[Path]) -> str:
    """Stands for the content of small files; of one that is not there, for nothing."""
    bodies = [file.read_bytes() for file in files if file.is_file() and file.stat().st_size <= LOAD_LIMIT]
    return hashlib.sha256(b"\0".join(bodies)).hexdigest()[:16]


def _named(error: Exception, file: Path) -> str:
    text = said(error)
    return text if text.startswith(file.name) else f"{file.name}: {text}"


def _allowed(kind: type[SourceSpider]) -> type[SourceSpider]:
    """The source, if it says whose the data are and under which terms; a disabled one need not yet."""
    if not kind.needs and (lacking := undeclared(kind)):
        raise UnknownSourceError(f"{kind.name} is refused: {lacking}")
    return kind


def _runnable(asked: Asked, states: Sequence[str], base_urls: Mapping[str, str]) -> type[SourceSpider]:
    kind = _allowed(source(asked) if isinstance(asked, str) else asked)
    name = kind.name
    if kind.by_file:
        raise UnknownSourceError(f"{name} comes as a file: {kind.by_file}. Then: needleproof load {name} FILE")
    if kind.needs:
        raise UnknownSourceError(
            f"{name} cannot run yet: it needs {kind.needs}. Write what you find into crawlers/spiders/{name}.py "
            "and take the `needs` line out"
        )
    if kind.lookup:
        raise UnknownSourceError(
            f"{name} is asked about one named practitioner only: needleproof lookup {name} --license NUMBER"
        )
    if kind.sample and name not in base_urls and "" not in base_urls:
        raise UnknownSourceError(f"{name} belongs to the sample world: run `needleproof demo`")
    if kind.own_command and not any(states):
        raise UnknownSourceError(f"{name} has a command of its own: needleproof {kind.own_command}")
    if kind.regional and not states:
        raise UnknownSourceError(f"{name} is asked one state at a time: add --state, such as --state WA")
    return kind
