"""Whose word is taken for where a visitor comes from: that of the proxies that a setting names, and nobody else's."""

import asyncio
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette

from directory import forwarded
from directory.cli import serving
from directory.config import config
from directory.routes import middleware
from directory.throttle import network_of


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
        ("10.0.0.5", "::ffff:10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/24", "::ffff:10.0.0.5", "203.0.113.9, ::ffff:10.0.0.6", "203.0.113.9"),
        ("10.0.0.0/24", "::ffff:10.0.1.5", "203.0.113.9", "::ffff:10.0.1.5"),
        ("::ffff:10.0.0.5", "10.0.0.5", "203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.0/120", "10.0.0.5", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_rightmost_that_is_no_proxy_of_ours_is_the_visitor(
    setting: str, peer: str, said: str, visitor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", setting)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own setting is not looked at
    assert seen(peer, said)["client"][0] == visitor


def seen(peer: str, said: str, proto: str = "", kind: str = "http") -> dict[str, Any]:
    """The request as it comes to the pages, through all that stands before them."""
    found: list[dict[str, Any]] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(scope)

    told = {b"x-forwarded-for": said.encode(), b"x-forwarded-proto": proto.encode()}
    headers = [(name, value) for name, value in told.items() if value]
    scheme = "ws" if kind == "websocket" else "http"
    before = Starlette(middleware=middleware())
    before.router = app  # type: ignore[assignment]
    asyncio.run(before({"type": kind, "client": (peer, 1), "scheme": scheme, "headers": headers}, None, None))  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
def test_whoever_serves_it_the_application_reads_what_proxies_say(
    kind: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", "10.0.0.5")
    request = seen("10.0.0.5", "203.0.113.9", "https", kind)
    assert (request["client"][0], request["scheme"]) == ("203.0.113.9", scheme)
    assert seen("10.0.0.7", "203.0.113.9", "https", kind)["scheme"] != scheme


def test_the_server_in_front_reads_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", "10.0.0.5")
    made: list[uvicorn.Config] = []
    monkeypatch.setattr(uvicorn.Server, "__init__", lambda _self, config: made.append(config))
    monkeypatch.setattr(uvicorn.Server, "run", lambda _self, **_more: None)
    serving.serve_at("127.0.0.1", 0, first=False)
    assert made[0].proxy_headers is False


def test_a_proxy_that_is_not_named_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TRUSTED_PROXIES", "10.0.0.5")
    monkeypatch.setattr(forwarded, "STRANGERS", forwarded.Strangers())
    seen("10.0.0.7", "")
    seen("10.0.0.5", "203.0.113.9")
    assert not caplog.records
    for _ in range(3):
        seen("10.0.0.7", "203.0.113.9")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "10.0.0.7 sends X-Forwarded-For and is not named by NEEDLEPROOF_TRUSTED_PROXIES" in caplog.text
    assert "203.0.113.9" not in caplog.text


@pytest.mark.parametrize("peer", ["8.8.8.8", "::ffff:8.8.8.8", "2600::1"])
def test_no_address_of_the_internet_is_written_down(
    peer: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(forwarded, "STRANGERS", forwarded.Strangers())
    seen(peer, "203.0.113.9")
    assert "Somebody on the internet sends" in caplog.text
    assert peer not in caplog.text


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),  # as a socket for both kinds shows it
        ("64:ff9b::cb00:7109", "203.0.113.9"),  # as a gateway between the two does
        ("64:ff9b:1::cb00:7109", "64:ff9b:1::/64"),
        ("2001:db8:1:2:3::4%eth0", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("testclient", ""),
        (None, ""),
    ],
)
def test_one_household_is_one_visitor(address: str | None, network: str) -> None:
    assert network_of(address) == network
