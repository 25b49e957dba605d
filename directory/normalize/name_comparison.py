"""Whether two names can be one person's, part by part; imported through `directory.normalize.names`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from directory.normalize.folding import fold, nicknamed, normal_suffix, split_suffix, surname_forms, words

if TYPE_CHECKING:  # names.py holds the class and hands these functions on
    from directory.normalize.names import PersonName


class Agreement(StrEnum):
    """What two spellings of one name part say about each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"
    CONTRADICTS = "contradicts"


_FITS = (Agreement.SAME, Agreement.COMPATIBLE)
_WORST_FIRST = (Agreement.CONTRADICTS, Agreement.UNKNOWN, Agreement.COMPATIBLE, Agreement.SAME)


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Part by part; ``by_former_name`` when another name of the first person fits better."""

    surname: Agreement
    given: Agreement
    middle: Agreement
    suffix: Agreement
    by_former_name: bool = False

    @property
    def contradicts(self) -> bool:
        return Agreement.CONTRADICTS in (self.surname, self.given, self.middle, self.suffix)

    @property
    def compatible(self) -> bool:
        """Can be one person's: never enough to verify by itself (linkage.md 'The one rule')."""
        return self.surname in _FITS and self.given in _FITS and not self.contradicts


def surnames_agree(a: str | None, b: str | None) -> Agreement:
    """SAME when equal folded (glued suffix aside), COMPATIBLE when one half is shared (linkage.md)."""
    whole_a, whole_b = fold(split_suffix(a)[0]), fold(split_suffix(b)[0])
    if not whole_a or not whole_b:
        return Agreement.UNKNOWN
    if whole_a == whole_b:
        return Agreement.SAME
    return Agreement.COMPATIBLE if surname_forms(a) & surname_forms(b) else Agreement.CONTRADICTS


def _opens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return 0 < len(short) < len(long) and long[: len(short)] == short


def given_names_agree(a: "PersonName", b: "PersonName") -> Agreement:
    """SAME: equal first names. COMPATIBLE: initial, nickname, MARY of MARY ANN, the other's middle.

    Two equal initials are COMPATIBLE only: they name nobody.
    """
    first_a, first_b = fold(a.first), fold(b.first)
    if not first_a or not first_b:
        return Agreement.UNKNOWN
    if first_a == first_b:
        return Agreement.SAME if len(first_a) > 1 else Agreement.COMPATIBLE
    fits = (
        1 in (len(first_a), len(first_b)) and first_a[0] == first_b[0],
        nicknamed(first_a, first_b),
        _opens(words(a.first), words(b.first)) or _opens(words(b.first), words(a.first)),
        first_a == first_b + fold(b.middle) or first_b == first_a + fold(a.middle),
        len(first_a) > 1 and first_a == fold(b.middle),
        len(first_b) > 1 and first_b == fold(a.middle),
    )
    return Agreement.COMPATIBLE if any(fits) else Agreement.CONTRADICTS


def _middle_words(name: "PersonName", other: "PersonName") -> tuple[str, ...]:
    """The middle, or ANN of a first name MARY ANN where the other's is MARY."""
    first, other_first = words(name.first), words(other.first)
    return words(name.middle) or (first[len(other_first) :] if _opens(other_first, first) else ())


def middles_agree(a: "PersonName", b: "PersonName", former: Iterable["PersonName"] = ()) -> Agreement:
    """CONTRADICTS when both are known and no initial is shared: measured 99.0 % agreement (linkage.md).

    A middle that is a surname of either person (``former`` included) is a maiden name and contradicts
    nothing.
    """
    middle_a, middle_b = _middle_words(a, b), _middle_words(b, a)
    if not middle_a or not middle_b:
        return Agreement.UNKNOWN
    if middle_a == middle_b:
        return Agreement.SAME if len(middle_a[0]) > 1 else Agreement.COMPATIBLE
    if middle_a[0].startswith(middle_b[0]) or middle_b[0].startswith(middle_a[0]):
        return Agreement.COMPATIBLE
    surnames = frozenset().union(*(surname_forms(name.last) for name in (a, b, *former)))
    maiden = any(len(form) > 1 and form in surnames for form in ("".join(middle_a), "".join(middle_b)))
    shared = {word[0] for word in middle_a} & {word[0] for word in middle_b}
    return Agreement.UNKNOWN if maiden or shared else Agreement.CONTRADICTS


def suffixes_agree(a: str | None, b: str | None) -> Agreement:
    """SAME when equal or missing on both sides; one side only is UNKNOWN: 'father or son?' (linkage.md)."""
    suffix_a, suffix_b = normal_suffix(a), normal_suffix(b)
    if suffix_a == suffix_b:
        return Agreement.SAME
    return Agreement.CONTRADICTS if suffix_a and suffix_b else Agreement.UNKNOWN


def compare_names(a: "PersonName", b: "PersonName", former: Iterable["PersonName"] = ()) -> NameComparison:
    """``a`` with ``b``, part by part; ``former`` are other names of ``a``, the best fitting of all is taken.

    A former name without a given name borrows that of ``a``; middle and suffix are those of ``a`` where
    known.
    """
    others = tuple(former)
    best = _compare(a, a, b, others)
    for other in others:
        if other.last and (found := _compare(other, a, b, others)) and _rank(found) > _rank(best):
            best = found
    return best


def _compare(
    shown: "PersonName",
    a: "PersonName",
    b: "PersonName",
    former: tuple["PersonName", ...],
) -> NameComparison:
    whole = replace(
        shown, first=shown.first or a.first, middle=a.middle or shown.middle, suffix=a.suffix or shown.suffix
    )
    return NameComparison(
        surname=surnames_agree(whole.last, b.last),
        given=given_names_agree(whole, b),
        middle=middles_agree(whole, b, (a, *former)),
        suffix=suffixes_agree(whole.suffix or split_suffix(a.last)[1], b.suffix or split_suffix(b.last)[1]),
        by_former_name=shown is not a,
    )


def _rank(found: NameComparison) -> tuple[bool, int, int]:
    return found.compatible, _WORST_FIRST.index(found.surname), _WORST_FIRST.index(found.given)
