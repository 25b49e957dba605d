"""What was asked for already: written down with who, when and to whom; it closes nothing."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.chasing.items import Item
from directory.normalize.text import clean
from directory.store.chasing_tables import ChaseSent
from directory.store.tables import PractitionerAlias

LONGEST = 200  # characters of a name or an address


class ChaseError(ValueError):
    """Nothing was written down; says why."""


def mark_asked(
    engine: Engine, practitioner_id: str, items: Sequence[Item], text: str, *, by: str, to: str, now: datetime
) -> int:
    """Writes down that these items were asked for with ``text``; how many. Raises ChaseError."""
    who, whom = (clean(one) or "" for one in (by, to))
    if not who or not whom:
        raise ChaseError("nothing is marked as asked: say who asked, and whom")
    if max(len(who), len(whom)) > LONGEST:
        raise ChaseError(f"nothing is marked as asked: a name or an address has more than {LONGEST} characters")
    if not items:
        raise ChaseError("nothing is marked as asked: nothing of this person is open that they could give")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with Session(engine) as session:
        session.add_all(
            ChaseSent(
                practitioner_id=practitioner_id, item=item.key, what=item.what, asked_by=who, asked_at=now,
                sent_to=whom, text_sha256=digest,
            )
            for item in items
        )  # fmt: skip
        session.commit()
    return len(items)


def asked_before(session: Session, people: Collection[str]) -> Mapping[str, list[ChaseSent]]:
    """What was asked for of these people, by their ids of today, the oldest first; under former ids too."""
    now_called = dict(
        session.exec(
            select(PractitionerAlias.old_id, PractitionerAlias.practitioner_id).where(
                col(PractitionerAlias.practitioner_id).in_(people)
            )
        ).all()
    )
    ids = [*people, *now_called]
    query = select(ChaseSent).where(col(ChaseSent.practitioner_id).in_(ids))
    found: dict[str, list[ChaseSent]] = {}
    for row in session.exec(query.order_by(col(ChaseSent.asked_at), col(ChaseSent.id))):
        found.setdefault(now_called.get(row.practitioner_id, row.practitioner_id), []).append(row)
    return found
