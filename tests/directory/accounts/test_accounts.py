"""Accounts and sessions: who may sign in, and when nobody may any more."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from directory import accounts
from directory.accounts import AccountError, SignInError, passwords, signing_in
from directory.store.accounts_tables import Account, Act, SignIn
from directory.throttle import Throttle
from directory.vocabulary import ActKind, Role
from tests.directory.accounts.conftest import NOW, PASSWORD


def signed_in(session: Session, name: str = "casey", password: str = PASSWORD) -> accounts.SignedIn:
    return accounts.sign_in(session, name, password, visitor="192.0.2.1", now=NOW)


def test_a_session_lasts_a_working_day_and_ends_at_once_when_it_is_ended(session: Session, casey: str) -> None:
    begun = signed_in(session, "CASEY ")
    assert (begun.reader.shown, begun.reader.role) == ("Casey Coordinator", Role.COORDINATOR)
    last = begun.ends - timedelta(seconds=1)
    assert accounts.reader_of(session, begun.token, now=last) == begun.reader
    assert accounts.reader_of(session, begun.token, now=begun.ends) is None
    accounts.sign_out(session, begun.token, now=NOW)
    assert accounts.reader_of(session, begun.token, now=NOW) is None
    for token in ("", "x", "x" * 300, None):
        assert accounts.reader_of(session, token, now=NOW) is None


def test_neither_password_nor_token_is_kept(session: Session, casey: str) -> None:
    begun = signed_in(session)
    kept = repr([row.model_dump() for table in (Account, SignIn, Act) for row in session.exec(select(table))])
    assert PASSWORD not in kept
    assert begun.token not in kept
    assert "$argon2id$" in kept


@pytest.mark.parametrize("end", ["account", "password", "everywhere"])
def test_what_an_admin_does_ends_the_sessions(session: Session, casey: str, end: str) -> None:
    begun = signed_in(session)
    if end == "account":
        with pytest.raises(AccountError, match="last admin"):
            accounts.end_account(session, casey, by="ada", now=NOW)
        session.rollback()
        accounts.make_account(session, "ada", "Ada Admin", Role.ADMIN, PASSWORD, by="test", now=NOW)
        accounts.end_account(session, casey, by="ada", now=NOW)
    elif end == "password":
        accounts.set_password(session, casey, PASSWORD + "!", by="ada", now=NOW)
    else:
        assert accounts.sign_out_everywhere(session, casey, by="ada", now=NOW) == 1
    session.commit()
    assert accounts.reader_of(session, begun.token, now=NOW) is None
    if end == "account":
        with pytest.raises(SignInError):
            signed_in(session)


def test_a_new_role_counts_at_once(session: Session, casey: str) -> None:
    begun = signed_in(session)
    accounts.make_account(session, "ada", "Ada Admin", Role.ADMIN, PASSWORD, by="test", now=NOW)
    accounts.change_role(session, casey, Role.VIEWER, by="ada", now=NOW)
    session.commit()
    reader = accounts.reader_of(session, begun.token, now=NOW)
    assert reader is not None
    assert (reader.may_write, reader.may_manage) == (False, False)


@pytest.mark.parametrize(
    ("name", "shown", "password", "told"),
    [
        ("casey", "Another Casey", PASSWORD, "there is an account casey already"),
        ("CASEY", "Another Casey", PASSWORD, "there is an account casey already"),
        ("", "Nobody", PASSWORD, "cannot be the name"),
        ("two words", "Nobody", PASSWORD, "cannot be the name"),
        ("../etc", "Nobody", PASSWORD, "cannot be the name"),
        ("n" * 81, "Nobody", PASSWORD, "cannot be the name"),
        ("new", " ", PASSWORD, "1 to 80 characters"),
        ("new", "x\x1b[31m", PASSWORD, "1 to 80 characters"),
        ("new", "New", "too short", "15 characters at least"),
        ("new", "New", "aaaaaaaaaaaaaaaaaaaa", "too easy"),
        ("new", "New", "x" * 201, "more than 200"),
    ],
)
def test_what_is_no_account_is_said(
    session: Session, casey: str, name: str, shown: str, password: str, told: str
) -> None:
    with pytest.raises(AccountError, match=told):
        accounts.make_account(session, name, shown, Role.VIEWER, password, by="test", now=NOW)


def test_a_password_is_the_same_however_it_is_typed() -> None:
    kept = passwords.hashed("une clé très longue")
    assert passwords.fits("une cle\N{COMBINING ACUTE ACCENT} tre\N{COMBINING GRAVE ACCENT}s longue", kept)
    assert not passwords.fits("une cle tres longue", kept)
    assert not passwords.fits("", None)
    assert not passwords.fits("a password that nobody has", None)
    assert not passwords.fits("x", "this is no hash")


def test_too_many_tries_are_held_back_and_right_ones_too(
    session: Session, casey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [0.0]
    monkeypatch.setattr(signing_in, "FROM_ONE_PLACE", Throttle(most=3, clock=lambda: at[0], window=900))
    for _ in range(3):
        with pytest.raises(SignInError, match="not right"):
            signed_in(session, password="wrong " * 3)
    with pytest.raises(SignInError, match="Too many tries") as held:
        signed_in(session)
    assert held.value.wait is not None
    assert accounts.sign_in(session, casey, PASSWORD, visitor="198.51.100.7", now=NOW).reader.name == casey
    at[0] = 901.0
    assert signed_in(session).reader.name == casey


def test_one_name_is_held_back_from_anywhere(session: Session, casey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "FOR_ONE_NAME", Throttle(most=4, window=900, by=lambda name: name or ""))
    for place in range(4):
        with pytest.raises(SignInError, match="not right"):
            accounts.sign_in(session, casey, "wrong", visitor=f"192.0.2.{place}", now=NOW)
    with pytest.raises(SignInError, match="Too many tries"):
        accounts.sign_in(session, casey, PASSWORD, visitor="192.0.2.99", now=NOW)


def test_an_account_elsewhere_is_bound_to_its_subject(session: Session) -> None:
    issuer = "https://id.example.org"
    accounts.make_account(session, "dana@example.org", "Dana", Role.VIEWER, None, by="test", now=NOW)
    session.commit()
    for subject, email in (("1", None), ("1", "other@example.org")):
        with pytest.raises(SignInError, match="no account here"):
            accounts.sign_in_elsewhere(session, issuer, subject, email, now=NOW)
    assert accounts.sign_in_elsewhere(session, issuer, "1", "Dana@example.org", now=NOW).reader.shown == "Dana"
    assert accounts.sign_in_elsewhere(session, issuer, "1", "renamed@example.org", now=NOW).reader.shown == "Dana"
    for stranger, provider in (("2", issuer), ("1", "https://other.example.org")):
        with pytest.raises(SignInError, match="no account here"):
            accounts.sign_in_elsewhere(session, provider, stranger, "dana@example.org", now=NOW)
    with pytest.raises(SignInError, match="not right"):
        accounts.sign_in(session, "dana@example.org", "", visitor=None, now=NOW)


def test_a_local_account_is_nobody_s_elsewhere(session: Session, casey: str) -> None:
    with pytest.raises(SignInError, match="no account here"):
        accounts.sign_in_elsewhere(session, "https://id.example.org", "1", casey, now=NOW)


def test_every_act_names_who_did_it(session: Session, casey: str) -> None:
    begun = signed_in(session)
    accounts.sign_out(session, begun.token, now=NOW)
    accounts.sign_out(session, begun.token, now=NOW)  # nothing more to end
    accounts.set_password(session, casey, PASSWORD + "!", by="ada", now=NOW)
    session.commit()
    acts = [(act.by, act.what, act.subject) for act in reversed(accounts.acts.newest(session, 10))]
    assert acts == [
        ("test", ActKind.ACCOUNT_MADE, "casey"),
        ("casey", ActKind.SIGNED_IN, "casey"),
        ("casey", ActKind.SIGNED_OUT, "casey"),
        ("ada", ActKind.PASSWORD_SET, "casey"),
    ]
