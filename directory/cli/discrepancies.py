"""The command that tells where sources disagree about people, and writes what is needed to set it right."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory import comparing_sources
from directory.cli.application import app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.options import Json, StateOption, state_of
from directory.cli.stores import store
from directory.comparing_sources import HEADS, Chosen, Column, Compared, Fact, Holder
from directory.exporting.cells import cells
from directory.matching.files import written_whole
from directory.profiles import find_id, ids_by_npi
from directory.reporting.order import made_at
from directory.store.evidence import EvidenceStore


@app.command()
def discrepancies(
    who: Annotated[
        str | None, typer.Argument(metavar="WHO", help="The id or NPI of one person; else all people.")
    ] = None,
    state: StateOption = None,
    fact: Annotated[Fact | None, typer.Option(help="Only discrepancies of this fact.")] = None,
    holder: Annotated[Holder | None, typer.Option(help="Only where this kind of source is wrong.")] = None,
    to: Annotated[
        Path | None, typer.Option("--out", help="Of one person a zip with letters and evidence, of many a CSV.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who signs the letters.")] = "",
    as_json: Json = False,
) -> None:
    """Say where the NPI registry, boards, training bodies and clinics tell different things of people.

    Nicknames, abbreviations, suites, letters behind a name and the form of numbers are no difference. For each fact it
    is said whose word counts, and who can correct the other entry.

    Example: needleproof discrepancies --state WA --out wa.csv
    """
    chosen = Chosen(state=state_of(state), fact=fact, holder=holder)
    with store() as (found, engine), Session(engine) as session:
        if who is None:
            _many(session, chosen, to, as_json=as_json)
            return
        ident = _the_one(session, who)
        (one,) = comparing_sources.compared(session, [ident])
        if to is not None:
            if not by.strip():
                fail("letters are signed: say who sends them with --by")
            evidence, now = EvidenceStore(found.evidence_dir), made_at(found.today)
            _write(to, comparing_sources.pack(session, one, evidence, now=now, sender=by.strip()))
    _tell(one, chosen, as_json=as_json)


def _the_one(session: Session, who: str) -> str:
    ids = [found] if (found := find_id(session, who)) else ids_by_npi(session, who) if who.isdecimal() else []
    if len(ids) != 1:
        fail(f"nobody has the id or NPI {who!r}; `needleproof search NAME --json` tells ids")
    return ids[0]


def _many(session: Session, chosen: Chosen, to: Path | None, *, as_json: bool) -> None:
    ids = comparing_sources.people(session, chosen)
    if to is not None:
        number = _written(session, ids, chosen, to)
        out.print(f"{number:,} discrepancies of {len(ids):,} people are in {escaped(str(to))}.", highlight=False)
        return
    number = people = 0
    for one in _found(session, ids, chosen):
        _tell(one, chosen, as_json=as_json)
        people += 1
        number += sum(map(chosen.fits, one.found))
    if not as_json:
        out.print(f"{number:,} discrepancies of {people:,} among {len(ids):,} people.", highlight=False)


def _found(session: Session, ids: list[str], chosen: Chosen) -> Iterator[Compared]:
    with showing() as told:
        for done, found in comparing_sources.differing(session, ids, chosen):
            told("comparing", done, len(ids))
            yield from found


def _written(session: Session, ids: list[str], chosen: Chosen, to: Path) -> int:
    number = 0
    try:
        with written_whole(to) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADS)
            for one in _found(session, ids, chosen):
                rows = list(comparing_sources.rows(one, chosen))
                writer.writerows(cells(row) for row in rows)
                number += len(rows)
    except OSError as error:
        fail(f"{to} cannot be written: {error.strerror or error}", UNHEALTHY)
    return number


def _write(to: Path, body: bytes) -> None:
    try:
        with written_whole(to) as temporary:
            temporary.write_bytes(body)
    except OSError as error:
        fail(f"{to} cannot be written: {error.strerror or error}", UNHEALTHY)


def _tell(one: Compared, chosen: Chosen, *, as_json: bool) -> None:
    rows = list(comparing_sources.rows(one, chosen))
    if as_json:
        print_json({
            "practitioner_id": one.practitioner_id, "name": one.name, "npi": one.npi,
            "sources": [_side(column) for column in one.columns],
            "discrepancies": [dict(zip(HEADS, row, strict=True)) for row in rows],
        })  # fmt: skip
        return
    out.print(f"\n[bold]{escaped(one.name)}[/] {one.practitioner_id}", highlight=False)
    if not rows:
        out.print("  Nothing differs.")
        return
    table = Table("fact", "differs in", "says", "what counts", box=SIMPLE, padding=(0, 1), show_edge=False)
    for found in filter(chosen.fits, one.found):
        counts = f"{found.right.title}: {found.ruling.words}"
        table.add_row(found.fact.value, *map(escaped, (found.wrong.title, found.says.words, counts)))
    out.print(table)


def _side(column: Column) -> dict[str, Any]:
    return {
        "source": column.source, "title": column.title, "holder": column.holder, "page": column.page,
        "read_at": column.read_at, "evidence": column.sha256,
        "facts": {fact.value: [told.words for told in column.facts[fact]] for fact in column.facts},
    }  # fmt: skip
