"""Holds back who asks too often, without keeping who that was: addresses are hashed with a salt that nobody writes."""

import hashlib
import ipaddress
import math
import secrets
from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

PER_VISITOR = 5
WINDOW = 3600.0  # seconds
NEW_SALT = 86_400.0  # seconds
MOST_KEPT = 20_000  # visitors
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


class Throttle:
    """Counts what each visitor did within the last ``window`` seconds, in this process only. For many threads.

    ``by``: what of a visitor's word counts as one; of an address, its network.
    """

    def __init__(
        self, most: int = PER_VISITOR, clock: Callable[[], float] = monotonic, *, window: float = WINDOW,
        by: Callable[[str | None], str] | None = None,
    ) -> None:  # fmt: skip
        self.most, self.clock, self.window, self.by = most, clock, window, by or network_of
        self._salt, self._salted = secrets.token_bytes(32), clock()
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = Lock()

    def wait_of(self, address: str | None, *, counted: bool = True) -> int | None:
        """Counts one request of a visitor; the seconds to wait where it is one too many, and it is not counted then.

        ``counted`` false: only looks whether one more would be too many.
        """
        now = self.clock()
        with self._lock:
            self._forget(now)
            seen = self._seen.setdefault(self._hashed(address), deque())
            while seen and now - seen[0] >= self.window:
                seen.popleft()
            if (wait := self._left(seen, now)) is not None:
                return wait
            if counted:
                seen.append(now)
            return None

    def forgive(self, address: str | None) -> None:
        """Takes back what was counted last of a visitor."""
        with self._lock:
            if seen := self._seen.get(self._hashed(address)):
                seen.pop()

    def _left(self, seen: deque[float], now: float) -> int | None:
        if len(seen) < self.most:
            return None
        return max(1, int(self.window - (now - seen[0])) + 1)

    def _hashed(self, address: str | None) -> bytes:
        return hashlib.blake2b(self.by(address).encode(), key=self._salt, digest_size=16).digest()

    def _forget(self, now: float) -> None:
        if now - self._salted >= NEW_SALT:
            self._salt, self._salted = secrets.token_bytes(32), now
            self._seen.clear()
        if len(self._seen) >= MOST_KEPT:
            self._seen = {who: seen for who, seen in self._seen.items() if seen and now - seen[-1] < self.window}
        if len(self._seen) >= MOST_KEPT:  # so many at once are no visitors
            self._seen.clear()


class Slowing(Throttle):
    """Slows down instead of locking out: after ``most`` within the window each waits twice as long after the one before
    it as that one had to, from one second to ``longest``.
    """

    def __init__(
        self, most: int, clock: Callable[[], float] = monotonic, *, window: float = WINDOW, longest: float,
        by: Callable[[str | None], str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(most, clock, window=window, by=by)
        self.longest = longest

    def _left(self, seen: deque[float], now: float) -> int | None:
        over = len(seen) - self.most
        if over < 0:
            return None
        left = min(self.longest, 2.0 ** min(over, 60)) - (now - seen[-1])
        return math.ceil(left) if left > 0 else None


def network_of(address: str | None) -> str:
    """One household: of IPv6 the first 64 bits. What is no address (this machine, a test) is one visitor."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and (within := _of_ipv4(found)):
        found = within
    if found.version == 6:
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def _of_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The visitor of the old internet whom a socket for both, or a gateway between them, shows as one of the new."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped
