"""Accounts and sessions: who may sign in, and when nobody may any more."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory import accounts
from directory.accounts import AccountError, SignedIn, SignInError, passwords, signing_in
from directory.store.accounts_tables import Account, Act, SignIn
from directory.store.database import reading
from directory.vocabulary import ActKind, Role, SignInWay
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
        ("other", " casey \u2003 COORDINATOR ", PASSWORD, "account casey wrote is signed Casey Coordinator"),
        ("other", "Ｃasey Coordinator", PASSWORD, "account casey wrote is signed Casey Coordinator"),
        ("", "Nobody", PASSWORD, "cannot be the name"),
        ("two words", "Nobody", PASSWORD, "cannot be the name"),
        ("../etc", "Nobody", PASSWORD, "cannot be the name"),
        ("n" * 81, "Nobody", PASSWORD, "cannot be the name"),
        ("new", " ", PASSWORD, "1 to 80 characters"),
        ("new", "x\x1b[31m", PASSWORD, "1 to 80 characters"),
        ("other", "CASEY", PASSWORD, "somebody signs in as casey"),
        ("other", "Command  Line", PASSWORD, "nobody with an account did is signed"),
        ("other", "command line （root）", PASSWORD, "nobody with an account did is signed"),
        ("other", "First start", PASSWORD, "nobody with an account did is signed"),
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


def test_a_name_that_an_ended_account_signed_with_is_not_given_again(session: Session, casey: str) -> None:
    accounts.make_account(session, "ada", "Ada Admin", Role.ADMIN, PASSWORD, by="test", now=NOW)
    accounts.end_account(session, casey, by="ada", now=NOW)
    with pytest.raises(AccountError, match="tells the two apart"):
        accounts.make_account(session, "other", "Casey Coordinator", Role.VIEWER, PASSWORD, by="ada", now=NOW)
    accounts.make_account(session, "other", "Casey B. Coordinator", Role.VIEWER, PASSWORD, by="ada", now=NOW)


def test_nobody_signs_in_with_the_name_that_another_signs_with(session: Session, casey: str) -> None:
    accounts.make_account(session, "dana@example.org", "Dana", Role.VIEWER, PASSWORD, by="test", now=NOW)
    with pytest.raises(AccountError, match=r"dana@example\.org wrote is signed Dana"):
        accounts.make_account(session, "dana", "Dana Two", Role.VIEWER, PASSWORD, by="test", now=NOW)
    accounts.make_account(session, "ada", "Ada", Role.VIEWER, PASSWORD, by="test", now=NOW)  # one's own is no matter


@pytest.mark.parametrize("meanwhile", ["ended", "password", "everywhere"])
def test_what_was_proved_before_a_reset_begins_nothing_after_it(engine: Engine, casey: str, meanwhile: str) -> None:
    with Session(engine) as session:
        accounts.make_account(session, "ada", "Ada Admin", Role.ADMIN, PASSWORD, by="test", now=NOW)
        accounts.sign_out_everywhere(session, casey, by="ada", now=NOW)  # long ago: of no matter
        session.commit()
    with Session(reading(engine)) as session:
        proof = signing_in.proved(session, casey, PASSWORD, visitor=None)
    with Session(engine) as session:
        accounts.sign_out_everywhere(session, "ada", by="ada", now=NOW)  # somebody else
        session.commit()
        assert accounts.begin(session, proof, SignInWay.PASSWORD, now=NOW).reader.name == casey
        if meanwhile == "ended":
            accounts.end_account(session, casey, by="ada", now=NOW)
        elif meanwhile == "password":
            accounts.set_password(session, casey, PASSWORD + "!", by="ada", now=NOW)
        else:
            accounts.sign_out_everywhere(session, casey, by="ada", now=NOW - timedelta(hours=1))  # clocks differ
        session.commit()
    with Session(engine) as session:
        with pytest.raises(SignInError, match="ended before it began"):
            accounts.begin(session, proof, SignInWay.PASSWORD, now=NOW)
        session.commit()
        assert [row.ended_at is None for row in session.exec(select(SignIn))] == [False]
        assert PASSWORD not in repr(proof)
        assert "argon2" not in repr(proof)


@pytest.mark.parametrize("name", ["casey", "nobody"])
def test_where_many_passwords_are_looked_at_one_more_is_not(
    session: Session, casey: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    for _ in range(passwords.AT_ONCE):
        assert passwords._TURNS.acquire(timeout=5)
    try:
        for _ in range(30):  # as many as a name is allowed: none of them counts for it
            with pytest.raises(SignInError, match="Try again in 5 seconds") as held:
                signed_in(session, name)
            assert (held.value.wait, held.value.crowded) == (5, True)
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._TURNS.release()
    assert signed_in(session).reader.name == "casey"


def test_few_passwords_are_looked_at_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [0], [0]

    class Slow:
        def verify(self, _kept: str, _password: str) -> bool:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            sleep(0.01)
            inside[0] -= 1
            return True

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    monkeypatch.setattr(passwords, "PATIENCE", 30.0)
    with ThreadPoolExecutor(8) as threads:
        assert not any(threads.map(lambda _: passwords.fits("x", None), range(12)))
    assert most[0] <= passwords.AT_ONCE


def test_a_password_is_the_same_however_it_is_typed() -> None:
    kept = passwords.hashed("une clé très longue")
    assert passwords.fits("une cle\N{COMBINING ACUTE ACCENT} tre\N{COMBINING GRAVE ACCENT}s longue", kept)
    assert not passwords.fits("une cle tres longue", kept)
    assert not passwords.fits("", None)
    assert not passwords.fits("a password that nobody has", None)
    assert not passwords.fits("x", "this is no hash")


Tried = Callable[..., SignedIn]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds on the clock of all limits."""
    at = [0.0]
    for name in ("FROM_ONE_PLACE", "FOR_ONE_PAIR", "FOR_ONE_NAME"):
        monkeypatch.setattr(getattr(signing_in, name), "clock", lambda: at[0])
    monkeypatch.setattr(signing_in, "fits", lambda password, _kept: password == PASSWORD)  # hashing takes its time
    return at


@pytest.fixture
def tried(session: Session, casey: str) -> Tried:
    def sign_in(password: str, place: str, known: str | None = None, name: str = "casey") -> SignedIn:
        return accounts.sign_in(session, name, password, visitor=place, known=known, now=NOW)

    return sign_in


def test_too_many_tries_are_held_back_and_right_ones_too(tried: Tried, at: list[float]) -> None:
    for _ in range(10):
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", "192.0.2.1")
    with pytest.raises(SignInError, match=r"Too many tries\. Try again in 16 minutes") as held:
        tried(PASSWORD, "192.0.2.1")
    assert held.value.wait is not None
    assert tried(PASSWORD, "198.51.100.7").reader.name == "casey"
    at[0] = 901.0
    assert tried(PASSWORD, "192.0.2.1").reader.name == "casey"


def test_one_place_tries_no_password_at_many_names(tried: Tried, at: list[float]) -> None:
    for number in range(50):
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", "192.0.2.1", name=f"somebody{number}")
    with pytest.raises(SignInError, match="Too many tries"):
        tried("wrong", "192.0.2.1", name="somebody else")
    assert tried(PASSWORD, "198.51.100.7").reader.name == "casey"


def test_a_name_is_slowed_down_from_anywhere_and_its_owner_is_never_locked_out(tried: Tried, at: list[float]) -> None:
    known = tried(PASSWORD, "198.51.100.7").known
    looked_at, waits = 0, []
    for second in range(900):  # a stranger with as many addresses as they like
        at[0] = float(second)
        try:
            tried("wrong", f"192.0.{second % 200}.{second // 200}")
        except SignInError as refused:
            looked_at += refused.wait is None
            waits.append(refused.wait or 0)
    assert 20 < looked_at < 32
    assert max(waits) <= 300
    with pytest.raises(SignInError, match="Too many tries"):
        tried(PASSWORD, "198.51.100.9")  # a browser that nobody knows waits as the stranger does
    assert tried(PASSWORD, "192.0.2.1", known).reader.name == "casey"
    at[0] += 300.0
    assert tried(PASSWORD, "198.51.100.9").reader.name == "casey"


def test_a_place_is_slowed_down_and_not_locked(tried: Tried, at: list[float]) -> None:
    waits = []
    for second in range(900):
        at[0] = float(second)
        with pytest.raises(SignInError) as refused:
            tried("wrong", "192.0.2.1", name=f"somebody{second}")
        waits.append(refused.value.wait or 0)
    assert 50 < waits.count(0) < 75
    assert max(waits) <= 60
    at[0] += 60.0
    assert tried(PASSWORD, "192.0.2.1").reader.name == "casey"


def test_who_asks_all_the_time_for_a_turn_at_a_name_is_slowed_down_for_that(tried: Tried, at: list[float]) -> None:
    for number in range(20):
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", f"192.0.2.{number + 10}")
    waits = []
    for _ in range(52):
        with pytest.raises(SignInError, match="Too many tries"):
            tried("wrong", "192.0.2.1")
    at[0] = 0.5
    for name in ("casey", "somebody else"):  # the place has used up its own tries, for other names too
        with pytest.raises(SignInError) as held:
            tried("wrong", "192.0.2.1", name=name)
        waits.append(held.value.wait)
    assert waits == [1, 1]
    with pytest.raises(SignInError, match="not right"):
        tried("wrong", "192.0.2.2", name="somebody else")


def test_a_name_that_nobody_has_costs_as_much_to_look_up(
    tried: Tried, at: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tried(PASSWORD, "192.0.2.1").known
    made, looked_at = signing_in._known, []
    monkeypatch.setattr(signing_in, "_known", lambda one: looked_at.append(one) or made(one))
    for name in ("casey", "nobody"):
        looked_at.clear()
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", "192.0.2.1", known, name)
        assert len(looked_at) == 1, name


def test_behind_one_address_a_browser_that_signed_in_before_has_a_limit_of_its_own(
    tried: Tried, at: list[float]
) -> None:
    known = tried(PASSWORD, "192.0.2.1").known
    for number in range(60):
        with pytest.raises(SignInError):
            tried("wrong", "192.0.2.1", name=f"somebody{number}")
    for _ in range(10):
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", "192.0.2.1", known)
    with pytest.raises(SignInError, match="Too many tries"):
        tried(PASSWORD, "192.0.2.1", known)


@pytest.mark.parametrize("shown", ["", "x", "f" * 64, "é"])
def test_what_no_sign_in_left_behind_makes_no_browser_known(tried: Tried, at: list[float], shown: str) -> None:
    for _ in range(10):
        with pytest.raises(SignInError, match="not right"):
            tried("wrong", "192.0.2.1", shown)
    with pytest.raises(SignInError, match="Too many tries"):
        tried(PASSWORD, "192.0.2.1", shown + "y")


def test_what_makes_a_browser_known_opens_nothing(session: Session, tried: Tried) -> None:
    assert accounts.reader_of(session, tried(PASSWORD, "192.0.2.1").known, now=NOW) is None


def test_tries_at_the_same_moment_are_counted_before_they_are_looked_at(
    engine: Engine, casey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []

    def slowly(_password: str, _kept: str | None) -> bool:
        looked_at.append(1)
        sleep(0.05)
        return False

    monkeypatch.setattr(signing_in, "fits", slowly)

    def one(_number: int) -> None:
        with Session(reading(engine)) as session, suppress(SignInError):
            signing_in.proved(session, casey, "wrong", visitor="192.0.2.1")

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(one, range(16)))
    assert len(looked_at) == 10


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
