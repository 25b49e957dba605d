"""Commands about who may sign in: make an account, change and end one, and what was done to them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory.accounts import (
    AccountError,
    accounts,
    acts,
    change_role,
    end_account,
    make_account,
    namesakes,
    set_password,
    sign_out_everywhere,
)
from directory.cli.application import accounts_app
from directory.cli.console import escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.stores import clock_of, store, writer
from directory.cli.whoever import signed_by
from directory.vocabulary import Role

Name = Annotated[str, typer.Argument(help="What they sign in with.")]
By = Annotated[str | None, typer.Option("--by", help="Who does it; the name of this machine's user otherwise.")]


@accounts_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What they sign in with; with --openid, their e-mail address.")],
    shown: Annotated[str, typer.Option("--name", help="Their name, as all that they write is signed.")],
    role: Annotated[Role, typer.Option(help="What they may do: read, write as well, or manage accounts as well.")],
    openid: Annotated[bool, typer.Option("--openid", help="They sign in at the identity provider.")] = False,
    by: By = None,
) -> None:
    """Make an account. The password is asked for, or read from a pipe.

    Example: needleproof accounts add casey --name "Casey Coordinator" --role coordinator
    """
    password = None if openid else _password()
    with _changing("accounts add") as (session, now):
        made = make_account(session, name, shown, role, password, by=signed_by(by), now=now)
        told = f"Account {made.name} is made: {made.shown}, {made.role.value}."
    out.print(escaped(told), highlight=False)


@accounts_app.command("list")
def list_all(as_json: Json = False) -> None:
    """Show all accounts, those that are ended last."""
    with store() as (_, engine), Session(engine) as session:
        found = accounts(session)
        alike = namesakes(found)
        rows = [
            {
                "name": one.name,
                "shown": one.shown,
                "role": one.role.value,
                "signs_in": "password" if one.password else "identity provider",
                "made": f"{one.made_at:%Y-%m-%d}",
                "ended": f"{one.ended_at:%Y-%m-%d}" if one.ended_at else None,
                "signs_like": alike.get(one.name, []),
            }
            for one in found
        ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("There is no account yet: `needleproof accounts add`.", highlight=False)
        return
    heads = [name for name in rows[0] if name != "signs_like"]
    table = Table(*(name.replace("_", " ").capitalize() for name in heads), box=SIMPLE)
    for row in rows:
        table.add_row(*(escaped(str(row[name] or "")) for name in heads))
    out.print(table)
    for one in found:
        if others := alike.get(one.name):
            told = f"{one.name} signs like {', '.join(others)}: what they write cannot be told apart."
            out.print(escaped(told), highlight=False)


@accounts_app.command("role")
def role(name: Name, to: Annotated[Role, typer.Argument(help="The new role.")], by: By = None) -> None:
    """Give somebody another role."""
    with _changing("accounts role") as (session, now):
        change_role(session, name, to, by=signed_by(by), now=now)
    out.print(escaped(f"{name} is {to.value} now."), highlight=False)


@accounts_app.command("password")
def password(name: Name, by: By = None) -> None:
    """Set another password; it is asked for, or read from a pipe. Signs them out everywhere."""
    given = _password()
    with _changing("accounts password") as (session, now):
        set_password(session, name, given, by=signed_by(by), now=now)
    out.print(escaped(f"{name} has another password."), highlight=False)


@accounts_app.command("end")
def end(name: Name, by: By = None) -> None:
    """End an account: nobody signs in with it any more. What they wrote stays, with their name."""
    with _changing("accounts end") as (session, now):
        end_account(session, name, by=signed_by(by), now=now)
    out.print(escaped(f"The account {name} is ended."), highlight=False)


@accounts_app.command("sign-out")
def sign_out(name: Name, by: By = None) -> None:
    """Sign somebody out everywhere, at once."""
    with _changing("accounts sign-out") as (session, now):
        ended = sign_out_everywhere(session, name, by=signed_by(by), now=now)
    out.print(escaped(f"{name} was signed out in {ended} {'browser' if ended == 1 else 'browsers'}."), highlight=False)


@accounts_app.command("log")
def log(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, the newest first.")] = 50,
    as_json: Json = False,
) -> None:
    """Show who signed in and out, and who changed accounts."""
    with store() as (_, engine), Session(engine) as session:
        found = acts.newest(session, limit)
    if as_json:
        print_json([{**one.model_dump(exclude={"id"}), "at": one.at.isoformat()} for one in found])
        return
    table = Table("At", "By", "What", "Whom", "Details", box=SIMPLE)
    for one in found:
        details = ", ".join(f"{name} {value}" for name, value in one.details.items())
        cells = (f"{one.at:%Y-%m-%d %H:%M:%S} UTC", one.by, one.what.value, one.subject, details)
        table.add_row(*map(escaped, cells))
    out.print(table)


@contextmanager
def _changing(what: str) -> Iterator[tuple[Session, datetime]]:
    """One change, kept whole or not at all."""
    with writer(what) as (found, engine), Session(engine) as session:
        try:
            yield session, clock_of(found)()
        except AccountError as error:
            fail(f"Nothing was changed: {error}")
        session.commit()


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
