"""Stands where Scrapy opens its sockets: resolves names, vets every address, lets no other connection through."""

import logging
import sys
from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver, dnscache
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostResolution

from directory.guard import NO_DOORS, AddressRefusedError, Doors, refused, vetted

log = logging.getLogger(__name__)


class _Gate:
    """What the one reactor of this process may connect to. ``opened``: IP addresses and ports behind a door."""

    def __init__(self) -> None:
        self.doors: Doors = NO_DOORS
        self.opened: set[tuple[str, int]] = set()
        self.refused = 0
        self._guarded: Any = None

    def stand_before(self, reactor: Any) -> None:
        """Takes the place of the reactor's ways to connect; a second time changes nothing.

        Every endpoint of Twisted connects through these methods, with the address that is then used.
        """
        if self._guarded is reactor:
            return
        self._guarded, connect = reactor, reactor.connectTCP

        def connect_tcp(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            self.check(host, port)
            return connect(host, port, *args, **kwargs)

        def nothing_else(address: Any, *_args: Any, **_kwargs: Any) -> Any:
            raise self._counted(AddressRefusedError(f"{address} is no place on the internet: not asked"))

        reactor.connectTCP = connect_tcp  # connectSSL goes through it too
        reactor.connectUNIX = reactor.connectUNIXDatagram = nothing_else

    def check(self, host: str, port: int) -> None:
        """Raises AddressRefusedError, also for a name: whoever resolved it later might get another address."""
        if (host, port) in self.opened:
            return
        if words := refused(host):
            # What the resolver refused comes as a sentence already, see `_Vetting`.
            said = host if " " in host else f"{host} is {words}: not asked"
            raise self._counted(AddressRefusedError(said))

    def _counted(self, error: AddressRefusedError) -> AddressRefusedError:
        self.refused += 1
        log.warning("%s", error)
        return error


_gate = _Gate()


def install(doors: Doors = NO_DOORS) -> None:
    """Lets a crawl reach these (host, port) pairs of this machine, and no other; may be called again.

    Call it after the crawler process is made and before it starts. Without it `GuardedResolver`, named in the
    settings, guards the reactor all the same, with no door open.
    """
    _gate.doors = doors
    _gate.opened.clear()
    dnscache.clear()
    if (reactor := sys.modules.get("twisted.internet.reactor")) is not None:
        _gate.stand_before(reactor)


def refusals() -> int:
    """How many connections were refused in this process."""
    return _gate.refused


class _Vetting:
    """Collects all answers for a name and hands them on only when every one of them may be connected to."""

    def __init__(self, receiver: Any, host: str, port: int) -> None:
        self._receiver, self._host, self._port = receiver, host, port
        self._found: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        try:
            addresses = [address.host for address in self._found]
            for address in vetted(self._host, self._port, addresses, _gate.doors) if addresses else ():
                if refused(address):  # it is vetted all the same: a door
                    _gate.opened.add((address, self._port))
        except AddressRefusedError as error:
            # A resolver cannot fail with a reason. These words in the place of an address are refused by the gate,
            # which logs, counts and raises them, and they are no address to anybody else either.
            self._found = [IPv4Address("TCP", str(error), self._port)]
        for found in self._found:
            if isinstance(found, IPv4Address | IPv6Address):
                self._receiver.addressResolved(found)
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver for IPv4 and IPv6, whose answers are vetted together before any of them is used."""

    def install_on_reactor(self) -> None:
        super().install_on_reactor()
        _gate.stand_before(self.reactor)

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver: Any = _Vetting(resolutionReceiver, hostName, portNumber)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
