"""Which surnames and given names stand together: bits that tell nearly every pair nobody has, and miss none."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS_A_PAIR, LOOKS = 16, 4  # one pair in 400 that nobody has is taken for one
FEWEST_BITS = 1 << 10
_LAST, _FIRST, _AGAIN = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD))

Hashes = NDArray[np.uint64]


@lru_cache(maxsize=1 << 18)
def word_hash(word: str) -> int:
    """64 bits of a folded word, the same in every process and database."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def word_hashes(words: Iterable[str]) -> Hashes:
    return np.fromiter(map(word_hash, words), dtype=np.uint64)


class NamePairs:
    """A Bloom filter over pairs: 2 MB for a million. ``bits`` is as long as a power of two."""

    def __init__(self, bits: bytes) -> None:
        self._bytes = np.frombuffer(bits, dtype=np.uint8)
        self._mask = np.uint64(len(bits) * 8 - 1)

    @staticmethod
    def empty(pairs: int) -> "NamePairs":
        """Room for that many."""
        size = FEWEST_BITS
        while size < pairs * BITS_A_PAIR:
            size *= 2
        return NamePairs(bytes(size // 8))

    @property
    def bits(self) -> bytes:
        return self._bytes.tobytes()

    @property
    def room(self) -> int:
        """How many pairs it was made for."""
        return len(self._bytes) * 8 // BITS_A_PAIR

    def __or__(self, other: tuple[Hashes, Hashes]) -> "NamePairs":
        """With the pairs of these surnames and given names, one by one."""
        single = np.unpackbits(self._bytes, bitorder="little")
        for place in self._places(*other):
            single[place] = 1
        return NamePairs(np.packbits(single, bitorder="little").tobytes())

    def may_hold(self, lasts: Hashes, firsts: Hashes) -> NDArray[np.intp]:
        """Positions of the pairs that somebody may have for a name."""
        left = np.arange(len(lasts))
        start, step = _spread(lasts, firsts)
        for look in range(LOOKS):
            place = (start + np.uint64(look) * step) & self._mask
            hit = (self._bytes[place >> np.uint64(3)] >> (place & np.uint64(7)).astype(np.uint8)) & 1 == 1
            left, start, step = left[hit], start[hit], step[hit]
        return left

    def _places(self, lasts: Hashes, firsts: Hashes) -> Iterator[NDArray[np.uint64]]:
        start, step = _spread(lasts, firsts)
        for look in range(LOOKS):
            yield (start + np.uint64(look) * step) & self._mask


def _spread(lasts: Hashes, firsts: Hashes) -> tuple[Hashes, Hashes]:
    """Where to look first, and how far on each time."""
    mixed = lasts * _LAST + firsts * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _AGAIN
    return mixed >> np.uint64(32), (mixed & np.uint64(0xFFFFFFFF)) | np.uint64(1)
