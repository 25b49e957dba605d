"""Commands that read sources: crawl, load, refresh; and publish, which makes of it what readers see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Engine

from directory.cli.application import app
from directory.cli.console import HEALTHY, UNHEALTHY, Told, err, escaped, fail, out, print_json, showing
from directory.cli.options import BaseUrls, Json, StatesOption, Wait, base_urls_of, states_of
from directory.cli.stores import clock_of, keep_real_out_of_sample, writer
from directory.config import Config, today_of
from directory.normalize.places import STATE_NAMES
from directory.refresh import rebuild
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunReport
from directory.store.writing import WAIT
from directory.vocabulary import SourceKind


def _workplace(found: Config, engine: Engine, told: Told) -> Any:
    from crawlers.runner import Workplace

    return Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found), told)


def published(found: Config, engine: Engine, told: Told) -> None:
    publication = rebuild(engine, as_of=today_of(found), now=clock_of(found)(), progress=told)
    err.print(
        f"Published {publication.practitioners:,} practitioners ({publication.changed:,} changed).", highlight=False
    )


def _report(reports: Sequence[RunReport], *, as_json: bool) -> None:
    if as_json:
        for report in reports:
            print_json(asdict(report))
        return
    table = Table("source", "run", "outcome", "read", "kept", "new", "changed", "gone", "seconds")
    for r in reports:
        outcome = "unchanged" if r.not_modified else r.outcome
        numbers = [f"{n:,}" for n in (r.read, r.kept, r.new, r.changed, r.gone)]
        scope = f" {r.scope}" if r.scope else ""
        table.add_row(r.source + scope, str(r.run), outcome, *numbers, f"{r.seconds:.1f}")
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
            reports = run_crawl(sources, _workplace(found, engine, told), states=states_of(state), base_urls=urls)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and any(r.healthy for r in reports):
            published(found, engine, told)
    _report(reports, as_json=as_json)
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
            report = run_load(source, files, _workplace(found, engine, told), as_of=day)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and report.healthy:
            published(found, engine, told)
    _report([report], as_json=as_json)
    raise typer.Exit(HEALTHY if report.healthy else UNHEALTHY)


@app.command()
def refresh(state: StatesOption = None, base_url: BaseUrls = None, wait: Wait = WAIT, as_json: Json = False) -> None:
    """Read all sources (or those of some states), link, verify and publish.

    With --state: the NPI registry of that state, its boards, the exclusion lists and training lists; no bulk file.
    What cannot be reached is named, and nothing of it changes.

    Example: needleproof refresh --state WA
    """
    from crawlers.registry import sources as registered
    from crawlers.runner import crawl as run_crawl

    codes = states_of(state)
    urls = base_urls_of(base_url)
    with writer(" ".join(["refresh", *codes]), wait=wait) as (found, engine), showing() as told:
        names = [
            name
            for name, kind in registered().items()
            if kind.crawlable() and (not kind.sample or name in urls or "" in urls) and _wanted(kind, codes)
        ]
        keep_real_out_of_sample(engine, names, urls)
        reports = run_crawl(names, _workplace(found, engine, told), states=codes, base_urls=urls)
        if any(r.healthy for r in reports):
            published(found, engine, told)
        else:
            err.print("Nothing could be read: what was known stays as it is.", highlight=False)
    for code in codes:
        if not any(registered()[n].jurisdiction == code for n in names):
            err.print(
                f"{STATE_NAMES[code]}: no board list is read here yet; licenses stay not checked.", highlight=False
            )
    _report(reports, as_json=as_json)
    raise typer.Exit(HEALTHY if all(r.healthy for r in reports) else UNHEALTHY)


def _wanted(kind: Any, states: Sequence[str]) -> bool:
    if not states:
        return not kind.regional
    return kind.regional or kind.jurisdiction in states or kind.kind in (SourceKind.EXCLUSION, SourceKind.TRAINING)


@app.command("publish")
def publish_command(wait: Wait = WAIT) -> None:
    """Link, verify and publish what the last healthy runs hold, without reading any source."""
    with writer("publish", wait=wait) as (found, engine), showing() as told:
        published(found, engine, told)
