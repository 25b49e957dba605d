"""Index keys: under which texts a person of a register is stored, and under which a record asks for candidates.

Wide enough for a slip, a nickname, a former surname or a move; what they find is judged by `linking.identity`.
"""

from collections.abc import Iterable, Iterator

from directory.linking.called import Called
from directory.linking.side import Side
from directory.normalize.folding import given_forms, given_initials


def stored_keys(side: Side) -> frozenset[str]:
    """Keys of one person of a register."""
    names = name_keys(side, side.states, [spot.city for spot in side.spots])
    return frozenset(names) | frozenset(hard_keys(side))


def asked_keys(side: Side) -> frozenset[str]:
    """Keys under which whoever the record may mean is stored; its name also in the other order."""
    return (
        frozenset(_asked(side, side.forms | side.former, side.given))
        | (frozenset(_asked(side, frozenset({side.given}), side.surname)) if len(side.given) > 1 else frozenset())
        | frozenset(hard_keys(side))
    )


def hard_keys(side: Side) -> Iterator[str]:
    """NPI and license numbers."""
    if side.npi:
        yield f"i|{side.npi}"
    for state, digits, _ in side.numbers:
        yield f"l|{state}|{digits}"


def name_keys(called: Called, states: Iterable[str], cities: Iterable[str]) -> Iterator[str]:
    """Those of a name in its places. ``cities``: folded; an empty one is no place."""
    initials = {word[0] for word in (called.given, *called.middle) if word}
    names = {word for word in (called.given, *called.given_words, *called.middle) if len(word) > 1}
    for surname in called.forms | called.former:
        yield from (f"n|{surname}|{state}|{initial}" for state in states for initial in initials)
        yield f"f|{surname}|{called.given}"
    for city in cities:
        if city:
            yield from (f"g|{name}|{city}" for name in names)


def _asked(side: Side, surnames: frozenset[str], given: str) -> Iterator[str]:
    initials = given_initials(given) | {word[0] for word in side.middle if word}
    forms = given_forms(given) if len(given) > 1 else frozenset()
    for surname in surnames:
        yield from (f"n|{surname}|{state}|{initial}" for state in side.states for initial in initials)
        yield from (f"f|{surname}|{form}" for form in forms)
    for spot in side.spots:
        if spot.city and len(given) > 1:
            yield from (f"g|{form}|{spot.city}" for form in {given, *side.given_words})
