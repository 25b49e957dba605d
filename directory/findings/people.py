"""People as published, with what tells of whom they are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from directory.findings.telling import About
from directory.store.tables import License, PracticeLocation, Practitioner, PractitionerAlias
from directory.vocabulary import PRACTICE_KINDS

BATCH = 500
T = TypeVar("T")


def abouts(session: Session, ids: Collection[str]) -> dict[str, About]:
    """Of those that are shown under these ids."""
    found: dict[str, About] = {}
    for part in parts(sorted(ids)):
        licenses: dict[str, list[tuple[str, str, str]]] = {}
        for one in session.exec(select(License).where(col(License.practitioner_id).in_(part))):
            told = (one.jurisdiction, one.profession.value, one.number)
            licenses.setdefault(one.practitioner_id, []).append(told)
        places: dict[str, list[PracticeLocation]] = {}
        query = select(PracticeLocation).where(
            col(PracticeLocation.practitioner_id).in_(part), col(PracticeLocation.kind).in_(PRACTICE_KINDS)
        )
        for place in session.exec(query):
            places.setdefault(place.practitioner_id, []).append(place)
        for row in session.exec(select(Practitioner).where(col(Practitioner.id).in_(part))):
            found[row.id] = About(
                names=(row.display_name, *row.other_names),
                npi=row.npi,
                licenses=tuple(sorted(licenses.get(row.id, ()))),
                states=tuple(sorted({one.state for one in places.get(row.id, ()) if one.state})),
                towns=tuple(sorted({_town(one) for one in places.get(row.id, ())} - {""})),
            )
    return found


def _town(place: PracticeLocation) -> str:
    return " ".join(filter(None, (place.city, place.zip5)))


def now_under(session: Session, ids: Iterable[str], npis: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Under whom former and present ids are shown now, and who has these NPIs."""
    by_id: dict[str, str] = {}
    for part in parts(sorted(set(ids))):
        aliases = select(PractitionerAlias.old_id, PractitionerAlias.practitioner_id)
        by_id |= dict(session.exec(aliases.where(col(PractitionerAlias.old_id).in_(part))).all())
        here = session.exec(select(Practitioner.id).where(col(Practitioner.id).in_(part)))
        by_id |= {ident: ident for ident in here}
    by_npi: dict[str, str] = {}
    for part in parts(sorted(set(npis))):
        rows = session.exec(select(Practitioner.npi, Practitioner.id).where(col(Practitioner.npi).in_(part)))
        by_npi |= {npi: ident for npi, ident in rows if npi}
    return by_id, by_npi


def parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """In batches that fit into one statement."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
