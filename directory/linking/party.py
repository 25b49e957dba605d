"""One side of a question of identity: what a record says of a person, in the form that is compared."""

from dataclasses import dataclass

from directory.normalize.names import PersonName


@dataclass(frozen=True, slots=True)
class Spot:
    """A practice place as the record gives it, codes cleaned: state of two letters, ZIP of five digits."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip5: str | None = None


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """A license number as written, with its state and the families of its license type where they are known."""

    number: str
    state: str | None = None
    families: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Everything of a record that speaks for or against an identity; empty where the record is silent.

    ``name`` is how the record calls the person, ``other_names`` are former and other ones on file (without a given
    name they borrow it). ``families``: profession families (`directory.normalize.families`), ``specialty`` the words
    beside. ``sex`` is 'F', 'M' or None. ``phones`` in one form throughout.
    """

    name: PersonName
    other_names: tuple[PersonName, ...] = ()
    families: frozenset[str] = frozenset()
    degrees: frozenset[str] = frozenset()
    specialty: str | None = None
    spots: tuple[Spot, ...] = ()
    sex: str | None = None
    npi: str | None = None
    numbers: tuple[NumberGiven, ...] = ()
    phones: frozenset[str] = frozenset()
