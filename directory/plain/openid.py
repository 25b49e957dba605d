"""Signing in at an identity provider: OpenID Connect with a code, PKCE and a nonce, all of it done by Authlib."""

import logging
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from directory.accounts import SignedIn, SignInError, sign_in_elsewhere
from directory.config import Config, config
from directory.plain.forms import OWN_ORIGIN
from directory.plain.pages import render
from directory.store.database import DatabaseError

LASTS = 600  # seconds from the first step to the last
SECONDS = 10  # for each answer of the provider
log = logging.getLogger(__name__)


def openid_routes() -> list[BaseRoute]:
    # What is under way stands in a cookie of its own, signed with a key of this process, and ends with either.
    kept = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(32),
        session_cookie="needleproof_openid",
        max_age=LASTS,
        same_site="lax",
        https_only=_by_https(),
    )
    return [Route("/begin", _begin, middleware=[kept]), Route("/back", _back, middleware=[kept])]


def _by_https() -> bool:
    """As far as the settings tell when the server starts; what is wrong with them each page says."""
    try:
        return config().public_url.startswith("https://")
    except ValueError:
        return False


async def _begin(request: Request) -> Response:
    from directory.plain.signing import own_path

    settings = config()
    if settings.openid is None:
        return _told(request, "No identity provider is set up here.", 404)
    request.session["next"] = own_path(request.query_params.get("next"))
    try:
        answer: Response = await _client(settings).authorize_redirect(request, _address(request, settings))
    except Exception as error:
        return _failed(request, error)
    return answer


async def _back(request: Request) -> Response:
    from directory.plain.signing import begun_at, own_path

    settings = config()
    if settings.openid is None:
        return _told(request, "No identity provider is set up here.", 404)
    goes_to = own_path(request.session.pop("next", None))
    try:
        token = await _client(settings).authorize_access_token(request)
        told = token["userinfo"]
        subject, email = str(told["sub"]), str(told["email"]) if told.get("email_verified") is True else None
    except Exception as error:
        return _failed(request, error)
    try:
        begun = await run_in_threadpool(_signed_in, settings, subject, email)
    except SignInError as error:
        return _told(request, str(error), 403)
    except (DatabaseError, SQLAlchemyError) as error:
        return _failed(request, error)
    return begun_at(goes_to, begun, request, settings)


def _signed_in(settings: Config, subject: str, email: str | None) -> SignedIn:
    assert settings.openid is not None
    from directory.plain.signing import writing

    with writing(settings) as session:
        return sign_in_elsewhere(session, settings.openid.issuer, subject, email, now=datetime.now(UTC))


def _client(settings: Config) -> Any:
    from authlib.integrations.starlette_client import OAuth

    assert settings.openid is not None
    clients = OAuth()
    clients.register(
        "provider",
        client_id=settings.openid.client_id,
        client_secret=settings.openid.client_secret,
        server_metadata_url=f"{settings.openid.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": SECONDS},
    )
    return clients.provider


def _address(request: Request, settings: Config) -> str:
    """Where the provider sends the browser back to: by the setting, where a proxy hides how others reach us."""
    here = settings.public_url or str(request.base_url).rstrip("/").removesuffix("/sign-in/openid")
    return f"{here}/sign-in/openid/back"


def _failed(request: Request, error: Exception) -> Response:
    """Whatever went wrong on the way: nobody is signed in, and the reason is for the owner's log, without secrets."""
    log.warning("signing in at the identity provider failed: %s", type(error).__name__)
    return _told(request, "Signing in did not work. Begin again, or ask an admin.", 502)


def _told(request: Request, told: str, status: int) -> Response:
    return render(
        "trouble.html", request, status=status, headers=OWN_ORIGIN, title="Sign in", told=told, noindex=True
    )  # fmt: skip
