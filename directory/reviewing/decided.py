"""What people decided, as linking uses it and as it is told."""

from sqlmodel import Session, col, select

from directory.linking.decisions import Decision, Decisions, Ident
from directory.store.seconds import waiting_for_a_second
from directory.store.tables import LinkDecision, LinkQuestion
from directory.vocabulary import SecondOf


def decisions_in_force(session: Session) -> Decisions:
    """All that was decided, not undone, and waits for nobody else, for linking."""
    query = select(LinkDecision).where(col(LinkDecision.undone_at).is_(None)).order_by(col(LinkDecision.id))
    waiting = waiting_for_a_second(session, SecondOf.LINK)
    return Decisions.of(
        Decision(left_of(row), right_of(row), row.answer, row.evidence, row.decided_by, row.decided_at)
        for row in session.exec(query)
        if row.id not in waiting
    )


def all_decisions(session: Session) -> list[LinkDecision]:
    """Every decision, the newest first, undone ones too."""
    return list(session.exec(select(LinkDecision).order_by(col(LinkDecision.id).desc())))


def decisions_about(session: Session, left: Ident, right: Ident) -> list[LinkDecision]:
    """Those about one pair, in canonical order, the newest first, undone ones too."""
    query = select(LinkDecision).where(
        LinkDecision.left_source == left[0],
        LinkDecision.left_scope == left[1],
        LinkDecision.left_key == left[2],
        LinkDecision.right_source == right[0],
        LinkDecision.right_scope == right[1],
        LinkDecision.right_key == right[2],
    )
    return list(session.exec(query.order_by(col(LinkDecision.id).desc())))


def left_of(row: LinkDecision | LinkQuestion) -> Ident:
    return row.left_source, row.left_scope, row.left_key


def right_of(row: LinkDecision | LinkQuestion) -> Ident:
    return row.right_source, row.right_scope, row.right_key
