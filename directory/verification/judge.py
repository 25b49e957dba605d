"""All findings about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from directory.records import NpiRecord, Sighting
from directory.verification.exclusions import ExclusionIndex, exclusion_findings
from directory.verification.licenses import license_findings
from directory.verification.model import Case, Context, Finding, promise_end
from directory.verification.needling import needling_findings
from directory.verification.training import training_findings
from directory.vocabulary import CredentialStatus, Need, NpiStatus, Reason

LIVE = "nppes_api"  # the source that answers for the moment it is asked; files tell of an earlier day


def findings(case: Case, exclusions: ExclusionIndex, context: Context) -> list[Finding]:
    """Licenses, NPI, exclusions, training and the state's rule, in this order; the order of records changes nothing."""
    case = replace(case, sightings=sorted(case.sightings, key=lambda s: (s.source, s.scope, s.record.key)))
    licenses = list(license_findings(case, context))
    npis = list(npi_findings(case, context))
    listed = list(exclusion_findings(case, exclusions, context))
    return [
        *licenses,
        *npis,
        *listed,
        *training_findings(case, context, licenses, npis, listed),
        *needling_findings(case, context, licenses),
    ]


def latest_npi(sightings: Sequence[Sighting]) -> Sighting | None:
    """The sighting that tells the NPI's state now; None where there is none.

    Of the registry's records its own dates decide, then the time of reading. An entry that is a bare number, as on its
    list of deactivated ones, counts beside them until a record shows that it was undone.
    """
    npis = [s for s in sightings if isinstance(s.record, NpiRecord)]
    records = [s for s in npis if not s.record.builds_on_previous]
    told = max(records, key=_told, default=None)
    entry = max((s for s in npis if s.record.builds_on_previous), key=_told, default=None)
    if told is None or entry is None:
        return told or entry
    if _npi(told).status is NpiStatus.DEACTIVATED:
        return told if _gone(told) >= _gone(entry) else entry
    return max((s for s in records if _undoes(s, entry)), key=_told, default=entry)


def described_npi(sightings: Sequence[Sighting]) -> Sighting | None:
    """The newest sighting that says whose the NPI is and where; its state is `latest_npi`'s to tell.

    An entry that is a bare number only when there is nothing else.
    """
    npis = [s for s in sightings if isinstance(s.record, NpiRecord)]
    return max(npis, key=lambda s: (not s.record.builds_on_previous, *_told(s)), default=None)


def _npi(sighting: Sighting) -> NpiRecord:
    assert isinstance(sighting.record, NpiRecord)
    return sighting.record


def _told(sighting: Sighting) -> tuple[date, bool, datetime, int]:
    record = _npi(sighting)
    dates = [d for d in (record.updated_on, record.deactivated_on, record.reactivated_on) if d is not None]
    # Of two that are equally old the adverse one counts: a live look-up tells of it without a date.
    adverse = record.status is NpiStatus.DEACTIVATED
    return (max(dates, default=date.min), adverse, sighting.read_at, sighting.record_id)


def _gone(sighting: Sighting) -> date:
    return _npi(sighting).deactivated_on or date.min


def _undoes(sighting: Sighting, entry: Sighting) -> bool:
    """Whether a record shows that the deactivation of ``entry`` is over: reactivated on its day or later, or shown in
    service by the registry's live answer on a later day than the entry's.

    A newer date of an update, or of the file that a record stands in, undoes nothing.
    """
    record, day = _npi(sighting), entry.as_of or entry.read_at.date()
    if record.status is not NpiStatus.ACTIVE:
        return False
    since = _npi(entry).deactivated_on or day
    reactivated = record.reactivated_on is not None and record.reactivated_on >= since
    return reactivated or (sighting.source == LIVE and sighting.read_at.date() > day)


def npi_findings(case: Case, context: Context) -> Iterator[Finding]:
    """Whether the NPI is in service. An NPI says who somebody is, never that a license is valid."""
    latest = latest_npi(case.sightings)
    if latest is None:
        return
    record = latest.record
    assert isinstance(record, NpiRecord)
    status, reason, step = {
        NpiStatus.ACTIVE: (CredentialStatus.CONFIRMED, None, None),
        NpiStatus.DEACTIVATED: (CredentialStatus.CONFIRMED_NOT_ACTIVE, None, None),
        NpiStatus.UNKNOWN: (
            CredentialStatus.OUR_ERROR,
            Reason.OUR_FAILURE,
            "Look the NPI up in the NPI registry.",
        ),
    }[record.status]
    yield Finding(
        need=Need.NPI,
        subject=f"NPI {record.npi}",
        status=status,
        reason=reason,
        next_step=step,
        raw=record.status.value,
        details={
            "npi": record.npi,
            "updated_on": record.updated_on.isoformat() if record.updated_on else None,
            "deactivated_on": record.deactivated_on.isoformat() if record.deactivated_on else None,
            "reactivated_on": record.reactivated_on.isoformat() if record.reactivated_on else None,
        },
        sighting=latest,
        source=latest.source,
        good_until=promise_end(Need.NPI, latest, context),
    )
