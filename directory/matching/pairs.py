"""Rows of the left file against the index of the right one: pairs with tier and reasons, ready to be written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from directory.linking.explaining import called, reasons, sentence_of
from directory.linking.identity import Outcome, Ranked, Tier, decide
from directory.linking.side import Side, side_of
from directory.matching.people_file import Columns, Row
from directory.matching.people_index import PeopleIndex

MOST_REVIEWED = 5  # candidates of one row that a person is shown
_MOST_RIVALS = 3  # named in one sentence
_HIGHEST_OPEN = 0.499999
_DIGIT = 1e-6  # what six digits can tell apart below one half

Pair = tuple[str, str, str, str, str]  # left id, right id, probability, tier, reasons


@dataclass(slots=True)
class Paired:
    """``tiers``: rows by outcome; those without a readable name are in none."""

    pairs: list[Pair] = field(default_factory=list)
    tiers: Counter[Tier] = field(default_factory=Counter)
    nameless: int = 0


class Pairing:
    """Decides rows of one file by one index. ``columns`` are those of the left file."""

    def __init__(self, index: PeopleIndex, columns: Columns) -> None:
        self._index, self._columns = index, columns

    def __call__(self, rows: Sequence[Row]) -> Paired:
        done = Paired()
        for row in rows:
            party = self._columns.party(row.packed)
            if party is None:
                done.nameless += 1
                continue
            left = side_of(party)
            outcome = decide(left, self._index.candidates(left), self._index)
            done.tiers[outcome.tier] += 1
            done.pairs += pairs_of(row.id, left, outcome)
        return done


def pairs_of(ident: str, left: Side, outcome: Outcome[str]) -> Iterator[Pair]:
    """The settled pair alone; else those that a person may look at, the likeliest first, five at most.

    Probabilities fall with the evidence also where six digits would not tell it; equal evidence stays equal.
    """
    shown = outcome.ranked[: 1 if outcome.tier is Tier.SETTLED else MOST_REVIEWED]
    others = {one.id: one.side for one in outcome.ranked}
    before: tuple[float, float] | None = None  # bits, probability
    for one in shown:
        probability = one.probability if one.settled else min(one.probability, _HIGHEST_OPEN)
        if before is not None:
            same = before[0] == one.evidence.bits
            probability = before[1] if same else min(probability, before[1] - min(_DIGIT, before[1] / 2))
        before = (one.evidence.bits, probability)
        yield ident, one.id, f"{probability:.6g}", outcome.tier.value, _told(left, one, others)


def _told(left: Side, one: Ranked[str], others: dict[str, Side]) -> str:
    rivals = [called(others[rival].party) for rival in one.rivals if rival in others]
    more = len(rivals) - _MOST_RIVALS
    named = (*rivals[:_MOST_RIVALS], *([f"{more} more"] if more > 0 else []))
    return sentence_of(reasons(left, one, named))
