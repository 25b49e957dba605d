"""Who of the people in scope is on a list of exclusions, was, or may be; and what became of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from directory.findings import Disposition, dispositions
from directory.monitoring.changes import entries_hash
from directory.monitoring.parts import parts
from directory.store.tables import Practitioner, Verification
from directory.verification import shown_status
from directory.vocabulary import ExclusionStatus, Need

FOUND = (ExclusionStatus.LISTED, ExclusionStatus.FORMERLY_LISTED, ExclusionStatus.POSSIBLE_HIT)
IN_PART = "none_found in a part"
BY_NUMBER = "found by the person's own NPI"
UNDECIDED = "possible hit that nobody has decided about"
ENDED = "found by the person's own NPI; the entry has ended"


def results(session: Session, ids: Sequence[str], today: date) -> Mapping[str, int]:
    """How many checks against lists of exclusions came out how, of these people, as they are shown on that day: a part
    of a list, or one that is too old by then, clears nobody.
    """
    found: Counter[str] = Counter()
    for part in parts(ids):
        for row in _checks(session, part):
            status = shown_status(row.status, row.good_until, today)
            only = status == ExclusionStatus.NONE_FOUND and row.details.get("partial_of")
            found[IN_PART if only else status] += 1
    return dict(sorted(found.items()))


def hits(session: Session, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A line for each, by the list and the person's name. JSON values only; for coordinators."""
    decided = dispositions(session, ids)
    for part in parts(ids):
        query = select(Practitioner).where(col(Practitioner.id).in_(part))
        people = {one.id: one for one in session.exec(query)}
        for row in _checks(session, part):
            if row.status in FOUND:
                near = [one for one in decided.get(row.practitioner_id, ()) if one.source == row.source]
                yield _line(row, people[row.practitioner_id], near)


def settled(session: Session, ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """(person, source) of the possible hits of these people of which every entry was decided upon what stands now:
    nobody is asked again.
    """
    found = dispositions(session, ids)
    sources = {(person, one.source) for person, near in found.items() for one in near}
    return frozenset(
        (person, source)
        for person, source in sources
        if not _open([one for one in found[person] if one.source == source])
    )


def _checks(session: Session, ids: Sequence[str]) -> Iterator[Verification]:
    query = select(Verification).where(col(Verification.practitioner_id).in_(ids), Verification.need == Need.EXCLUSION)
    yield from session.exec(query.order_by(col(Verification.practitioner_id), col(Verification.subject)))


def _line(row: Verification, person: Practitioner, near: Sequence[Disposition]) -> dict[str, Any]:
    possible = row.status == ExclusionStatus.POSSIBLE_HIT
    told = "; ".join(f"{one.entry}: {one.sentence}" for one in near) or UNDECIDED
    return {
        "practitioner_id": person.id, "name": person.display_name, "npi": person.npi, "list": row.subject,
        "source": row.source, "status": row.status, "criteria": list(row.details.get("criteria") or []),
        "entries": list(row.details.get("entries") or []), "evidence": row.sha256,
        "entries_sha256": entries_hash(row), "open": possible and _open(near),
        "disposition": told if possible else BY_NUMBER if row.status == ExclusionStatus.LISTED else ENDED,
    }  # fmt: skip


def _open(near: Sequence[Disposition]) -> bool:
    """Whether somebody still has to look; so it is where nothing is known of a decision."""
    return not near or any(one.answer is None or one.waits for one in near)
