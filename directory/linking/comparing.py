"""Two sides field by field: which level of agreement each reaches. Pure; the levels are the rows of `weights.json`."""

import math
from functools import lru_cache

from rapidfuzz.distance import OSA

from directory.linking.called import Called
from directory.linking.side import FoldedSpot, Point, Side
from directory.linking.weights import MISSING
from directory.normalize.folding import nicknamed, related_given
from directory.normalize.places import miles_between

FIELDS = ("surname", "given", "middle", "suffix", "place", "profession", "sex", "phone")
CLOSE_MILES, NEAR_MILES = 10.0, 25.0
_GLUED = 4  # letters each half of a double name has at least, where it is written as one word
_PLACES = ("street", "zip", "city", "close", "near", "state", "other_state", MISSING)
Levels = dict[str, str]


def levels_of(left: Side, right: Side) -> Levels:
    """Field -> level, for every field of `FIELDS`."""
    return {
        "surname": surname_level(left, right),
        "given": given_level(left, right),
        "middle": middle_level(left, right),
        "suffix": suffix_level(left, right),
        "place": place_level(left, right),
        "profession": profession_level(left, right),
        "sex": _same_or_other(left.party.sex, right.party.sex),
        "phone": "same" if left.party.phones & right.party.phones else MISSING,
    }


def surname_level(left: Called, right: Called) -> str:
    """same; former: another name on file; half: one part of a double name is shared; typo; other."""
    a, b = left.surname, right.surname
    if not a or not b:
        return MISSING
    if a == b:
        return "same"
    if a in right.former or b in left.former or left.former & right.former:
        return "former"
    if left.forms & right.forms or _glued_half(a, b) or _maiden_in_the_middle(left, right):
        return "half"
    if (left.forms | left.former) & right.former or left.former & right.forms:
        return "half"
    return "typo" if _mistyped(a, b) else "other"


def _glued_half(a: str, b: str) -> bool:
    """SMITHJONES and JONES."""
    short, long = sorted((a, b), key=len)
    return (
        len(short) >= _GLUED and len(long) - len(short) >= _GLUED and (long.startswith(short) or long.endswith(short))
    )


def _maiden_in_the_middle(left: Called, right: Called) -> bool:
    """Ann Miller Stone and Ann Miller."""
    return (len(left.surname) > 2 and left.surname in right.middle) or (
        len(right.surname) > 2 and right.surname in left.middle
    )


@lru_cache(maxsize=1 << 16)
def _mistyped(a: str, b: str) -> bool:
    """One slip in four letters or more, two in eight; what a scanner takes for another letter is no slip."""
    shortest = min(len(a), len(b))
    if shortest < 4:
        return False
    allowed = 2 if shortest >= 8 else 1
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed or _scanned(a) == _scanned(b)


def _scanned(text: str) -> str:
    return text.replace("RN", "M").replace("VV", "W").replace("CL", "D").replace("L", "I")


def given_level(left: Called, right: Called) -> str:
    """same; nickname; middle: goes by the middle name; part: MARY of MARY ANN; initial; typo; other."""
    a, b = left.given, right.given
    if not a or not b:
        return MISSING
    if a == b:
        return "same" if len(a) > 1 else "initial"
    if _opens(left.given_words, right.given_words) or _opens(right.given_words, left.given_words):
        return "part"
    if (left.middle and a + "".join(left.middle) == b) or (right.middle and b + "".join(right.middle) == a):
        return "part"
    if len(a) > 1 and len(b) > 1 and related_given(a, b):
        return "nickname"
    if (len(a) > 1 and a in right.middle) or (len(b) > 1 and b in left.middle):
        return "middle"
    if 1 in (len(a), len(b)) and (a[0] == b[0] or _middle_initial(left, right) or _middle_initial(right, left)):
        return "initial"
    return "typo" if len(a) > 1 and len(b) > 1 and (_mistyped(a, b) or _short_form(a, b)) else "other"


def _opens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return 0 < len(short) < len(long) and long[: len(short)] == short and len(short[0]) > 1


def _short_form(a: str, b: str) -> bool:
    """BARB of BARBARA, which no list may hold; but also DAN and DANIELLE: no better than a slip."""
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and long.startswith(short)


def _middle_initial(short: Called, other: Called) -> bool:
    """'E Gold' of Wayne Eric Gold."""
    return len(short.given) == 1 and any(word[0] == short.given for word in other.middle)


def middle_level(left: Side, right: Side) -> str:
    """same: the whole middle name; initial; other: no initial is shared, and neither is a maiden name."""
    a, b = _middle(left, right), _middle(right, left)
    if not a or not b:
        return MISSING
    if a == b:
        return "same" if len(a[0]) > 1 else "initial"
    if any(x[0] == y[0] and (len(x) == 1 or len(y) == 1 or x == y or nicknamed(x, y)) for x in a for y in b):
        return "initial"
    if a[0][0] == b[0][0]:  # two whole names: one is cut off or mistyped, or they differ
        return "initial" if a[0].startswith(b[0]) or b[0].startswith(a[0]) or _mistyped(a[0], b[0]) else "other"
    surnames = left.forms | right.forms | left.former | right.former
    maiden = any(len(word) > 2 and word in surnames for word in (*a, *b))
    swapped = left.given[:1] in {y[0] for y in b} and right.given[:1] in {x[0] for x in a}
    return MISSING if maiden or swapped else "other"


def _middle(mine: Side, theirs: Side) -> tuple[str, ...]:
    """The middle, or ANN of a first name MARY ANN where the other's is MARY; what the other goes by is not counted."""
    if mine.middle:
        return () if theirs.given in mine.middle and mine.given != theirs.given else mine.middle
    if _opens(theirs.given_words, mine.given_words):
        return mine.given_words[len(theirs.given_words) :]
    return ()


def suffix_level(left: Side, right: Side) -> str:
    """one_side: 'father or son?'."""
    if left.suffix == right.suffix:
        return "same" if left.suffix else "none"
    return "other" if left.suffix and right.suffix else "one_side"


def place_level(left: Side, right: Side) -> str:
    """The best of all pairs of places; close: within 10 miles, near: within 25, from
    the middles of ZIP areas or cities."""
    best = len(_PLACES) - 1
    for a in left.spots:
        for b in right.spots:
            best = min(best, _spots(a, b))
    return _PLACES[best]


def _spots(a: FoldedSpot, b: FoldedSpot) -> int:
    if a.state and b.state and a.state != b.state:
        return _PLACES.index("other_state")
    same_zip = a.zip5 is not None and a.zip5 == b.zip5
    same_city = bool(a.city) and a.city == b.city
    if a.house and a.house == b.house and (same_zip or same_city) and a.street[:6] == b.street[:6]:
        return _PLACES.index("street")
    if same_zip:
        return _PLACES.index("zip")
    if not (a.state and b.state):  # a city without its state is no place
        return _PLACES.index(MISSING)
    if same_city:
        return _PLACES.index("city")
    miles = _miles(*sorted((a.point, b.point))) if a.point and b.point else math.inf
    return _PLACES.index("close" if miles <= CLOSE_MILES else "near" if miles <= NEAR_MILES else "state")


@lru_cache(maxsize=1 << 16)
def _miles(a: Point, b: Point) -> float:
    if abs(a[0] - b[0]) > 1:  # degrees of latitude: 69 miles
        return math.inf
    return miles_between(*a, *b)


def profession_level(left: Side, right: Side) -> str:
    """specialty: the very words of the field of work; field: another one; degree: MD and DO; other."""
    a, b = left.party.families, right.party.families
    if a and b and not a & b:
        return "other"
    degrees, others = left.party.degrees, right.party.degrees
    if degrees and others and not degrees & others:
        return "degree"
    if left.specialty and right.specialty:
        return "specialty" if left.specialty == right.specialty else "field" if a and b else MISSING
    return "same" if a and b else MISSING


def _same_or_other(a: str | None, b: str | None) -> str:
    return MISSING if not a or not b else "same" if a == b else "other"
