"""The discrepancies of many people, one by one, by the fact, by whose entry is wrong and by state."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from directory.comparing_sources.model import Discrepancy, Fact, Holder
from directory.comparing_sources.reading import AT_ONCE, Compared, compared
from directory.store.tables import License, PracticeLocation, Practitioner
from directory.vocabulary import PRACTICE_KINDS

HEADS = (
    "id", "NPI", "name", "fact", "differs in", "kept by", "says", "what counts", "says there", "why", "proved", "page",
    "read at", "evidence SHA-256",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """``state``: of a license or practice place of the person; ``holder``: whose entry is wrong."""

    state: str | None = None
    fact: Fact | None = None
    holder: Holder | None = None

    def fits(self, one: Discrepancy) -> bool:
        return self.fact in (None, one.fact) and self.holder in (None, one.wrong.holder)


def people(session: Session, chosen: Chosen, *, limit: int | None = None) -> list[str]:
    """The ids of those who are looked at, in the order of their names."""
    query = select(Practitioner.id).order_by(col(Practitioner.sort_key), col(Practitioner.id))
    if chosen.state is not None:
        licensed = select(License.practitioner_id).where(License.jurisdiction == chosen.state)
        placed = select(PracticeLocation.practitioner_id).where(
            PracticeLocation.state == chosen.state, col(PracticeLocation.kind).in_(PRACTICE_KINDS)
        )
        query = query.where(or_(col(Practitioner.id).in_(licensed), col(Practitioner.id).in_(placed)))
    return list(session.exec(query.limit(limit) if limit is not None else query))


def differing(session: Session, ids: list[str], chosen: Chosen) -> Iterator[tuple[int, list[Compared]]]:
    """How many people were looked at, and of them those with a discrepancy that fits, a batch at a time."""
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        found = [one for one in compared(session, part) if any(map(chosen.fits, one.found))]
        yield start + len(part), found


def rows(one: Compared, chosen: Chosen) -> Iterator[list[str]]:
    """A row of `HEADS` for each discrepancy that fits."""
    for found in one.found:
        if not chosen.fits(found):
            continue
        wrong = found.wrong
        read_at = f"{wrong.read_at:%Y-%m-%dT%H:%M:%SZ}" if wrong.read_at else ""
        yield [
            one.practitioner_id, one.npi or "", one.name, found.fact.value, wrong.title, wrong.office,
            found.says.words, found.right.title, found.ruling.words, found.why,
            "no: ask the person" if found.claims else "yes", wrong.page or "", read_at, wrong.sha256 or "",
        ]  # fmt: skip
