"""Papers that coordinators saw: filed with their bytes, never changed, only withdrawn."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.certificates import NEEDED, Seen, complaints, course_of, facts_on, kept, lacking, tidy
from directory.look_ups import document_of, type_of
from directory.normalize.identifiers import clean_npi, license_digits
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.of_whom import current_id, told_of
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, SeenDocument
from directory.store.versions import store_bodies


class DocumentError(ValueError):
    """A paper that is not filed, or not withdrawn.

    ``missing``: the fields of `Seen` that are not there; ``wrong``: what else is wrong, a sentence each.
    """

    def __init__(self, message: str, missing: Sequence[str] = (), wrong: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing, self.wrong = tuple(missing), tuple(wrong)


def file_document(engine: Engine, evidence: EvidenceStore, told: Seen, *, now: datetime, today: date) -> SeenDocument:
    """Saves what a paper shows with its bytes, or nothing. Raises DocumentError that names all that is missing or
    wrong.
    """
    told = tidy(told)
    missing, wrong = lacking(told), list(complaints(told, today))
    body = b""
    try:
        body = document_of(told.document) if told.document else b""
    except ValueError as error:
        wrong.append(str(error))
    with Session(engine, expire_on_commit=False) as session:
        if told.practitioner_id and current_id(session, told.practitioner_id) is None:
            wrong.append(f"no practitioner has the id {told.practitioner_id!r}")
        if missing or wrong:
            parts = ([f"it lacks {', '.join(NEEDED[name] for name in missing)}"] if missing else []) + wrong
            raise DocumentError(f"the document is not filed: {'; '.join(parts)}", missing, wrong)
        assert told.document is not None
        assert told.seen_on is not None
        stored = evidence.put(body)
        store_bodies(session.connection(), [stored])
        document = SeenDocument(
            recorded_at=now,
            seen_on=told.seen_on,
            seen_by=str(told.seen_by),
            organization=str(told.organization),
            practitioner_id=told.practitioner_id,
            npi=clean_npi(told.npi),
            license_number=told.license_number,
            license_state=state_code(told.license_state),
            license_digits=license_digits(told.license_number),
            name=str(told.name),
            issuer=str(told.issuer),
            title=str(told.title),
            profession=told.profession,
            facts=kept(told.facts, str(told.title)),
            sha256=stored.sha256,
            document=clean(told.document.name) or "document",
            document_type=type_of(body),
        )
        session.add(document)
        session.commit()
        return document


def withdraw_document(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> SeenDocument:
    """Marks a paper as withdrawn; it stays, with who and why. Raises DocumentError."""
    who, why = (clean(text) or "" for text in (who, why))
    if not who or not why:
        raise DocumentError("the document is not withdrawn: say who withdraws it and why")
    with Session(engine, expire_on_commit=False) as session:
        document = session.get(SeenDocument, number, with_for_update=True)
        if document is None:
            raise DocumentError(f"there is no document {number}; `needleproof documents list` shows them")
        if document.withdrawn_at is not None:
            raise DocumentError(f"document {number} was withdrawn by {document.withdrawn_by} already")
        document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = now, who, why
        session.add(document)
        session.commit()
        return document


def all_documents(session: Session) -> list[SeenDocument]:
    """Every paper, the newest first, withdrawn ones too."""
    return list(session.exec(select(SeenDocument).order_by(col(SeenDocument.id).desc())))


def documents_about(session: Session, practitioner_id: str) -> list[SeenDocument]:
    """The papers of `documents_of`, by id; none for nobody's."""
    person = session.get(Practitioner, practitioner_id)
    return documents_of(session, person) if person is not None else []


def documents_of(session: Session, person: Practitioner, known_at: datetime | None = None) -> list[SeenDocument]:
    """The papers that are about this person and nobody else and stand, in the order in which they were filed.

    ``known_at``: what had been recorded by then, and not been withdrawn by then.
    """
    return not_superseded(told_of(session, SeenDocument, person, known_at))


def not_superseded(documents: Iterable[SeenDocument]) -> list[SeenDocument]:
    """Without those of one person that were filed anew: a course counts once, however often its paper was seen.

    The same course is one of the same title by the same issuer, unless both papers say when it was completed and do
    not agree.
    """
    standing: list[SeenDocument] = []
    for document in sorted(documents, key=lambda one: one.id or 0, reverse=True):
        if not any(_same_course(document, later) for later in standing):
            standing.append(document)
    return standing[::-1]


def _same_course(one: SeenDocument, other: SeenDocument) -> bool:
    if facts_on(one.facts) is None or facts_on(other.facts) is None:
        return False  # what cannot be read replaces nothing
    titles = {(_spelled(paper.issuer), _spelled(paper.title)) for paper in (one, other)}
    courses = [course_of(paper.facts) for paper in (one, other)]
    days = {course.completed for course in courses if course and course.completed}
    kinds = {course is None for course in courses}
    return len(titles) == 1 and len(kinds) == 1 and len(days) < 2


def _spelled(text: str) -> str:
    """Letters and digits: 'Dry Needling - 1' is 'dry needling 1', and not 'Dry needling 2'."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())
