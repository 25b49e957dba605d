"""The `needleproof` command: the composition root, the one module that may import both packages."""

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from directory import __version__, logs, profiles, wording
from directory import search as finding
from directory.config import Config, config, today_of
from directory.loopback import LOOPBACK, is_loopback
from directory.normalize.identifiers import clean_npi
from directory.normalize.places import STATE_NAMES, state_code
from directory.refresh import rebuild
from directory.store import readings
from directory.store import runs as runs_store
from directory.store.database import DatabaseError, connect, ready, upgrade
from directory.store.evidence import EvidenceStore
from directory.store.runs import RunError, RunReport
from directory.store.tables import Meta, Run, SearchEntry, Verification
from directory.vocabulary import PROFESSION_NAMES, Audience, Profession, SourceKind

app = typer.Typer(
    name="needleproof",
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Who is trained in dry needling, may they do it here, and can you prove that you checked?",
)
db_app = typer.Typer(no_args_is_help=True, help="The database: bring its schema up to date.")
runs_app = typer.Typer(invoke_without_command=True, help="What was read when, and how it ended; accept a real change.")
app.add_typer(db_app, name="db")
app.add_typer(runs_app, name="runs")

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)
HEALTHY, UNHEALTHY, USAGE = 0, 1, 2

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a table.")]
StateOption = Annotated[str | None, typer.Option("--state", help="A state, such as WA or Washington.")]
StatesOption = Annotated[
    list[str] | None, typer.Option("--state", help="A state, such as WA or Washington; may be given again.")
]
BaseUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--base-url",
        metavar="[SOURCE=]URL",
        help="Ask this address instead of the source's own; its true paths stay. For mirrors and tests.",
    ),
]


# --- common -----------------------------------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def common(
    today: Annotated[
        str | None, typer.Option("--today", metavar="DATE", help="Act as if it were this day, such as 2026-11-20.")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder (else NEEDLEPROOF_DATA, else ./data).")
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log lines (JSON) to standard error too.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options before the command hold for every command."""
    if today is not None:
        os.environ["NEEDLEPROOF_TODAY"] = today
    if data is not None:
        os.environ["NEEDLEPROOF_DATA"] = str(data)
    os.environ["NEEDLEPROOF_VERBOSE"] = "1" if verbose else ""


def settings() -> Config:
    try:
        found = config()
    except ValueError as error:
        fail(str(error))
    logs.set_up(found.data_dir, verbose=bool(os.environ.get("NEEDLEPROOF_VERBOSE")))
    return found


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Says what was wrong and what to do, and stops."""
    err.print(f"[bold red]Error:[/] {_escaped(message)}", highlight=False)
    raise typer.Exit(code)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def clock_of(found: Config) -> Callable[[], datetime]:
    """The time now; with --today, noon (UTC) of that day and on from there."""
    if found.today is None:
        return lambda: datetime.now(UTC)
    started = datetime.now(UTC)
    noon = datetime(found.today.year, found.today.month, found.today.day, 12, tzinfo=UTC)
    return lambda: noon + (datetime.now(UTC) - started)


@contextmanager
def store(*, write: bool = True) -> Iterator[tuple[Config, Engine]]:
    """The configuration and a ready database; what is wrong with it is said in words."""
    found = settings()
    try:
        engine = connect(found.database_url, read_only=not write)
        yield found, ready(engine) if write else engine
    except DatabaseError as error:
        fail(str(error), UNHEALTHY)
    except SQLAlchemyError as error:
        fail(f"the database cannot be used: {_cause(error)}", UNHEALTHY)


def _cause(error: SQLAlchemyError) -> str:
    """What the database itself said, without the statement and its values."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


@contextmanager
def showing() -> Iterator[Callable[[str, int, int | None], None]]:
    """Progress with counts and ETA on standard error; nothing when nobody watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield told


def _state(text: str | None) -> str | None:
    if text is None:
        return None
    code = state_code(text)
    if code is None:
        fail(f"no state is called {text!r}; write a code such as WA")
    return code


def _states(texts: Sequence[str] | None) -> list[str]:
    return [code for text in texts or () if (code := _state(text))]


def _base_urls(values: Sequence[str] | None) -> dict[str, str]:
    from crawlers.registry import sources as registered

    found = {}
    for value in values or ():
        name, equals, url = value.partition("=")
        if not equals or name.startswith("http"):
            name, url = "", value
        if not _is_web_address(url):
            fail(f"--base-url {value!r}: an address beginning with http:// or https:// is needed")
        if name and name not in registered():
            fail(f"--base-url {value!r}: no source is called {name!r}; `needleproof sources` lists them")
        found[name] = url
    return found


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _keep_real_out_of_sample(engine: Engine, names: Sequence[str], urls: Mapping[str, str]) -> None:
    """Stops before anything but this machine's own answers is read into a sample database, which `demo` empties."""
    with Session(engine) as session:
        sample = profiles.is_sample(session)
    if sample and not all(is_loopback(urls.get(name) or urls.get("") or "") for name in names):
        fail("this database holds the invented sample world; give real data a folder of their own with --data")


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else str(value)


def print_json(value: object) -> None:
    """One JSON value on one line: several results are JSON lines."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False) + "\n")


# --- gathering --------------------------------------------------------------------------------------------------


def _workplace(found: Config, engine: Engine, told: Callable[[str, int, int | None], None]) -> Any:
    from crawlers.runner import Workplace

    return Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found), told)


def _publish(found: Config, engine: Engine, told: Callable[[str, int, int | None], None]) -> None:
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
            out.print(f"  {r.source}: not kept, {_escaped(reason)}: {number:,}", highlight=False)
        for what, number in sorted(r.counts.items()):
            if not what.startswith("breach_"):
                out.print(f"  {r.source}: {_escaped(what)}: {number:,}", highlight=False)
        for breach in r.breaches:
            out.print(f"  [red]{r.source}: {_escaped(breach)}[/]", highlight=False)
        if r.outcome == "breached":
            out.print(f"  {r.source}: set aside; readers keep seeing the last good reading.", highlight=False)


@app.command()
def crawl(
    sources: Annotated[list[str], typer.Argument(help="Source names; `needleproof sources` lists them.")],
    state: StatesOption = None,
    base_url: BaseUrls = None,
    publish: Annotated[bool, typer.Option(help="Link, verify and publish afterwards.")] = True,
    as_json: Json = False,
) -> None:
    """Read sources over the network, each under its own run, politely.

    A run that falls short of what its source expects is kept but not shown: exit status 1.

    Example: needleproof crawl wa_doh oig_exclusions
    """
    from crawlers.registry import UnknownSourceError
    from crawlers.runner import crawl as run_crawl

    urls = _base_urls(base_url)
    with store() as (found, engine), showing() as told:
        _keep_real_out_of_sample(engine, sources, urls)
        try:
            reports = run_crawl(sources, _workplace(found, engine, told), states=_states(state), base_urls=urls)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and any(r.healthy for r in reports):
            _publish(found, engine, told)
    _report(reports, as_json=as_json)
    raise typer.Exit(HEALTHY if all(r.healthy for r in reports) else UNHEALTHY)


def _needed(source: str) -> str | None:
    """What a source lacks before anything of it can be read."""
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
    with store() as (found, engine), showing() as told:
        if day is not None and day > today_of(found):
            fail(f"--as-of {day}: that day is still to come")
        _keep_real_out_of_sample(engine, [source], {})
        try:
            report = run_load(source, files, _workplace(found, engine, told), as_of=day)
        except UnknownSourceError as error:
            fail(str(error))
        if publish and report.healthy:
            _publish(found, engine, told)
    _report([report], as_json=as_json)
    raise typer.Exit(HEALTHY if report.healthy else UNHEALTHY)


@app.command()
def refresh(state: StatesOption = None, base_url: BaseUrls = None, as_json: Json = False) -> None:
    """Read all sources (or those of some states), link, verify and publish.

    With --state: the NPI registry of that state, its boards, the exclusion lists and training lists; no bulk file.
    What cannot be reached is named, and nothing of it changes.

    Example: needleproof refresh --state WA
    """
    from crawlers.registry import sources as registered
    from crawlers.runner import crawl as run_crawl

    codes = _states(state)
    urls = _base_urls(base_url)
    with store() as (found, engine), showing() as told:
        names = [
            name
            for name, kind in registered().items()
            if not kind.needs and (not kind.sample or name in urls or "" in urls) and _wanted(kind, codes)
        ]
        _keep_real_out_of_sample(engine, names, urls)
        reports = run_crawl(names, _workplace(found, engine, told), states=codes, base_urls=urls)
        if any(r.healthy for r in reports):
            _publish(found, engine, told)
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


# --- reading ----------------------------------------------------------------------------------------------------


@app.command()
def search(
    place: Annotated[str | None, typer.Argument(help="ZIP code or city, such as 98101 or 'Seattle, WA'.")] = None,
    radius: Annotated[int, typer.Option(help="Miles around the place.", min=1, max=250)] = 25,
    state: StateOption = None,
    profession: Annotated[
        str | None, typer.Option(help=f"One of {', '.join(p.value for p in Profession)}, or its name.")
    ] = None,
    verified: Annotated[bool, typer.Option("--verified", help="Only training that an issuer confirms.")] = False,
    claims: Annotated[bool, typer.Option("--claims", help="With --verified: also those who only claim it.")] = False,
    active: Annotated[bool, typer.Option("--active", help="Only licenses we could confirm as active.")] = False,
    name: Annotated[str | None, typer.Option(help="A name, an NPI or a license number.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Page of the list.")] = 1,
    as_json: Json = False,
) -> None:
    """Find practitioners near a place or in a state.

    Example: needleproof search 98101 --verified --radius 10
    """
    query = finding.Query(
        place=place,
        radius=radius,
        state=state,
        profession=_profession(profession),
        verified_training=verified,
        license_active=active,
        show_claims=claims,
        name=name,
        page=page,
    )
    with store(write=False) as (found, engine), Session(engine) as session:
        result = finding.search(session, query, today=today_of(found), audience=found.audience)
    if as_json:
        print_json(asdict(result))
        raise typer.Exit(USAGE if result.problem else HEALTHY)
    if result.problem:
        for choice in result.choices:
            err.print(f"  {choice}", highlight=False)
        fail(result.problem)
    _print_result(result)


def _profession(text: str | None) -> Profession | None:
    if text is None:
        return None
    for profession, name in PROFESSION_NAMES.items():
        if text.strip().upper() == profession.value or text.strip().lower() in (name, f"{name}s"):
            return profession
    fail(f"no profession is called {text!r}; write one of {', '.join(p.value for p in Profession)}")


def _print_result(result: finding.Result) -> None:
    out.print(f"[bold]{_escaped(result.headline)}[/]", highlight=False)
    for line in [*result.coverage, *result.hints]:
        out.print(f"  {_escaped(line)}", highlight=False)
    if result.claims_only:
        out.print(f"  {result.claims_only:,} more only claim it: add --claims to see them.", highlight=False)
    for hit in result.hits:
        where = f"{hit.city.title()}, {hit.state} {hit.zip5 or ''}" if hit.city else f"{hit.state}, place not published"
        miles = f", {wording.about_miles(hit.miles)}" if hit.miles is not None else ""
        out.print(
            f"\n[bold]{_escaped(hit.name)}[/]  {hit.profession}  {_escaped(where)}{miles}  id {hit.id}", highlight=False
        )
        for text in (hit.license_line, hit.training_line, hit.needling_line, hit.excluded_line, hit.phone):
            if text:
                out.print(f"  {_escaped(text)}", highlight=False)
    if result.hits:
        out.print(f"\n{result.order} Page {result.page} of {result.pages}.", highlight=False)


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="An NPI (ten digits), or a license number together with --state.")],
    state: StateOption = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the NPI registry now and keep its answer.")] = False,
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="Also what only coordinators may see, such as possible hits.")
    ] = False,
    base_url: BaseUrls = None,
    as_json: Json = False,
) -> None:
    """Check one person by NPI or license: status, date, source and evidence of every line.

    Example: needleproof check 2000000002, or needleproof check PT60012345 --state WA
    """
    code = _state(state)
    npi = None
    if code is None:
        try:
            npi = clean_npi(number)
        except ValueError as error:
            fail(f"{error}. For a license number add --state, such as --state WA")
        if npi is None:  # nothing, or the ten zeros that lists write where no NPI is known
            fail(f"{number!r} is nobody's NPI. For a license number add --state, such as --state WA")
    urls = _base_urls(base_url)
    with store(write=live) as (found, engine):
        if live:
            if npi is None:
                fail("--live asks the NPI registry: give an NPI")
            _keep_real_out_of_sample(engine, ["nppes_api"], urls)
            _look_up(found, engine, npi, urls)
        audience = Audience.COORDINATOR if coordinator else found.audience
        with Session(engine) as session:
            ids = profiles.ids_by_npi(session, npi) if npi else profiles.ids_by_license(session, number, code or "")
            people = [profiles.profile(session, i, today=today_of(found), audience=audience) for i in ids]
    if as_json:
        print_json({"found": bool(people), "asked": number, "people": [asdict(p) for p in people if p]})
    for person in people:
        if person is not None and not as_json:
            _print_profile(person)
    if not people:
        err.print(_not_here(npi, number, code), highlight=False)
        raise typer.Exit(UNHEALTHY)


def _not_here(npi: str | None, number: str, state: str | None) -> str:
    if npi:
        return (
            f"NPI {npi} is not in what we have read. That says nothing about the person: ask the NPI registry "
            "(add --live), or read it with `needleproof refresh --state …`."
        )
    where = STATE_NAMES.get(state or "", "that state")
    return (
        f"License {number} is not in what we have read for {where}. That is no proof that there is none: "
        "look it up at the licensing board."
    )


def _look_up(found: Config, engine: Engine, npi: str, urls: dict[str, str]) -> None:
    from crawlers import settings as crawling
    from crawlers.registry import record_facts
    from directory.registries.nppes import look_up

    record_facts(engine)
    answer = look_up(
        engine,
        EvidenceStore(found.evidence_dir),
        npi,
        user_agent=crawling.USER_AGENT,
        clock=clock_of(found),
        base_url=urls.get("nppes_api") or urls.get(""),
    )
    err.print(answer.said, highlight=False)
    for breach in answer.report.breaches:
        err.print(f"  {_escaped(breach)}", highlight=False)
    if answer.report.healthy:
        rebuild(engine, as_of=today_of(found), now=clock_of(found)())


def _print_profile(person: profiles.Profile) -> None:
    letters = f" (writes: {person.credential_text})" if person.credential_text else ""
    out.print(f"\n[bold]{_escaped(person.name)}[/]{_escaped(letters)}  id {person.id}", highlight=False)
    for other in person.other_names:
        out.print(f"  also: {_escaped(other)}", highlight=False)
    for place in person.places:
        out.print(f"  {place.kind.value}: {_escaped(place.text)} {place.phone or ''}", highlight=False)
    for _, name, fact in person.look_alikes:
        out.print(f"  [yellow]Another person has the same name: {_escaped(name)}, {_escaped(fact)}[/]", highlight=False)
    for line in person.lines:
        mark, word, _ = line.badge
        out.print(f"\n  {mark} {_escaped(line.title)}: [bold]{word}[/] ({line.status})", highlight=False)
        out.print(f"    {_escaped(line.sentence)}", highlight=False)
        if line.overlay:
            out.print(f"    {_escaped(line.overlay)}", highlight=False)
        if line.raw:
            out.print(f"    The source's own word: {_escaped(line.raw)}", highlight=False)
        if line.details.get("citation"):
            out.print(
                f"    Rule: {_escaped(str(line.details['citation']))} (sure: {line.details['confidence']})",
                highlight=False,
            )
        if line.reason:
            out.print(f"    Why not: {line.reason}. Next: {_escaped(line.next_step or '')}", highlight=False)
        if line.evidence:
            e = line.evidence
            out.print(
                f"    Evidence: {e.url}, {e.locator}, read {e.read_at:%Y-%m-%d %H:%M} UTC, {e.sha256}", highlight=False
            )
    out.print(f"\n{wording.NOTICE}", highlight=False)


@app.command()
def sources(as_json: Json = False) -> None:
    """List every source: owner, promise, last good reading, last attempt, what it needs."""
    from crawlers.registry import sources as registered

    with store() as (_, engine), Session(engine) as session:
        reads, attempts = readings.last_reads(session), readings.last_attempts(session)
        rows = []
        for name, kind in registered().items():
            last = max((r.read_at for (source, _), r in reads.items() if source == name), default=None)
            attempt = attempts.get(name)
            rows.append(
                {
                    "source": name,
                    "title": kind.title,
                    "owner": kind.owner,
                    "kind": kind.kind.value,
                    "jurisdiction": kind.jurisdiction,
                    "terms": kind.terms,
                    "promise_days": kind.promise_days,
                    "needs": kind.needs,
                    "sample": kind.sample,
                    "records": runs_store.current_count(session, name),
                    "last_good": last.isoformat(timespec="minutes") if last else None,
                    "last_outcome": attempt.outcome.value if attempt else None,
                    "last_breaches": attempt.breaches.splitlines() if attempt else [],
                }
            )
    if as_json:
        print_json(rows)
        return
    table = Table("source", "owner", "records", "last good reading", "last attempt", "promise (days)")
    for row in rows:
        state = f"disabled: needs {row['needs']}" if row["needs"] else str(row["last_outcome"] or "not read yet")
        table.add_row(
            str(row["source"]),
            str(row["owner"]),
            f"{row['records']:,}",
            str(row["last_good"] or "–"),
            state,
            str(row["promise_days"]),
        )
    out.print(table)


@runs_app.callback()
def runs(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only runs of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """List the latest runs, newest first."""
    if context.invoked_subcommand is not None:
        return
    with store() as (_, engine), Session(engine) as session:
        found = runs_store.recent_runs(session, source, limit)
        rows = [run.model_dump(mode="json") for run in found]
    if as_json:
        print_json(rows)
        return
    table = Table("run", "source", "started", "outcome", "read", "kept", "new", "changed", "gone", "breaches")
    for row in rows:
        breaches = (row["breaches"] or "").splitlines()
        outcome = "did not finish" if row["outcome"] == "running" else row["outcome"]
        table.add_row(
            str(row["id"]),
            f"{row['source']} {row['scope']}".strip(),
            str(row["started"])[:16],
            outcome,
            *(f"{row[k]:,}" for k in ("read", "kept", "new", "changed", "gone")),
            _escaped(breaches[0][:60]) if breaches else "",
        )
    out.print(table)


@runs_app.command("accept")
def accept(
    run: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number of the run, from `needleproof runs`.")],
    why: Annotated[str, typer.Option(help="Why the change is real; recorded with your name.")],
) -> None:
    """Accept a run that was read whole but looks unlike the last one, because the change is real."""
    if not why.strip():
        fail("--why must say why the change is real")
    with store() as (found, engine), showing() as told:
        try:
            accepted = runs_store.accept_run(engine, run, why=why.strip(), who=getpass.getuser(), now=clock_of(found)())
        except RunError as error:
            fail(str(error), UNHEALTHY)
        _publish(found, engine, told)
    out.print(f"Run {run} of {accepted.source} accepted: readers see it now.", highlight=False)


@app.command("publish")
def publish_command() -> None:
    """Link, verify and publish what the last healthy runs hold, without reading any source."""
    with store() as (found, engine), showing() as told:
        _publish(found, engine, told)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database's schema to this version's; nothing that was stored is lost."""
    found = settings()
    try:
        before, after = upgrade(connect(found.database_url))
    except DatabaseError as error:
        fail(f"the database cannot be upgraded: {error}", UNHEALTHY)
    except SQLAlchemyError as error:
        fail(f"the database cannot be upgraded: {_cause(error)}", UNHEALTHY)
    out.print(f"Schema {before or 'new'} → {after}.", highlight=False)


# --- serving ----------------------------------------------------------------------------------------------------


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free one.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="Show what only coordinators may see; this machine only.")
    ] = False,
) -> None:
    """Open the dashboard. Patients' view unless --coordinator, which listens on this machine only."""
    if coordinator and host not in LOOPBACK:
        fail("--coordinator shows what must not be public: it listens on 127.0.0.1 only")
    with store(write=False):
        pass
    _serve(host, port, Audience.COORDINATOR if coordinator else Audience.PATIENT)


def _serve(host: str, port: int, audience: Audience, *, show: bool = False) -> None:
    import logging
    import socket
    import threading
    import webbrowser

    import uvicorn

    os.environ["NEEDLEPROOF_AUDIENCE"] = audience.value
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            fail(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port", UNHEALTHY)
        address = f"http://{host}:{listener.getsockname()[1]}/"
        err.print(f"Open {address} (stop with Ctrl+C)", highlight=False)
        if show and sys.stdin.isatty():  # somebody is there to see it
            threading.Timer(2.0, webbrowser.open, [address]).start()
        # No access log: it would hold the names that people search for. Streamlit gives the logger a new handler.
        logging.getLogger("uvicorn.access").disabled = True
        server = uvicorn.Server(uvicorn.Config("dashboard:app", log_level="warning", access_log=False, log_config=None))
        server.run(sockets=[listener])


# --- demo -------------------------------------------------------------------------------------------------------


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the dashboard at the end.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the dashboard; 0 picks a free one.")] = 8501,
) -> None:
    """A whole invented world: sample sources on this machine, crawled, linked, verified, shown. About 400 people.

    Uses ./demo-data unless NEEDLEPROOF_DATA or NEEDLEPROOF_DATABASE_URL says otherwise, and never real data.
    """
    if not os.environ.get("NEEDLEPROOF_DATA"):
        os.environ["NEEDLEPROOF_DATA"] = "demo-data"
    with store() as (found, engine):
        _fresh_sample(engine)
        today = today_of(found)
        started = datetime.now(UTC)
        _tell_the_story(today)
        with showing() as told:
            _publish(found, engine, told)
        _demo_summary(engine, today, datetime.now(UTC) - started)
    if serve_it:
        os.environ["NEEDLEPROOF_TODAY"] = today.isoformat()
        _serve("127.0.0.1", port, Audience.PATIENT, show=True)


def _fresh_sample(engine: Engine) -> None:
    """Empties a sample database to begin anew. A database with anything else in it is left alone."""
    from directory.store.database import reset

    with Session(engine) as session:
        sample, origins = profiles.is_sample(session), session.exec(select(Run.origin).distinct()).all()
    # The sample world is only ever crawled, and from this machine; whatever else was read is somebody's data.
    if origins and not (sample and all(is_loopback(origin) for origin in origins)):
        fail("this database holds real data; give the demo a folder of its own with --data", USAGE)
    if origins:
        reset(engine)
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="the invented sample world"))
        session.commit()


def _tell_the_story(today: date) -> None:
    """Crawls the sample world day by day with the real sources, each day in a process of its own."""
    from crawlers.sample.server import SampleServer
    from crawlers.sample.story import chapters
    from crawlers.sample.world import SampleWorld

    with SampleServer(SampleWorld(today, 1)) as server:
        for chapter in chapters(today):
            server.swap(SampleWorld(chapter.world_today, chapter.world_day))
            server.down, server.broken = chapter.down, chapter.broken
            names = [*chapter.sources, *(["nppes_api"] if chapter.states else [])]
            err.print(f"{chapter.on}: crawling {', '.join(names)}", highlight=False, soft_wrap=True)
            urls = {name: server.base_url(name) for name in names}
            for report in _crawl_apart(names, chapter.states, urls, chapter.on):
                if report["breaches"]:
                    told = f"  {report['source']}: {_escaped(report['breaches'][0])}"
                    err.print(told, highlight=False, soft_wrap=True)


def _crawl_apart(names: Sequence[str], states: Sequence[str], urls: dict[str, str], on: date) -> list[dict[str, Any]]:
    command = [
        sys.executable,
        "-m",
        "directory.cli",
        "--today",
        on.isoformat(),
        "crawl",
        *names,
        "--json",
        "--no-publish",
    ]
    command += [part for name, url in urls.items() for part in ("--base-url", f"{name}={url}")]
    command += [part for state in states for part in ("--state", state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if len(reports) < len(names):
        fail(f"crawling {', '.join(names)} broke off: {done.stderr.strip()[-2000:]}", UNHEALTHY)
    return reports


def _demo_summary(engine: Engine, today: date, took: timedelta) -> None:
    from collections import Counter

    with Session(engine) as session:
        entries = session.exec(select(SearchEntry)).all()
        checks = session.exec(select(Verification)).all()
    by_state: dict[str, set[str]] = {}
    for entry in entries:
        by_state.setdefault(entry.state, set()).add(entry.practitioner_id)
    table = Table("state", "people", "license checked", "training checked", "training claimed")
    for state in sorted(by_state):
        here = [e for e in entries if e.state == state]
        counts = (
            {e.practitioner_id for e in here if finding.active(e, today)},
            {e.practitioner_id for e in here if finding.verified(e, today)},
            {e.practitioner_id for e in here if e.training_claimed},
        )
        table.add_row(STATE_NAMES.get(state, state), str(len(by_state[state])), *(str(len(c)) for c in counts))
    out.print(table)
    words = Table("check", "status", "number")
    from directory.verification import shown_status

    tally = Counter((c.need.value, shown_status(c.status, c.good_until, today)) for c in checks)
    for (need, status), number in sorted(tally.items()):
        words.add_row(need, status, str(number))
    out.print(words)
    out.print(f"Ready in {took.total_seconds():.0f} s.", highlight=False)


def main() -> None:
    """Entry of the console command."""
    app()


if __name__ == "__main__":
    main()
