"""Commands about look-ups that people made by hand: record one with its document, list, show and withdraw them."""

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory import wording
from directory.cli.application import receipts_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.gathering import published_beside
from directory.cli.options import Json, StateOption
from directory.cli.stores import clock_of, store
from directory.config import today_of
from directory.look_ups import LookUp
from directory.of_whom import whose
from directory.receipts import ReceiptError, all_receipts, record_receipt, withdraw_receipt
from directory.store.evidence import EvidenceStore
from directory.store.tables import Receipt
from directory.vocabulary import HandResult, LookedUp, LookUpWay

Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof receipts list`.")]
# What gives each field that a receipt may not lack.
OPTIONS = {
    "looked_on": "--on",
    "looked_by": "--by",
    "answered_by": "--from",
    "way": "--how",
    "board": "--registry",
    "what": "--what",
    "result": "--result",
    "said": "--said",
    "document": "--document",
    "address": "--address",
    "whom": "--npi, --id, or --license with --state",
}


@receipts_app.command("add")
def add(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the look-up.")] = None,
    by: Annotated[str | None, typer.Option(help="Who looked: name or initials.")] = None,
    answered: Annotated[str | None, typer.Option("--from", help="Who answered: a person, or the page asked.")] = None,
    how: Annotated[LookUpWay | None, typer.Option(help="How it was looked up.")] = None,
    registry: Annotated[str | None, typer.Option(help="Board or registry: a source's name, or in words.")] = None,
    address: Annotated[str | None, typer.Option(help="Its web address; needed with --how web.")] = None,
    what: Annotated[LookedUp | None, typer.Option(help="What was verified.")] = None,
    npi: Annotated[str | None, typer.Option(help="Of whom: the NPI.")] = None,
    ident: Annotated[str | None, typer.Option("--id", help="Of whom: the id in this directory.")] = None,
    license_number: Annotated[
        str | None, typer.Option("--license", help="Of whom: license number, with --state.")
    ] = None,
    state: StateOption = None,
    name: Annotated[str | None, typer.Option(help="The name asked for; not needed, guards against a slip.")] = None,
    result: Annotated[HandResult | None, typer.Option(help="What came of it.")] = None,
    said: Annotated[str | None, typer.Option(help="The registry's own word for it.")] = None,
    document: Annotated[Path | None, typer.Option(help="Print of the page, letter, or your notes of the call.")] = None,
    as_json: Json = False,
) -> None:
    """Record a look-up made by a person; nothing is saved unless all of it is there.

    For boards and registries that allow no crawling. A receipt is shown to coordinators beside the person's checks,
    with its document; it makes nobody checked by itself. It is published at once, for a rule may count it.

    Example: needleproof receipts add --on 2026-11-18 --by JR --how web --registry "BOC registry"
    --address https://registry.example.org/ --from "public registry page" --what certification
    --npi 2000000002 --result certified --said Certified --document page.pdf
    """
    told = LookUp(
        looked_on=on.date() if on else None, looked_by=by, answered_by=answered, way=how, board=registry,
        address=address, what=what, npi=npi, practitioner_id=ident, license_number=license_number,
        license_state=state, name=name, result=result, said=said, document=document,
    )  # fmt: skip
    with store(write=True) as (found, engine):
        try:
            receipt = record_receipt(
                engine, EvidenceStore(found.evidence_dir), told, now=clock_of(found)(), today=today_of(found)
            )
        except ReceiptError as error:
            hint = f". Give {', '.join(OPTIONS[name] for name in error.missing)}" if error.missing else ""
            fail(f"{error}{hint}")
        published_beside(found, engine, "receipts add")
        with Session(engine) as session:
            row = _row(session, receipt)
    if as_json:
        print_json(row)
        return
    whose = f"about practitioner {row['about']}" if row["about"] else f"open: {row['open']}"
    out.print(f"Receipt {receipt.id} is recorded, {whose}.", highlight=False)


@receipts_app.command("list")
def list_receipts(
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those that lead to nobody we know, or to several.")
    ] = False,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Withdrawn ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the receipts, the newest first."""
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        rows = [_row(session, r) for r in all_receipts(session) if withdrawn or r.withdrawn_at is None]
    if only_open:
        rows = [row for row in rows if row["open"]]
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("There are no receipts." if not only_open else "No receipt is open.")
        return
    table = Table("no.", "day", "what and result", "registry", "about", box=SIMPLE, padding=0, show_edge=False)
    for row in rows:
        state = "withdrawn: " if row["withdrawn_at"] else ""
        table.add_row(
            str(row["id"]),
            str(row["looked_on"]),
            f"{state}{row['what']} {str(row['result']).replace('_', ' ')}",
            escaped(str(row["board"])),
            escaped(str(row["about"] or f"open: {row['open']}")),
        )
    out.print(table)


@receipts_app.command("show")
def show(number: Number, as_json: Json = False) -> None:
    """Show one receipt with all that was recorded, withdrawn or not."""
    with store() as (_, engine), Session(engine) as session:
        receipt = session.get(Receipt, number)
        if receipt is None:
            fail(f"there is no receipt {number}; `needleproof receipts list` shows them")
        row = _row(session, receipt)
        sentence = wording.by_hand(
            receipt.what, receipt.result, receipt.said, receipt.way, receipt.answered_by, receipt.looked_on
        )
    if as_json:
        print_json(row)
        return
    out.print(f"{escaped(sentence)}.", highlight=False)
    for field, value in row.items():
        if value is not None:
            out.print(f"  {field.replace('_', ' ')}: {escaped(str(value))}", highlight=False)


@receipts_app.command("withdraw")
def withdraw(
    number: Number,
    why: Annotated[str, typer.Option(help="What is wrong with it; recorded with your name.")],
    by: Annotated[str, typer.Option(help="Who withdraws it: name or initials.")],
) -> None:
    """Withdraw a receipt that is wrong. It stays on record with who and why; record the right one anew."""
    with store(write=True) as (found, engine):
        try:
            withdraw_receipt(engine, number, who=by, why=why, now=clock_of(found)())
        except ReceiptError as error:
            fail(str(error), UNHEALTHY)
        published_beside(found, engine, "receipts withdraw")
    out.print(f"Receipt {number} is withdrawn.", highlight=False)


def _row(session: Session, receipt: Receipt) -> dict[str, Any]:
    """All that was recorded, and of whom it is by what we know today."""
    found = whose(session, receipt)
    told = receipt.model_dump(mode="json", exclude={"license_digits"})
    order = ["id", *(one.name for one in fields(LookUp))]
    first = {name: told[name] for name in order}
    return first | told | {"about": found.practitioner_id, "open": found.why_open}
