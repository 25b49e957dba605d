"""Asks primary sources about one person now, several at a time, and sets what they answer beside what we had."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from directory.normalize.identifiers import license_key
from directory.records import LicenseRecord, NpiRecord, Sighting
from directory.store import readings
from directory.store.tables import Source, SourceRecord, Verification
from directory.verification import Case, Context, Finding, SourceState
from directory.verification.judge import npi_findings
from directory.verification.licenses import license_findings
from directory.vocabulary import LiveOutcome, LookUpOutcome, Need, Profession, SourceKind

log = logging.getLogger(__name__)

AT_ONCE = 4  # sources that are asked at the same time
SECONDS = 45.0  # for all answers together: somebody is waiting for them
MOST = 12  # questions about one person; nobody holds more licenses that are asked for
LISTED = (SourceKind.LICENSE, SourceKind.EXCLUSION, SourceKind.TRAINING)  # sources whose lists a check rests on
# What of a license or an NPI must be as it was for an answer to be the same.
FACTS = ("license_status", "expires", "discipline", "cases", "deactivated_on", "reactivated_on")
NO_TIME = "the time for all answers together was over before its turn came"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question. ``scope``: where the store keeps what was found; ``why``: what stood in the way."""

    outcome: LookUpOutcome | None  # None: it was not asked
    scope: str = ""
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One source to be asked about one number. ``place``: its host; ``ask``: called with the seconds that are left;
    ``unasked``: why it may not be asked, if so.
    """

    source: str
    owner: str
    asked: str
    need: Need
    number: str
    place: str
    ask: Callable[[float], Answer] | None = None
    state: str | None = None
    profession: Profession | None = None
    unasked: str | None = None
    by_hand: str | None = None  # where a person can look the same thing up


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source said of a license or an NPI, and when we read it."""

    source: str
    status: str
    raw: str | None
    read_at: datetime | None
    expires: str | None
    facts: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        read_at = self.read_at.isoformat() if self.read_at else None
        return {
            "source": self.source, "status": self.status, "raw": self.raw, "expires": self.expires, "read_at": read_at,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Old and new of one question. ``differs``: names of what changed."""

    question: Question
    before: Said | None
    after: Said | None
    outcome: LiveOutcome
    why: str | None = None
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRead:
    """A source of a person's checks that publishes a list and answers no question; ``read``: when last, if ever."""

    source: str
    title: str
    read: date | None


# --- asking ----------------------------------------------------------------------------------------------------------


def ask_all(questions: Sequence[Question], *, at_once: int, seconds: float) -> list[Answer]:
    """The answers in the order of the questions: those to one host one after another, ``at_once`` hosts at a time.

    No question is begun after ``seconds``, and each is told how many are left. A question that fails costs no other
    its answer.
    """
    end = time.monotonic() + seconds
    lanes: dict[str, list[int]] = {}
    for index, question in enumerate(questions):
        lanes.setdefault(question.place if question.ask else f"unasked {index}", []).append(index)
    answers: dict[int, Answer] = {}

    def run(lane: Sequence[int]) -> None:
        for index in lane:
            answers[index] = _asked(questions[index], end)

    with ThreadPoolExecutor(max(1, at_once)) as threads:
        list(threads.map(run, lanes.values()))
    return [answers[index] for index in range(len(questions))]


def _asked(question: Question, end: float) -> Answer:
    if question.ask is None or question.unasked:
        return Answer(None, why=question.unasked)
    if (left := end - time.monotonic()) <= 0:
        return Answer(None, why=NO_TIME)
    try:
        return question.ask(left)
    except Exception as error:  # whatever it is, the others are answered and readers keep what they have
        log.exception("asking %s failed", question.source)
        return Answer(LookUpOutcome.UNREADABLE, why=f"our program failed: {type(error).__name__}")


# --- old and new -----------------------------------------------------------------------------------------------------

_OUTCOMES = {
    None: LiveOutcome.NOT_ASKED,
    LookUpOutcome.NOT_FOUND: LiveOutcome.NOT_FOUND,
    LookUpOutcome.TOO_MANY: LiveOutcome.TOO_MANY,
    LookUpOutcome.REFUSED: LiveOutcome.REFUSED,
    LookUpOutcome.UNREACHABLE: LiveOutcome.UNREACHABLE,
    LookUpOutcome.UNREADABLE: LiveOutcome.OUR_ERROR,
}


def held(session: Session, people: Iterable[str]) -> list[Verification]:
    """The published checks of these people: what we had."""
    query = select(Verification).where(col(Verification.practitioner_id).in_(list(people)))
    return list(session.exec(query.order_by(col(Verification.id))))


def compared(
    session: Session, questions: Sequence[Question], answers: Sequence[Answer], had: Sequence[Verification], today: date
) -> Iterator[Compared]:
    """Old and new of each question; ``had``: the checks that were published before it was asked."""
    known = readings.sources(session)
    for question, answer in zip(questions, answers, strict=True):
        before = next((_row_said(row) for row in had if _about(question, row)), None)
        if answer.outcome is not LookUpOutcome.FOUND:
            yield Compared(
                question=question, before=before, after=None, outcome=_OUTCOMES[answer.outcome], why=answer.why
            )
            continue
        for after in _answered(session, question, answer, known, today):
            differs = _differs(before, after) if before else ()
            outcome = LiveOutcome.NEW if before is None else LiveOutcome.CHANGED if differs else LiveOutcome.SAME
            yield Compared(question=question, before=before, after=after, outcome=outcome, differs=differs)


def _about(question: Question, row: Verification) -> bool:
    if row.need is not question.need or row.details.get("authority"):
        return False
    if question.need is Need.NPI:
        return bool(row.details.get("npi") == question.number)
    number = row.details.get("number")
    return (
        row.jurisdiction == question.state
        and number is not None
        and license_key(number) == license_key(question.number)
        and question.profession in (None, row.profession)
    )


def _row_said(row: Verification) -> Said:
    return Said(
        source=row.source or "", status=row.status, raw=row.raw, read_at=row.read_at,
        expires=row.details.get("expires"), facts=row.details,
    )  # fmt: skip


def _answered(
    session: Session, question: Question, answer: Answer, known: Mapping[str, Source], today: date
) -> Iterator[Said]:
    """What the answer alone says, in the words of verification."""
    query = select(SourceRecord.id).where(
        SourceRecord.source == question.source,
        SourceRecord.scope == answer.scope,
        col(SourceRecord.ended_run).is_(None),
    )
    rows = [number for number in session.exec(query) if number is not None]
    sightings = [sighting for sighting in readings.sightings_of(session, rows) if _of(question, sighting)]
    context = Context(as_of=today, sources={question.source: _state(known[question.source])})
    for finding in _findings(Case(sightings=sightings), context):
        if finding.sighting is not None and finding.need is question.need:
            yield Said(
                source=question.source, status=str(finding.status), raw=finding.raw,
                read_at=finding.sighting.read_at, expires=finding.details.get("expires"), facts=finding.details,
            )  # fmt: skip


def _findings(case: Case, context: Context) -> Iterator[Finding]:
    yield from license_findings(case, context)
    yield from npi_findings(case, context)


def _of(question: Question, sighting: Sighting) -> bool:
    match sighting.record:
        case NpiRecord():
            return question.need is Need.NPI
        case LicenseRecord(profession=profession):
            return question.need is Need.LICENSE and question.profession in (None, profession)
    return False


def _state(source: Source) -> SourceState:
    return SourceState(
        name=source.name, title=source.title, owner=source.owner, kind=source.kind, jurisdiction=source.jurisdiction,
        professions=frozenset(), promise_days=source.promise_days, page_url=source.page_url, lookup=source.lookup,
    )  # fmt: skip


def _differs(before: Said, after: Said) -> tuple[str, ...]:
    """What is not as it was. Two sources of one register may write the same in other words."""
    changed = ["status"] if before.status != after.status else []
    if before.source == after.source and _bare(before.raw) != _bare(after.raw):
        changed.append("raw")
    return (*changed, *(name for name in FACTS if (before.facts.get(name) or None) != (after.facts.get(name) or None)))


def _bare(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


# --- what is not asked -----------------------------------------------------------------------------------------------


def lists_read(session: Session, had: Sequence[Verification]) -> list[ListRead]:
    """The sources of these checks that only publish lists, with the day of the last good reading."""
    names = {row.source for row in had if row.source}
    known = {name: source for name, source in readings.sources(session).items() if name in names}
    days: dict[str, date] = {}
    for (name, _), read in readings.last_reads(session).items():
        days[name] = max(days.get(name, date.min), read.read_at.date())
    return [
        ListRead(name, source.title, days.get(name))
        for name, source in known.items()
        if source.kind in LISTED and not source.lookup
    ]
