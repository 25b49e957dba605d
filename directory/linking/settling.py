"""From likeness to decision: one and only one fits, and those that fit do not contradict each other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from directory.linking.known import Fit, Known, Likeness
from directory.linking.model import DoubtCode
from directory.normalize.names import PersonName

T = TypeVar("T")


def judged(found: Sequence[tuple[T, Likeness]]) -> tuple[DoubtCode | None, list[T]]:
    """Whom an entry means among those its number leads to: (``None``, [that one]) or (why not, those in question).

    Links only when one fits and every other is clearly somebody else, by surname or given name. Where Dan fits
    Daniel by nickname only, Danielle is not clearly somebody else.
    """
    fits = [likeness for _, likeness in found if likeness.fit is Fit.FITS]
    exact = any(likeness.strong for likeness in fits)
    unclear = [
        (one, likeness)
        for one, likeness in found
        if likeness.fit is not Fit.SOMEBODY_ELSE or (fits and not exact and likeness.short_form)
    ]
    if not any(likeness.fit in (Fit.FITS, Fit.INCOMPLETE) for _, likeness in unclear):
        return "contradiction", [one for one, _ in found]
    among = [one for one, _ in unclear]
    if len(among) > 1:
        return "ambiguous", among
    return (None if fits else "incomplete"), among


def settled(
    known: Known, offers: Sequence[T], names: Callable[[T], tuple[PersonName, ...]], strong: Callable[[T], bool]
) -> tuple[list[T], list[tuple[T, PersonName | None]]]:
    """Which of several fitting offers stay together: (kept, refused with the name of a kept one at odds).

    A full given name goes before a nickname or initial; equals that contradict each other all go.
    The order of the offers plays no part.
    """
    if len(offers) == 1:
        return list(offers), []
    kept: list[T] = []
    refused: list[tuple[T, PersonName | None]] = []
    for level in (True, False):
        by_names: dict[tuple[PersonName, ...], list[T]] = {}
        for offer in offers:
            if strong(offer) is level:
                by_names.setdefault(names(offer), []).append(offer)
        apart = {mine: [other for other in by_names if _at_odds(known, mine, other)] for mine in by_names}
        staying: list[T] = []
        so_far = known.plus(name for offer in kept for name in names(offer))
        for mine, group in by_names.items():
            against = so_far.likeness(*mine)
            if against.comparison.contradicts:
                refused += [(offer, against.own) for offer in group]
            elif apart[mine]:
                refused += [(offer, None) for offer in group]
            else:
                staying += group
        kept += staying
    return kept, refused


def _at_odds(known: Known, mine: tuple[PersonName, ...], other: tuple[PersonName, ...]) -> bool:
    return mine != other and any(
        known.plus(a).likeness(*b).comparison.contradicts for a, b in ((mine, other), (other, mine))
    )
