"""The command that tells what people can give so that a verdict is known, and writes down that it was asked for."""

from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from directory import profiles
from directory.chasing import Chased, ChaseError, Filters, chased, everybody, how_many, letter, mark_asked, watch_lists
from directory.chasing.listing import MOST_COUNTED, NEVER, days_since
from directory.cli.application import app
from directory.cli.console import UNHEALTHY, err, escaped, fail, out, print_json
from directory.cli.options import Json, StateOption, state_of
from directory.cli.stores import clock_of, store
from directory.config import today_of
from directory.normalize.identifiers import clean_npi
from directory.vocabulary import Profession

NOBODY = "the coordinator's desk"  # signs a text that is only looked at


@app.command("chase")
def chase(
    who: Annotated[
        str | None, typer.Argument(help="An NPI, an id in this directory, or a license number with --state.")
    ] = None,
    state: StateOption = None,
    profession: Annotated[Profession | None, typer.Option(help="Without WHO: only of this profession.")] = None,
    asked: Annotated[
        str | None, typer.Option(metavar="never|DAYS", help="Without WHO: only who was never asked, or so long ago.")
    ] = None,
    watched: Annotated[
        str | None, typer.Option(help="Without WHO: only who is on the watch list of this name.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Without WHO: also those of whom no more than a certificate is missing.")
    ] = False,
    text: Annotated[bool, typer.Option("--text", help="Print the text to send, instead of a list.")] = False,
    sent: Annotated[bool, typer.Option("--sent", help="With WHO: write down that all of it was asked for.")] = False,
    to: Annotated[str | None, typer.Option(help="With --sent: to whom it was sent, an address or a person.")] = None,
    by: Annotated[str | None, typer.Option(help="Who asks: name or initials. Signs the text.")] = None,
    as_json: Json = False,
) -> None:
    """List what is missing for a verdict and the person can give, with the rule that asks for it.

    An item closes by itself when its paper was filed (`needleproof documents add`), or the license number was looked up
    (`needleproof receipts add`), and that was published; --sent closes nothing, it only tells since when you wait.

    Example: needleproof chase --state WA, or needleproof chase 2000000002 --text --by JR
    """
    if sent and (who is None or not by or not to):
        fail("--sent needs WHO, --by and --to: who asked whom for what")
    code = state_of(state)
    filters = Filters(
        state=code, profession=profession, asked=_age(asked), watched=watched, verdicts=not everything
    )  # fmt: skip
    with store(write=sent) as (found, engine):
        today = today_of(found)
        with Session(engine) as session:
            if watched is not None and watched not in (lists := watch_lists(session)):
                fail(f"no watch list is called {watched!r}; there are: {', '.join(lists) or 'none'}")
            if who is not None:
                people, total = [_one(session, who, code)], 1
            else:
                people = list(everybody(session, filters, today=today))
                total = how_many(session, filters, today=today)
        if sent:
            _mark(engine, people[0], by=by or "", to=to or "", now=clock_of(found)())
            with Session(engine) as session:
                people = [one for one in [chased(session, people[0].id)] if one is not None]
    signed = by or NOBODY
    if as_json:
        for one in people:
            print_json(_as_json(one, today, letter(one.name, one.items, by=signed) if text and one.items else None))
    elif text:
        _print_texts(people, signed)
    else:
        _print(people, today, one=who is not None)
    if total > MOST_COUNTED:
        err.print(f"There are more than {MOST_COUNTED:,} people: the first of them are shown.", highlight=False)


def _as_json(one: Chased, today: date, text: str | None = None) -> dict[str, Any]:
    """One person for a program: what is open, where it is asked for, and since when somebody waits."""
    items = []
    for item in one.items:
        last = one.last_asked(item.key)
        items.append(
            {
                "item": item.key,
                "what": item.what,
                "send": item.paper,
                "asked_for_by": [
                    {"where": ask.where, "required": ask.required, "citation": ask.citation} for ask in item.asks
                ],
                "asked_at": last.asked_at.isoformat() if last else None,
                "asked_by": last.asked_by if last else None,
                "days_ago": days_since(last.asked_at, today) if last else None,
            }
        )
    closed = [{"item": row.item, "what": row.what, "asked_at": row.asked_at.isoformat()} for row in one.closed]
    told = {"id": one.id, "name": one.name, "npi": one.npi, "items": items, "closed": closed}
    return told | ({"text": text} if text is not None else {})


def _age(asked: str | None) -> str | int | None:
    if asked is None or asked == NEVER:
        return asked
    if not asked.isdecimal() or not 0 < int(asked) <= 3650:
        fail(f"--asked {asked!r}: write never, or a number of days such as 14")
    return int(asked)


def _one(session: Session, who: str, state: str | None) -> Chased:
    if state:
        ids = profiles.ids_by_license(session, who, state)
    elif (known := profiles.find_id(session, who)) is not None:
        ids = [known]
    else:
        try:
            npi = clean_npi(who)
        except ValueError as error:
            fail(f"{error}. For a license number add --state, such as --state WA")
        ids = profiles.ids_by_npi(session, npi) if npi else []
    if len(ids) != 1:
        many = "more than one person has this number" if ids else "nobody here has this number or id"
        fail(f"{who}: {many}; `needleproof search` finds people by name", UNHEALTHY)
    one = chased(session, ids[0])
    assert one is not None
    return one


def _mark(engine: Engine, one: Chased, *, by: str, to: str, now: datetime) -> None:
    try:
        number = mark_asked(
            engine, one.id, one.items, letter(one.name, one.items, by=by), by=by, to=to, now=now
        )  # fmt: skip
    except ChaseError as error:
        fail(str(error), UNHEALTHY)
    err.print(f"{number} marked as asked.", highlight=False)


def _print_texts(people: list[Chased], by: str) -> None:
    texts = [letter(one.name, one.items, by=by) for one in people if one.items]
    if not texts:
        out.print("Nothing is open: there is nothing to ask for.")
    for number, told in enumerate(texts):
        if number:
            out.print("-" * 40)
        out.print(escaped(told), highlight=False, end="")


def _print(people: list[Chased], today: date, *, one: bool) -> None:
    if not any(person.items for person in people):
        out.print("Nothing is open." if one else "Nobody is left of whom something is missing that they could give.")
    if one:
        for person in people:
            _print_one(person, today)
        return
    table = Table("who", "missing", "asked", box=SIMPLE, padding=0, show_edge=False)
    for person in people:
        who = f"{person.name}\n{person.npi or person.id}"
        table.add_row(escaped(who), escaped("; ".join(item.what for item in person.items)), _last(person, today))
    if people:
        out.print(table)


def _print_one(person: Chased, today: date) -> None:
    out.print(f"{escaped(person.name)}, {person.npi or person.id}", highlight=False)
    for item in person.items:
        last = person.last_asked(item.key)
        since = f"asked {days_since(last.asked_at, today)} days ago by {last.asked_by}" if last else "not asked yet"
        out.print(f"  {escaped(item.what)}: {escaped(since)}", highlight=False)
        for ask in item.asks:
            required = f": {ask.required}" if ask.required else ""
            out.print(f"    {escaped(ask.where)}{escaped(required)}", highlight=False)
    for row in person.closed:
        out.print(f"  closed: {escaped(row.what)}, asked on {row.asked_at:%Y-%m-%d}", highlight=False)


def _last(person: Chased, today: date) -> str:
    days = [days_since(last.asked_at, today) for item in person.items if (last := person.last_asked(item.key))]
    return f"{max(days)} days ago" if days else "never"
