"""Whose word is taken for where a visitor comes from: that of the proxies that a setting names, and nobody else's."""

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from directory.cli import serving
from directory.config import config


@pytest.mark.parametrize(
    ("setting", "read"),
    [
        ("", ()),
        ("10.0.0.5", ("10.0.0.5",)),
        ("10.0.0.5, 192.168.7.0/24  ::1", ("10.0.0.5", "192.168.7.0/24", "::1")),
    ],
)
def test_the_setting_names_addresses_and_networks(
    setting: str, read: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", setting)
    assert config().trusted_proxies == read


@pytest.mark.parametrize("setting", ["*", "localhost", "10.0.0", "10.0.0.5/24", "10.0.0.5 nginx"])
def test_what_is_neither_is_said(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", setting)
    with pytest.raises(ValueError, match=r"NEEDLEPROOF_TRUSTED_PROXIES has .*write addresses and networks"):
        config()


@pytest.mark.parametrize(
    ("setting", "peer", "said", "visitor"),
    [
        ("", "10.0.0.5", "203.0.113.9", "10.0.0.5"),
        ("", "127.0.0.1", "203.0.113.9", "127.0.0.1"),  # a tunnel of this machine is no proxy of ours
        ("10.0.0.5", "10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.5", "10.0.0.5", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the visitor wrote the first of them
        ("10.0.0.0/24", "10.0.0.5", "198.51.100.1, 203.0.113.9, 10.0.0.6", "203.0.113.9"),
        ("10.0.0.5", "10.0.0.7", "203.0.113.9", "10.0.0.7"),
        ("10.0.0.5", "10.0.0.5", "", "10.0.0.5"),
    ],
)
def test_the_rightmost_that_is_no_proxy_of_ours_is_the_visitor(
    setting: str, peer: str, said: str, visitor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", setting)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own setting is not looked at
    made: list[uvicorn.Config] = []
    monkeypatch.setattr(uvicorn.Server, "__init__", lambda _self, config: made.append(config))
    monkeypatch.setattr(uvicorn.Server, "run", lambda _self, **_more: None)
    serving.serve_at("127.0.0.1", 0, first=False)
    found: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(scope["client"][0])

    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", said.encode())] if said else []}
    trusting = ProxyHeadersMiddleware(app, made[0].forwarded_allow_ips)
    asyncio.run(trusting(scope, None, None))  # type: ignore[arg-type]
    assert found == [visitor]
