"""Signing in as a browser does it: forms, cookies, and where they lead."""

from pathlib import Path
from threading import BoundedSemaphore
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory import accounts
from directory.accounts import COOKIE, KNOWN_COOKIE, first_start, passwords, signing_in
from directory.plain import signing
from directory.plain.signing_later import WAITING_COOKIE, Waiting
from directory.throttle import Throttle
from directory.vocabulary import Role
from tests.directory.accounts.conftest import NOW, PASSWORD, Visit, whose


def signed_in(visit: Visit, **more: object) -> str:
    answer = visit("/sign-in", {"name": "casey", "password": PASSWORD}, **more)
    assert answer.status_code == 303, answer.text
    return answer.cookies[COOKIE]


def test_the_cookie_is_for_our_server_only(visit: Visit, casey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = visit("/sign-in", {"name": "casey", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=43200"))
    assert "secure" not in cookie
    assert "domain" not in cookie
    https = "https://needleproof.example"
    assert (
        "secure" in visit("/sign-in", {"name": "casey", "password": PASSWORD}, base=https).headers["set-cookie"].lower()
    )
    monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", https)  # behind a proxy
    assert "secure" in visit("/sign-in", {"name": "casey", "password": PASSWORD}).headers["set-cookie"].lower()


def test_a_proxy_that_nobody_trusts_may_say_https_all_the_same(visit: Visit, casey: str) -> None:
    sent = {"name": "casey", "password": PASSWORD}
    answer = visit("/sign-in", sent, headers={"X-Forwarded-Proto": "https"})
    assert all("secure" in one.lower() for one in answer.headers.get_list("set-cookie"))


def test_strangers_lock_nobody_out_whose_browser_signed_in_before(
    visit: Visit, casey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = visit("/sign-in", {"name": "casey", "password": PASSWORD})
    known = {KNOWN_COOKIE: first.cookies[KNOWN_COOKIE]}
    assert first.cookies[COOKIE] != first.cookies[KNOWN_COOKIE]
    assert visit("/account", cookies={COOKIE: first.cookies[KNOWN_COOKIE]}).status_code == 303
    monkeypatch.setattr(signing_in, "FOR_ONE_PAIR", Throttle(most=1, by=lambda pair: pair or ""))
    answers = [visit("/sign-in", {"name": "casey", "password": "wrong"}).status_code for _ in range(2)]
    assert answers == [403, 429]
    assert visit("/sign-in", {"name": "casey", "password": PASSWORD}).status_code == 429
    assert visit("/sign-in", {"name": "casey", "password": PASSWORD}, cookies=known).status_code == 303


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/review?page=2", "/review?page=2"),
        ("", "/desk"),
        ("//evil.example.org", "/desk"),
        ("//[x", "/desk"),
        ("/\\evil.example.org", "/desk"),
        ("https://evil.example.org/desk", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/desk\r\nSet-Cookie: x=y", "/desk"),
        ("/" + "x" * 3000, "/desk"),
        ("desk", "/desk"),
    ],
)
def test_it_goes_on_to_our_own_pages_only(visit: Visit, casey: str, asked: str, leads: str) -> None:
    answer = visit("/sign-in", {"name": "casey", "password": PASSWORD, "next": asked})
    assert answer.headers["location"] == leads
    token = answer.cookies[COOKIE]
    already = visit(f"/sign-in?next={quote(asked)}", cookies={COOKIE: token})
    assert already.headers["location"] == leads


def test_a_wrong_password_says_no_more_than_that(visit: Visit, casey: str) -> None:
    known = visit("/sign-in", {"name": "casey", "password": "wrong"})
    unknown = visit("/sign-in", {"name": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace("casey", "nobody") == unknown.text
    assert COOKIE not in known.cookies
    hostile = visit("/sign-in", {"name": '"><script>alert(1)</script>', "password": "wrong"})
    assert "<script>" not in hostile.text


@pytest.mark.slow
def test_after_too_many_tries_it_says_when(visit: Visit, casey: str) -> None:
    answers = [visit("/sign-in", {"name": "casey", "password": "wrong"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 800
    assert "Try again in" in answers[-1].text


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example.org"}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/account", "/sign-in/first"])
def test_forms_of_other_pages_do_nothing(visit: Visit, casey: str, path: str, headers: dict[str, str]) -> None:
    answer = visit(path, {"name": "casey", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


def test_signing_out_ends_it_on_the_server(visit: Visit, casey: str) -> None:
    token = signed_in(visit)
    assert "Casey Coordinator" in visit("/account", cookies={COOKIE: token}).text
    answer = visit("/sign-out", {"sure": "yes"}, cookies={COOKIE: token})
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert visit("/account", cookies={COOKIE: token}).headers["location"].startswith("/sign-in")
    assert visit("/sign-out").status_code == 405


def test_while_somebody_publishes_nobody_stays_signed_in_here(
    visit: Visit, casey: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.plain.signing.WAIT", 0)
    token = signed_in(visit)
    with engine.begin():  # somebody else writes
        assert visit("/sign-in", {"name": "casey", "password": "wrong"}).status_code == 403
        assert visit("/sign-in", {"name": "casey", "password": PASSWORD}).status_code == 503
        answer = visit("/sign-out", {"sure": "yes"}, cookies={COOKIE: token})
    assert (answer.status_code, "signed out" in answer.text) == (503, True)
    assert "max-age=0" in answer.headers["set-cookie"].lower()


def test_a_right_password_is_typed_once_though_the_store_is_busy(
    visit: Visit, casey: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.plain.signing.WAIT", 0)
    with engine.begin():  # somebody publishes
        busy = visit("/sign-in", {"name": "casey", "password": PASSWORD, "next": "/review"})
        waits = {WAITING_COOKIE: busy.cookies[WAITING_COOKIE]}
        again = visit("/sign-in/waiting", cookies=waits)
    for answer in (busy, again):
        assert (answer.status_code, answer.headers["refresh"]) == (503, "10; url=/sign-in/waiting")
        assert "Name and password are right" in answer.text
        assert COOKIE not in answer.cookies
    done = visit("/sign-in/waiting", cookies=waits)
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    assert whose(engine, done.cookies[COOKIE]).name == "casey"
    assert visit("/sign-in/waiting", cookies=waits).headers["location"] == "/sign-in"  # once


@pytest.mark.parametrize("token", ["", "guessed"])
def test_nobody_goes_on_with_a_sign_in_that_nobody_proved(visit: Visit, casey: str, token: str) -> None:
    answer = visit("/sign-in/waiting", cookies={WAITING_COOKIE: token})
    assert (answer.headers["location"], COOKIE in answer.cookies) == ("/sign-in", False)


@pytest.mark.parametrize("meanwhile", ["ended", "another password", "too late"])
def test_what_was_proved_holds_only_while_the_account_is_what_it_was(
    meanwhile: str, visit: Visit, casey: str, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.plain.signing.WAIT", 0)
    at = [0.0]
    monkeypatch.setattr(signing, "WAITING", Waiting(clock=lambda: at[0]))
    session.close()
    with engine.begin():
        busy = visit("/sign-in", {"name": "casey", "password": PASSWORD})
    if meanwhile == "too late":
        at[0] = 900.0
    else:
        account = accounts.of_name(session, casey)
        if meanwhile == "ended":
            account.ended_at = NOW
        else:
            account.password = "another hash"
        session.commit()
    answer = visit("/sign-in/waiting", cookies={WAITING_COOKIE: busy.cookies[WAITING_COOKIE]})
    assert (answer.headers["location"], COOKIE in answer.cookies) == ("/sign-in", False)


@pytest.mark.parametrize("given_up", ["signed out", "signed in again", "everywhere", "used meanwhile"])
def test_a_sign_in_that_waits_does_not_begin_behind_somebodys_back(
    given_up: str, visit: Visit, casey: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.plain.signing.WAIT", 0)
    with engine.begin():
        busy = visit("/sign-in", {"name": "casey", "password": PASSWORD})
    waits = {WAITING_COOKIE: busy.cookies[WAITING_COOKIE]}
    if given_up == "signed out":
        answer = visit("/sign-out", {"sure": "yes"}, cookies=waits)
        assert f'{WAITING_COOKIE}=""; HttpOnly; Max-Age=0' in " ".join(answer.headers.get_list("set-cookie"))
    elif given_up == "signed in again":
        answer = visit("/sign-in", {"name": "casey", "password": PASSWORD}, cookies=waits)
        assert f'{WAITING_COOKIE}=""; HttpOnly; Max-Age=0' in " ".join(answer.headers.get_list("set-cookie"))
    elif given_up == "everywhere":
        with Session(engine) as session:
            accounts.sign_out_everywhere(session, casey, by="ada", now=NOW)
            session.commit()
    else:  # between the looking up and the writing
        waiting = signing.WAITING.get(waits[WAITING_COOKIE])
        signing.WAITING.done(waits[WAITING_COOKIE])
        monkeypatch.setattr(signing.WAITING, "get", lambda _token: waiting)
    late = visit("/sign-in/waiting", cookies=waits)
    assert (late.headers["location"], COOKIE in late.cookies) == ("/sign-in", False)


def test_where_many_sign_in_at_once_it_says_when_to_try_again(
    visit: Visit, casey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(visit)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    monkeypatch.setattr(passwords, "_TURNS", BoundedSemaphore(1))
    assert passwords._TURNS.acquire()
    answers = [visit("/sign-in", {"name": name, "password": PASSWORD}) for name in ("casey", "nobody")]
    answers.append(visit("/account", {"before": PASSWORD}, cookies={COOKIE: token}))
    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Too many people sign in just now. Try again in 5 seconds." in answer.text


def test_what_could_not_be_written_is_not_told_as_unreadable(
    visit: Visit, casey: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(visit)
    monkeypatch.setattr("directory.plain.signing.WAIT", 0)
    new = {"before": PASSWORD, "password": "another one of four words", "again": "another one of four words"}
    with engine.begin():
        answer = visit("/account", new, cookies={COOKIE: token})
    assert (answer.status_code, "Nothing was changed: try again" in answer.text) == (503, True)


def test_the_cookie_of_a_sign_in_elsewhere_is_for_https_too(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.plain.openid import openid_routes

    for public, secure in (("https://needleproof.example", "secure"), ("", "")):
        monkeypatch.setenv("NEEDLEPROOF_PUBLIC_URL", public)
        kept = openid_routes()[0].app  # type: ignore[attr-defined]
        assert kept.security_flags.endswith(secure), public
        assert ("secure" in kept.security_flags) == bool(secure)


def test_a_password_is_changed_by_whoever_knows_it(visit: Visit, casey: str) -> None:
    token, other = signed_in(visit), signed_in(visit)
    new = {"password": "another one of four words", "again": "another one of four words"}
    refused = (
        ({"before": "wrong", **new}, "not right"),
        ({"before": PASSWORD, **new, "again": "different"}, "not the same"),
        ({"before": PASSWORD, "password": "short", "again": "short"}, "15 characters"),
    )
    for fields, told in refused:
        answer = visit("/account", fields, cookies={COOKIE: token})
        assert (answer.status_code, told in answer.text) == (400, True)
    done = visit("/account", {"before": PASSWORD, **new}, cookies={COOKIE: token})
    assert (done.status_code, done.headers["location"]) == (303, "/account?changed=yes")
    for ended in (token, other):
        assert visit("/account", cookies={COOKIE: ended}).status_code == 303
    assert "is changed" in visit("/account?changed=yes", cookies={COOKIE: done.cookies[COOKIE]}).text
    assert visit("/sign-in", {"name": "casey", "password": PASSWORD}).status_code == 403


def test_the_first_account_is_made_with_the_code_of_the_process(visit: Visit, engine: Engine) -> None:
    fields = {"name": "ada", "shown": "Ada Admin", "password": PASSWORD, "again": PASSWORD}
    assert "no account yet" in visit("/sign-in").text
    for code in ("", "guessed", "é"):
        assert visit(f"/sign-in/first?code={quote(code)}").status_code == 404
        assert visit("/sign-in/first", {**fields, "code": code}).status_code == 404
    code = first_start.code()
    assert visit(f"/sign-in/first?code={code}").status_code == 200
    wrong = visit("/sign-in/first", {**fields, "again": "different", "code": code})
    assert (wrong.status_code, "not the same" in wrong.text) == (400, True)
    made = visit("/sign-in/first", {**fields, "code": code})
    assert (made.status_code, made.headers["location"]) == (303, "/desk")
    assert whose(engine, made.cookies[COOKIE]).role is Role.ADMIN
    for answer in (
        visit(f"/sign-in/first?code={code}"),
        visit("/sign-in/first", {**fields, "name": "eve", "code": code}),
    ):
        assert answer.status_code == 404
    assert "no account yet" not in visit("/sign-in").text


def test_without_a_store_it_says_so(visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "elsewhere"))
    assert visit("/sign-in").status_code == 503
