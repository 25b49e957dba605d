"""All findings about one person."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from directory.records import NpiRecord, Sighting
from directory.verification.exclusions import ExclusionIndex, exclusion_findings
from directory.verification.licenses import license_findings
from directory.verification.model import Case, Context, Finding, promise_end
from directory.verification.needling import needling_findings
from directory.verification.training import training_findings
from directory.vocabulary import CredentialStatus, Need, NpiStatus, Reason


def findings(case: Case, exclusions: ExclusionIndex, context: Context) -> list[Finding]:
    """Licenses, NPI, exclusions, training and the state's rule, in this order; the order of records changes nothing."""
    case = Case(sightings=sorted(case.sightings, key=lambda s: (s.source, s.scope, s.record.key)), doubts=case.doubts)
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
    """The sighting that tells the NPI's state now: the registry's own dates decide, then the time of reading."""

    def told(sighting: Sighting) -> tuple[date, bool, datetime, int]:
        record = sighting.record
        assert isinstance(record, NpiRecord)
        dates = [d for d in (record.updated_on, record.deactivated_on, record.reactivated_on) if d is not None]
        # Of two that are equally old the adverse one counts: a live look-up tells of it without a date.
        adverse = record.status is NpiStatus.DEACTIVATED
        return (max(dates, default=date.min), adverse, sighting.read_at, sighting.record_id)

    return max((s for s in sightings if isinstance(s.record, NpiRecord)), key=told, default=None)


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
