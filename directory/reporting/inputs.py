"""What verification is given, to its form in a receipt and back; for patients without what is not theirs to see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

import msgspec

from directory.normalize.names import PersonName
from directory.records import (
    ExclusionRecord,
    LicenseRecord,
    NpiRecord,
    Record,
    Sighting,
    TrainingRecord,
    record_from,
)
from directory.reporting import forms
from directory.verification import Case, Context, ExclusionIndex, SourceState
from directory.verification.exclusions import asked_keys, exclusion_findings
from directory.verification.licenses import DOUBTS, slots
from directory.verification.model import Doubt, HandLookUp, Paper
from directory.verification.reading import may_read
from directory.vocabulary import PRACTICE_KINDS, Audience, ExclusionStatus, Need, SourceKind

LISTED, POSSIBLE_HIT = ExclusionStatus.LISTED, ExclusionStatus.POSSIBLE_HIT
NOT_SHOWN = "(not shown to patients)"
Entries = tuple[list[Sighting], list[tuple[Sighting, date]]]


# --- to the form ------------------------------------------------------------------------------------------------------


def told_sighting(sighting: Sighting) -> forms.Sighting:
    return forms.Sighting(
        kind=sighting.record.kind,
        payload=sighting.record.to_payload(),
        record_id=sighting.record_id,
        source=sighting.source,
        scope=sighting.scope,
        read_at=sighting.read_at,
        as_of=sighting.as_of,
        url=sighting.url,
        sha256=sighting.sha256,
        locator=sighting.locator,
    )


def told_doubt(doubt: Doubt) -> forms.Doubt:
    return forms.Doubt(
        code=doubt.code,
        sentence=doubt.sentence,
        need=doubt.need,
        jurisdiction=doubt.jurisdiction,
        profession=doubt.profession,
        sighting=told_sighting(doubt.sighting) if doubt.sighting else None,
    )


def told_source(state: SourceState, *, by_file: bool) -> forms.Source:
    plain: dict[str, Any] = {one.name: getattr(state, one.name) for one in fields(state)}
    return forms.Source(
        **plain | {"professions": sorted(state.professions), "letters": list(state.letters)}, by_file=by_file
    )


def told_paper(paper: Paper) -> forms.Paper:
    plain: dict[str, Any] = {one.name: getattr(paper, one.name) for one in fields(paper)}
    return forms.Paper(**plain | {"facts": msgspec.to_builtins(dict(paper.facts))})


def told_look_up(look_up: HandLookUp) -> forms.HandLookUp:
    return forms.HandLookUp(**{one.name: getattr(look_up, one.name) for one in fields(look_up)})


# --- and back ---------------------------------------------------------------------------------------------------------


def case_of(receipt: forms.Receipt) -> tuple[Case, ExclusionIndex, Context]:
    """What the receipt's verdicts were reached from. Raises PayloadError for a record of another version."""
    case = Case(
        sightings=[sighting_of(one) for one in receipt.sightings],
        doubts=[_doubt(one) for one in receipt.doubts],
        papers=[Paper(**_plain(one)) for one in receipt.papers],
        by_hand=[HandLookUp(**_plain(one)) for one in receipt.by_hand],
    )
    index = ExclusionIndex(
        [sighting_of(one) for one in receipt.exclusions],
        [(sighting_of(one.sighting), one.gone) for one in receipt.exclusions_ended],
    )
    sources = {one.name: _source(one) for one in receipt.sources}
    return case, index, Context(as_of=receipt.made.as_of, sources=sources)


def sighting_of(told: forms.Sighting) -> Sighting:
    plain = _plain(told)
    return Sighting(record=record_from(plain.pop("kind"), plain.pop("payload")), **plain)


def _plain(form: forms.Form) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__struct_fields__}


def _doubt(told: forms.Doubt) -> Doubt:
    return Doubt(**_plain(told) | {"sighting": sighting_of(told.sighting) if told.sighting else None})


def _source(told: forms.Source) -> SourceState:
    plain = _plain(told) | {"professions": frozenset(told.professions), "letters": tuple(told.letters)}
    del plain["by_file"]
    return SourceState(**plain)


# --- what matters, and what a patient may see -------------------------------------------------------------------------


def entries_about(case: Case, index: ExclusionIndex, context: Context) -> Entries:
    """Entries of exclusion lists that are hits or near hits for the person, in force and ended; nobody else's rows."""
    npis = {s.record.npi for s in case.sightings if isinstance(s.record, NpiRecord)}
    names = {name for s in case.sightings for name in _names(s.record)}
    found = {s.record_id: s for npi in npis for s in index.by_npi.get(npi, ())}
    keys = {key for name in names for key in asked_keys(name)}
    alike = {s.record_id: s for key in keys for s in index.by_name.get(key, ())}
    found |= {key: s for key, s in alike.items() if key not in found and _hits(case, s, context)}
    ended = {(s.record_id, day): s for npi in npis for s, day in index.ended_by_npi.get(npi, ())}
    return [found[key] for key in sorted(found)], [(ended[key], key[1]) for key in sorted(ended)]


def _hits(case: Case, entry: Sighting, context: Context) -> bool:
    alone = exclusion_findings(case, ExclusionIndex([entry]), context)
    return any(f.source == entry.source and f.status in (LISTED, POSSIBLE_HIT) for f in alone)


def _names(record: Record) -> Iterable[PersonName]:
    if isinstance(record, NpiRecord):
        return [name for name in (record.name, *record.other_names) if name is not None]
    return [record.name] if isinstance(record, LicenseRecord) else []


def for_patient(case: Case) -> Case:
    """The case without homes, without other people's rows, and without the names of those who looked."""
    return Case(
        sightings=[redacted(s) for s in case.sightings],
        doubts=[replace(d, sighting=_stub(d), sentence=d.sentence if _told(d) else NOT_SHOWN) for d in case.doubts],
        papers=[replace(p, seen_by=NOT_SHOWN, document=NOT_SHOWN) for p in case.papers],
        by_hand=[replace(h, looked_by=NOT_SHOWN, answered_by=NOT_SHOWN) for h in case.by_hand],
    )


def redacted(sighting: Sighting) -> Sighting:
    """The record's own line as a patient may see it."""
    record = sighting.record
    changes: Mapping[str, Any] = {}
    if isinstance(record, NpiRecord):
        changes = {"sex": None, "addresses": tuple(a for a in record.addresses if a.kind in PRACTICE_KINDS)}
    elif isinstance(record, LicenseRecord) and record.address and record.address.kind not in PRACTICE_KINDS:
        changes = {"address": None}
    elif isinstance(record, ExclusionRecord):
        changes = {"city": None, "zip5": None}
    return replace(sighting, record=msgspec.structs.replace(record, **changes)) if changes else sighting


def told_to_patients(
    case: Case, context: Context, entries: Sequence[Sighting], ended: Sequence[tuple[Sighting, date]]
) -> Entries:
    """Those that a number confirms; any other may be a namesake's."""

    def told(entry: Sighting, index: ExclusionIndex) -> bool:
        alone = exclusion_findings(case, index, context)
        return any(one.source == entry.source and may_read(Audience.PATIENT, one) for one in alone)

    return (
        [one for one in entries if told(one, ExclusionIndex([one]))],
        [(one, gone) for one, gone in ended if told(one, ExclusionIndex([], [(one, gone)]))],
    )


def for_patient_entries(entries: Sequence[Sighting], ended: Sequence[tuple[Sighting, date]]) -> Entries:
    """The entries as a patient may see them; each is known by a number within the receipt, since its own key is a
    digest over a row with a birth date.
    """
    shown = [_numbered(one, number) for number, one in enumerate([*entries, *(one for one, _ in ended)], start=1)]
    return shown[: len(entries)], [(one, day) for one, (_, day) in zip(shown[len(entries) :], ended, strict=True)]


def _numbered(sighting: Sighting, number: int) -> Sighting:
    told = redacted(sighting)
    assert isinstance(told.record, ExclusionRecord)
    return replace(told, record=msgspec.structs.replace(told.record, entry=str(number)))


def _told(doubt: Doubt) -> bool:
    """Whether the patient reads of it, as why a license could not be checked."""
    return doubt.need is Need.LICENSE and doubt.code in DOUBTS


def _stub(doubt: Doubt) -> Sighting | None:
    """Of an entry that may be somebody else's, no more than whose list it stands on."""
    sighting = doubt.sighting
    if sighting is None or doubt.need is not Need.TRAINING or not isinstance(sighting.record, TrainingRecord):
        return None
    told = TrainingRecord(
        issuer=sighting.record.issuer,
        credential=sighting.record.credential,
        name=PersonName(),
        raw_name=NOT_SHOWN,
    )
    return replace(sighting, record=told, url="", sha256="", locator="")


def concerning(context: Context, case: Case, withheld: Sequence[str], treating_in: str | None = None) -> Context:
    """The context with the sources that can play a part for this person: those of the records and of their states, and
    all exclusion and training lists that were read.
    """
    own = {s.source for s in (*case.sightings, *(d.sighting for d in case.doubts if d.sighting))}
    own |= {one.board for one in case.by_hand}
    states = {treating_in, *(state for state, _ in slots(case))} | {d.jurisdiction for d in case.doubts}

    def concerns(source: SourceState) -> bool:
        if source.read_at is None or source.kind is SourceKind.LISTING:
            return False
        return source.kind is not SourceKind.LICENSE or source.jurisdiction in states

    kept = {name: one for name, one in context.sources.items() if name in own or concerns(one)}
    return Context(as_of=context.as_of, sources={name: one for name, one in kept.items() if name not in withheld})
