"""The people of the published view to whom the numbers of rows lead, with their checks: a batch of rows at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from directory.normalize.identifiers import license_digits, license_key
from directory.normalize.names import PersonName, parse_full_name
from directory.roster.deciding import Held, Person
from directory.roster.given import Given
from directory.roster.results import Check
from directory.store import readings
from directory.store.tables import License, Practitioner, Source, Verification

# Whose check it is and its source, then what `Check` holds, in its order.
_TOLD = tuple(
    col(getattr(Verification, name))
    for name in (
        "practitioner_id", "source", "need", "subject", "jurisdiction", "profession", "status", "verdict", "grade",
        "raw", "details", "read_at", "source_as_of", "good_until",
    )
)  # fmt: skip


class Register:
    """Asks one published state, as the session sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sources: Mapping[str, Source] = readings.sources(session)

    def near(self, batch: Sequence[Given]) -> dict[int, tuple[list[Person], list[Person]]]:
        """Row -> people with its NPI, and people with a license of its digits in its state."""
        npis = {given.npi for given in batch if given.npi}
        digits = {form for given in batch for one in given.licenses for form in _forms(one.number)}
        people = self._people(npis, digits)
        by_npi: dict[str, list[Person]] = defaultdict(list)
        by_digits: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in people:
            if person.npi:
                by_npi[person.npi].append(person)
            for key in {(one.state, form) for one in person.licenses for form in _forms(one.number)}:
                by_digits[key].append(person)
        found = {}
        for given in batch:
            keys = [(one.state, form) for one in given.licenses for form in _forms(one.number)]
            near = {person.id: person for key in keys for person in by_digits.get(key, ())}
            found[given.row] = by_npi.get(given.npi or "", []), list(near.values())
        return found

    def checks(self, ids: Collection[str]) -> dict[str, list[Check]]:
        """The published checks of these people, in their order, also those that only coordinators may see."""
        query = select(*_TOLD).where(col(Verification.practitioner_id).in_(ids)).order_by(col(Verification.id))
        found: dict[str, list[Check]] = defaultdict(list)
        for person, name, *told in self._session.execute(query):  # columns, which are read in half the time of rows
            source = self._sources.get(name or "")
            of_source = (source.title, source.owner) if source else ("", "the source")
            cells: list[Any] = [*told, *of_source]
            found[person].append(Check(*cells))
        return found

    def _people(self, npis: Collection[str], digits: Collection[str]) -> list[Person]:
        held = select(License.practitioner_id).where(col(License.digits).in_(digits))
        wanted = or_(col(Practitioner.npi).in_(npis), col(Practitioner.id).in_(held))
        rows = self._session.exec(select(Practitioner).where(wanted).order_by(col(Practitioner.id))).all()
        licenses: dict[str, list[Held]] = defaultdict(list)
        own = select(License).where(col(License.practitioner_id).in_([row.id for row in rows]))
        for license_ in self._session.exec(own.order_by(col(License.id))):
            if license_.authority is None:
                one = Held(license_.jurisdiction, license_.profession, license_.number)
                licenses[license_.practitioner_id].append(one)
        return [_person(row, licenses[row.id]) for row in rows]


def _person(row: Practitioner, licenses: Iterable[Held]) -> Person:
    name = PersonName(last=row.last, first=row.first, middle=row.middle, suffix=row.suffix)
    others = tuple(one for text in row.other_names if (one := parse_full_name(text)) is not None)
    return Person(row.id, row.npi, row.display_name, name, others, tuple(licenses))


def _forms(number: str) -> set[str]:
    """What a number is looked for by: all its digits, and those of its key where a board adds a part behind."""
    key = license_key(number)
    return {form for form in (license_digits(number), key.digits if key else None) if form}
