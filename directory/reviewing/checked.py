"""How many of the links that we had made people looked at, and how many of those they found wrong."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from directory.linking.measuring import upper95
from directory.reviewing.decided import left_of, right_of
from directory.store.tables import LinkDecision
from directory.vocabulary import LinkAnswer


@dataclass(frozen=True, slots=True)
class LinksChecked:
    """``wrong`` of ``links``. No random sample: people look where they have a doubt."""

    links: int
    wrong: int

    @property
    def upper(self) -> float:
        """What the share of wrong ones would at most be, with 95 % certainty, had they looked at random."""
        return upper95(self.wrong, self.links)


def links_checked(session: Session) -> LinksChecked:
    """Each link once, by the last decision about it that was not undone; links that people had made are not ours."""
    query = select(LinkDecision).where(col(LinkDecision.undone_at).is_(None), LinkDecision.answer != LinkAnswer.UNSURE)
    said: dict[object, LinkAnswer] = {}
    ours: set[object] = set()
    for row in session.exec(query.order_by(col(LinkDecision.id))):
        pair = left_of(row), right_of(row)
        if row.linked and (pair in ours or pair not in said):
            ours.add(pair)
        said[pair] = row.answer
    return LinksChecked(len(ours), sum(said[pair] is LinkAnswer.DIFFERENT for pair in ours))
