"""A row that gives a name and a place, and no number: whom it may mean. Pure.

Decided by the rules of linking and by nothing else: what passes all of their gates is done, whatever does not is for a
person, with whoever may be meant and with what would settle it.
"""

from collections.abc import Sequence

from directory.linking.evidence import Register
from directory.linking.explaining import called, reasons
from directory.linking.identity import Outcome, Ranked, Tier, decide
from directory.linking.party import Party, Spot
from directory.linking.side import Side, side_of
from directory.linking.turning import turns
from directory.normalize.names import PersonName
from directory.roster.deciding import Decided, Person, RowStatus
from directory.roster.given import Given
from directory.vocabulary import Reason

MOST_SHOWN = 5  # people who may be meant
MOST_TURNS = 2  # sentences about what would settle it
_NOBODY = (
    "nobody of that name is in what we have read of {where}; that says nothing about the person: put the NPI, or a "
    "license number and its state, into the row"
)


def side_of_row(given: Given) -> Side:
    """A row as a side of a question of identity."""
    spots = (Spot(given.address, given.city, state, given.zip5) for state in given.where or (None,))
    return side_of(
        Party(
            name=given.name or PersonName(),
            other_names=given.former,
            families=given.families,
            spots=tuple(spots),
            phones=frozenset({given.phone} if given.phone else ()),
        )
    )


def decided_by_name(given: Given, candidates: Sequence[tuple[Person, Side]], register: Register) -> Decided:
    """``candidates``: whoever is called so in a state of the row."""
    left = side_of_row(given)
    sides = [(person.id, side) for person, side in candidates]
    outcome = decide(left, sides, register)
    people = {person.id: person for person, _ in candidates}
    best = outcome.best
    if best is None:
        why = _NOBODY.format(where=" and ".join(given.where))
        return Decided(RowStatus.REVIEW, Reason.HUMAN_REVIEW_PENDING, f"row {given.row}: {why}")
    if outcome.tier is Tier.SETTLED and not given.faults:
        told = "; ".join(one.sentence for one in reasons(left, best) if one.side == "for")
        return Decided(RowStatus.DONE, person=people[best.id], ids=(best.id,), basis=f"name and place: {told}")
    return _for_review(given, left, sides, outcome, register)


def _for_review(
    given: Given, left: Side, sides: Sequence[tuple[str, Side]], outcome: Outcome[str], register: Register
) -> Decided:
    ranked = outcome.ranked[:MOST_SHOWN]
    settles = [turn.sentence for turn in turns(left, sides, outcome, register)[:MOST_TURNS]]
    parts = [
        f"a name and a place decide nothing by themselves; {_who(ranked, len(outcome.ranked))}",
        *settles,
        *given.faults,
    ]
    code = Reason.AMBIGUOUS_PERSON if len(outcome.ranked) > 1 else Reason.HUMAN_REVIEW_PENDING
    ids = tuple(one.id for one in ranked)
    return Decided(RowStatus.REVIEW, code, f"row {given.row}: {'; '.join(parts)}", ids=ids)


def _who(ranked: Sequence[Ranked[str]], many: int) -> str:
    names = ", ".join(called(one.side.party) for one in ranked)
    more = f" and {many - len(ranked):,} more" if many > len(ranked) else ""
    return f"{names}{more} may be meant" if many == 1 else f"{many:,} people may be meant: {names}{more}"
