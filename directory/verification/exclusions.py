"""Screens a person against exclusion lists: a hit with the NPI is a listing, a name alone only ever a possible one."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from directory.normalize.folding import given_initials, words
from directory.normalize.names import (
    Agreement,
    NameComparison,
    PersonName,
    compare_names,
    fold,
    parse_full_name,
    surname_forms,
)
from directory.records import ExclusionRecord, LicenseRecord, NpiRecord, Sighting
from directory.verification.model import Case, Context, Finding, list_good_until, promise_end
from directory.vocabulary import Audience, ExclusionStatus, Need, Reason, SourceKind

# Lists that cut names: their longest surname and given name. Compared by what surely survives.
CUT: Mapping[str, tuple[int, int]] = {"LEIE": (20, 15)}
LAST_KEPT = 12
SHORTEST_HALF = 2  # 'LI' of 'GARCIA-LI'; linking, which must not guess, asks for more
# Most businesses are nobody's name; they need not be taken apart.
_MOST_WORDS = 4
_COMPANY = frozenset(
    "agency ambulance associates care center centers clinic clinics co company corp corporation dental equipment group "
    "health healthcare home hospital inc international laboratory limited llc llp ltd medical medicine of pa pc "
    "pharmacy pllc rehab rehabilitation service services solutions supplies supply systems the therapy transportation "
    "wellness".upper().split()
)
_TRADING = re.compile(r",?\s+(?:DBA|D/B/A)\s", re.IGNORECASE)
NameKey = tuple[str, str]


class ExclusionIndex:
    """Entries in force, and entries that left the list, by NPI and by name."""

    def __init__(self, current: Iterable[Sighting], ended: Iterable[tuple[Sighting, date]] = ()) -> None:
        """``ended``: entries no longer on the list, with the day of the list they were gone from."""
        self.by_npi: dict[str, list[Sighting]] = defaultdict(list)
        self.by_name: dict[NameKey, list[Sighting]] = defaultdict(list)
        self.ended_by_npi: dict[str, list[tuple[Sighting, date]]] = defaultdict(list)
        for sighting in current:
            record = sighting.record
            assert isinstance(record, ExclusionRecord)
            if record.npi is not None:
                self.by_npi[record.npi].append(sighting)
            if (name := _listed_name(record)) is not None:
                for key in listed_keys(name, record.list_name):
                    self.by_name[key].append(sighting)
        for sighting, gone in ended:
            assert isinstance(sighting.record, ExclusionRecord)
            if sighting.record.npi is not None:
                self.ended_by_npi[sighting.record.npi].append((sighting, gone))

    def former(self, npi: str, as_of: date) -> Iterator[tuple[Sighting, str, date]]:
        """Entries of an NPI that are gone from their list, or have ended by what it says, and since when."""
        yield from ((sighting, "gone_on", gone) for sighting, gone in self.ended_by_npi.get(npi, ()))
        for sighting in self.by_npi.get(npi, ()):
            record = sighting.record
            if isinstance(record, ExclusionRecord) and record.ends_on is not None and over(record, as_of):
                yield sighting, "ended_on", record.ends_on


def may_concern(case: Case) -> Callable[[ExclusionRecord], bool]:
    """A quick look at an entry: False only where `exclusion_findings` would find nothing about this person. Indexing
    a whole list takes seconds, the few entries that are left take none.
    """
    npis = _npis(case)
    starts = {start for name in _names(case) for start in _starts(name.last)}

    def may(record: ExclusionRecord) -> bool:
        if record.name is None or record.npi in npis:
            return True
        return not starts.isdisjoint(_starts(record.name.last))

    return may


def _starts(last: str | None) -> Iterator[str]:
    """The first two letters from each word on: every form of a surname begins at a word."""
    told = words(last)
    return ("".join(told[at:])[:2] for at in range(len(told)))


def _npis(case: Case) -> list[str]:
    return sorted({s.record.npi for s in case.sightings if isinstance(s.record, NpiRecord)})


def listed_keys(name: PersonName, list_name: str) -> set[NameKey]:
    """Index keys of an entry: each surname form, as far as it surely survives, and of a half that was cut its start;
    with each initial the person may have.
    """
    starts = {form[:LAST_KEPT] for form in _forms(name.last)}
    cut_last, cut_first = _cut_halves(name, list_name)
    if cut_last:
        starts.add(cut_last[:SHORTEST_HALF])
    cut_given = cut_first[:1]
    initials = _initials(name) | {cut_given} - {""}
    return {(start, initial) for start in starts for initial in initials} if initials else _surname_alone(name)


def asked_keys(name: PersonName) -> set[NameKey]:
    """Index keys under which an entry for this person may stand."""
    forms = _forms(name.last) | set(words(name.last))
    starts = {form[:LAST_KEPT] for form in forms} | {form[:SHORTEST_HALF] for form in forms}
    return {(start, initial) for start in starts for initial in _initials(name)} | _surname_alone(name)


def _surname_alone(name: PersonName) -> set[NameKey]:
    """The key of an entry that tells no given name: the whole surname."""
    whole = fold(name.last)
    return {(whole[:LAST_KEPT], "")} if len(whole) >= SHORTEST_HALF else set()


def _listed_name(record: ExclusionRecord) -> PersonName | None:
    """The person's name, or that under which a business stands: it may be its owner's."""
    if record.name is not None or record.business_name is None:
        return record.name
    told = _TRADING.split(record.business_name)[0]
    few = _MOST_WORDS >= len(told.split()) > 1
    return parse_full_name(told) if few and _COMPANY.isdisjoint(told.upper().replace(".", "").split()) else None


def _initials(name: PersonName) -> frozenset[str]:
    return given_initials(name.first) | {fold(name.middle)[:1]} - {""} if name.first else frozenset()


def _forms(last: str | None) -> frozenset[str]:
    """The surname and every half of it; at a hyphen a particle is a surname too ('DO-NGUYEN')."""
    sides = {fold(side) for side in (last or "").split("-")}
    return surname_forms(last, SHORTEST_HALF) | {side for side in sides if len(side) >= SHORTEST_HALF}


def _cut_halves(listed: PersonName, list_name: str) -> tuple[str, str]:
    """Of surname and given name the last word that may have lost its end on a list that cuts names; else empty."""
    last, first = CUT.get(list_name, (0, 0))
    return _cut_half(listed.last, last), _cut_half(listed.first, first)


def _cut_half(text: str | None, longest: int) -> str:
    """The last word of a name as long as the list allows, which may have lost its end there; else empty."""
    half = words(text)[-1:] if text and len(text) == longest else ()
    return half[0] if half and len(half[0]) >= SHORTEST_HALF else ""


def exclusion_findings(case: Case, index: ExclusionIndex, context: Context) -> Iterator[Finding]:
    """One finding per exclusion list that was ever read well; none where no list was read."""
    lists = [s for s in context.sources.values() if s.kind is SourceKind.EXCLUSION and s.read_at is not None]
    npis = _npis(case)
    names = _names(case)
    for source in sorted(lists, key=lambda s: s.name):
        found = _hits(npis, names, index, source.name, context.as_of)
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


def over(record: ExclusionRecord, as_of: date) -> bool:
    """Whether the list itself says that the entry has ended."""
    return record.ends_on is not None and record.ends_on < as_of


def _hits(
    npis: Sequence[str], names: Sequence[PersonName], index: ExclusionIndex, source: str, as_of: date
) -> list[tuple[ExclusionStatus, Sighting]]:
    hits: dict[int, tuple[ExclusionStatus, Sighting]] = {}
    for npi in npis:
        for sighting in index.by_npi.get(npi, ()):
            assert isinstance(sighting.record, ExclusionRecord)
            same = any(_one_person(name, sighting.record) for name in names)
            status = ExclusionStatus.LISTED if same else ExclusionStatus.POSSIBLE_HIT
            hits[sighting.record_id] = (status, sighting)
    for name in names:
        for key in asked_keys(name):
            for sighting in index.by_name.get(key, ()):
                record = sighting.record
                assert isinstance(record, ExclusionRecord)
                listed = _listed_name(record)
                assert listed is not None
                # Beside a business the number may be that of the business.
                other_npi = record.npi is not None and bool(npis) and record.npi not in npis
                if (other_npi and not record.business_name) or not _alike(name, listed, record.list_name):
                    continue
                hits.setdefault(sighting.record_id, (ExclusionStatus.POSSIBLE_HIT, sighting))
    return [
        (status, sighting)
        for status, sighting in hits.values()
        if sighting.source == source
        and isinstance(sighting.record, ExclusionRecord)
        and not over(sighting.record, as_of)
    ]


def _cut(name: PersonName, list_name: str) -> PersonName:
    """The name as the list writes it."""
    if list_name not in CUT:
        return name
    longest_last, longest_first = CUT[list_name]
    first, last = (name.first or "")[:longest_first], (name.last or "")[:longest_last]
    return PersonName(last=last or None, first=first or None, middle=name.middle, suffix=name.suffix)


def _alike(name: PersonName, listed: PersonName, list_name: str) -> bool:
    """As the list cuts names, and uncut: the cut may go through the half of a double surname that the list has."""
    if listed.first is None:  # nothing but a surname is told
        return compare_names(name, listed).surname is Agreement.SAME
    return (
        _screened(_cut(name, list_name), _cut(listed, list_name), list_name).compatible
        or _screened(name, listed, list_name).compatible
    )


def _screened(name: PersonName, listed: PersonName, list_name: str) -> NameComparison:
    """As `compare_names`, but for a possible hit any half will do, a short one and one that the list cut too."""
    found = compare_names(name, listed)
    cut_last, cut_first = _cut_halves(listed, list_name)
    half = _forms(name.last) & _forms(listed.last) or _begins(_forms(name.last) | set(words(name.last)), cut_last)
    if half and found.surname is Agreement.CONTRADICTS:
        found = replace(found, surname=Agreement.COMPATIBLE)
    if found.given is Agreement.CONTRADICTS and _begins(words(name.first), cut_first):
        found = replace(found, given=Agreement.COMPATIBLE)
    return found


def _begins(whole: Iterable[str], cut: str) -> bool:
    return bool(cut) and any(word.startswith(cut) for word in whole)


def _one_person(name: PersonName, entry: ExclusionRecord) -> bool:
    """With the NPI agreeing, either name part is enough: people marry, and the list keeps one name only."""
    if entry.name is None:
        return False
    comparison = compare_names(_cut(name, entry.list_name), _cut(entry.name, entry.list_name))
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
        details["entries"] = [told_entry(s.record) for _, s in hits if isinstance(s.record, ExclusionRecord)]
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
        for sighting, how, day in index.former(npi, context.as_of):
            assert isinstance(sighting.record, ExclusionRecord)
            if sighting.source == source and any(_one_person(name, sighting.record) for name in names):
                details |= {"entries": [told_entry(sighting.record)], how: day.isoformat()}
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
        details={**details, "read_at": state.read_at.isoformat(), "partial_of": state.partial_of},
        source=source,
        good_until=list_good_until(Need.EXCLUSION, state),
        audience=Audience.PATIENT if complete else Audience.COORDINATOR,
    )


def told_entry(record: ExclusionRecord) -> dict[str, object]:
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
