"""Commands about errors of linking: measuring them on records whose people are known, and what was measured."""

import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory import wording
from directory.cli.application import links_app
from directory.cli.console import USAGE, Told, escaped, fail, out, print_json, showing
from directory.cli.options import Json, Wait
from directory.cli.stores import clock_of, settings, store, writer
from directory.config import Config, today_of
from directory.linking.measuring import Tally
from directory.linking.weights import weights
from directory.matching import PeopleFileError
from directory.matching.known_pairs import known_pairs
from directory.matching.trial import Mistake, Trial, tried
from directory.program import program
from directory.store.measurements import KnownSet, Measurement, keep_measurement, measurements
from directory.store.writing import WAIT

NO_SAMPLE = "a set that was put together is no random sample of the world"
INVENTED = "needleproof links measure --invented"


@links_app.callback()
def links(context: typer.Context, as_json: Json = False) -> None:
    """List what was measured, the newest first."""
    if context.invoked_subcommand is not None:
        return
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        found = measurements(session)
    if as_json:
        for one in found:
            print_json(one.figures())
        return
    if not found:
        out.print(f"Nothing was measured yet: run {INVENTED}", highlight=False)
        return
    table = Table("no.", "day", "set", "links", "wrong", "at most", "command", box=SIMPLE, padding=0, show_edge=False)
    for one in found:
        counts = f"{one.total.settled:,}", f"{one.total.wrong:,}", wording.at_most(one.total.upper)
        table.add_row(str(one.id), str(one.as_of), escaped(one.set_name), *counts, escaped(one.command))
    out.print(table)


@links_app.command("measure")
def measure(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[SET_DIR]", help="A folder with left.csv, right.csv and truth.csv of the same people."),
    ] = None,
    invented: Annotated[bool, typer.Option("--invented", help="Measure on the invented set of this program.")] = False,
    name: Annotated[str, typer.Option(help="What the set is called; else the name of its folder.")] = "",
    made_of: Annotated[str, typer.Option("--made-of", help="What the set is made of, for readers.")] = "",
    wait: Wait = WAIT,
    as_json: Json = False,
) -> None:
    """Measure how often linking is wrong, on records of which it is known who is who, and keep the figures.

    left.csv and right.csv are as `needleproof match` takes them; truth.csv has left_id and right_id of the same people.
    left_tags.csv (left_id,source_kind,tags) and right_kinds.csv (right_id,kind) may say what makes a record hard. Names
    are shown here only; what is kept are counts.

    Example: needleproof links measure --invented
    """
    if (folder is None) is not invented:
        fail("name one folder with left.csv, right.csv and truth.csv, or say --invented", USAGE)
    if invented and (name or made_of):
        fail("--invented has its own name and description", USAGE)
    found = settings()
    with showing() as told:
        known, trial = _tried(folder, name.strip(), made_of.strip(), told)
    with writer("links measure", wait=wait) as (_, engine):
        kept = _keep(engine, found, known, trial)
    if as_json:
        print_json(kept.figures())
        return
    _tell(kept, trial)


def measure_invented(engine: Engine, found: Config, told: Told) -> Measurement:
    """Measures on the invented set and keeps it, for whoever is the writer already."""
    return _keep(engine, found, *_tried(None, "", "", told))


def _tried(folder: Path | None, name: str, made_of: str, told: Told) -> tuple[KnownSet, Trial]:
    """``folder`` None: the invented set. A folder that cannot be used ends the command."""
    from crawlers.sample import linkage_set

    own = tempfile.TemporaryDirectory(prefix="needleproof-set-") if folder is None else nullcontext(folder)
    with own as place:
        if folder is None:
            linkage_set.write_linkage_set(Path(place))
        try:
            pairs = known_pairs(Path(place))
            trial = tried(pairs, told)
        except PeopleFileError as error:
            fail(f"{error}; nothing was measured")
    if folder is None:
        return KnownSet(
            name=linkage_set.NAME,
            made_of=linkage_set.MADE_OF,
            digest=pairs.digest,
            command=INVENTED,
            register_rows=pairs.right,
        ), trial
    place = folder.resolve().name  # where it lies on this machine is nobody's business
    counted = f"{len(pairs.asked):,} entries against a register of {pairs.right:,} rows, which nobody has described"
    return KnownSet(
        name=name or place,
        made_of=made_of or counted,
        digest=pairs.digest,
        command=f"needleproof links measure {place}" + (f' --name "{name}"' if name else ""),
        register_rows=pairs.right,
    ), trial


def _keep(engine: Engine, found: Config, known: KnownSet, trial: Trial) -> Measurement:
    return keep_measurement(
        engine,
        known,
        trial.measured,
        as_of=today_of(found),
        now=clock_of(found)(),
        weights=weights().version,
        program=program(),
    )


# --- what is printed --------------------------------------------------------------------------------------------


def _tell(one: Measurement, trial: Trial) -> None:
    out.print(f"[bold]{escaped(one.set_name)}[/]: {escaped(one.made_of)}", highlight=False)
    out.print(wording.false_links(one.total), highlight=False)
    if one.natural is not None:
        alone = wording.false_links(one.natural)
        out.print(f"Without the look-alikes that were put in on purpose: {alone}", highlight=False)
    _table("all", {"all": one.total})
    _table("kind of entry", {wording.ENTRY_KINDS.get(kind, kind): tally for kind, tally in one.by_kind.items()})
    _table("difficulty", {wording.difficulty(tag): tally for tag, tally in one.by_tag.items()})
    for mistake in trial.mistakes:
        _tell_mistake(mistake)
    out.print(f"Kept as measurement {one.id}. Remember: {NO_SAMPLE}.", highlight=False)


def _table(what: str, parts: Mapping[str, Tally]) -> None:
    if not parts:
        return
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), show_edge=False)  # nothing is cut off in eighty columns
    table.add_column(what, overflow="fold", min_width=17)
    for column in ("entries", "linked", "wrong", "at most", "recall", "or shown", "waiting"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, tally in parts.items():
        counts = (f"{count:,}" for count in (tally.records, tally.settled, tally.wrong))
        shares = (tally.recall, tally.recall_shown, tally.waiting_share)
        told = ("–" if share is None else wording.percent(share) for share in shares)
        table.add_row(escaped(name), *counts, wording.at_most(tally.upper) if tally.settled else "–", *told)
    out.print(table)
    out.print()


def _tell_mistake(one: Mistake) -> None:
    why = "no such person is in the register" if one.link.nobody else "another person was chosen"
    out.print(f"[red]Wrong[/]: {why}{f' ({escaped(one.kind)})' if one.kind else ''}", highlight=False)
    out.print(f"  {one.link.left}: {escaped(one.left)}", highlight=False)
    out.print(f"  {one.link.right}: {escaped(one.right)}", highlight=False)
    out.print(f"  because: {escaped(one.reasons)}", highlight=False)
