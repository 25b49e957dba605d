"""One name for each county, of the several under which the lists of ZIP codes know it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from directory.normalize.places import folded_city

# What a county is called where it is not called one: in Louisiana, Alaska and Puerto Rico, and cities that lie in none.
WORDS = (
    "County", "Parish", "Borough", "Census Area", "Municipality", "City and Borough", "Municipio", "City",
)  # fmt: skip
_WORD_FIRST = re.compile(r"(Municipality|City and Borough) of (.+)", re.IGNORECASE)
_SMALL_CITY = re.compile(r" city$")
_LAST_WORD = re.compile(rf" ({'|'.join(sorted(WORDS, key=len, reverse=True))})$", re.IGNORECASE)


def folded_county(name: str) -> str:
    """A county's name to compare by, its word included: case, punctuation, blanks and the place of the word aside."""
    return folded_city(_WORD_FIRST.sub(r"\2 \1", name))


def without_word(name: str) -> str:
    """'King' of 'King County', 'Juneau' of 'City and Borough of Juneau'; the name itself where there is no word."""
    return _LAST_WORD.sub("", _WORD_FIRST.sub(r"\2 \1", name))


def one_name(counties: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """The name to use for each (name, state) that occurs: the commonest spelling, with the word behind and the capital
    of a City. A name without its word ('San Juan', PR) is that of the county which has it.
    """
    counted = Counter(counties)
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, state in counted:
        groups[folded_county(name), state].append((name, state))
    for folded, state in list(groups):
        for word in ("County", "Municipio"):
            if (whole := (folded + folded_city(word), state)) in groups:
                groups[whole] += groups.pop((folded, state))
    named: dict[tuple[str, str], str] = {}
    for members in groups.values():
        spellings: Counter[str] = Counter()
        for member in members:
            spellings[_SMALL_CITY.sub(" City", _WORD_FIRST.sub(r"\2 \1", member[0]))] += counted[member]
        # The fuller one of two that are as common, so that it does not turn on the order in which they were read.
        best = min(spellings, key=lambda name: (-spellings[name], -len(name), name))
        named |= dict.fromkeys(members, best)
    return named
