"""Commands about what people say is wrong: the queue, what was decided, and what is hidden from patients."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory import disputes
from directory.cli.application import disputes_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.stores import clock_of, store
from directory.disputes import LISTING, DisputeError
from directory.disputes.filing import DECISION
from directory.store.tables import Dispute, Practitioner
from directory.vocabulary import DisputeDecision, Wish

Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof disputes list`.")]
By = Annotated[str, typer.Option(help="Who decides: name or initials.")]
WORDS = {Wish.CORRECT: "correct", Wish.HIDE_CONTACT: "hide contact data", Wish.HIDE_LISTING: "hide the listing"}


class What(StrEnum):
    CONTACT = "contact"
    LISTING = "listing"


@disputes_app.command("list")
def list_disputes(
    everything: Annotated[bool, typer.Option("--all", help="Decided and withdrawn ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List what waits to be decided, whoever waits longest first.

    Patients are promised a first look within 2 working days and a decision within 30 days.
    """
    with store(or_empty=True) as (found, engine), Session(engine) as session:
        rows = _rows(session, disputes.all_disputes(session) if everything else disputes.waiting(session))
        now = clock_of(found)()
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("There are no disputes." if everything else "No dispute waits to be decided.")
        return
    table = Table("no.", "filed", "state", "about", "wish", "what is wrong", box=SIMPLE, padding=0, show_edge=False)
    for row in rows:
        who = f"{row['name'] or row['about'] or 'nobody now'}: {row['fact']}"
        text = row["text"] if len(row["text"]) <= 60 else f"{row['text'][:60]}…"
        table.add_row(
            str(row["id"]), row["filed_at"][:10], _state(row, now), escaped(who), WORDS[row["wish"]], escaped(text)
        )
    out.print(table)
    if not everything:
        out.print("Decide with `needleproof disputes accept N` or `reject N`, each with --why and --by.")


@disputes_app.command("show")
def show(number: Number, as_json: Json = False) -> None:
    """Show one dispute with all that was said and decided, and whom it is about by now."""
    with store() as (_, engine), Session(engine) as session:
        dispute = session.get(Dispute, number)
        if dispute is None:
            fail(f"there is no dispute {number}; `needleproof disputes list` shows them")
        (row,) = _rows(session, [dispute])
    if as_json:
        print_json(row)
        return
    for field, value in row.items():
        if value is not None:
            text = "; ".join(":".join(one) for one in value) if field == "records" else str(value)
            out.print(f"  {field.replace('_', ' ')}: {escaped(text)}", highlight=False)


@disputes_app.command("accept")
def accept(
    number: Number,
    why: Annotated[str, typer.Option(help="What was found. With the wish `correct` patients read it.")],
    by: By,
) -> None:
    """Accept a dispute. What its wish asks for is done at once, and holds over every crawl, merge and publishing.

    correct: a note with your words stands beside the fact until its source changes; we change no source's entry.
    hide_contact: phone, website and street of that place are hidden from patients; of a fact that is no place, all.
    hide_listing: patients do not find the person; under the address stay the name and what public registers say.

    Example: needleproof disputes accept 3 --why "moved to Tacoma in May" --by JR
    """
    dispute = _decide(number, DisputeDecision.ACCEPTED, why, by)
    out.print(f"Dispute {number} is accepted: {WORDS[dispute.wish]}.", highlight=False)
    _to_tell(dispute)


@disputes_app.command("reject")
def reject(
    number: Number,
    why: Annotated[str, typer.Option(help="Why nothing changes. Patients read it beside the fact.")],
    by: By,
) -> None:
    """Reject a dispute. Its mark goes, and patients read that it was looked at, and why nothing changed.

    Example: needleproof disputes reject 3 --why "the board lists this license as active" --by JR
    """
    dispute = _decide(number, DisputeDecision.REJECTED, why, by)
    out.print(f"Dispute {number} is rejected.", highlight=False)
    _to_tell(dispute)


@disputes_app.command("withdraw")
def withdraw(
    number: Number,
    why: Annotated[str, typer.Option(help="Why it is taken back; recorded with your name.")],
    by: By,
) -> None:
    """Take a dispute back, decided or not: its mark or note goes, and what it hid is shown again. It stays on record.

    Example: needleproof disputes withdraw 3 --why "the wrong person" --by JR
    """
    with store(write=True) as (found, engine):
        try:
            disputes.withdraw(engine, number, who=by, why=why, now=clock_of(found)())
        except DisputeError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"Dispute {number} is withdrawn.", highlight=False)


@disputes_app.command("hide")
def hide(
    ident: Annotated[str, typer.Argument(metavar="ID", help="The person's id in this directory.")],
    what: Annotated[What, typer.Option(help="Contact data, or the whole listing.")],
    why: Annotated[str, typer.Option(help="Who asked for it, and how; recorded with your name.")],
    by: By,
    fact: Annotated[
        str | None, typer.Option(help="Of one place only, such as place:98101:practice or phone:98101:practice.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hide at once what somebody asked for by phone or letter. `disputes withdraw` shows it again.

    Example: needleproof disputes hide 0123456789abcdef --what contact --why "called on May 3" --by JR
    """
    wish = Wish.HIDE_LISTING if what is What.LISTING else Wish.HIDE_CONTACT
    if fact is not None and (wish is Wish.HIDE_LISTING or not disputes.of_a_place(fact)):
        fail("--fact goes with --what contact, and names a place: place:98101:practice, phone:… or website:…")
    with store(write=True) as (found, engine):
        try:
            filed = disputes.hide(
                engine, ident, fact or LISTING, wish, shown=fact or "all of it", who=by, why=why,
                now=clock_of(found)(),
            )  # fmt: skip
        except DisputeError as error:
            fail(str(error), UNHEALTHY)
        with Session(engine) as session:
            (row,) = _rows(session, [session.get_one(Dispute, filed.number)])
    if as_json:
        print_json(row)
        return
    out.print(f"Dispute {filed.number} is filed and accepted: {WORDS[wish]}.", highlight=False)


@disputes_app.command("forget")
def forget(number: Number) -> None:
    """Delete how to reach whoever filed a dispute, once it is decided and they were told. All else stays on record."""
    with store(write=True) as (_, engine):
        try:
            disputes.forget_contact(engine, number)
        except DisputeError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"How to reach whoever filed dispute {number} is deleted.", highlight=False)


def _decide(number: int, decision: DisputeDecision, why: str, by: str) -> Dispute:
    with store(write=True) as (found, engine):
        try:
            return disputes.decide(engine, number, decision, who=by, why=why, now=clock_of(found)())
        except DisputeError as error:
            fail(str(error), UNHEALTHY)


def _to_tell(dispute: Dispute) -> None:
    if dispute.contact:
        out.print(f"Tell whoever asked: {escaped(dispute.contact)}", highlight=False)
        out.print(f"Then `needleproof disputes forget {dispute.id}` deletes that.", highlight=False)


def _rows(session: Session, found: list[Dispute]) -> list[dict[str, Any]]:
    """All that was said and decided; ``about`` and ``name``: whom it is about by now."""
    whose = disputes.followed(session, found)
    rows = []
    for dispute in found:
        person = session.get(Practitioner, whose[dispute.id or 0] or "")
        told = {"about": person.id if person else None, "name": person.display_name if person else None}
        rows.append({"id": dispute.id, **told, **dispute.model_dump(mode="json", exclude={"id", "content_hash"})})
    return rows


def _state(row: dict[str, Any], now: datetime) -> str:
    if row["withdrawn_at"]:
        return "withdrawn"
    if row["decision"]:
        return str(row["decision"])
    left = (datetime.fromisoformat(row["filed_at"]).date() + timedelta(days=DECISION) - now.date()).days
    return f"{left} days left" if left >= 0 else "overdue"
