"""What people saw and looked up, as verification takes it: of everybody who is being published, or of one person."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from directory.certificates import facts_on
from directory.documents import documents_of, not_superseded
from directory.linking import Person, display_name, former_names
from directory.normalize.identifiers import license_digits
from directory.of_whom import Keyed, Known, names_of, standing, the_one, told_of
from directory.records import LicenseRecord, NpiRecord, Sighting
from directory.store.tables import Practitioner, PractitionerAlias, Receipt, SeenDocument
from directory.verification.judge import described_npi
from directory.verification.model import HandLookUp, Paper
from directory.vocabulary import Profession

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Papers:
    """By practitioner id, in the order in which they were filed; what is open stands under nobody."""

    seen: Mapping[str, Sequence[SeenDocument]] = field(default_factory=dict)
    looked: Mapping[str, Sequence[Receipt]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        session: Session,
        people: Iterable[Person],
        ids: Mapping[str, str],
        aliases: Mapping[str, str],
        *,
        known_at: datetime | None = None,
    ) -> "Papers":
        """Of people who are not published yet: ``ids`` by anchor, ``aliases`` from old ids, as `assign_ids` gives them.

        ``known_at``: what had been recorded by then, and not been withdrawn by then.
        """
        seen = session.exec(
            select(SeenDocument).where(*standing(SeenDocument, known_at)).order_by(col(SeenDocument.id))
        )
        looked = session.exec(select(Receipt).where(*standing(Receipt, known_at)).order_by(col(Receipt.id)))
        papers, receipts = list(seen), list(looked)
        if not (papers or receipts):
            return cls()
        former = {alias.old_id: alias.practitioner_id for alias in session.exec(select(PractitionerAlias))}
        index = _Index([*papers, *receipts], former | dict(aliases), aliases)
        index.read(people, ids)
        by_person: dict[str, list[SeenDocument]] = {}
        for paper in papers:
            if ident := index.whose(paper):
                by_person.setdefault(ident, []).append(paper)
        hand: dict[str, list[Receipt]] = {}
        for receipt in receipts:
            if ident := index.whose(receipt):
                hand.setdefault(ident, []).append(receipt)
        return cls({ident: not_superseded(rows) for ident, rows in by_person.items()}, hand)

    def papers(self, practitioner_id: str) -> list[Paper]:
        return readable(self.seen.get(practitioner_id, ()))

    def by_hand(self, practitioner_id: str) -> list[HandLookUp]:
        return [look_up_of(row) for row in self.looked.get(practitioner_id, ())]


NO_PAPERS = Papers()


def papers_of(session: Session, person: Practitioner, known_at: datetime | None = None) -> list[Paper]:
    """Of one person as published; whose a paper is, the directory of today says, also for ``known_at``."""
    return readable(documents_of(session, person, known_at))


def look_ups_of(session: Session, person: Practitioner, known_at: datetime | None = None) -> list[HandLookUp]:
    """As `papers_of`, what people looked up by hand."""
    return [look_up_of(row) for row in told_of(session, Receipt, person, known_at)]


def readable(rows: Iterable[SeenDocument]) -> list[Paper]:
    """As verification takes them; what cannot be read counts for nothing, and is told to whoever keeps the log."""
    found = []
    for row in rows:
        if facts_on(row.facts) is None:
            log.warning("document %s is left out: what it shows cannot be read; withdraw it and file it anew", row.id)
        else:
            found.append(paper_of(row))
    return found


def paper_of(row: SeenDocument) -> Paper:
    assert row.id is not None
    return Paper(
        number=row.id,
        seen_on=row.seen_on,
        seen_by=row.seen_by,
        organization=row.organization,
        issuer=row.issuer,
        title=row.title,
        facts=row.facts,
        sha256=row.sha256,
        document=row.document,
        profession=Profession(row.profession) if row.profession else None,
        recorded_at=row.recorded_at,
    )


def look_up_of(row: Receipt) -> HandLookUp:
    assert row.id is not None
    return HandLookUp(
        number=row.id,
        looked_on=row.looked_on,
        looked_by=row.looked_by,
        answered_by=row.answered_by,
        way=row.way,
        board=row.board,
        what=row.what,
        state=row.license_state,
        license_number=row.license_number,
        result=row.result,
        said=row.said,
        sha256=row.sha256,
        address=row.address,
    )


class _Index:
    """Whom the keys of some rows lead to; of everybody else nothing is kept."""

    def __init__(self, rows: Sequence[Keyed], former: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        self._former, self._aliases = former, aliases
        self._npis = {row.npi for row in rows if row.npi}
        self._numbers = {(row.license_state, row.license_digits) for row in rows if row.license_digits}
        self._states = {state for state, _ in self._numbers}
        self._asked = {row.practitioner_id for row in rows if row.practitioner_id}
        self._held: set[str] = set()
        self._people: dict[str, Known] = {}
        self._by_key: dict[object, list[Known]] = {}

    def read(self, people: Iterable[Person], ids: Mapping[str, str]) -> None:
        self._held = set(ids.values())
        wanted = {self._current(asked) for asked in self._asked}
        for person in people:
            ident = ids[person.anchor]
            sightings = [member.sighting for member in person.members]
            numbers = set(self._licenses(sightings))
            npis = {record.npi for one in sightings if isinstance(record := one.record, NpiRecord)}
            if not (ident in wanted or npis & self._npis or {key[:2] for key in numbers} & self._numbers):
                continue
            npi = described_npi(sightings)
            own = npi.record.npi if npi and isinstance(npi.record, NpiRecord) else None
            name = display_name(person)
            others = sorted({other.display() for other in former_names(person)} - {name.display()})
            known = Known(ident, own, frozenset(numbers), names_of(name, others))
            self._people[ident] = known
            for key in {own, *(key[:2] for key in numbers)} - {None}:
                self._by_key.setdefault(key, []).append(known)

    def whose(self, row: Keyed) -> str | None:
        current = self._current(row.practitioner_id) if row.practitioner_id else None
        people = [self._people[current]] if current else []
        people += self._by_key.get(row.npi, []) if row.npi else []
        people += self._by_key.get((row.license_state, row.license_digits), []) if row.license_digits else []
        return the_one(row, current, people).practitioner_id

    def _current(self, practitioner_id: str) -> str | None:
        """The id somebody has, or the one a former address leads to; addresses move on when people are merged."""
        if practitioner_id in self._held:
            return practitioner_id
        target = self._former.get(practitioner_id)
        target = self._aliases.get(target, target) if target else None
        return target if target in self._held else None

    def _licenses(self, sightings: Iterable[Sighting]) -> Iterator[tuple[str, str | None, str]]:
        for sighting in sightings:
            record = sighting.record
            if isinstance(record, LicenseRecord) and record.jurisdiction in self._states:
                yield record.jurisdiction, license_digits(record.number), record.number
