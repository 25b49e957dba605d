"""The columns of one person, or of many: what each source that is linked to them says now."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from directory.comparing_sources.comparing import discrepancies
from directory.comparing_sources.model import Column, Discrepancy, Holder
from directory.comparing_sources.telling import facts_of, ours
from directory.records import ListingRecord, NpiRecord, Sighting
from directory.store import readings
from directory.store.tables import Member, Practitioner, Source
from directory.verification.judge import described_npi
from directory.vocabulary import SourceKind

HOLDERS = {
    SourceKind.IDENTITY: Holder.REGISTRY, SourceKind.LICENSE: Holder.BOARD, SourceKind.TRAINING: Holder.ISSUER,
    SourceKind.LISTING: Holder.LISTING,
}  # fmt: skip
ORDER = tuple(Holder)
REGISTRY_OFFICE = "the practitioner, in their own account at the NPI registry (NPPES)"
AT_ONCE = 400  # people


@dataclass(frozen=True, slots=True)
class Compared:
    """One person's columns, and what is wrong among them."""

    practitioner_id: str
    name: str
    npi: str | None
    columns: list[Column]
    found: list[Discrepancy]


def compared(session: Session, ids: Collection[str], given: Mapping[str, str] | None = None) -> Iterator[Compared]:
    """Of everybody who is shown under one of these ids, in the order of the ids. ``given``: a row of your own file,
    by the keys of `directory.comparing_sources.telling.OURS`, for one person.
    """
    wanted = list(dict.fromkeys(ids))
    known = readings.sources(session)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        people = {row.id: row for row in session.exec(select(Practitioner).where(col(Practitioner.id).in_(part)))}
        records = _records(session, part)
        for ident in part:
            if (person := people.get(ident)) is not None:
                columns = list(_columns(records.get(ident, ()), known))
                columns += [_own(given)] if given else []
                yield Compared(ident, person.display_name, person.npi, columns, discrepancies(columns))


def _records(session: Session, ids: Sequence[str]) -> dict[str, list[Sighting]]:
    query = select(Member.practitioner_id, Member.record_id).where(
        col(Member.practitioner_id).in_(ids), col(Member.current)
    )
    whose = {record: person for person, record in session.exec(query)}
    found: dict[str, list[Sighting]] = defaultdict(list)
    numbers = sorted(whose)
    for start in range(0, len(numbers), AT_ONCE):
        for one in readings.sightings_of(session, numbers[start : start + AT_ONCE]):
            found[whose[one.record_id]].append(one)
    return found


def _columns(sightings: Sequence[Sighting], known: Mapping[str, Source]) -> Iterator[Column]:
    """The registry's newest entry, then a column for each source; of a listing one for each publisher."""
    npi = described_npi(sightings)
    groups: dict[tuple[int, str, str], list[Sighting]] = {}
    for one in sorted(sightings, key=lambda one: (one.source, one.record.key)):
        source = known.get(one.source)
        if source is None or source.kind not in HOLDERS or (isinstance(one.record, NpiRecord) and one is not npi):
            continue
        publisher = one.record.publisher if isinstance(one.record, ListingRecord) else ""
        holder = HOLDERS[source.kind]
        groups.setdefault((ORDER.index(holder), one.source, publisher), []).append(one)
    for (place, name, publisher), group in sorted(groups.items()):
        yield _column(ORDER[place], known[name], publisher, group)


def _column(holder: Holder, source: Source, publisher: str, group: Sequence[Sighting]) -> Column:
    latest = max(group, key=lambda one: (one.read_at, one.record_id))
    page = latest.record.page if isinstance(latest.record, ListingRecord) and latest.record.page else source.page_url
    return Column(
        key=f"{source.name} {publisher}".strip(),
        title=publisher or source.title,
        holder=holder,
        office=REGISTRY_OFFICE if holder is Holder.REGISTRY else publisher or source.owner,
        page=page,
        facts=facts_of([one.record for one in group]),
        source=source.name,
        read_at=latest.read_at,
        as_of=latest.as_of,
        url=latest.url,
        sha256=latest.sha256,
        locator=latest.locator,
        record_id=latest.record_id,
    )


def _own(given: Mapping[str, str]) -> Column:
    return Column(
        key="ours", title="Your own file", holder=Holder.OURS, office="your own office", page=None, facts=ours(given)
    )
