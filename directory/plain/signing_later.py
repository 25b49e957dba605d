"""Who proved a password while the store was busy: kept in this process, so that nobody types it a second time."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from directory.accounts import Proof

WAITING_COOKIE = "needleproof_waiting"
LASTS = 900.0  # seconds
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Proved:
    """``goes_to``: a path of ours."""

    proof: Proof
    goes_to: str


class Waiting:
    """What was proved, by the hash of a token that only the browser has; for many threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._kept: dict[str, tuple[float, Proved]] = {}
        self._lock = Lock()

    def put(self, proved: Proved) -> str:
        """The token to ask for it with. The oldest make room where so many wait."""
        token, now = secrets.token_urlsafe(32), self.clock()
        with self._lock:
            self._kept = {one: it for one, it in self._kept.items() if now - it[0] < LASTS}
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[_hash(token)] = (now, proved)
        return token

    def get(self, token: str | None) -> Proved | None:
        with self._lock:
            since, proved = self._kept.get(_hash(token or ""), (0.0, None))
        return proved if proved and self.clock() - since < LASTS else None

    def done(self, token: str | None) -> bool:
        """Whether it still waited; it does no more."""
        with self._lock:
            return self._kept.pop(_hash(token or ""), None) is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


WAITING = Waiting()
