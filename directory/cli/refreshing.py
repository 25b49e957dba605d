"""The command that reads what is due, and says what is not."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory.cli.application import app
from directory.cli.console import HEALTHY, UNHEALTHY, err, escaped, fail, out, print_json, showing
from directory.cli.gathering import published, report_of, workplace
from directory.cli.options import BaseUrls, Json, StatesOption, Wait, base_urls_of, states_of
from directory.cli.stores import keep_real_out_of_sample, store, writer
from directory.config import today_of
from directory.normalize.places import STATE_NAMES
from directory.store.writing import WAIT
from directory.vocabulary import SourceKind

if TYPE_CHECKING:
    from crawlers.agenda import Entry


@app.command()
def refresh(
    sources: Annotated[list[str] | None, typer.Argument(help="Only these sources.")] = None,
    state: StatesOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is not due yet.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be read, and why.")] = False,
    base_url: BaseUrls = None,
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Read the sources that are due (or those of some states), link, verify and publish.

    A source is due at half its promise, so that the promise outlives failed attempts; after a failure 1, 2, 4, …
    days later. The NPI registry is read for the states that were asked for once. With --state: the registry of that
    state, its boards, the exclusion lists and training lists; no bulk file. What cannot be reached is named, and
    nothing of it changes.

    Example: needleproof refresh --state WA
    """
    from crawlers.runner import crawl_each

    codes, urls = states_of(state), base_urls_of(base_url)
    kinds = _asked(sources or (), codes, urls)
    if dry_run:
        with store(or_empty=True) as (found, engine):
            agenda = _agenda(engine, kinds, codes, today_of(found))
        _tell_agenda(agenda, _wanted(agenda, today_of(found), everything=everything), as_json=as_json)
        return
    with writer(" ".join(["refresh", *(sources or ()), *codes]), wait=wait) as (found, engine), showing() as told:
        keep_real_out_of_sample(engine, [kind.name for kind in kinds], urls)
        agenda = _agenda(engine, kinds, codes, today_of(found))
        entries = _wanted(agenda, today_of(found), everything=everything)
        reports = crawl_each([(e.kind, e.state) for e in entries], workplace(found, engine, told), base_urls=urls)
        if any(r.healthy for r in reports):
            published(found, engine, told)
        elif reports:
            err.print("Nothing could be read: what was known stays as it is.", highlight=False)
        late = _late(engine, today_of(found))
    for code in codes:
        if not any(kind.jurisdiction == code for kind in kinds):
            err.print(
                f"{STATE_NAMES[code]}: no board list is read here yet; licenses stay not checked.", highlight=False
            )
    if reports:
        report_of(reports, as_json=as_json)
    _tell_rest([entry for entry in agenda if entry not in entries], late)
    raise typer.Exit(HEALTHY if all(r.healthy for r in reports) else UNHEALTHY)


def _asked(names: Sequence[str], states: Sequence[str], urls: Mapping[str, str]) -> list[Any]:
    """The sources a refresh is about: the named ones, or all that can be crawled without being named."""
    from crawlers.registry import UnknownSourceError
    from crawlers.registry import sources as registered
    from crawlers.runner import checked
    from crawlers.terms import undeclared

    if names:
        try:
            return checked(names, states or ("",), urls)  # which states, the store may know
        except UnknownSourceError as error:
            fail(str(error))
    kinds = [kind for kind in registered().values() if kind.crawlable() and _of_states(kind, states)]
    for kind in kinds:
        if lacking := undeclared(kind):
            err.print(f"{kind.name} is refused: {escaped(lacking)}", highlight=False)
    return [kind for kind in kinds if (not kind.sample or kind.name in urls or "" in urls) and not undeclared(kind)]


def _of_states(kind: Any, states: Sequence[str]) -> bool:
    lists = (SourceKind.EXCLUSION, SourceKind.TRAINING)
    return not states or kind.regional or kind.jurisdiction in states or kind.kind in lists


def _agenda(engine: Engine, kinds: Sequence[Any], states: Sequence[str], today: date) -> "list[Entry]":
    from crawlers.agenda import entries, histories

    with Session(engine) as session:
        found = entries(kinds, histories(session), states=states, today=today)
    if kinds and not found:
        fail(f"{kinds[0].name} is asked one state at a time: add --state, such as --state WA")
    return found


def _wanted(agenda: "Sequence[Entry]", today: date, *, everything: bool) -> "list[Entry]":
    return [entry for entry in agenda if everything or entry.due.on <= today]


def _late(engine: Engine, today: date) -> list[tuple[str, str, date]]:
    from crawlers.agenda import histories, to_hand_over
    from crawlers.registry import sources as registered

    with Session(engine) as session:
        return to_hand_over(registered().values(), histories(session), today=today)


def _tell_agenda(agenda: "Sequence[Entry]", wanted: "Sequence[Entry]", *, as_json: bool) -> None:
    """What a refresh would read now, then what it would leave, the soonest first."""
    ordered = [*wanted, *sorted((e for e in agenda if e not in wanted), key=lambda e: (e.due.on, e.label))]
    if as_json:
        for e in ordered:
            told = {"source": e.kind.name, "state": e.state, "due": e.due.on.isoformat(), "why": e.due.why}
            print_json({**told, "would_read": e in wanted})
        return
    table = Table("source", "would be read", "due", "why")
    for e in ordered:
        table.add_row(e.label, "yes" if e in wanted else "no", str(e.due.on), escaped(e.due.why))
    out.print(table)


def _tell_rest(left: "Sequence[Entry]", late: Sequence[tuple[str, str, date]]) -> None:
    """What was not due, and which files somebody should hand over again."""
    if left:
        soonest = min(left, key=lambda e: (e.due.on, e.label))
        err.print(
            f"Not due yet: {len(left)}; the next is {soonest.label} on {soonest.due.on}. "
            "`needleproof refresh --dry-run` tells of each, --all reads them too.",
            highlight=False,
        )
    for name, how, day in late:
        err.print(
            f"{name}: its promise ran out on {day}; hand over a new file: {escaped(how)}, "
            f"then needleproof load {name} FILE",
            highlight=False,
        )
