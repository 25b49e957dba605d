"""The words of which everybody's name consists, held in memory for one publication, and what a typed word may mean."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlmodel import Session, col

from directory.normalize.folding import given_forms, related_given
from directory.search.gazetteer import gazetteer
from directory.search.spelling import MOST, Ids, Spelling
from directory.store.name_pairs import Hashes, NamePairs, word_hashes
from directory.store.tables import SearchNamePairs, SearchNameWord

# What it costs, of the weights in `ranking`, that a name is not written so. One edit is about as likely in any word.
EDIT, OTHER_BEGINNING, NICKNAME, OF_ONE_NAME, INITIAL, BEGINNING, NO_GIVEN = 0.45, 0.05, 0.2, 0.3, 0.4, 0.4, 1.6
SHORTEST_BEGINNING, MOST_BEGINNINGS, MOST_TWICE_WRONG, MOST_KEPT = 3, 30, 400, 1_000

Costs = NDArray[np.float32]


class Guess(NamedTuple):
    """Words that a typed word may stand for in one role: positions and costs, the fewest steps away first; ``ends``:
    where those of no step, of one and of two end.
    """

    ids: Ids
    costs: Costs
    ends: tuple[int, int, int]

    def at(self, steps: int) -> tuple[Ids, Costs]:
        begin, end = self.ends[steps - 1] if steps else 0, self.ends[steps]
        return self.ids[begin:end], self.costs[begin:end]

    def up_to(self, steps: int) -> tuple[Ids, Costs]:
        return self.ids[: self.ends[steps]], self.costs[: self.ends[steps]]

    @property
    def anything(self) -> bool:
        return self.ends[-1] > 0


NOTHING = Guess(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32), (0, 0, 0))


@dataclass(frozen=True, slots=True)
class Meant:
    """What one typed word may mean: as a surname, as a given name, and as a word of a place's name (word -> edits)."""

    last: Guess
    first: Guess
    place: dict[str, int]


class Names:
    """All words of names and of places together, so that a typed word is looked up once.

    With 54,000 surnames, 5,000 given names and 28,000 words of places: about 35 MB a process.
    """

    def __init__(self, lasts: dict[str, int], firsts: dict[str, int], pairs: NamePairs) -> None:
        places = gazetteer().words
        self.words: list[str] = sorted({*lasts, *firsts, *places})
        self.spelling = Spelling(self.words)
        self.at = {word: position for position, word in enumerate(self.words)}
        self.lasts, self.firsts = self._counts(lasts), self._counts(firsts)
        self.is_place = np.fromiter((word in places for word in self.words), dtype=np.bool_, count=len(self.words))
        self.hashes: Hashes = word_hashes(self.words)
        self.pairs = pairs
        self.entries = max(1, int(self.lasts.sum()))
        self.openings = np.fromiter((ord(word[0]) for word in self.words), dtype=np.uint8, count=len(self.words))
        self._only_of: dict[frozenset[str], tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        self.meant = lru_cache(maxsize=MOST_KEPT)(self._meant)  # words come again and again

    def both(self, last: Any, first: Any) -> NDArray[np.int64]:
        """One number for a surname and a given name, of their positions."""
        return np.asarray(last, dtype=np.int64) * len(self.words) + np.asarray(first, dtype=np.int64)

    def only_of(
        self, hidden: frozenset[str], read: Callable[[str], Sequence[tuple[str, str]]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Names (`both`) that none but these people has: as they are listed, and as other names of theirs. ``read``:
        (surname, given name) of them by table, which is asked once.
        """
        known = self._only_of.get(hidden)
        if known is None:
            known = self._positions(read("search_entry")), self._positions(read("search_other_name"))
            self._only_of = {hidden: known}  # who is hidden changes seldom, and all readers see the same
        return known

    def _positions(self, names: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
        there = [(self.at[last], self.at[first]) for last, first in names if last in self.at and first in self.at]
        return self.both([last for last, _ in there], [first for _, first in there])

    def _counts(self, counted: dict[str, int]) -> NDArray[np.int32]:
        found = np.zeros(len(self.words), dtype=np.int32)
        found[[self.at[word] for word in counted]] = list(counted.values())
        return found

    def exactly(self, word: str, *, nicknames: bool = False) -> Meant:
        """Only what is written just so: for words that were put together, or may be something else. ``nicknames``: and
        their given names.
        """
        position = self.at.get(word)
        if nicknames:
            return self._by_nickname(word)
        if position is None:
            return Meant(NOTHING, NOTHING, {})
        itself = Guess(np.array([position], dtype=np.int32), np.zeros(1, dtype=np.float32), (1, 1, 1))
        return Meant(
            itself if self.lasts[position] else NOTHING,
            itself if self.firsts[position] else NOTHING,
            {word: 0} if self.is_place[position] else {},
        )

    def _by_nickname(self, word: str) -> Meant:
        itself = self.exactly(word)
        others = list(self._other_given(word))
        if not others:
            return itself
        ids, costs = zip(*others, strict=True)
        known = len(itself.first.ids)
        first = Guess(
            np.concatenate([itself.first.ids, np.array(ids, dtype=np.int32)]),
            np.concatenate([itself.first.costs, np.array(costs, dtype=np.float32)]),
            (known, known + len(others), known + len(others)),
        )
        return Meant(itself.last, first, itself.place)

    def _meant(self, word: str) -> Meant:
        """What a typed word may mean. ``word``: folded, at least one letter."""
        if len(word) == 1:
            return Meant(NOTHING, self._initial(word), {})
        ids, edits = self.spelling.near(word, _edits_allowed(word))
        order = np.argsort(edits, kind="stable")
        ids, edits = ids[order], edits[order]
        costs = (EDIT * edits + OTHER_BEGINNING * (self.openings[ids] != ord(word[0]))).astype(np.float32)
        places = self.is_place[ids]
        return Meant(
            self._guess(ids, edits, costs, self.lasts, self._beginnings(word, self.lasts)),
            self._guess(
                ids, edits, costs, self.firsts, [*self._other_given(word), *self._beginnings(word, self.firsts)]
            ),
            dict(zip((self.words[one] for one in ids[places].tolist()), edits[places].tolist(), strict=True)),
        )

    def _guess(
        self,
        ids: Ids,
        edits: NDArray[np.uint8],
        costs: Costs,
        counts: NDArray[np.int32],
        others: list[tuple[int, float]],
    ) -> Guess:
        """Of words near it that are counted; ``others``: positions and costs of what else is a step away."""
        some = counts[ids] > 0
        ids, costs = ids[some], costs[some]
        none, one = np.searchsorted(edits[some], (1, 2)).tolist()
        if len(ids) - one > MOST_TWICE_WRONG:
            often = one + np.argsort(-counts[ids[one:]], kind="stable")[:MOST_TWICE_WRONG]
            ids, costs = np.concatenate([ids[:one], ids[often]]), np.concatenate([costs[:one], costs[often]])
        if others:
            more, dear = zip(*others, strict=True)
            ids = np.concatenate([ids[:one], np.array(more, dtype=np.int32), ids[one:]])
            costs = np.concatenate([costs[:one], np.array(dear, dtype=np.float32), costs[one:]])
        return Guess(ids, costs, (none, one + len(others), len(ids)))

    def _beginnings(self, word: str, counts: NDArray[np.int32]) -> list[tuple[int, float]]:
        if len(word) < SHORTEST_BEGINNING:
            return []
        begin, end = self._span(word)
        begin += word in self.at
        often = counts[begin:end]
        if len(often) > MOST_BEGINNINGS:
            order = np.argsort(-often, kind="stable")[:MOST_BEGINNINGS].tolist()
        else:
            order = list(range(len(often)))
        return [(begin + one, BEGINNING) for one in order if often[one]]

    def _other_given(self, word: str) -> Iterator[tuple[int, float]]:
        """Nicknames, names that it is a nickname of, other nicknames of those, and its initial alone."""
        for related, cost in _related(word).items():
            position = self.at.get(related)
            if position is not None and self.firsts[position]:
                yield position, cost
        alone = self.at.get(word[0])
        if alone is not None and self.firsts[alone]:
            yield alone, INITIAL

    def _initial(self, letter: str) -> Guess:
        begin, end = self._span(letter)
        span = begin + np.flatnonzero(self.firsts[begin:end]).astype(np.int32)
        alone = int(len(span) > 0 and span[0] == self.at.get(letter, -1))  # stands before all that begin with it
        costs = np.full(len(span), INITIAL, dtype=np.float32)
        costs[:alone] = 0.0
        return Guess(span, costs, (alone, len(span), len(span)))

    def _span(self, beginning: str) -> tuple[int, int]:
        return bisect_left(self.words, beginning), bisect_left(self.words, f"{beginning}[")


def _edits_allowed(word: str) -> int:
    return min(len(word) - 1, MOST)


@lru_cache(maxsize=1 << 12)
def _related(word: str) -> Mapping[str, float]:
    """Given name -> cost: its nicknames, what it is a nickname of, and then the other nicknames of those."""
    direct = given_forms(word) - {word}
    found = {other: OF_ONE_NAME for one in direct for other in given_forms(one) if related_given(word, other)}
    return {**found, **dict.fromkeys(direct, NICKNAME)}


# --- held by publication ----------------------------------------------------------------------------------------

_lock = Lock()
_held: dict[tuple[object, ...], Names] = {}


_PUBLISHED = sa.text("SELECT id, published_at, digest FROM publication ORDER BY id DESC LIMIT 1").columns(
    *map(sa.column, ("id", "published_at", "digest"))
)


def names_of(session: Session) -> Names:
    """The names of what is published, read once a publication by each process; the one before is let go."""
    connection = session.connection()
    key = (str(connection.engine.url), *(connection.execute(_PUBLISHED).first() or ()))
    with _lock:
        if key not in _held:
            _held.clear()
            _held[key] = _read(connection)
        return _held[key]


def _read(connection: sa.Connection) -> Names:
    roles: dict[str, dict[str, int]] = {"last": {}, "first": {}}
    query = sa.select(col(SearchNameWord.role), col(SearchNameWord.word), col(SearchNameWord.entries))
    for role, word, entries in connection.execute(query):
        roles[role][word] = entries
    bits = connection.execute(sa.select(col(SearchNamePairs.bits))).scalar()
    return Names(roles["last"], roles["first"], NamePairs(bits) if bits is not None else NamePairs.empty(1))
