"""Screens a person against exclusion lists: a hit with the NPI is a listing, a name alone only ever a possible one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from directory.normalize.folding import given_initials
from directory.normalize.names import Agreement, PersonName, compare_names, fold, surname_forms
from directory.records import ExclusionRecord, LicenseRecord, NpiRecord, Sighting
from directory.verification.model import Case, Context, Finding, list_good_until, promise_end
from directory.vocabulary import Audience, ExclusionStatus, Need, Reason, SourceKind

# The list cuts surnames at 20 and given names at 15 characters: compared by what surely survives.
LAST_KEPT = 12
NameKey = tuple[str, str]


class ExclusionIndex:
    """Entries in force, and entries that left the list, by NPI and by name."""

    def __init__(self, current: Iterable[Sighting], ended: Iterable[tuple[Sighting, date]] = ()) -> None:
        """``ended``: entries no longer on the list, with the day of the list they were gone from."""
        self.by_npi: dict[str, list[Sighting]] = defaultdict(list)
        self.by_name: dict[NameKey, list[Sighting]] = defaultdict(list)
        self.ended_by_npi: dict[str, list[tuple[Sighting, date]]] = defaultdict(list)
        self.names: set[str] = set()
        for sighting in current:
            record = sighting.record
            assert isinstance(record, ExclusionRecord)
            if record.npi is not None:
                self.by_npi[record.npi].append(sighting)
            if record.name is not None:
                for key in name_keys(record.name):
                    self.by_name[key].append(sighting)
        for sighting, gone in ended:
            assert isinstance(sighting.record, ExclusionRecord)
            if sighting.record.npi is not None:
                self.ended_by_npi[sighting.record.npi].append((sighting, gone))


def name_keys(name: PersonName) -> set[NameKey]:
    """Index keys: each surname form, cut as the list cuts, with each initial the person may be listed under."""
    initials = given_initials(name.first) | {fold(name.middle)[:1]} - {""} if name.first else frozenset()
    return {(form[:LAST_KEPT], initial) for form in surname_forms(name.last or "") if form for initial in initials}


def exclusion_findings(case: Case, index: ExclusionIndex, context: Context) -> Iterator[Finding]:
    """One finding per exclusion list that was ever read well; none where no list was read."""
    lists = [s for s in context.sources.values() if s.kind is SourceKind.EXCLUSION and s.read_at is not None]
    npis = sorted({s.record.npi for s in case.sightings if isinstance(s.record, NpiRecord)})
    names = _names(case)
    for source in sorted(lists, key=lambda s: s.name):
        found = _hits(npis, names, index, source.name)
        yield _finding(found, npis, names, index, source.name, context)


def _names(case: Case) -> list[PersonName]:
    """Every name the person has or had: the list has only the one known at exclusion."""
    found: dict[PersonName, None] = {}
    for sighting in case.sightings:
        record = sighting.record
        if isinstance(record, NpiRecord):
            found |= {name: None for name in (record.name, *record.other_names) if name is not None}
        elif isinstance(record, LicenseRecord):
            found[record.name] = None
    return list(found)


def _hits(
    npis: Sequence[str], names: Sequence[PersonName], index: ExclusionIndex, source: str
) -> list[tuple[ExclusionStatus, Sighting]]:
    hits: dict[int, tuple[ExclusionStatus, Sighting]] = {}
    for npi in npis:
        for sighting in index.by_npi.get(npi, ()):
            assert isinstance(sighting.record, ExclusionRecord)
            same = any(_one_person(name, sighting.record.name) for name in names)
            status = ExclusionStatus.LISTED if same else ExclusionStatus.POSSIBLE_HIT
            hits[sighting.record_id] = (status, sighting)
    for name in names:
        for key in name_keys(name):
            for sighting in index.by_name.get(key, ()):
                record = sighting.record
                assert isinstance(record, ExclusionRecord)
                assert record.name is not None
                other_npi = record.npi is not None and bool(npis) and record.npi not in npis
                if other_npi or not _alike(name, record.name):
                    continue
                hits.setdefault(sighting.record_id, (ExclusionStatus.POSSIBLE_HIT, sighting))
    return [hit for hit in hits.values() if hit[1].source == source]


def _cut(name: PersonName) -> PersonName:
    first, last = (name.first or "")[:15], (name.last or "")[:20]
    return PersonName(last=last or None, first=first or None, middle=name.middle, suffix=name.suffix)


def _alike(name: PersonName, listed: PersonName) -> bool:
    """As the list cuts names, and uncut: the cut may go through the half of a double surname that the list has."""
    return compare_names(_cut(name), _cut(listed)).compatible or compare_names(name, listed).compatible


def _one_person(name: PersonName, listed: PersonName | None) -> bool:
    """With the NPI agreeing, either name part is enough: people marry, and the list keeps one name only."""
    if listed is None:
        return False
    comparison = compare_names(_cut(name), _cut(listed))
    fits = (Agreement.SAME, Agreement.COMPATIBLE)
    return comparison.surname in fits or comparison.given in fits


def _finding(
    hits: Sequence[tuple[ExclusionStatus, Sighting]],
    npis: Sequence[str],
    names: Sequence[PersonName],
    index: ExclusionIndex,
    source: str,
    context: Context,
) -> Finding:
    state = context.sources[source]
    assert state.read_at is not None
    criteria = [*(f"NPI {npi}" for npi in npis), *(f"name {name.display()}" for name in names)]
    details: dict[str, object] = {"criteria": criteria, "list": state.title}
    rank = {ExclusionStatus.LISTED: 0, ExclusionStatus.POSSIBLE_HIT: 1}
    hits = sorted(hits, key=lambda hit: (rank[hit[0]], hit[1].record_id))
    if hits:
        status, sighting = hits[0]
        details["entries"] = [_entry(s.record) for _, s in hits if isinstance(s.record, ExclusionRecord)]
        possible = status is ExclusionStatus.POSSIBLE_HIT
        return Finding(
            need=Need.EXCLUSION,
            subject=state.title,
            status=status,
            reason=Reason.HUMAN_REVIEW_PENDING if possible else None,
            next_step=f"Compare birth date or other facts at {state.page_url}; a name alone proves nothing."
            if possible
            else None,
            details=details,
            sighting=sighting,
            source=source,
            good_until=promise_end(Need.EXCLUSION, sighting, context),
            # A namesake must never be shown to the public as excluded.
            audience=Audience.COORDINATOR if possible else Audience.PATIENT,
        )
    for npi in npis:
        for sighting, gone in index.ended_by_npi.get(npi, ()):
            assert isinstance(sighting.record, ExclusionRecord)
            if sighting.source == source and any(_one_person(name, sighting.record.name) for name in names):
                details |= {"entries": [_entry(sighting.record)], "gone_on": gone.isoformat()}
                return Finding(
                    need=Need.EXCLUSION,
                    subject=state.title,
                    status=ExclusionStatus.FORMERLY_LISTED,
                    details=details,
                    sighting=sighting,
                    source=source,
                    good_until=promise_end(Need.EXCLUSION, sighting, context),
                )
    complete = any(name.last and name.first for name in names)
    return Finding(
        need=Need.EXCLUSION,
        subject=state.title,
        status=ExclusionStatus.NONE_FOUND if complete else ExclusionStatus.TOO_LITTLE_DATA,
        reason=None if complete else Reason.INPUT_INSUFFICIENT,
        next_step=None if complete else "Give the full name, former names and the NPI.",
        details={**details, "read_at": state.read_at.isoformat()},
        source=source,
        good_until=list_good_until(Need.EXCLUSION, state),
        audience=Audience.PATIENT if complete else Audience.COORDINATOR,
    )


def _entry(record: ExclusionRecord) -> dict[str, object]:
    """What may be told of an entry: no birth date, no address."""
    return {
        "name": record.name.display() if record.name else record.business_name,
        "type": record.exclusion_type,
        "since": record.excluded_on.isoformat() if record.excluded_on else None,
        "state": record.state,
        "specialty": record.specialty or record.general,
        "npi": record.npi,
        "waiver_state": record.waiver_state,
    }
