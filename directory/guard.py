"""Which internet addresses must never be asked: this machine, private networks, and whatever leads there. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Doors = frozenset[tuple[str, int]]  # exact (host, port) pairs of this machine that may be asked all the same
NO_DOORS: Doors = frozenset()

# Written out, because ipaddress.is_global of Python 3.11 has gaps: it calls 192.88.99.1, 2002:7f00:1:: and
# 64:ff9b::7f00:1 global, and what it knows changes between patch releases.
_V4 = tuple(
    (IPv4Network(network), words)
    for network, words in (
        ("127.0.0.0/8", "this machine itself"),
        ("0.0.0.0/8", "this machine itself"),
        ("10.0.0.0/8", "a private network"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("100.64.0.0/10", "a carrier's inner network"),
        ("169.254.0.0/16", "a link-local address, where cloud machines keep their secrets"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.88.99.0/24", "a tunnel between address families"),
        ("192.0.2.0/24", "an address for documentation"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("198.18.0.0/15", "an address for measurements"),
        ("224.0.0.0/4", "a group of machines"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
_V6 = tuple(
    (IPv6Network(network), words)
    for network, words in (
        ("::1/128", "this machine itself"),
        ("::/128", "this machine itself"),
        ("fc00::/7", "a private network"),
        ("fec0::/10", "a private network"),
        ("fe80::/10", "a link-local address"),
        ("ff00::/8", "a group of machines"),
        ("64:ff9b:1::/48", "a network's own translation of addresses"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
        ("2001::/23", "a tunnel, or reserved for protocols"),  # Teredo is 2001::/32
        ("2002::/16", "a tunnel between address families"),  # 6to4
    )
)
_GLOBAL = IPv6Network("2000::/3")
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("64:ff9b::/96")  # what a network without IPv4 makes of an IPv4 address


class AddressRefusedError(OSError):
    """The address is not one that may be asked; the message names it and says what it is."""


def refused(address: str) -> str | None:
    """What speaks against connecting to an IP address (text, without brackets or port); None when nothing does.

    >>> refused("127.0.0.1")
    'this machine itself'
    """
    if "%" in address:
        return "an address of one link only"
    try:
        ip = ip_address(address)
    except ValueError:
        return "no internet address"
    if isinstance(ip, IPv4Address):
        return next((words for network, words in _V4 if ip in network), None)
    return _refused_v6(ip)


def _refused_v6(ip: IPv6Address) -> str | None:
    if ip in _MAPPED or ip in _TRANSLATED:  # both end at the IPv4 address in the last four bytes
        return refused(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    if words := next((words for network, words in _V6 if ip in network), None):
        return words
    return None if ip in _GLOBAL else "a reserved address"


def vetted(host: str, port: int, addresses: Iterable[str], doors: Doors = NO_DOORS) -> list[str]:
    """The addresses a host was resolved to, when every one of them may be connected to.

    One forbidden address refuses the host: whoever mixes them in wants the next answer to be chosen. A door opens
    this machine only, never another private address. Raises AddressRefusedError.
    """
    found = list(dict.fromkeys(addresses))
    if not found:
        raise AddressRefusedError(f"{host}: the name leads to no address")
    for address in found:
        words = refused(address)
        if words is None or ((host.lower(), port) in doors and words == "this machine itself"):
            continue
        through = "" if address == host else f" (to which {host} leads)"
        raise AddressRefusedError(f"{address}{through} is {words}: not asked")
    return found
