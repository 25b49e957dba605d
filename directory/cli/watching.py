"""Commands about watch lists: who is on them, and where their feeds are."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory.cli.application import app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.stores import clock_of, store
from directory.monitoring.given import people_of_file, people_of_roster
from directory.monitoring.lists import (
    WatchError,
    add_people,
    end_list,
    list_named,
    new_feed,
    remove_people,
    revoke_feed,
    watch_lists,
)
from directory.monitoring.members import how_many_on, members
from directory.store.watching_tables import WatchList

watch_app = typer.Typer(no_args_is_help=True, help="Watch lists: whose licenses, exclusions and training are followed.")
app.add_typer(watch_app, name="watch")

ListName = Annotated[str, typer.Argument(metavar="LIST", help="Name of the list, or its number.")]
Who = Annotated[list[str] | None, typer.Argument(metavar="WHO", help="NPIs, or ids in this directory.")]
By = Annotated[str, typer.Option(help="Who does it: name or initials.")]


@watch_app.command("add")
def add(
    name: ListName,
    who: Who = None,
    by: By = "",
    from_csv: Annotated[
        Path | None, typer.Option("--from-csv", help="A CSV that `needleproof roster` wrote: everybody it found.")
    ] = None,
    roster: Annotated[str | None, typer.Option(help="A roster that was checked: everybody it found.")] = None,
    as_json: Json = False,
) -> None:
    """Put people on a list; it is made where there is none of that name. Changes are told from now on.

    Whoever is not found is told, and the others are put on it all the same: exit status 1.

    Example: needleproof watch add "Our therapists" 2000000002 --by JR
    """
    with store(write=True) as (found, engine):
        try:
            people = list(who or ())
            people += people_of_file(from_csv) if from_csv else []
            if roster is not None:
                with Session(engine) as session:
                    people += people_of_roster(session, roster)
            if not people:
                fail("nobody is named: give NPIs or ids, --from-csv FILE or --roster NAME")
            done = add_people(engine, name, people, by=by, now=clock_of(found)())
        except WatchError as error:
            fail(str(error))
    if as_json:
        told = {"added": done.added, "already": done.already, "refused": done.refused}
        print_json({"list": done.list_name} | told)
    else:
        already = f", {len(done.already):,} were on it already" if done.already else ""
        out.print(f"{len(done.added):,} added to {escaped(done.list_name)}{already}.", highlight=False)
        for one, why in done.refused.items():
            out.print(f"  [red]not added: {escaped(one)}: {escaped(why)}[/]", highlight=False)
    if done.refused:
        raise typer.Exit(UNHEALTHY)


@watch_app.command("list")
def list_lists(
    everything: Annotated[bool, typer.Option("--all", help="Ended ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the watch lists, with how many people each has."""
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        people = how_many_on(session)
        rows = [_row(one, people.get(one.id or 0, 0)) for one in watch_lists(session, ended=everything)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("There is no watch list: make one with `needleproof watch add LIST NPI`.")
        return
    table = Table("no.", "list", "people", "made", "by", "feed", box=SIMPLE, padding=0, show_edge=False)
    for row in rows:
        name = f"ended: {row['name']}" if row["ended_at"] else row["name"]
        table.add_row(
            str(row["id"]), escaped(name), f"{row['people']:,}", row["made_at"][:10], escaped(row["made_by"]),
            "yes" if row["feed"] else "no",
        )  # fmt: skip
    out.print(table)


@watch_app.command("show")
def show(name: ListName, as_json: Json = False) -> None:
    """Show who is on a list, with who put them there and when."""
    with store() as (_, engine), Session(engine) as session:
        try:
            of = list_named(session, name)
        except WatchError as error:
            fail(str(error))
        rows = [
            {
                "practitioner_id": one.id, "added_as": one.added_as, "name": one.name, "npi": one.npi,
                "added_at": one.added_at.isoformat(), "added_by": one.added_by,
            }
            for one in members(session, of.id or 0)
        ]  # fmt: skip
        told = _row(of, len(rows))
    if as_json:
        print_json(told | {"on_it": rows})
        return
    table = Table("id", "name", "NPI", "added", "by", box=SIMPLE, padding=0, show_edge=False)
    for one in rows:
        called = one["name"] or "nobody is published under this address any more"
        added = str(one["added_at"])[:10]
        table.add_row(str(one["added_as"]), escaped(called), one["npi"] or "", added, escaped(str(one["added_by"])))
    out.print(f"{escaped(of.name)}: {len(rows):,} people", highlight=False)
    out.print(table)


@watch_app.command("remove")
def remove(
    name: ListName,
    who: Annotated[list[str], typer.Argument(metavar="WHO", help="NPIs, or ids in this directory.")],
    why: Annotated[str, typer.Option(help="Why they are not watched any more; recorded with your name.")],
    by: By,
) -> None:
    """Take people off a list. It stays on record that they were on it.

    Example: needleproof watch remove "Our therapists" 2000000002 --why "moved away" --by JR
    """
    with store(write=True) as (found, engine):
        try:
            gone = remove_people(engine, name, who, by=by, why=why, now=clock_of(found)())
        except WatchError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"{len(gone):,} taken off {escaped(name)}.", highlight=False)


@watch_app.command("end")
def end(name: ListName, by: By) -> None:
    """End a list: nobody is watched for its sake any more. What it told stays on record; its name is not used again.

    Example: needleproof watch end "Our therapists" --by JR
    """
    with store(write=True) as (found, engine):
        try:
            ended = end_list(engine, name, by=by, now=clock_of(found)())
        except WatchError as error:
            fail(str(error), UNHEALTHY)
    out.print(f"{escaped(ended)} is ended.", highlight=False)


@watch_app.command("feed")
def feed(
    name: ListName,
    by: By,
    revoke: Annotated[bool, typer.Option("--revoke", help="Only make the present address lead nowhere.")] = False,
) -> None:
    """Make a secret address for the feed and calendar of a list; the one before leads nowhere from now on.

    It is shown once. Whoever has it reads what monitoring tells, but for entries that may be somebody else's.

    Example: needleproof watch feed "Our therapists" --by JR
    """
    with store(write=True) as (found, engine):
        try:
            if revoke:
                revoke_feed(engine, name, by=by, now=clock_of(found)())
                out.print("The address of the feed leads nowhere any more.")
                return
            token = new_feed(engine, name, by=by, now=clock_of(found)())
        except WatchError as error:
            fail(str(error), UNHEALTHY)
    base = found.public_url or "http://127.0.0.1:8501"
    out.print(f"Feed:     {base}/desk/feeds/{token}.xml", highlight=False)
    out.print(f"Calendar: {base}/desk/feeds/{token}.ics", highlight=False)


def _row(of: WatchList, people: int) -> dict[str, Any]:
    told = of.model_dump(mode="json", exclude={"feed_token_sha256"})
    return told | {"people": people, "feed": of.feed_token_sha256 is not None}
