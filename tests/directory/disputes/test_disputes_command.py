"""`needleproof disputes`: the queue, decisions and what they say, on both databases."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlmodel import Session, select
from typer.testing import CliRunner

from directory.cli import app
from directory.disputes import Told, file_dispute
from directory.store.database import connect
from directory.store.tables import Practitioner
from directory.vocabulary import SaidBy, Wish
from tests.databases import Databases
from tests.directory.disputes.conftest import HERE, LICENSE
from tests.directory.reviewing.family import NOW, NPI

Run = Callable[..., Result]


@pytest.fixture
def run(
    world_once: Path, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Run, str]]:
    """The command over a store with one request that waits, and the id of the person it is about."""
    folder = tmp_path / "data"
    url = databases.make(folder, world_once)
    engine = connect(url)
    with Session(engine) as session:
        person = session.exec(select(Practitioner.id).where(Practitioner.npi == NPI)).one()
    told = Told(practitioner_id=person, fact=LICENSE, text="It [bold]is[/] over", said_by=SaidBy.PATIENT,
                wish=Wish.CORRECT, contact="me@example.org")  # fmt: skip
    file_dispute(engine, told, shown="Active", now=NOW)
    engine.dispose()
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
    monkeypatch.setenv("NEEDLEPROOF_DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*args: str, today: str = "2026-11-27") -> Result:
        return CliRunner().invoke(app, ["--today", today, "disputes", *args])

    yield command, person
    databases.drop(folder)


def test_the_queue_is_worked_off(run: tuple[Run, str]) -> None:
    command, person = run
    (row,) = json.loads(command("list", "--json").stdout)
    assert (row["id"], row["about"], row["fact"], row["decision"]) == (1, person, LICENSE, None)
    listed = command("list").stdout
    assert all(words in listed for words in ("23 days left", "It [bold]is[/] over", "disputes accept N"))
    assert "overdue" in command("list", today="2027-01-01").stdout
    shown = command("show", "1").stdout
    assert all(words in shown for words in ("me@example.org", "shown: Active", person))
    assert command("forget", "1").exit_code == 1
    rejected = command("reject", "1", "--why", "the board says so", "--by", "JR")
    assert rejected.exit_code == 0
    assert "Tell whoever asked: me@example.org" in rejected.stdout
    assert command("list").stdout == "No dispute waits to be decided.\n"
    assert json.loads(command("list", "--all", "--json").stdout)[0]["decided_why"] == "the board says so"
    assert command("forget", "1").exit_code == 0
    assert json.loads(command("show", "1", "--json").stdout)["contact"] is None


def test_hiding_and_showing_again(run: tuple[Run, str]) -> None:
    command, person = run
    signed = ("--why", "called us", "--by", "JR")
    told = json.loads(command("hide", person, "--what", "contact", "--fact", HERE, *signed, "--json").stdout)
    assert (told["id"], told["wish"], told["decision"], told["said_by"]) == (
        2,
        "hide_contact",
        "accepted",
        "coordinator",
    )
    assert "hide the listing" in command("hide", person, "--what", "listing", *signed).stdout
    assert command("withdraw", "2", *signed).exit_code == 0
    assert [row["withdrawn_by"] for row in json.loads(command("list", "--all", "--json").stdout)] == [None, "JR", None]


WRONG: list[tuple[tuple[str, ...], int, str]] = [
    (("accept", "9", "--why", "x", "--by", "J"), 1, "there is no dispute 9"),
    (("accept", "1", "--why", " ", "--by", "J"), 1, "say who decides and why"),
    (("accept", "1", "--why", "x" * 501, "--by", "J"), 1, "at most 500 fit"),
    (("accept", "1"), 2, "--why"),
    (("show", "9"), 2, "there is no dispute 9"),
    (("hide", "f" * 16, "--what", "contact", "--why", "x", "--by", "J"), 1, "We have no page for this person"),
    (("hide", "f" * 16, "--what", "contact", "--fact", "name", "--why", "x", "--by", "J"), 2, "names a place"),
    (("hide", "f" * 16, "--what", "listing", "--fact", HERE, "--why", "x", "--by", "J"), 2, "goes with"),
]


def test_what_is_wrong_is_said(run: tuple[Run, str]) -> None:
    for args, code, words in WRONG:
        result: Any = run[0](*args)
        assert (result.exit_code, words in " ".join(result.output.split())) == (code, True), (args, result.output)
