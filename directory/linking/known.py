"""The names one person is known by, and whether a further name is theirs, somebody else's or too short to tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from directory.normalize.names import (
    Agreement,
    NameComparison,
    PersonName,
    compare_names,
    fold,
    given_names_agree,
    sort_key,
)

_BEST_FIRST = (Agreement.SAME, Agreement.COMPATIBLE, Agreement.UNKNOWN, Agreement.CONTRADICTS)


class Fit(Enum):
    FITS = "fits"
    INCOMPLETE = "incomplete"  # a surname without a given name, or the other way round
    AT_ODDS = "at odds"  # only middle name or suffix contradict
    SOMEBODY_ELSE = "somebody else"  # surname or given name contradict


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name beside the one of the person's own names that tells most."""

    own: PersonName
    name: PersonName
    comparison: NameComparison

    @property
    def fit(self) -> Fit:
        found = self.comparison
        if Agreement.CONTRADICTS in (found.surname, found.given):
            return Fit.SOMEBODY_ELSE
        if found.contradicts:
            return Fit.AT_ODDS
        return Fit.FITS if found.compatible else Fit.INCOMPLETE

    @property
    def strong(self) -> bool:
        return self.fit is Fit.FITS and self.comparison.given is Agreement.SAME

    @property
    def short_form(self) -> bool:
        """One given name opens the other, as Dan does Danielle, and the surname fits: a nickname no list knows?"""
        a, b = fold(self.own.first), fold(self.name.first)
        opens = bool(a and b) and (a.startswith(b) or b.startswith(a))
        return opens and self.comparison.surname is not Agreement.CONTRADICTS


def distinct(names: Iterable[PersonName]) -> tuple[PersonName, ...]:
    """Each spelling once, in the order given; names that fold alike are one."""
    found: dict[str, PersonName] = {}
    for name in names:
        found.setdefault(sort_key(name), name)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Known:
    """``names`` as the person's own records give them, the main one first; ``listed`` as NPPES adds them."""

    names: tuple[PersonName, ...]
    listed: tuple[PersonName, ...] = ()

    def plus(self, names: Iterable[PersonName]) -> "Known":
        return Known(distinct((*self.names, *names)), self.listed)

    def likeness(self, *names: PersonName) -> Likeness:
        """The first contradiction between any of ``names`` and any own name, else the best agreement."""
        found = [
            Likeness(own, name, compare_names(own, name, self._former(own))) for own in self.names for name in names
        ]
        if len(found) == 1:
            return found[0]
        for contradiction in (Fit.SOMEBODY_ELSE, Fit.AT_ODDS):
            if clear := next((one for one in found if one.fit is contradiction), None):
                return clear
        return min(found, key=_rank)

    def _former(self, own: PersonName) -> list[PersonName]:
        return [_under(own, other) for other in (*self.listed, *self.names) if other is not own]


def _rank(found: Likeness) -> tuple[bool, int, int]:
    comparison = found.comparison
    return (
        not comparison.compatible,
        _BEST_FIRST.index(comparison.surname),
        _BEST_FIRST.index(comparison.given),
    )


def _under(own: PersonName, other: PersonName) -> PersonName:
    """The other surname with the own given name: 'R Pinkwater' of Robert must not open the door to Rita."""
    if given_names_agree(own, other) is Agreement.CONTRADICTS:
        return other
    return PersonName(last=other.last)
