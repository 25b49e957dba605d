"""Open questions of identity as a person needs them: both sides, what was found, and what was said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from directory import wording
from directory.linking.decisions import pair_of
from directory.linking.side_by_side import Fact, Row, changed, facts_of, side_by_side
from directory.reviewing.decided import decisions_about, decisions_in_force, left_of, right_of
from directory.reviewing.held import Held, held, held_by, person_of, tells_the_same
from directory.store import readings
from directory.store.seconds import waiting_for_a_second
from directory.store.tables import LinkDecision, LinkQuestion, Source
from directory.vocabulary import LinkAnswer, SecondOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A record of a side, and where it can be checked."""

    record: int
    source: str
    source_title: str
    url: str
    sha256: str
    locator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: what it is called, the profile it has, and its records, the one in question first."""

    name: str
    practitioner_id: str | None
    records: list[Origin]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What somebody said about the pair before. ``changed``: what is told otherwise since, in sentences."""

    decision: int
    answer: LinkAnswer
    by: str
    on: datetime
    note: str
    undone_by: str | None
    undone_why: str | None
    same_evidence: bool
    changed: list[str]
    waits: bool = False  # for a second person

    @property
    def in_force(self) -> bool:
        return self.undone_by is None and self.same_evidence and not self.waits

    @property
    def sentence(self) -> str:
        told = wording.decided(self.answer, self.by, self.on.date(), self.note)
        undone = f"{self.undone_by}: {self.undone_why}" if self.undone_by else None
        said = wording.said_before(told, undone, self.changed, same_evidence=self.same_evidence)
        return f"{said}; it waits for a second person to confirm it" if self.waits else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether ``left``, an entry, is of the person ``right``. ``reasons``: side, field and sentence each; ``would``:
    what would settle it; ``answered``: the answer that waits for the next publishing; ``outdated``: the evidence has
    changed since, so that no answer is taken.
    """

    id: str
    subject: str
    state: str | None
    tier: str
    probability: float
    left: Side
    right: Side
    rows: list[Row]
    reasons: list[dict[str, str]]
    would: list[str]
    earlier: list[Earlier]
    answered: LinkAnswer | None
    outdated: bool


def open_questions(
    session: Session, *, limit: int, offset: int = 0, state: str | None = None, source: str | None = None
) -> list[Question]:
    """The questions nobody has answered upon the present evidence, the likeliest first."""
    ids = _open(session, state, source)[offset : offset + limit]
    return [_question(session, session.get_one(LinkQuestion, ident)) for ident in ids]


def how_many_open(session: Session, *, state: str | None = None, source: str | None = None) -> int:
    return len(_open(session, state, source))


def sources_asked(session: Session) -> dict[str, str]:
    """The sources that questions are about, with their titles, sorted by them."""
    titles = readings.sources(session)
    names = set(session.exec(select(LinkQuestion.left_source).distinct()))
    return dict(sorted(((name, _title(titles, name)) for name in names), key=lambda item: item[::-1]))


def question(session: Session, question_id: str) -> Question | None:
    """The question under an id, answered or not; None when there is none."""
    if not (question_id.isascii() and question_id.isalnum()):  # PostgreSQL takes no NUL, even to look for it
        return None
    row = session.get(LinkQuestion, question_id)
    return _question(session, row) if row is not None else None


def _open(session: Session, state: str | None, source: str | None) -> list[str]:
    query = select(LinkQuestion)
    if state is not None:
        query = query.where(LinkQuestion.state == state)
    if source is not None:
        query = query.where(LinkQuestion.left_source == source)
    decisions = decisions_in_force(session)
    rows = session.exec(query.order_by(col(LinkQuestion.probability).desc(), col(LinkQuestion.id)))
    return [row.id for row in rows if decisions.answer(left_of(row), right_of(row), row.evidence) is None]


def _question(session: Session, row: LinkQuestion) -> Question:
    titles = readings.sources(session)
    left = _records(session, row.left_record_id, row.left_practitioner_id)
    right = _records(session, row.right_record_id, row.practitioner_id)
    return Question(
        id=row.id,
        subject=row.subject,
        state=row.state,
        tier=row.tier,
        probability=row.probability,
        left=_side(session, left, row.left_practitioner_id, titles),
        right=_side(session, right, row.practitioner_id, titles),
        rows=side_by_side([one.record for one in left], [one.record for one in right]),
        reasons=row.reasons,
        would=row.would,
        earlier=_earlier(session, row),
        answered=decisions_in_force(session).answer(left_of(row), right_of(row), row.evidence),
        outdated=not (
            tells_the_same(session, left_of(row), row.left_record_id)
            and tells_the_same(session, right_of(row), row.right_record_id)
        ),
    )


def _records(session: Session, record_id: int, practitioner_id: str | None) -> list[Held]:
    """The record in question, then the others of its person."""
    shown = held(session, record_id)
    others = held_by(session, practitioner_id) if practitioner_id else []
    return [*([shown] if shown else []), *(one for one in others if one.record_id != record_id)]


def _side(session: Session, records: Sequence[Held], practitioner_id: str | None, titles: dict[str, Source]) -> Side:
    person = person_of(session, practitioner_id)
    names = facts_of(one.record for one in records).get(Fact.NAME, ())
    return Side(
        name=person.display_name if person else next(iter(names), "nobody named"),
        practitioner_id=person.id if person else None,
        records=[
            Origin(
                record=one.record_id,
                source=one.ident[0],
                source_title=_title(titles, one.ident[0]),
                url=one.url,
                sha256=one.sha256,
                locator=one.locator,
            )
            for one in records
        ],
    )


def _title(titles: dict[str, Source], name: str) -> str:
    return titles[name].title if name in titles else name


def _earlier(session: Session, row: LinkQuestion) -> list[Earlier]:
    now = {left_of(row): row.left_record_id, right_of(row): row.right_record_id}
    waiting = waiting_for_a_second(session, SecondOf.LINK)
    return [
        Earlier(
            decision=told.id or 0,
            answer=told.answer,
            by=told.decided_by,
            on=told.decided_at,
            note=told.note,
            undone_by=told.undone_by,
            undone_why=told.undone_why,
            same_evidence=told.evidence == row.evidence,
            changed=[] if told.evidence == row.evidence else _changed(session, told, now),
            waits=told.id in waiting and told.undone_at is None and told.evidence == row.evidence,
        )
        for told in decisions_about(session, *pair_of(left_of(row), right_of(row)))
    ]


def _changed(session: Session, told: LinkDecision, now: dict[tuple[str, str, str], int]) -> list[str]:
    """What the two records tell otherwise than when the decision was made."""
    sentences = []
    for ident, then in ((left_of(told), told.left_record_id), (right_of(told), told.right_record_id)):
        before, after = held(session, then), held(session, now[ident])
        if before is not None and after is not None:
            facts = changed(facts_of([before.record]), facts_of([after.record]))
            sentences += [wording.changed_since(*fact) for fact in facts]
    return sentences
