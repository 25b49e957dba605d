"""Keeps pages that were made, so that the same question is not answered twice: bounded in bytes, not in number."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

MOST = 32 * 2**20  # bytes of bodies
OF_ONE = 256  # bytes that an entry takes besides its body, as a rule of thumb


class Kept:
    """Bodies by key; whatever was not asked for longest goes first. For many threads."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.size = 0
        self._held: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            body = self._held.get(key)
            if body is not None:
                self._held.move_to_end(key)
            return body

    def put(self, key: Hashable, body: bytes) -> None:
        """A body bigger than all that may be kept is not kept."""
        with self._lock:
            if key in self._held:
                self._drop(key)
            self._held[key] = body
            self.size += len(body) + OF_ONE
            while self.size > self.most:
                self._drop(next(iter(self._held)))

    def _drop(self, key: Hashable) -> None:
        self.size -= len(self._held.pop(key)) + OF_ONE
