"""Commands about identity: what only people can decide, their decisions, and the undoing of them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory import reviewing, wording
from directory.cli.application import review_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.gathering import published
from directory.cli.options import Json, StateOption, Wait, state_of
from directory.cli.stores import clock_of, settings, store, writer
from directory.linking.side_by_side import PARTS, facts_of
from directory.refresh import last_publication
from directory.reviewing import Question, ReviewError
from directory.store.changes import changes_in
from directory.store.tables import LinkDecision
from directory.store.writing import WAIT
from directory.vocabulary import LinkAnswer

By = Annotated[str, typer.Option(help="Who decides: name or initials.")]
Note = Annotated[str, typer.Option(help="Why, in your words; kept with the decision.")]
Asked = Annotated[str, typer.Argument(metavar="ID", help="The id of the question, from `needleproof review`.")]
Profile = Annotated[str, typer.Argument(metavar="PRACTITIONER", help="The id of the profile.")]


@review_app.callback()
def review(
    context: typer.Context,
    state: StateOption = None,
    source: Annotated[str | None, typer.Option(help="Only entries of this source.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
    offset: Annotated[int, typer.Option(min=0, max=10_000_000, help="Leave out the first so many.")] = 0,
    as_json: Json = False,
) -> None:
    """List the open questions, the likeliest first, both sides side by side."""
    if context.invoked_subcommand is not None:
        return
    wanted = state_of(state)
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        total = reviewing.how_many_open(session, state=wanted, source=source)
        found = reviewing.open_questions(session, limit=limit, offset=offset, state=wanted, source=source)
    if as_json:
        print_json([asdict(question) for question in found])
        return
    if not found:
        out.print("No question is open." if not total else f"There are only {total:,} open questions.")
        return
    for question in found:
        _tell(question)
    out.print(
        f"{len(found):,} of {total:,} open. Answer with: needleproof review answer ID same|different|unsure --by WHO",
        highlight=False,
    )


@review_app.command("show")
def show(ident: Asked, as_json: Json = False) -> None:
    """Show one question with both sides, the reasons, what would settle it, and what was said before."""
    with store() as (_, engine), Session(engine) as session:
        question = reviewing.question(session, ident)
    if question is None:
        fail(f"there is no question {ident!r}; `needleproof review` lists what is open")
    if as_json:
        print_json(asdict(question))
        return
    _tell(question)
    for side, title in ((question.left, "entry"), (question.right, "person")):
        for origin in side.records:
            out.print(
                f"  {title}: record {origin.record} of {escaped(origin.source_title)}, {escaped(origin.url)}, "
                f"{escaped(origin.locator)}, SHA-256 {origin.sha256}",
                highlight=False,
            )


@review_app.command("answer")
def answer(
    ident: Asked,
    what: Annotated[LinkAnswer, typer.Argument(metavar="same|different|unsure", help="The same person?")],
    by: By,
    note: Note = "",
    wait: Wait = WAIT,
) -> None:
    """Answer a question and publish. It is not asked again while what both records tell stays the same.

    Example: needleproof review answer 3f2a9c0d1e4b different --by JR --note "father and son"
    """
    twice = settings().two_persons
    _decided(
        "review answer",
        lambda engine, now: [
            reviewing.decide(engine, ident, what, who=by, note=note, now=now, two_persons=twice)
        ],
        wait,
    )  # fmt: skip


@review_app.command("split")
def split(
    profile: Profile,
    records: Annotated[
        list[int] | None, typer.Argument(min=1, max=2**63 - 1, help="The records that are somebody else's.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides: name or initials.")] = "",
    note: Note = "",
    wait: Wait = WAIT,
) -> None:
    """Take records off a profile, because they are somebody else's, and publish.

    Without records it lists those of the profile with their numbers.
    """
    if not records:
        _tell_records(profile)
        return
    chosen = records
    _decided(
        "review split",
        lambda engine, now: reviewing.split(engine, profile, chosen, who=by, note=note, now=now),
        wait,
    )


@review_app.command("confirm")
def confirm(
    profile: Profile,
    records: Annotated[list[int], typer.Argument(min=1, max=2**63 - 1, help="The records that you checked.")],
    by: By,
    note: Note = "",
    wait: Wait = WAIT,
) -> None:
    """Say that records truly are of the person on whose profile they stand, and publish.

    Splits and confirmations together tell how often our links are wrong where people looked.
    """
    _decided(
        "review confirm",
        lambda engine, now: reviewing.confirm(engine, profile, records, who=by, note=note, now=now),
        wait,
    )


@review_app.command("merge")
def merge(
    one: Annotated[str, typer.Argument(help="The id of a profile.")],
    other: Annotated[str, typer.Argument(help="The id of another profile of the same person.")],
    by: By,
    note: Note = "",
    wait: Wait = WAIT,
) -> None:
    """Make one of two profiles, because they are of one person, and publish. Both addresses go on leading there."""
    twice = settings().two_persons
    _decided(
        "review merge",
        lambda engine, now: [reviewing.merge(engine, one, other, who=by, note=note, now=now, two_persons=twice)],
        wait,
    )


@review_app.command("second")
def second(
    decision: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof review log`.")],
    by: By,
    wait: Wait = WAIT,
) -> None:
    """Confirm another person's decision that two records are of one person, and publish.

    Where NEEDLEPROOF_TWO_PERSONS is yes, such a decision counts only from then on.

    Example: needleproof review second 3 --by KL
    """
    _decided("review second", lambda engine, now: [reviewing.second(engine, decision, who=by, now=now)], wait)


@review_app.command("undo")
def undo(
    decision: Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof review log`.")],
    by: Annotated[str, typer.Option(help="Who undoes it: name or initials.")],
    why: Annotated[str, typer.Option(help="What is wrong with it; recorded with your name.")],
    wait: Wait = WAIT,
) -> None:
    """Undo a decision and publish. It stays on record with who and why; what held before it holds again."""
    _decided(
        "review undo",
        lambda engine, now: [reviewing.undo(engine, decision, who=by, why=why, now=now)],
        wait,
    )


@review_app.command("log")
def log(as_json: Json = False) -> None:
    """List all decisions, the newest first, undone ones too."""
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        rows = reviewing.all_decisions(session)
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    if not rows:
        out.print("Nobody has decided anything yet.")
        return
    table = Table("no.", "day", "decision", "about", box=SIMPLE, padding=0, show_edge=False)
    for row in rows:
        about = f"{row.left_source} {row.left_key} and {row.right_source} {row.right_key}"
        table.add_row(str(row.id), f"{row.decided_at:%Y-%m-%d}", escaped(_told(row)), escaped(about))
    out.print(table)


# --- what all of them have in common ----------------------------------------------------------------------------


def _decided(what: str, act: Callable[[Engine, datetime], Iterable[LinkDecision]], wait: float) -> None:
    """Does it as the one writer, publishes, and says what changed by that."""
    with writer(what, wait=wait) as (found, engine), showing() as told:
        try:
            rows = list(act(engine, clock_of(found)()))
        except ReviewError as error:
            fail(str(error), UNHEALTHY)
        for row in rows:
            out.print(f"Decision {row.id}: {escaped(_told(row))}.", highlight=False)
        published(found, engine, told)
        with Session(engine) as session:
            last = last_publication(session)
            changes = changes_in(session, last.id) if last is not None and last.id is not None else []
    for change in changes:
        out.print(f"  {change.practitioner_id}: {escaped(change.sentence)}", highlight=False)
    if not changes:
        out.print("Nobody's records changed by that.")


def _told(row: LinkDecision) -> str:
    told = wording.decided(row.answer, row.decided_by, row.decided_at.date(), row.note)
    return f"{told}; undone by {row.undone_by}: {row.undone_why}" if row.undone_at else told


def _tell(question: Question) -> None:
    """One question as a table of both sides, then the reasons in sentences."""
    where = f" in {question.state}" if question.state else ""
    out.print(f"[bold]{question.id}[/]{where}: is this the same person?", highlight=False)
    entry = question.left.records[0].source_title if question.left.records else question.subject
    table = Table(
        "", f"entry: {escaped(entry)}", "person we know", "compared", box=SIMPLE, padding=(0, 1), show_edge=False
    )
    table.add_row("name", escaped(question.left.name), escaped(question.right.name), "")
    for row in question.rows:
        table.add_row(row.fact, escaped(_both(row.left)), escaped(_both(row.right)), wording.COMPARED[row.says])
    out.print(table)
    for reason in question.reasons:
        out.print(
            f"  {wording.REASONS.get(reason['side'], reason['side'])}: {escaped(reason['sentence'])}", highlight=False
        )
    for would in question.would:
        out.print(f"  To settle it: {escaped(would)}", highlight=False)
    for told in question.earlier:
        out.print(f"  Decision {told.decision}: {escaped(told.sentence)}", highlight=False)
    if question.outdated:
        out.print("  The evidence has changed since: run `needleproof publish` first.", highlight=False)
    out.print()


def _both(texts: tuple[str, ...]) -> str:
    return "; ".join(texts) or "–"


def _tell_records(profile: str) -> None:
    with store() as (_, engine), Session(engine) as session:
        person = reviewing.person_of(session, profile)
        if person is None:
            fail(f"nobody has the id {profile!r}")
        found = reviewing.held_by(session, person.id)
        name = person.display_name
    out.print(f"{escaped(name)} has these records; name those of somebody else:", highlight=False)
    for place, one in enumerate(found):
        told = facts_of([one.record])
        facts = "; ".join(text for fact, texts in told.items() if fact not in PARTS for text in texts)
        stands = " (the profile stands on it)" if place == 0 else ""
        out.print(f"  {one.record_id}{stands}: {escaped(one.ident[0])}: {escaped(facts)}", highlight=False)
