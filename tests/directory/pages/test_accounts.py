"""The page of accounts: for admins, and only what they may."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory import accounts
from directory.pages.keeping import NotKeptError, keep
from directory.store.accounts_tables import Account
from directory.store.database import connect, reading
from directory.vocabulary import Role
from tests.directory.pages.test_pages import read, shown
from tests.directory.samples import sample_folder
from tests.directory.signing import sign_in

PASSWORD = "five quiet words are enough"


@pytest.fixture
def engine(day_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A copy of the sample store with one admin, who is signed in."""
    folder = sample_folder(day_two, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
    made = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(made) as session:
        now = datetime(2026, 11, 20, tzinfo=UTC)
        accounts.make_account(session, "casey", "Casey Coordinator", Role.ADMIN, PASSWORD, by="test", now=now)
        session.commit()
    sign_in(monkeypatch, Role.ADMIN)
    yield made
    made.dispose()


def kept(engine: Engine) -> dict[str, Account]:
    with Session(reading(engine)) as session:
        return {one.name: one for one in accounts.accounts(session)}


def test_an_admin_makes_changes_and_ends_an_account(engine: Engine) -> None:
    app = shown("accounts")
    app.text_input(key="new 0 name").input("dana")
    app.text_input(key="new 0 shown").input("Dana <b>Desk</b>")
    app.text_input(key="new 0 password").input(PASSWORD)
    app.button(key="make it").click().run()
    assert [one.value for one in app.success] == ["The account dana is made."]
    assert (kept(engine)["dana"].role, "Dana" in read(app)) == (Role.COORDINATOR, True)
    assert [one.value for one in app.text_input] == ["", "", ""]  # nobody gets the password of the one before
    app.selectbox(key="role dana").set_value(Role.VIEWER).run()
    app.button(key="change dana").click().run()
    assert kept(engine)["dana"].role is Role.VIEWER
    app.button(key="out dana").click().run()
    assert "was signed out" in app.success[0].value
    app.button(key="end dana").click().run()
    assert kept(engine)["dana"].ended_at is not None
    assert "account ended" in read(app)


def test_accounts_that_sign_alike_are_told_and_no_other_is_made(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Account(name="c2", shown="CASEY coordinator", role=Role.VIEWER, made_at=datetime.now(UTC)))
        session.commit()
    app = shown("accounts")
    assert "Signs like c2: what they write cannot be told apart" in read(app)
    app.text_input(key="new 0 name").input("c3")
    app.text_input(key="new 0 shown").input("Casey Coordinator")
    app.text_input(key="new 0 password").input(PASSWORD)
    app.button(key="make it").click().run()
    assert "tells the two apart" in app.error[0].value
    assert "c3" not in kept(engine)


def test_what_cannot_be_is_said(engine: Engine) -> None:
    app = shown("accounts")
    app.text_input(key="new 0 name").input("two words")
    app.text_input(key="new 0 shown").input("Dana")
    app.text_input(key="new 0 password").input(PASSWORD)
    app.button(key="make it").click().run()
    assert "cannot be the name" in app.error[0].value
    app.button(key="end casey").click().run()
    assert "last admin" in app.error[0].value
    assert [*kept(engine)] == ["casey"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.COORDINATOR])
def test_others_neither_see_nor_change_accounts(engine: Engine, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role)
    app = shown("accounts")
    assert "for admins only" in read(app)
    assert not app.button
    with pytest.raises(NotKeptError, match="nothing was kept"):
        keep("accounts", lambda _engine, _now, _who: pytest.fail("it wrote"), manage=True)
