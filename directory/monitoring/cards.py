"""CPR cards that coordinators saw, of many people at once: of each person the one that is valid longest."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.monitoring.members import current_ids
from directory.monitoring.parts import parts
from directory.normalize.names import PersonName
from directory.of_whom import Known, names_of, the_one
from directory.store.tables import License, Practitioner, PractitionerAlias, SeenDocument

FACT = "cpr_valid_until"


def last_cards(session: Session, ids: Collection[str]) -> dict[str, tuple[date, SeenDocument]]:
    """Person -> until when the card is valid, and the document that shows it."""
    papers: dict[int, SeenDocument] = {}
    for part in parts(sorted(ids)):
        papers |= {one.id or 0: one for one in session.exec(_perhaps_of(part))}
    last: dict[str, tuple[date, SeenDocument]] = {}
    for some in parts([papers[number] for number in sorted(papers)]):
        for paper, owner in _owners(session, some):
            until = _until(paper.facts)
            if until and owner in ids and until > last.get(owner, (date.min,))[0]:
                last[owner] = until, paper
    return last


def _perhaps_of(ids: Sequence[str]) -> Any:
    """Papers of which some key may lead to these people; of whom one is, all of its keys decide together."""
    former = select(PractitionerAlias.old_id).where(col(PractitionerAlias.practitioner_id).in_(ids))
    npis = select(Practitioner.npi).where(col(Practitioner.id).in_(ids), col(Practitioner.npi).is_not(None))
    digits = select(License.digits).where(col(License.practitioner_id).in_(ids), col(License.digits).is_not(None))
    return select(SeenDocument).where(
        col(SeenDocument.withdrawn_at).is_(None),
        col(SeenDocument.facts)[FACT].as_string().is_not(None),
        or_(
            col(SeenDocument.practitioner_id).in_(ids),
            col(SeenDocument.practitioner_id).in_(former),
            col(SeenDocument.npi).in_(npis),
            col(SeenDocument.license_digits).in_(digits),
        ),
    )


def _owners(session: Session, papers: Sequence[SeenDocument]) -> Iterator[tuple[SeenDocument, str]]:
    """The one whom each of these papers is about, as `of_whom.whose` decides; open ones are left out."""
    current = current_ids(session, [one.practitioner_id for one in papers if one.practitioner_id])
    npis = sorted({one.npi for one in papers if one.npi})
    having = _pairs(session, select(Practitioner.npi, Practitioner.id).where(col(Practitioner.npi).in_(npis)))
    digits = sorted({one.license_digits for one in papers if one.license_digits})
    held = select(License.digits, License.practitioner_id).where(col(License.digits).in_(digits))
    holding = _pairs(session, held)
    near = {
        one.id: {
            *filter(None, [current.get(one.practitioner_id or "")]),
            *having[one.npi or ""],
            *holding[one.license_digits or ""],
        }
        for one in papers
    }
    known = _known(session, {ident for some in near.values() for ident in some})
    for one in papers:
        people = [known[ident] for ident in sorted(near[one.id])]
        owner = the_one(one, current.get(one.practitioner_id or ""), people).practitioner_id
        if owner:
            yield one, owner


def _pairs(session: Session, query: Any) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, ident in session.exec(query):
        found[key].add(ident)
    return found


def _known(session: Session, ids: Collection[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for part in parts(sorted(ids)):
        licenses: dict[str, set[tuple[str, str | None, str]]] = defaultdict(set)
        held = select(License.practitioner_id, License.jurisdiction, License.digits, License.number)
        for ident, state, digits, number in session.exec(held.where(col(License.practitioner_id).in_(part))):
            licenses[ident].add((state, digits, number))
        for row in session.exec(select(Practitioner).where(col(Practitioner.id).in_(part))):
            name = PersonName(last=row.last, first=row.first, middle=row.middle, suffix=row.suffix)
            names = names_of(name, row.other_names)
            found[row.id] = Known(row.id, row.npi, frozenset(licenses[row.id]), names)
    return found


def _until(facts: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(facts[FACT]))
    except (KeyError, ValueError):
        return None
