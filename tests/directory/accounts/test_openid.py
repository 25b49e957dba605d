"""Signing in at an identity provider: a small one on this machine, honest and otherwise."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import Engine
from sqlmodel import Session

from directory import accounts
from directory.accounts import COOKIE
from directory.vocabulary import Role
from tests.directory.accounts.conftest import NOW, OURS, Visit, whose

CLIENT, SECRET = "needleproof", "the secret of the client"


class Provider:
    """``says``: claims that its next token has other values for; ``key``: what it signs with."""

    def __init__(self) -> None:
        self.key = self.published = RSAKey.generate_key(2048, {"kid": "one"})
        self.says: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}  # code -> what was asked for with it
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def agreed(self, location: str) -> str:
        """The path that the browser is sent back to, once its user has agreed."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert asked["redirect_uri"] == f"{OURS}/sign-in/openid/back"
        code = f"code{len(self.asked)}"
        self.asked[code] = asked
        return f"/sign-in/openid/back?{urlencode({'code': code, 'state': asked['state']})}"

    def told(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            "id_token_signing_alg_values_supported": ["RS256"],
            **{name: f"{self.issuer}/{path}" for name, path in places.items()},
        }

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.asked.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        secret = base64.b64decode(authorization.removeprefix("Basic ")).decode() if authorization else ""
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"] or SECRET not in secret:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "1", "exp": now + 60, "iat": now, "nonce": asked["nonce"],
            "email": "dana@example.org", "email_verified": True,
        } | self.says  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                keys = {"keys": [provider.published.as_dict(private=False)]}
                self._answer(keys if self.path == "/keys" else provider.told())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._answer(provider.token(form, self.headers.get("Authorization", "")))

            def _answer(self, content: Any) -> None:
                body = json.dumps(content or {"error": "invalid_grant"}).encode()
                self.send_response(200 if content else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None: ...

        return Handler


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, session: Session) -> Iterator[Provider]:
    made = Provider()
    for name, value in (("ISSUER", made.issuer), ("CLIENT", CLIENT), ("SECRET", SECRET)):
        monkeypatch.setenv(f"NEEDLEPROOF_OPENID_{name}", value)
    accounts.make_account(session, "dana@example.org", "Dana", Role.VIEWER, None, by="test", now=NOW)
    session.commit()
    yield made
    made.server.shutdown()
    made.server.server_close()


def walked(visit: Visit, provider: Provider, *, goes_to: str = "/review", lost: bool = False) -> httpx.Response:
    """From the sign-in page to the provider and back."""
    begun = visit(f"/sign-in/openid/begin?{urlencode({'next': goes_to})}")
    assert begun.status_code in (302, 307), begun.text
    back = provider.agreed(begun.headers["location"])
    return visit(back, cookies={} if lost else dict(begun.cookies))


def test_who_has_an_account_here_is_signed_in(visit: Visit, provider: Provider, engine: Engine) -> None:
    assert "Sign in with 127.0.0.1" in visit("/sign-in").text
    done = walked(visit, provider)
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    reader = whose(engine, done.cookies[COOKIE])
    assert (reader.name, reader.role) == ("dana@example.org", Role.VIEWER)
    assert walked(visit, provider, goes_to="https://evil.example.org").headers["location"] == "/desk"


OTHERS = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.mark.slow
@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://evil.example.org"},
        {"aud": "another client"},
        {"nonce": "of another sign-in"},
        {"exp": 1},
        {"sub": "2", "email": "eve@example.org"},
        {"sub": "2", "email_verified": False},
        {"sub": "2", "email_verified": "true"},
    ],
)
def test_a_token_that_is_not_for_us_signs_nobody_in(visit: Visit, provider: Provider, says: dict[str, Any]) -> None:
    provider.says = says
    done = walked(visit, provider)
    assert done.status_code in (403, 502)
    assert COOKIE not in done.cookies


def test_a_token_of_another_key_signs_nobody_in(visit: Visit, provider: Provider) -> None:
    provider.key = OTHERS
    assert walked(visit, provider).status_code == 502


def test_an_answer_to_a_question_that_was_not_asked_here_signs_nobody_in(visit: Visit, provider: Provider) -> None:
    assert walked(visit, provider, lost=True).status_code == 502
    for path in ("?error=access_denied", "", "?code=x&state=y"):
        assert visit(f"/sign-in/openid/back{path}").status_code == 502


def test_a_provider_that_is_down_is_told(visit: Visit, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_OPENID_ISSUER", "http://127.0.0.1:9")
    answer = visit("/sign-in/openid/begin")
    assert (answer.status_code, "did not work" in answer.text) == (502, True)


def test_the_secret_stands_nowhere(visit: Visit, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    from directory.config import config

    provider.key = OTHERS
    assert SECRET not in walked(visit, provider).text
    assert SECRET not in caplog.text
    assert SECRET not in repr(config())


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"ISSUER": "https://id.example.org"},
            "NEEDLEPROOF_OPENID_CLIENT and NEEDLEPROOF_OPENID_SECRET must be set too",
        ),
        ({"ISSUER": "http://id.example.org", "CLIENT": "c", "SECRET": "s"}, "begins with https"),
        ({"ISSUER": "id.example.org", "CLIENT": "c", "SECRET": "s"}, "begins with https"),
    ],
)
def test_half_a_setting_is_named(settings: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from directory.config import config

    for name, value in settings.items():
        monkeypatch.setenv(f"NEEDLEPROOF_OPENID_{name}", value)
    with pytest.raises(ValueError, match=told):
        config()


def test_without_a_provider_there_is_no_way_to_one(visit: Visit) -> None:
    for path in ("/sign-in/openid/begin", "/sign-in/openid/back", "/sign-in/openid/other"):
        assert visit(path).status_code == 404
