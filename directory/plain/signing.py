"""Signing in and out, as plain pages: the cookie they set is the one sign-in of pages and routes."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import wraps
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from directory import signed_in
from directory.accounts import (
    COOKIE,
    KEPT,
    KNOWN_COOKIE,
    LASTS,
    AccountError,
    SignedIn,
    SignInError,
    any_account,
    begin,
    first_start,
    make_account,
    of_name,
    proof_of,
    proved,
    set_password,
    sign_out,
    standing,
)
from directory.accounts.passwords import LONGEST, SHORTEST
from directory.config import Config, config
from directory.plain.forms import OWN_ORIGIN, FormError, fields_of, from_here
from directory.plain.pages import HEADERS, render
from directory.plain.signing_later import LASTS as WAITS
from directory.plain.signing_later import WAITING, WAITING_COOKIE, Proved
from directory.plain.visiting import trouble
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained, impatient, readable
from directory.vocabulary import Role, SignInWay

DESK = "/desk"
AGAIN = 10  # seconds after which a page asks again whether the store is free
BUSY = (
    "The store could not be written just now. Most often somebody publishes, which takes some minutes in a large "
    "directory. Nothing was changed: try again in a while."
)
WAIT = 5  # seconds for the lock of a database that somebody else writes to
log = logging.getLogger(__name__)
Answer = Callable[[Request, Session, Config, Mapping[str, str]], Response]


def sign_in_routes() -> list[BaseRoute]:
    from directory.plain.openid import openid_routes  # what only some have set up, is loaded with the rest of it

    return [
        Route("/sign-in", _page(_sign_in), methods=["GET", "POST"]),
        Route("/sign-in/waiting", _page(_waiting), methods=["GET"]),
        Route("/sign-in/first", _page(_first), methods=["GET", "POST"]),
        Route("/sign-out", _page(_sign_out), methods=["POST"]),
        Route("/account", _page(_account), methods=["GET", "POST"]),
        Mount("/sign-in/openid", routes=openid_routes()),
    ]


def _page(answer: Answer) -> Callable[[Request], Any]:
    """An endpoint that may write: a form only from our own page, whose fields ``answer`` is given, none for GET."""

    @wraps(answer)
    async def endpoint(request: Request) -> Response:
        fields: dict[str, str] = {}
        if request.method == "POST":
            try:
                from_here(request)
                fields = await fields_of(request)
            except FormError as error:
                return _told(request, "Nothing was done", str(error), error.status)
        return await run_in_threadpool(_in_store, answer, request, fields)

    return endpoint


def _in_store(answer: Answer, request: Request, fields: Mapping[str, str]) -> Response:
    try:
        settings = config()
        engine = connect(settings.database_url, read_only=True)  # where there is none, none is made
        try:
            with Session(readable(engine)) as session:
                return answer(request, session, settings, fields)
        finally:
            engine.dispose()
    except NoDatabaseError:
        return trouble(request, 503, "plain-no-data")
    except (DatabaseError, SQLAlchemyError) as error:
        log.error("nobody could sign in or out: %s", explained(error, settings.database_url))
        if request.method == "POST":
            return _told(request, "Not done yet", BUSY, 503)
        return trouble(request, 503, "plain-store-trouble")
    except ValueError as error:
        if not str(error).startswith("NEEDLEPROOF_"):
            raise
        log.error("%s", error)
        return trouble(request, 503, "plain-settings-trouble")


@contextmanager
def writing(settings: Config) -> Iterator[Session]:
    """A session for one quick act beside whatever else writes; the caller commits."""
    engine = impatient(connect(settings.database_url), WAIT)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


# --- the pages --------------------------------------------------------------------------------------------------


def _sign_in(request: Request, session: Session, settings: Config, fields: Mapping[str, str]) -> Response:
    goes_to = own_path(fields.get("next") or request.query_params.get("next"))
    error: SignInError | None = None
    if request.method == "POST":
        visitor = request.client.host if request.client else None
        try:
            proof = proved(
                session, fields.get("name", ""), fields.get("password", ""), visitor=visitor, known=_known(request)
            )
            return _begun(request, settings, Proved(proof, goes_to))
        except SignInError as refused:
            error = refused
    elif signed_in.reader(session, request.cookies) is not None:
        return _on(goes_to)
    return render(
        "sign_in.html",
        request,
        status=_status(error) if error else 200,
        headers=OWN_ORIGIN | _when(error),
        title="Sign in",
        noindex=True,
        error=str(error) if error else None,
        name=fields.get("name", ""),
        goes_to=goes_to,
        elsewhere=f"/sign-in/openid/begin?{urlencode({'next': goes_to})}" if settings.openid else None,
        provider=urlsplit(settings.openid.issuer).netloc if settings.openid else None,
        none_yet=not any_account(session),
    )


def _begun(request: Request, settings: Config, proved: Proved, token: str | None = None) -> Response:
    """Signed in; or, while the store is busy, a page that asks again by itself, with a token and not the password.
    Raises SignInError where what was proved is void by now, or the token was used or given up meanwhile.
    """
    try:
        with writing(settings) as store:
            begun = begin(
                store,
                proved.proof,
                SignInWay.PASSWORD,
                now=datetime.now(UTC),
                only_if=lambda: token is None or WAITING.done(token),
            )
    except (DatabaseError, SQLAlchemyError) as error:
        log.warning("a sign-in waits: %s", explained(error, settings.database_url))
        answer = _told(
            request,
            "Signing in",
            "Name and password are right, and the store is busy: most often somebody publishes. You are signed in as "
            f"soon as it is free; this page asks again every {AGAIN} seconds.",
            503,
            {"Refresh": f"{AGAIN}; url=/sign-in/waiting", "Retry-After": str(AGAIN)},
        )
        if token is None:
            WAITING.done(request.cookies.get(WAITING_COOKIE))
            _set(answer, WAITING_COOKIE, WAITING.put(proved), int(WAITS), request, settings)
        return answer
    return begun_at(proved.goes_to, begun, request, settings)


def _waiting(request: Request, session: Session, settings: Config, _fields: Mapping[str, str]) -> Response:
    """Goes on with a sign-in that was proved while the store was busy."""
    token = request.cookies.get(WAITING_COOKIE)
    waits = WAITING.get(token)
    if waits is not None and standing(session, waits.proof) is not None:
        with suppress(SignInError):
            return _begun(request, settings, waits, token)
    answer = _on("/sign-in")
    _wait_no_more(answer, request, settings)
    return answer


def _first(request: Request, session: Session, settings: Config, fields: Mapping[str, str]) -> Response:
    """Makes the first account, for whoever has the code of this process; gone once there is an account."""
    code = fields.get("code") or request.query_params.get("code", "")
    if any_account(session) or not first_start.is_code(code):
        return _told(request, "Nothing here", "The first account was made already, or the address is an old one.", 404)
    error = None
    if request.method == "POST":
        try:
            name, shown, password = (fields.get(part, "") for part in ("name", "shown", "password"))
            if password != fields.get("again", ""):
                raise AccountError("the two passwords are not the same")
            now = datetime.now(UTC)
            with writing(settings) as store:
                if any_account(store):
                    raise AccountError("somebody else made the first account meanwhile")
                made = make_account(store, name, shown, Role.ADMIN, password, by="first start", now=now)
                begun = begin(store, proof_of(store, made), SignInWay.PASSWORD, now=now)
            return begun_at(DESK, begun, request, settings)
        except AccountError as refused:
            error = str(refused)
    return render(
        "first_account.html",
        request,
        status=400 if error else 200,
        headers=OWN_ORIGIN,
        title="The first account",
        noindex=True,
        error=error,
        code=code,
        form={part: fields.get(part, "") for part in ("name", "shown")},
        shortest=SHORTEST,
        longest=LONGEST,
    )


def _account(request: Request, session: Session, settings: Config, fields: Mapping[str, str]) -> Response:
    """Who is signed in, their password, and the way out."""
    who = signed_in.reader(session, request.cookies)
    if who is None:
        return _on(f"/sign-in?{urlencode({'next': '/account'})}")
    error: AccountError | SignInError | None = None
    if request.method == "POST":
        visitor = request.client.host if request.client else None
        now = datetime.now(UTC)
        try:
            proof = proved(session, who.name, fields.get("before", ""), visitor=visitor, known=_known(request))
            if fields.get("password", "") != fields.get("again", ""):
                raise AccountError("the two passwords are not the same")
            with writing(settings) as store:
                account = standing(store, proof, held=True)
                if account is None:
                    raise AccountError("the account was changed or signed out meanwhile")
                set_password(store, account.name, fields.get("password", ""), by=account.name, now=now)
                begun = begin(store, proof_of(store, account), SignInWay.PASSWORD, now=now)
            return begun_at("/account?changed=yes", begun, request, settings)
        except (AccountError, SignInError) as refused:
            error = refused
    return render(
        "account.html",
        request,
        status=(_status(error) if isinstance(error, SignInError) and error.wait else 400) if error else 200,
        headers=OWN_ORIGIN | _when(error),
        title="Your account",
        noindex=True,
        error=str(error) if error else None,
        who=who,
        password_here=of_name(session, who.name).password is not None,
        changed=request.query_params.get("changed") == "yes" and not error,
        shortest=SHORTEST,
        longest=LONGEST,
    )


def _sign_out(request: Request, session: Session, settings: Config, _fields: Mapping[str, str]) -> Response:
    answer = _on("/sign-in")
    try:
        with writing(settings) as store:
            sign_out(store, request.cookies.get(COOKIE, ""), now=datetime.now(UTC))
    except (DatabaseError, SQLAlchemyError) as error:
        log.error("a sign-in was not ended: %s", explained(error, settings.database_url))
        told = "This browser is signed out. The store was busy: sign out again later to end the sign-in there too."
        answer = _told(request, "Signed out here", told, 503)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=_secure(request, settings))
    _wait_no_more(answer, request, settings)
    return answer


# --- what they share --------------------------------------------------------------------------------------------


def begun_at(goes_to: str, begun: SignedIn, request: Request, settings: Config) -> Response:
    """Goes on to a path of ours, signed in."""
    answer = _on(goes_to)
    for name, value, lasts in ((COOKIE, begun.token, LASTS), (KNOWN_COOKIE, begun.known, KEPT)):
        _set(answer, name, value, int(lasts.total_seconds()), request, settings)
    _wait_no_more(answer, request, settings)
    return answer


def _wait_no_more(answer: Response, request: Request, settings: Config) -> None:
    """Gives up a sign-in of this browser that still waits: it must not begin behind the back of whoever is next."""
    if (token := request.cookies.get(WAITING_COOKIE)) is not None:
        WAITING.done(token)
        _set(answer, WAITING_COOKIE, "", 0, request, settings)


def _status(error: SignInError) -> int:
    return 503 if error.crowded else 429 if error.wait else 403


def _when(error: Exception | None) -> dict[str, str]:
    """The header that tells when to try again."""
    return {"Retry-After": str(error.wait)} if isinstance(error, SignInError) and error.wait else {}


def _set(answer: Response, name: str, value: str, seconds: int, request: Request, settings: Config) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=_secure(request, settings)
    )


def _known(request: Request) -> str | None:
    """What the browser shows of having signed in before; it opens nothing."""
    return request.cookies.get(KNOWN_COOKIE)


def own_path(asked: str | None) -> str:
    """A path of ours to go on to; the desk for whatever leads elsewhere or is none."""
    ours = asked and asked[0] == "/" and asked[1:2] not in ("/", "\\") and asked.isprintable() and len(asked) <= 2_000
    return asked if asked and ours else DESK


def _secure(request: Request, settings: Config) -> bool:
    """Whether the browser came by https; a proxy that hides it has the public address set. What a proxy says of it is
    believed whoever it is: whoever lies there only keeps a cookie of their own from being sent.
    """
    told = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return "https" in (request.url.scheme, told) or settings.public_url.startswith("https://")


def _on(path: str) -> Response:
    return RedirectResponse(path, 303, {**HEADERS, "Cache-Control": "no-store"})


def _told(
    request: Request, title: str, told: str, status: int, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    return render(
        "trouble.html", request, status=status, headers={**OWN_ORIGIN, **headers}, title=title, told=told, noindex=True
    )  # fmt: skip
