"""Commands about possible exclusion hits and contradictions: what waits, both sides, decisions and their undoing."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory import findings, wording
from directory.cli.application import findings_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json, StateOption, Wait, state_of
from directory.cli.stores import clock_of, store, writer
from directory.config import Config, today_of
from directory.findings import ID_LENGTH, Asked, Contradiction, FindingError, Hit
from directory.profiles import find_id
from directory.store import readings
from directory.store.findings_tables import FindingDecision
from directory.store.tables import Practitioner
from directory.store.writing import WAIT
from directory.vocabulary import FindingAnswer, FindingKind

Profile = Annotated[str, typer.Argument(metavar="PRACTITIONER", help="The id of the profile, from `findings list`.")]
Asked12 = Annotated[str, typer.Argument(metavar="ID", help="The id of the hit or contradiction, from `findings show`.")]
Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof findings log`.")]
By = Annotated[str, typer.Option(help="Who decides: name or initials.")]
Note = Annotated[str, typer.Option(help="What you compared, and how; kept with the decision. No birth date.")]


@findings_app.command("list")
def list_findings(
    kind: Annotated[FindingKind | None, typer.Option(help="Only these; else both.")] = None,
    state: StateOption = None,
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    newest: Annotated[bool, typer.Option("--newest", help="The latest first, else whoever waits longest.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 20,
    as_json: Json = False,
) -> None:
    """List possible exclusion hits and contradictions that wait for a person.

    Example: needleproof findings list --kind hit --state WA
    """
    asked = Asked(state=state_of(state), source=source, newest=newest, everything=everything)
    kinds = [kind] if kind else list(FindingKind)
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        totals = {one: findings.how_many(session, one, asked) for one in kinds}
        rows = [row for one in kinds for row in findings.waiting(session, one, asked, limit=limit)]
        told = [
            {
                "kind": row.kind, "practitioner_id": row.practitioner_id, "name": row.name,
                "source": row.check.source, "source_title": row.source_title, "subject": row.check.subject,
                "since": row.since, "entries": list(row.check.details.get("entries") or ()),
                "why": row.check.details.get("why"),
            }
            for row in rows
        ]  # fmt: skip
    if as_json:
        print_json(told)
        return
    if not told:
        out.print("Nothing waits for a person.")
        return
    table = Table("id", "who", "what", "source", "since", box=SIMPLE, padding=0, show_edge=False)
    for one in told:
        since = f"{one['since']:%Y-%m-%d}" if isinstance(one["since"], datetime) else "–"
        what = "possible hit" if one["kind"] is FindingKind.HIT else f"contradiction: {one['subject']}"
        table.add_row(
            str(one["practitioner_id"]),
            escaped(str(one["name"])),
            escaped(what),
            escaped(str(one["source_title"])),
            since,
        )
    out.print(table)
    numbers = ", ".join(f"{number:,} {_words(one)}" for one, number in totals.items())
    out.print(f"{numbers}. See both sides with: needleproof findings show PRACTITIONER", highlight=False)


@findings_app.command("show")
def show(profile: Profile, as_json: Json = False) -> None:
    """Show what waits of one person: both sides, what would settle it, and what was decided before.

    Example: needleproof findings show 0123456789abcdef
    """
    with store() as (found, engine), Session(engine) as session:
        ident = find_id(session, profile)
        if ident is None:
            fail(f"nobody has the id {profile!r}; `needleproof search NAME --json` tells ids")
        told = _told(session, found, ident)
    if as_json:
        print_json(told)
        return
    _print(told)


@findings_app.command("decide")
def decide(
    profile: Profile,
    ident: Asked12,
    answer: Annotated[
        str, typer.Argument(metavar="same|different|unsure|A|B|…", help="Of a contradiction: which value is right.")
    ],
    by: By,
    note: Note = "",
    wait: Wait = WAIT,
) -> None:
    """Decide about a possible hit or a contradiction. Nobody is asked again while what was compared stays the same.

    What a source said stays as it is. With NEEDLEPROOF_TWO_PERSONS=yes "same" counts only after `findings confirm`.

    Example: needleproof findings decide 0123456789abcdef 3f2a9c0d1e4b different --by JR --note "another birth date"
    """
    told = answer.strip().lower()
    if told not in ("same", "different", "unsure") and not (len(told) == 1 and "a" <= told <= "z"):
        fail(f"the answer {answer!r} is none of same, different and unsure, and no letter of a value")

    def act(engine: Engine, now: datetime, found: Config) -> FindingDecision:
        signed: Any = {"who": by, "note": note, "now": now}
        with Session(engine) as session:
            of_values = any(one.evidence.startswith(ident) for one in _contradictions(session, profile))
        if of_values and len(ident) >= ID_LENGTH:
            if told in ("same", "different"):
                raise FindingError("nothing is recorded: of a contradiction name the value that is right, or unsure")
            chosen = None if told == "unsure" else ord(told) - ord("a")
            return findings.decide_contradiction(engine, profile, ident, chosen, **signed)
        if len(told) == 1:
            raise FindingError("nothing is recorded: of a possible hit say same, different or unsure")
        return findings.decide_hit(
            engine, profile, ident, FindingAnswer(told), today=today_of(found), two_persons=found.two_persons, **signed
        )

    _decided("findings decide", act, wait)


@findings_app.command("confirm")
def confirm(number: Number, by: By, wait: Wait = WAIT) -> None:
    """Confirm another person's decision that waits for a second one.

    Example: needleproof findings confirm 3 --by KL
    """
    _decided("findings confirm", lambda engine, now, _: findings.confirm(engine, number, who=by, now=now), wait)


@findings_app.command("undo")
def undo(
    number: Number,
    by: Annotated[str, typer.Option(help="Who undoes it: name or initials.")],
    why: Annotated[str, typer.Option(help="What is wrong with it; recorded with your name.")],
    wait: Wait = WAIT,
) -> None:
    """Undo a decision. It stays on record with who and why, and the question is open again.

    Example: needleproof findings undo 3 --by KL --why "the wrong person"
    """
    _decided("findings undo", lambda engine, now, _: findings.undo(engine, number, who=by, why=why, now=now), wait)


@findings_app.command("log")
def log(as_json: Json = False) -> None:
    """List all decisions, the newest first, undone ones too.

    Example: needleproof findings log --json
    """
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        rows = findings.all_decisions(session)
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    if not rows:
        out.print("Nobody has decided anything yet.")
        return
    for row in rows:
        out.print(f"{row.id}: {escaped(_in_words(row))}", highlight=False)
        for line in row.shown:
            out.print(f"    {escaped(line)}", highlight=False)


# --- what all of them have in common ----------------------------------------------------------------------------


def _decided(what: str, act: Callable[[Engine, datetime, Config], FindingDecision], wait: float) -> None:
    with writer(what, wait=wait) as (found, engine):
        try:
            row = act(engine, clock_of(found)(), found)
        except FindingError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"Decision {row.id}: {escaped(_in_words(row))}.", highlight=False)


def _in_words(row: FindingDecision) -> str:
    answer = f"“{row.chosen}” is right" if row.chosen else row.answer.value
    note = f" (“{row.note}”)" if row.note else ""
    undone = f"; undone by {row.undone_by}: {row.undone_why}" if row.undone_by else ""
    return f"{row.decided_by} decided on {row.decided_at:%Y-%m-%d} about a {row.kind.value}: {answer}{note}{undone}"


def _words(kind: FindingKind) -> str:
    return {FindingKind.HIT: "possible hits", FindingKind.CONTRADICTION: "contradictions"}[kind]


def _contradictions(session: Session, profile: str) -> list[Contradiction]:
    ident = find_id(session, profile)
    return findings.contradictions_of(session, ident) if ident else []


def _told(session: Session, found: Config, ident: str) -> dict[str, Any]:
    searched = findings.search(session, ident, today_of(found))
    about = findings.abouts(session, [ident])[ident]
    known = readings.sources(session)
    return {
        "practitioner_id": ident,
        "name": session.get_one(Practitioner, ident).display_name,
        "hits": [_hit(hit, about, known[hit.sighting.source].page_url) for hit in (searched.hits if searched else ())],
        "contradictions": [_values(one) for one in findings.contradictions_of(session, ident)],
        "decisions": [
            row.model_dump(mode="json") | {"waits": waits}
            for kind in FindingKind
            for row, waits in findings.decisions_about(session, ident, kind)
        ],
    }


def _hit(hit: Hit, about: findings.About, page: str) -> dict[str, Any]:
    return {
        "id": hit.evidence[:ID_LENGTH],
        "source": hit.sighting.source,
        "read_at": hit.sighting.read_at,
        "evidence": hit.sighting.sha256,
        "locator": hit.sighting.locator,
        "sides": [asdict(row) for row in findings.side_by_side(hit.record, about)],
        "would": findings.would_settle(hit.record, about, page),
        "decision": hit.told.row.id if hit.told else None,
    }


def _values(one: Contradiction) -> dict[str, Any]:
    return {
        "id": one.evidence[:ID_LENGTH],
        "subject": one.check.subject,
        "values": [asdict(value) for value in one.values],
        "rules": one.rules,
        "would": [one.check.next_step] if one.check.next_step else [],
        "decision": one.told.row.id if one.told else None,
    }


def _print(told: dict[str, Any]) -> None:
    out.print(f"[bold]{escaped(told['name'])}[/] {told['practitioner_id']}", highlight=False)
    for hit in told["hits"]:
        out.print(f"\n[bold]{hit['id']}[/]: is this the entry of {escaped(hit['source'])}?", highlight=False)
        table = Table("", "the list", "the person", "compared", box=SIMPLE, padding=(0, 1), show_edge=False)
        for row in hit["sides"]:
            says = wording.COMPARED[row["says"]] if row["says"] else ""
            table.add_row(row["fact"], escaped(row["theirs"]), escaped(row["ours"]), says)
        out.print(table)
        _rest(hit)
    for one in told["contradictions"]:
        out.print(f"\n[bold]{one['id']}[/]: {escaped(one['subject'])}: which is right?", highlight=False)
        for number, value in enumerate(one["values"]):
            read = f", read {value['read_at']:%Y-%m-%d %H:%M} UTC" if value["read_at"] else ""
            letter = chr(ord("A") + number)
            out.print(
                f"  {letter}: {escaped(value['words'])} ({escaped(value['source_title'])}{read})", highlight=False
            )
        out.print(f"  {escaped(one['rules'])}", highlight=False)
        _rest(one)
    if not told["hits"] and not told["contradictions"]:
        out.print("Nothing of this person waits for a decision.")
    for row in told["decisions"]:
        waits = "; it waits for a second person" if row["waits"] else ""
        out.print(
            f"  Decision {row['id']}: {escaped(_in_words(FindingDecision.model_validate(row)))}{waits}", highlight=False
        )


def _rest(one: dict[str, Any]) -> None:
    for line in _lines(one):
        out.print(f"  {escaped(line)}", highlight=False)


def _lines(one: dict[str, Any]) -> Iterator[str]:
    for would in one["would"]:
        yield f"To settle it: {would}"
    if one["decision"]:
        yield f"Decided already: decision {one['decision']}."
