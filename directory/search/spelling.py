"""Which words of a vocabulary a typed word may be meant for: those that are the same without a few of the letters."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

MOST = 2  # edits: a letter put in, left out, another one, or two exchanged
OPENING = 7  # letters of a word that are looked at; any two words within two edits have some rest of theirs in common
BITS = 21  # of a key: what shares one without sharing a rest is told by its letters afterwards
_MIX, _WHOLE, _SHIFT = 0x9E3779B97F4A7C15, (1 << 64) - 1, 64 - BITS

Ids = NDArray[np.int32]


@lru_cache(maxsize=OPENING + 1)
def _rests(length: int) -> tuple[tuple[int, ...], ...]:
    """Which letters are left of a word of that length when none, one or two are taken out."""
    return tuple(kept for out in range(min(MOST, length) + 1) for kept in combinations(range(length), length - out))


def _keys_of(word: str) -> Iterator[int]:
    codes = [ord(letter) - 64 for letter in word[:OPENING]]
    for kept in _rests(len(codes)):
        packed = 0
        for place in kept:
            packed = packed * 27 + codes[place]
        yield (packed * _MIX & _WHOLE) >> _SHIFT


class Spelling:
    """Words of A-Z by what is left of them: 29 keys of 4 bytes for most words, and 8 MB; 17 MB for 80,000."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = np.array(words, dtype=object)
        self.lengths = np.array([len(word) for word in words], dtype=np.int16)
        parts: list[NDArray[np.uint32]] = []
        owners: list[Ids] = []
        for length in range(1, OPENING + 1):
            whole = self.lengths >= OPENING if length == OPENING else self.lengths == length
            ids = np.flatnonzero(whole).astype(np.int32)
            if not len(ids):
                continue
            text = "".join(word[:length] for word in self.words[ids]).encode("ascii")
            codes = (np.frombuffer(text, dtype=np.uint8).reshape(len(ids), length) - 64).astype(np.uint64)
            for kept in _rests(length):
                packed = np.zeros(len(ids), dtype=np.uint64)
                for place in kept:
                    packed = packed * np.uint64(27) + codes[:, place]
                parts.append(((packed * np.uint64(_MIX)) >> np.uint64(_SHIFT)).astype(np.uint32))
                owners.append(ids)
        keys = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)
        order = np.argsort(keys, kind="stable")
        self._owners = np.concatenate(owners)[order] if owners else np.zeros(0, dtype=np.int32)
        counts = np.bincount(keys, minlength=1 << BITS)
        self._begins = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    @property
    def size(self) -> int:
        """Bytes of the keys and their owners; the words themselves come on top."""
        return self._begins.nbytes + self._owners.nbytes

    def near(self, word: str, most: int = MOST) -> tuple[Ids, NDArray[np.uint8]]:
        """(positions of the words within ``most`` edits, at most two, of a word of A-Z; edits of each)."""
        keys = np.array(list(set(_keys_of(word))))
        begins, ends = self._begins[keys].tolist(), self._begins[keys + 1].tolist()
        some = [self._owners[a:b] for a, b in zip(begins, ends, strict=True) if a < b]
        if not some:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.uint8)
        found = np.unique(np.concatenate(some))
        found = found[np.abs(self.lengths[found] - len(word)) <= most]
        edits = cdist([word], self.words[found].tolist(), scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        near = edits <= most
        return found[near], edits[near]
