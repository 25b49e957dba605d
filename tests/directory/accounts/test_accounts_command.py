"""Accounts from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from typer.testing import CliRunner, Result

from directory.cli import app
from directory.store.accounts_tables import Account
from directory.vocabulary import Role
from tests.directory.accounts.conftest import NOW, PASSWORD


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Any:
    def ran(*args: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["accounts", *args], input=typed, env={"NEEDLEPROOF_DATA": str(tmp_path)})

    return ran


def test_an_account_from_beginning_to_end(run: Any) -> None:
    assert "no account yet" in run("list").output
    made = run("add", "Casey", "--name", "Casey Coordinator", "--role", "admin", "--by", "ada", typed=f"{PASSWORD}\n")
    assert (made.exit_code, "Casey Coordinator, admin" in made.output) == (0, True), made.output
    elsewhere = run("add", "dana@example.org", "--name", "Dana", "--role", "viewer", "--openid")
    assert elsewhere.exit_code == 0
    assert run("role", "dana@example.org", "coordinator").exit_code == 0
    assert run("password", "casey", typed=f"{PASSWORD} again\n").exit_code == 0
    assert "in 0 browsers" in run("sign-out", "casey").output
    assert run("end", "dana@example.org").exit_code == 0
    rows = json.loads(run("list", "--json").stdout)
    assert [(row["name"], row["role"], row["signs_in"], bool(row["ended"])) for row in rows] == [
        ("casey", "admin", "password", False),
        ("dana@example.org", "coordinator", "identity provider", True),
    ]
    log = json.loads(run("log", "--json").stdout)
    whats = [act["what"] for act in reversed(log)]
    assert whats == [
        "account_made", "account_made", "role_changed", "password_set", "signed_out_everywhere", "account_ended",
    ]  # fmt: skip
    assert log[-1]["by"] == "ada"
    assert PASSWORD not in run("log").output


def test_accounts_that_sign_alike_since_before_are_kept_and_told(run: Any, engine: Engine) -> None:
    with Session(engine) as session:
        for name, shown in (("casey", "Casey Doe"), ("casey.d", "casey  doe"), ("dana", "Dana Doe")):
            session.add(Account(name=name, shown=shown, role=Role.VIEWER, made_at=NOW))
        session.commit()
    told = " ".join(run("list").output.split())
    assert "casey signs like casey.d: what they write cannot be told apart." in told
    assert "casey.d signs like casey:" in told
    assert "dana signs" not in told
    rows = {row["name"]: row["signs_like"] for row in json.loads(run("list", "--json").stdout)}
    assert rows == {"casey": ["casey.d"], "casey.d": ["casey"], "dana": []}


@pytest.mark.parametrize(
    ("args", "typed", "told"),
    [
        (("add", "casey", "--name", "C", "--role", "viewer"), "short\n", "15 characters at least"),
        (("add", "casey", "--name", "C", "--role", "viewer"), "", "15 characters at least"),
        (("add", "two words", "--name", "C", "--role", "viewer"), f"{PASSWORD}\n", "cannot be the name"),
        (("role", "nobody", "viewer"), "", "there is no account 'nobody'"),
        (("end", "nobody"), "", "there is no account 'nobody'"),
    ],
)
def test_what_cannot_be_done_changes_nothing(run: Any, args: tuple[str, ...], typed: str, told: str) -> None:
    result = run(*args, typed=typed)
    assert result.exit_code != 0
    assert told in " ".join(result.output.split())
    assert json.loads(run("list", "--json").stdout) == []


def test_the_last_admin_stays(run: Any) -> None:
    run("add", "ada", "--name", "Ada", "--role", "admin", typed=f"{PASSWORD}\n")
    for args in (("end", "ada"), ("role", "ada", "viewer")):
        assert "last admin" in run(*args).output
    assert [row["role"] for row in json.loads(run("list", "--json").stdout)] == ["admin"]
