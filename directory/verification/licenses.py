"""What the boards say of a person's licenses, and what is missing where nothing could be linked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from directory.links import board_link
from directory.normalize.identifiers import license_digits
from directory.normalize.states import STATE_NAMES
from directory.nppes import professions_of
from directory.records import PRACTISING, LicenseRecord, NpiRecord, Sighting
from directory.verification.model import Case, Context, Finding, list_good_until, promise_end
from directory.vocabulary import (
    PROFESSION_NAMES,
    CredentialStatus,
    LicenseStatus,
    Need,
    PlaceKind,
    Profession,
    Reason,
)

Slot = tuple[str, Profession]
LATEST_ZONE = timedelta(hours=12)  # behind UTC: no place in the US has an earlier date
DOUBTS = {
    "ambiguous": (CredentialStatus.AMBIGUOUS_PERSON, Reason.AMBIGUOUS_PERSON),
    "incomplete": (CredentialStatus.AMBIGUOUS_PERSON, Reason.AMBIGUOUS_PERSON),  # the number is there, a name is not
    "contradiction": (CredentialStatus.CONTRADICTED, Reason.SOURCES_CONFLICT),
}


def practice_states(record: NpiRecord) -> list[str]:
    """States of the practice places, each once, in the registry's order."""
    places = (a.state for a in record.addresses if a.kind is not PlaceKind.MAILING and a.state in STATE_NAMES)
    return list(dict.fromkeys(state for state in places if state))


def slots(case: Case) -> list[Slot]:
    """The (state, profession) pairs a person is licensed in or says to practise in: what there is to check."""
    found: dict[Slot, None] = {}
    for sighting in case.sightings:
        if isinstance(sighting.record, LicenseRecord):
            found[sighting.record.jurisdiction, sighting.record.profession] = None
    for sighting in case.sightings:
        if isinstance(sighting.record, NpiRecord):
            for profession in professions_of(sighting.record):
                found |= {(state, profession): None for state in practice_states(sighting.record)}
    return sorted(found)


def license_findings(case: Case, context: Context) -> Iterator[Finding]:
    """One finding per license; where a state and profession has none linked, one that says why."""
    rows: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for sighting in case.sightings:
        if isinstance(sighting.record, LicenseRecord):
            key = (sighting.source, sighting.record.license_type, sighting.record.number)
            rows[key].append(sighting)
    linked: set[Slot] = set()
    for _, group in sorted(rows.items()):
        record = group[0].record
        assert isinstance(record, LicenseRecord)
        if record.authority is None:
            linked.add((record.jurisdiction, record.profession))
        yield _license(group, context)
    for slot in slots(case):
        if slot not in linked:
            yield _missing(case, slot, context)


def active_licenses(licenses: Sequence[Finding]) -> list[Finding]:
    """Those that were found active, as of their ``good_until``; an authority beside a license is none itself."""
    active = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED)
    return [f for f in licenses if f.status in active and not f.details.get("authority")]


def _license(group: Sequence[Sighting], context: Context) -> Finding:
    """The finding of one license; several rows are several discipline cases and must agree in everything else."""
    group = sorted(group, key=lambda s: (s.read_at, s.record_id), reverse=True)
    latest = group[0]
    group = [s for s in group if s.scope == latest.scope]  # an older look-up of it says what was true then
    record = latest.record
    assert isinstance(record, LicenseRecord)
    records = [s.record for s in group if isinstance(s.record, LicenseRecord)]
    subject = f"{record.jurisdiction} {record.profession} {record.number}"
    details: dict[str, object] = {
        "number": record.number,
        "license_type": record.license_type,
        "issued_on": record.issued_on.isoformat() if record.issued_on else None,
        "expires": record.expires.isoformat() if record.expires else None,
        "discipline": sorted({words for r in records if r.discipline for words in _words(r)}),
        "on_file": _on_file(records),
        "cases": _cases(records, context.as_of),
        "authority": record.authority,
        "name_at_board": record.name.display(),
        "verify_url": record.verify_url,
    }
    status, reason, step = _status(records, latest, context)
    if _disagree(records):
        words = sorted({f"{r.raw_status or r.status.value}, until {r.expires or 'no date'}" for r in records})
        details["why"] = f"The list has several rows for this license, and they disagree: {'; '.join(words)}."
    good_until = promise_end(Need.LICENSE, latest, context)
    confirmed = status in (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED)
    if confirmed and record.expires is not None:
        good_until = min(good_until, record.expires)
    return Finding(
        need=Need.LICENSE,
        subject=subject,
        status=status,
        jurisdiction=record.jurisdiction,
        profession=record.profession,
        reason=reason,
        next_step=step,
        raw=record.raw_status,
        details={**details, "license_status": record.status.value},
        sighting=latest,
        source=latest.source,
        good_until=good_until,
    )


def _on_file(records: Sequence[LicenseRecord]) -> bool | None:
    """Whether the list says that there is discipline; None where it does not say."""
    told = {record.discipline for record in records}
    return True if True in told else (False if told == {False} else None)


def _words(record: LicenseRecord) -> list[str]:
    told = [action.words for action in record.actions] or [record.raw_discipline]
    return [words for words in told if words]


def _cases(records: Sequence[LicenseRecord], as_of: date) -> list[dict[str, str]]:
    """Each case or action of one license once, the earliest first: number, action, effective, completed (ISO days), and
    whether it is over.
    """
    completed: dict[tuple[str, str, str], str] = {}
    for record in records:
        if record.case_number or (record.disciplined_on and not record.actions):
            day = record.disciplined_on.isoformat() if record.disciplined_on else ""
            key = (day, record.case_number or "", record.raw_discipline or "")
            ended = record.discipline_completed_on.isoformat() if record.discipline_completed_on else ""
            completed[key] = max(completed.get(key, ""), ended)
        for action in record.actions:
            completed.setdefault((action.taken_on.isoformat() if action.taken_on else "", "", action.words or ""), "")
    told = (
        {"number": number, "action": words, "effective": day, "completed": end, "over": end and _over(end, as_of)}
        for (day, number, words), end in sorted(completed.items())
    )
    return [{name: value for name, value in case.items() if value} for case in told]


def _over(end: str, as_of: date) -> str:
    return "yes" if date.fromisoformat(end) <= as_of else ""


def _disagree(records: Sequence[LicenseRecord]) -> bool:
    return len({r.status for r in records}) > 1 or len({r.expires for r in records}) > 1


def _status(
    records: Sequence[LicenseRecord], latest: Sighting, context: Context
) -> tuple[CredentialStatus, Reason | None, str | None]:
    owner = context.sources[latest.source].owner if latest.source in context.sources else "the board"
    ask = f"Ask {owner}."
    if _disagree(records):
        return CredentialStatus.CONTRADICTED, Reason.SOURCES_CONFLICT, ask
    record = records[0]
    if record.status is LicenseStatus.UNKNOWN:
        return CredentialStatus.OUR_ERROR, Reason.OUR_FAILURE, ask
    if record.status not in PRACTISING:
        return CredentialStatus.CONFIRMED_NOT_ACTIVE, None, None
    # The last day of a license counts to its end; read after it, an "active" contradicts its own date.
    if record.expires is not None and record.expires < (latest.read_at - LATEST_ZONE).date():
        return CredentialStatus.CONTRADICTED, Reason.SOURCES_CONFLICT, ask
    if record.status is LicenseStatus.ACTIVE_RESTRICTED:
        return CredentialStatus.CONFIRMED_RESTRICTED, None, None
    return CredentialStatus.CONFIRMED, None, None


def where_to_look(state: str, profession: Profession) -> str:
    """What a reader can do where we have no list, with the board's address where one is established."""
    link = board_link(state, profession)
    who, where = PROFESSION_NAMES[profession], STATE_NAMES.get(state, state)
    if link is None:
        return f"Look the license up at the {where} board for {who}s, by name and number."
    return f"Look the license up by name and number at {link.board} ({link.address})."


def _missing(case: Case, slot: Slot, context: Context) -> Finding:
    """Why no license could be linked in a state where the person says to practise: never 'not licensed'."""
    state, profession = slot
    source = context.licensing(state, profession)
    numbers = sorted(
        {
            t.license_number
            for s in case.sightings
            if isinstance(s.record, NpiRecord)
            for t in s.record.taxonomies
            if t.license_number
            and t.license_state == state
            and t.profession is profession
            and license_digits(t.license_number)
        }
    )
    doubt = next((d for d in case.doubts if d.need is Need.LICENSE and (d.jurisdiction, d.profession) == slot), None)
    registered = (s for s in case.sightings if isinstance(s.record, NpiRecord))
    claim = next((s for s in registered if not s.record.builds_on_previous), None)  # a bare number claims nothing
    subject = f"{state} {profession}"
    look = where_to_look(state, profession)
    details: dict[str, object] = {"claimed_numbers": numbers}
    told_by = source.name if source else None
    status, reason = CredentialStatus.NOT_COVERED, Reason.NOT_PUBLISHED
    if source is not None and doubt is not None and doubt.code in DOUBTS:
        status, reason = DOUBTS[doubt.code]
        details |= {"why": doubt.sentence, "criteria": numbers}
    elif source is not None and numbers:
        status, reason = CredentialStatus.NOT_LISTED, Reason.INPUT_INSUFFICIENT
        why = f"The number given in the NPI registry ({', '.join(numbers)}) is not on the board's list."
        details |= {"why": why, "criteria": numbers}
    elif source is not None:
        status, reason = CredentialStatus.CLAIMED, Reason.INPUT_INSUFFICIENT
        details["why"] = "The NPI registry names the profession but no license number for this state."
        told_by = claim.source if claim else told_by
    if source is not None and source.read_at is not None:
        details["list_read_on"] = source.read_at.date().isoformat()
    # What a list does not show ages with that list, what the person wrote with the registry: the older counts.
    ends = [list_good_until(Need.LICENSE, source)] if source is not None else []
    ends += [promise_end(Need.LICENSE, claim, context)] if ends and claim is not None else []
    good_until = min((end for end in ends if end is not None), default=None)
    return Finding(
        need=Need.LICENSE,
        subject=subject,
        status=status,
        jurisdiction=state,
        profession=profession,
        reason=reason,
        next_step=look if source is None else f"{look} The list we read: {source.page_url}",
        details=details,
        sighting=claim,
        source=told_by,
        good_until=good_until,
    )
