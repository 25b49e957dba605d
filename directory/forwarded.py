"""Where a request comes from behind reverse proxies: their word is taken where a setting names them, nobody else's.

The server in front must not have read it before: `needleproof serve` sees to that (see `dashboard.py` for others).
"""

import ipaddress
import logging
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from directory.config import config

FORWARDED = b"x-forwarded-for"
log = logging.getLogger(__name__)


class OurProxies:
    """Gives each request the address and scheme that a proxy of ours tells; the first of others' is told the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._reading = lru_cache(maxsize=2)(lambda listed: ProxyHeadersMiddleware(app, both_forms(listed)))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reading = self._reading(_listed())
        if scope["type"] != "lifespan":
            peer = (scope.get("client") or ("",))[0]
            if peer not in reading.trusted_hosts and any(name == FORWARDED for name, _ in scope["headers"]):
                STRANGERS.tell(peer)
        await reading(scope, receive, send)  # type: ignore[arg-type]


class Strangers:
    """Tells once, for the life of the process."""

    def __init__(self) -> None:
        self._told = False
        self._lock = Lock()

    def tell(self, peer: str) -> None:
        with self._lock:
            told, self._told = self._told, True
        if not told:
            log.warning(
                "%s sends X-Forwarded-For and is not named by NEEDLEPROOF_TRUSTED_PROXIES. If it is your reverse "
                "proxy, all its visitors count as one and share each limit until you name it there.",
                _shown(peer),
            )


STRANGERS = Strangers()


def both_forms(listed: Iterable[str]) -> list[str]:
    """What is listed, each address of IPv4 also as a socket for both kinds shows it, and the other way round."""
    found = []
    for one in listed:
        network = ipaddress.ip_network(one)
        found.append(one)
        if isinstance(network, ipaddress.IPv4Network):
            found.append(f"::ffff:{network.network_address}/{96 + network.prefixlen}")
        elif (within := network.network_address.ipv4_mapped) and network.prefixlen >= 96:
            found.append(f"{within}/{network.prefixlen - 96}")
    return found


def _listed() -> tuple[str, ...]:
    try:
        return config().trusted_proxies
    except ValueError:  # whatever is asked, the answer names the setting
        return ()


def _shown(peer: str) -> str:
    """The address where it is one of an inner network: visitors' are not written down."""
    try:
        found = ipaddress.ip_address(peer)
    except ValueError:
        return "Somebody"
    within = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return peer if (within or found).is_private else "Somebody on the internet"
