"""What we knew of a person on an earlier day: who it was by what was published then, judged by what was read by then.

Who is who (identity, doubts) is what the last publishing of that day showed. Facts are the versions of that person's
records that the readings known by then saw, and are judged anew for the day asked about, with the rules in force on it:
by this version of the program, its rules and its facts about the sources.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from directory.casefile import CaseFile, case_then, lists_of, verification_row
from directory.documents import not_superseded
from directory.normalize.names import PersonName
from directory.of_whom import Keyed, Known, Row, names_of, standing, the_one
from directory.papers import look_up_of, readable
from directory.practice_places import practice_places
from directory.store.moments import Knowledge, Moment, publication_at
from directory.store.readings import Ident
from directory.store.shown import Shown, shown_in
from directory.store.tables import (
    PracticeLocation,
    Publication,
    PublishedVersion,
    Receipt,
    Run,
    SeenDocument,
    Verification,
)
from directory.verification import Case, Context, ExclusionIndex, findings
from directory.verification.judge import described_npi
from directory.who_then import id_then, ids_by_license, ids_by_npi, ids_of, records_of


@dataclass(slots=True)
class Then:
    """An earlier day as it is looked at: the moment, the publishing that tells who was who, and what was read by it.

    ``many``: for many people of one session, it keeps what everybody is judged by, once that was read.
    """

    moment: Moment
    publication: Publication
    known: Knowledge
    many: bool = False
    _lists: tuple[ExclusionIndex, Context] | None = None

    def lists(self, session: Session, about: Case) -> tuple[ExclusionIndex, Context]:
        if not self.many:
            return lists_of(session, self.known.true_on, self.known, about=about)
        if self._lists is None:
            self._lists = lists_of(session, self.known.true_on, self.known)
        return self._lists

    @property
    def number(self) -> int:
        assert self.publication.id is not None
        return self.publication.id


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as of then, and the ``file`` that was judged. ``unlike``: subjects of checks that were published
    otherwise on the day asked about; ``first_told``: the first day that any reading of the person's sources tells of,
    where it is a later one.
    """

    shown: Shown
    file: CaseFile
    receipts: Sequence[Receipt]
    unlike: Sequence[str]
    first_told: date | None


def then_of(session: Session, moment: Moment, *, many: bool = False) -> Then:
    """Raises MomentError for a day before our memory of what was published begins."""
    publication = publication_at(session, moment.known_on)
    return Then(moment, publication, Knowledge(moment.true_on, publication.published_at), many)


def seen_on(session: Session, practitioner_id: str, then: Then) -> Seen | None:
    """The person who had that id then, or to whom it led; None when we knew nobody under it."""
    held = id_then(session, practitioner_id, then.number)
    shown = shown_in(session, held, then.number) if held else None
    if shown is None:
        return None
    idents = records_of(session, shown, then.number)
    papers = not_superseded(
        paper for paper in _told_of(session, SeenDocument, shown, then) if paper.seen_on <= then.moment.true_on
    )
    looked = [one for one in _told_of(session, Receipt, shown, then) if one.looked_on <= then.moment.true_on]
    case = case_then(
        session,
        shown.person,
        idents,
        then.known,
        papers=readable(papers),
        by_hand=[look_up_of(one) for one in looked],
    )
    file = CaseFile(case, *then.lists(session, case))
    owner = {"practitioner_id": shown.person.id}
    rows = [verification_row(found, file.context) for found in findings(file.case, file.exclusions, file.context)]
    checks = [Verification.model_validate(_plain(row) | owner) for row in rows]
    sightings = file.case.sightings
    places = [
        PracticeLocation.model_validate(row | owner) for row in practice_places(described_npi(sightings), sightings)
    ]
    told = replace(shown, checks=checks, places=places)
    same_day = then.moment.true_on == then.publication.as_of
    return Seen(
        told,
        file,
        sorted(looked, key=lambda one: (one.looked_on, one.id), reverse=True),
        _unlike(shown.checks, checks) if same_day else [],
        None if sightings else _first_told(session, idents, then),
    )


def known_since(session: Session, practitioner_id: str) -> date | None:
    """The day on which that id was first published, as far as we remember; None for nobody's."""
    query = (
        select(Publication.published_at)
        .join(PublishedVersion, col(PublishedVersion.publication_id) == Publication.id)
        .where(PublishedVersion.practitioner_id == practitioner_id)
        .order_by(col(Publication.id))
        .limit(1)
    )
    first = session.exec(query).first()
    return first.astimezone(UTC).date() if first else None


def _told_of(session: Session, kind: type[Row], shown: Shown, then: Then) -> list[Row]:
    """The papers or look-ups that stood then and were about this person and nobody else, by their number."""
    digits = [one.digits for one in shown.licenses if one.digits]
    keys: list[ColumnElement[bool]] = [
        col(kind.practitioner_id).in_(ids_of(session, shown.person.id, then.number)),
        col(kind.license_digits).in_(digits),
    ]
    if shown.person.npi:
        keys.append(col(kind.npi) == shown.person.npi)
    query = select(kind).where(or_(*keys), *standing(kind, then.known.known_at)).order_by(col(kind.id))
    return [row for row in session.exec(query) if _whose(session, row, then) == shown.person.id]


def _whose(session: Session, told: Keyed, then: Then) -> str | None:
    """As `of_whom.whose`, among everybody who was published then."""
    current = id_then(session, told.practitioner_id, then.number) if told.practitioner_id else None
    ids = {current} if current else set()
    if told.npi:
        ids |= set(ids_by_npi(session, told.npi, then.number))
    if told.license_number and told.license_state:
        ids |= set(ids_by_license(session, told.license_number, told.license_state, then.number))
    people = (shown_in(session, one, then.number) for one in sorted(ids))
    return the_one(told, current, [_known(one) for one in people if one is not None]).practitioner_id


def _known(shown: Shown) -> Known:
    person = shown.person
    name = PersonName(last=person.last, first=person.first, middle=person.middle, suffix=person.suffix)
    licenses = frozenset((one.jurisdiction, one.digits, one.number) for one in shown.licenses)
    return Known(person.id, person.npi, licenses, names_of(name, person.other_names))


def _plain(row: dict[str, object]) -> dict[str, object]:
    """As it would come back from the database: of details nothing but what JSON has."""
    return row | {"details": json.loads(json.dumps(row["details"], default=str))}


def _unlike(published: Sequence[Verification], judged: Sequence[Verification]) -> list[str]:
    """Subjects of the checks that are not as they were published."""
    before, after = ({_told(row): row.subject for row in rows} for rows in (published, judged))
    return sorted({(before | after)[told] for told in before.keys() ^ after.keys()})


def _told(row: Verification) -> str:
    return json.dumps(row.model_dump(mode="json", exclude={"id"}), sort_keys=True)


def _first_told(session: Session, idents: Sequence[Ident], then: Then) -> date | None:
    """The first day that a reading known then tells of, among the parts of sources that the person's records are in."""
    known = Knowledge(then.known.known_at.date(), then.known.known_at)
    days = []
    for source, scope in sorted({ident[:2] for ident in idents}):
        for run in session.exec(select(Run).where(Run.source == source, Run.scope == scope, known.runs())):
            assert run.finished is not None
            read = run.finished.date()
            days.append(min(read, run.source_as_of or read))
    return min((day for day in days if day > then.moment.true_on), default=None)
