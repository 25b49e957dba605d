"""Commands about what was read: the sources, their runs, and accepting one that shows a real change."""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory.cli.application import runs_app, sources_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.gathering import published
from directory.cli.options import Json, Wait
from directory.cli.stores import clock_of, store, writer
from directory.cli.whoever import signed_by
from directory.config import today_of
from directory.store import readings
from directory.store import runs as runs_store
from directory.store.runs import RunError
from directory.store.writing import WAIT


@sources_app.callback()
def sources(context: typer.Context, as_json: Json = False) -> None:
    """List every source: owner, terms, promise, last good reading, last attempt, next reading, what it needs."""
    if context.invoked_subcommand is not None:
        return
    from crawlers.agenda import entries, histories
    from crawlers.registry import sources as registered
    from crawlers.terms import undeclared

    with store(or_empty=True) as (found, engine), Session(engine) as session:
        agenda = entries(
            [kind for kind in registered().values() if kind.crawlable()], histories(session), today=today_of(found)
        )
        next_due = {entry.kind.name: entry.due.on for entry in sorted(agenda, key=lambda e: e.due.on, reverse=True)}
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
                    "terms_read": kind.terms_read,
                    "refused": undeclared(kind) if not kind.needs else None,
                    "promise_days": kind.promise_days,
                    "needs": kind.needs,
                    "by_file": kind.by_file,
                    "sample": kind.sample,
                    "records": runs_store.current_count(session, name),
                    "next_due": next_due[name].isoformat() if name in next_due else None,
                    "last_good": last.isoformat(timespec="minutes") if last else None,
                    "last_outcome": attempt.outcome.value if attempt else None,
                    "last_breaches": attempt.breaches.splitlines() if attempt else [],
                }
            )
    if as_json:
        print_json(rows)
        return
    table = Table(show_lines=True, expand=True)
    table.add_column("source, owner, terms", overflow="fold", ratio=3)  # nothing is cut off, however narrow the window
    table.add_column("state")
    table.add_column("records", justify="right")
    table.add_column("read well", max_width=10)  # day and time below each other
    table.add_column("last attempt", overflow="fold", ratio=2)
    table.add_column("promise, next due", max_width=10)
    for row in rows:
        if row["needs"]:
            state = f"disabled: needs {row['needs']}"
        elif row["refused"]:
            state = f"refused: {row['refused']}"
        else:
            state = str(row["last_outcome"] or ("load a file of it" if row["by_file"] else "not read yet"))
        table.add_row(
            "\n".join(escaped(str(line)) for line in (row["source"], row["title"], row["owner"], _terms(row))),
            str(row["jurisdiction"] or "–"),
            f"{row['records']:,}",
            str(row["last_good"] or "–").replace("T", " ").removesuffix("+00:00"),
            escaped(state),
            f"{row['promise_days']} days" + (f"\n{row['next_due']}" if row["next_due"] else ""),
        )
    out.print(table)


def _terms(row: Mapping[str, object]) -> str:
    """The terms and the day they were read, as `Terms: public domain (read 2026-11-20)`."""
    return f"Terms: {row['terms']}" + (f" (read {row['terms_read']})" if row["terms_read"] else "")


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
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        found = runs_store.recent_runs(session, source, limit)
        rows = [run.model_dump(mode="json") for run in found]
    if as_json:
        print_json(rows)
        return
    table = Table(box=SIMPLE, padding=0, show_edge=False)  # names stay whole in eighty columns
    for name, width in (("run", 3), ("source", 19), ("started", 10), ("outcome", 11)):
        table.add_column(name, overflow="fold", min_width=width)
    for name in ("read", "kept", "new", "changed", "gone"):
        table.add_column(name, no_wrap=True, justify="right")
    for row in rows:
        outcome = "did not finish" if row["outcome"] == "running" else row["outcome"]
        table.add_row(
            str(row["id"]),
            f"{row['source']} {row['scope']}".strip(),
            str(row["started"])[:16].replace("T", " "),
            outcome,
            *(f"{row[k]:,}" for k in ("read", "kept", "new", "changed", "gone")),
        )
    out.print(table)
    for row in rows:
        if breaches := (row["breaches"] or "").splitlines():
            out.print(f"  run {row['id']}, {row['source']}: {escaped(breaches[0])}", highlight=False)


@runs_app.command("accept")
def accept(
    run: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number of the run, from `needleproof runs`.")],
    why: Annotated[str, typer.Option(help="Why the change is real; recorded with your name.")],
    wait: Wait = WAIT,
) -> None:
    """Accept a run that was read whole but looks unlike the last one, because the change is real."""
    if not why.strip():
        fail("--why must say why the change is real")
    with writer(f"runs accept {run}", wait=wait) as (found, engine), showing() as told:
        try:
            accepted = runs_store.accept_run(engine, run, why=why.strip(), who=signed_by(None), now=clock_of(found)())
        except RunError as error:
            fail(str(error), UNHEALTHY)
        published(found, engine, told)
    out.print(f"Run {run} of {accepted.source} accepted: readers see it now.", highlight=False)
