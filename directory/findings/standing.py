"""The decisions that were not undone, and which of them wait for a second person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from directory.findings.people import now_under
from directory.store.findings_tables import FindingDecision
from directory.store.seconds import waiting_for_a_second
from directory.vocabulary import FindingAnswer, FindingKind, SecondOf


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in force. ``waits``: somebody else has to confirm it before it counts."""

    row: FindingDecision
    waits: bool

    @property
    def answer(self) -> FindingAnswer:
        return self.row.answer


@dataclass(slots=True)
class Standing:
    """Decisions of one kind, by whom they are about now: each person's in the order in which they were made."""

    by_person: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))


def newest(told: Sequence[Told], evidence: str) -> Told | None:
    """Of decisions about one thing, in their order, the newest upon this very evidence. That two are the same counts
    only while nobody said otherwise later, upon whatever evidence: of two opinions the careful one.
    """
    at = next((place for place in reversed(range(len(told))) if told[place].row.evidence == evidence), None)
    if at is None:
        return None
    if told[at].answer is FindingAnswer.SAME and any(one.answer is not FindingAnswer.SAME for one in told[at:]):
        return None
    return told[at]


def standing(session: Session, kind: FindingKind) -> Standing:
    """All of a kind that were not undone."""
    query = select(FindingDecision).where(FindingDecision.kind == kind, col(FindingDecision.undone_at).is_(None))
    rows = session.exec(query.order_by(col(FindingDecision.id))).all()
    waiting = waiting_for_a_second(session, SecondOf.FINDING)
    whose = persons_of(session, rows)
    found = Standing()
    for row in rows:
        if (person := whose[row.id or 0]) is not None:
            found.by_person[person].append(Told(row, row.id in waiting))
    return found


def persons_of(session: Session, rows: Iterable[FindingDecision]) -> dict[int, str | None]:
    """Number of a decision -> whom it is about now: who has the NPI, else who is shown under the id."""
    rows = list(rows)
    by_id, by_npi = now_under(session, (one.practitioner_id for one in rows), (one.npi for one in rows if one.npi))
    return {one.id or 0: by_npi.get(one.npi or "") or by_id.get(one.practitioner_id) for one in rows}
