"""Commands that read named sources: crawl and load; and publish, which makes of it what readers see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from directory.cli.application import app
from directory.cli.chaining import chained
from directory.cli.console import HEALTHY, UNHEALTHY, Told, err, escaped, fail, out, print_json, showing
from directory.cli.options import BaseUrls, Json, StatesOption, Wait, base_urls_of, states_of
from directory.cli.stores import clock_of, keep_real_out_of_sample, waiting, writer
from directory.config import Config, today_of
from directory.refresh import rebuild
from directory.rules import RuleFileError
from directory.store.database import DatabaseError, explained
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunReport
from directory.store.writing import WAIT, BusyError, writing


def workplace(found: Config, engine: Engine, told: Told) -> Any:
    """Where runs are written; `told` is told how far they are."""
    from crawlers.runner import Workplace

    return Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found), told)


def published(found: Config, engine: Engine, told: Told, *, link_all: bool = False) -> None:
    publication = rebuild(engine, as_of=today_of(found), now=clock_of(found)(), progress=told, link_all=link_all)
    err.print(
        f"Published {publication.practitioners:,} practitioners ({publication.changed:,} changed).", highlight=False
    )
    chained(found, engine, told)


def published_beside(found: Config, engine: Engine, what: str) -> None:
    """Publishes a single answer that was kept beside any writer, once that one is done; else the next publication
    shows it, and it is told as kept: who reads of a failure alone keeps it once more. ``what`` is told to whoever waits
    for us.
    """
    try:
        with writing(engine, what, wait=WAIT, on_wait=waiting):
            rebuild(engine, as_of=today_of(found), now=clock_of(found)())
            chained(found, engine)
    except BusyError as error:
        who = str(error).partition(";")[0]
        err.print(
            f"{escaped(who)}: the answer is kept, and shown with the next `needleproof publish`.", highlight=False
        )
    except (DatabaseError, SQLAlchemyError, OSError, RuleFileError) as error:
        why = escaped(explained(error, found.database_url))
        err.print(
            f"The answer is kept, and shown with the next `needleproof publish`; publishing it now failed: {why}",
            highlight=False,
        )


def report_of(reports: Sequence[RunReport], *, as_json: bool) -> None:
    """Says what came of the runs: a table and what is wrong in words, or JSON lines."""
    if as_json:
        for report in reports:
            print_json(asdict(report))
        return
    table = Table(box=SIMPLE, padding=0, show_edge=False)  # nothing is cut off in eighty columns
    for column, width in (("source", 19), ("run", 3), ("outcome", 11)):
        table.add_column(column, overflow="fold", min_width=width)
    for column in ("new", "changed", "gone", "unchanged", "breaches", "duration"):
        table.add_column(column, no_wrap=True, justify="right")
    for r in reports:
        outcome = "unchanged" if r.not_modified else r.outcome
        numbers = (r.new, r.changed, r.gone, r.kept - r.new - r.changed, len(r.breaches))
        table.add_row(
            f"{r.source} {r.scope}".strip(), str(r.run), outcome, *(f"{n:,}" for n in numbers), _duration(r.seconds)
        )
    out.print(table)
    for r in reports:
        for reason, number in sorted(r.dropped.items(), key=lambda item: -item[1]):
            out.print(f"  {r.source}: not kept, {escaped(reason)}: {number:,}", highlight=False)
        for what, number in sorted(r.counts.items()):
            if not what.startswith("breach_"):
                out.print(f"  {r.source}: {escaped(what)}: {number:,}", highlight=False)
        for breach in r.breaches:
            out.print(f"  [red]{r.source}: {escaped(breach)}[/]", highlight=False)
        if r.outcome == "breached":
            out.print(f"  {r.source}: set aside; readers keep seeing the last good reading.", highlight=False)


def _duration(seconds: float) -> str:
    """
    >>> _duration(7.25), _duration(3725)
    ('7.2 s', '1 h 02 min')
    """
    minutes = round(seconds) // 60
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes} min {round(seconds) % 60:02} s" if minutes else f"{seconds:.1f} s"


@app.command()
def crawl(
    sources: Annotated[list[str], typer.Argument(help="Source names; `needleproof sources` lists them.")],
    state: StatesOption = None,
    base_url: BaseUrls = None,
    publish: Annotated[bool, typer.Option(help="Link, verify and publish afterwards.")] = True,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Read sources over the network, each under its own run, politely.

    A run that falls short of what its source expects is kept but not shown: exit status 1.

    Example: needleproof crawl wa_doh oig_exclusions
    """
    from crawlers.registry import UnknownSourceError
    from crawlers.runner import crawl as run_crawl

    urls = base_urls_of(base_url)
    with writer(" ".join(["crawl", *sources]), wait=wait) as (found, engine), showing() as told:
        keep_real_out_of_sample(engine, sources, urls)
        try:
            reports = run_crawl(sources, workplace(found, engine, told), states=states_of(state), base_urls=urls)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and any(r.healthy for r in reports):
            published(found, engine, told)
    report_of(reports, as_json=as_json)
    raise typer.Exit(HEALTHY if all(r.healthy for r in reports) else UNHEALTHY)


def _needed(source: str) -> str | None:
    """What a source lacks before a file of it can be read."""
    from crawlers.registry import sources as registered

    kind = registered().get(source)
    return kind.needs if kind else None


@app.command()
def load(
    source: Annotated[str, typer.Argument(help="The source that the files come from.")],
    files: Annotated[list[Path], typer.Argument(help="Saved files of that source, together one complete state.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day of the files, where they do not say it."),
    ] = None,
    publish: Annotated[bool, typer.Option(help="Link, verify and publish afterwards.")] = True,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Read saved files of a source: an NPPES zip or csv, the LEIE, a roster PDF, a Socrata JSON, a saved page.

    Example: needleproof load oig_exclusions UPDATED.csv
    """
    from crawlers.registry import UnknownSourceError
    from crawlers.runner import load as run_load

    for file in files:
        if not file.is_file():
            fail(f"{file}: there is no such file")
    if missing := _needed(source):
        fail(f"{source} cannot be read yet: it needs {missing}")
    day = as_of.date() if as_of else None
    with writer(f"load {source}", wait=wait) as (found, engine), showing() as told:
        if day is not None and day > today_of(found):
            fail(f"--as-of {day}: that day is still to come")
        keep_real_out_of_sample(engine, [source], {})
        try:
            report = run_load(source, files, workplace(found, engine, told), as_of=day)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and report.healthy:
            published(found, engine, told)
    report_of([report], as_json=as_json)
    raise typer.Exit(HEALTHY if report.healthy else UNHEALTHY)


@app.command("publish")
def publish_command(
    link_all: Annotated[bool, typer.Option("--all", help="Link every record, not only what changed since.")] = False,
    wait: Wait = WAIT,
) -> None:
    """Link, verify and publish what the last healthy runs hold, without reading any source."""
    with writer("publish", wait=wait) as (found, engine), showing() as told:
        published(found, engine, told, link_all=link_all)
