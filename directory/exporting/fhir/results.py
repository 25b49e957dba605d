"""One check as a VerificationResult, or of the whole person as an extension, with our own status, reason and evidence
beside what FHIR has. Pure.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from directory.exporting.fhir import codes
from directory.exporting.fhir.organizations import organization_id, short
from directory.exporting.tables import CheckRow
from directory.store.tables import ANSWERS, Source
from directory.vocabulary import CredentialStatus, ExclusionStatus

PARTS = (
    ("status", "valueCode", "status"), ("need", "valueCode", "need"), ("subject", "valueString", "subject"),
    ("verdict", "valueCode", "verdict"), ("reason", "valueCode", "reason"), ("nextStep", "valueString", "next_step"),
    ("raw", "valueString", "raw"), ("overlay", "valueCode", "overlay"), ("citation", "valueString", "citation"),
    ("missing", "valueString", "missing"), ("partialOf", "valueInteger", "partial_of"), ("asOf", "valueDate", "as_of"),
    ("evidenceSha256", "valueString", "evidence_sha256"), ("usableUntil120", "valueDate", "usable_until_120"),
    ("usableUntil90", "valueDate", "usable_until_90"), ("disputedOn", "valueDate", "disputed_on"),
)  # fmt: skip
# Of what has no VerificationResult, which says these in elements of its own.
MORE = (
    ("listedSince", "valueDate", "listed_since"), ("sourceUrl", "valueUri", "source_url"),
    ("readAt", "valueDateTime", "read_at"), ("goodUntil", "valueDate", "good_until"),
)  # fmt: skip
CHECK = f"{codes.OURS}check"
UNCHECKED = (CredentialStatus.CLAIMED, CredentialStatus.ISSUER_SILENT)


def known(check: CheckRow) -> bool:
    """Whether its status is an answer; that nothing was found in a part of a list is none."""
    return check.status in ANSWERS and not (check.status == ExclusionStatus.NONE_FOUND and check.partial_of)


def result(
    check: CheckRow, sources: Mapping[str, Source], target: dict[str, Any], where: str | None
) -> dict[str, Any] | None:
    """``where``: the part of the target that the check is of, as FHIRPath. None where it is of no part: a result of the
    whole person would be read as one about the practitioner (`about_person` tells it); and for a check that nobody
    makes.
    """
    status = codes.STATUS[check.status]
    if status is None or where is None:
        return None
    source = sources.get(check.source or "")
    kind = "nothing" if check.status in UNCHECKED or source is None else "primary"
    made: dict[str, Any] = {
        "resourceType": "VerificationResult",
        "id": f"{check.practitioner_id}.{short(check.id)}",
        "extension": [{"url": CHECK, "extension": _ours(check)}],
        "target": [target],
        "targetLocation": [where],
        "need": _PERIODIC if source else _INITIAL,
        "status": status,
    }
    if day := _status_date(check):
        made["statusDate"] = day
    made |= {"validationType": _concept(codes.VALIDATION, kind)}
    if kind != "nothing":
        made["validationProcess"] = [_PRIMARY]
    if source:
        made["frequency"] = {"repeat": {"frequency": 1, "period": source.promise_days, "periodUnit": "d"}}
    if check.read_at:
        made["lastPerformed"] = check.read_at
    if check.good_until:
        made["nextScheduled"] = check.good_until
    made["failureAction"] = _RECORDED
    if check.status == CredentialStatus.CLAIMED and check.read_at:
        made["attestation"] = {"communicationMethod": _concept(codes.METHOD, "pull"), "date": check.read_at[:10]}
    elif source is not None:
        made["primarySource"] = [_source(check, source, status)]
    return made


def about_person(check: CheckRow, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    """A check that is of no part of the Practitioner, as an extension there: what lists of exclusions and rules say,
    and licenses of which no number is known. None for a check that nobody makes.
    """
    if check.status == CredentialStatus.NOT_COVERED:
        return None
    told = _ours(check)
    told += [{"url": url, kind: value} for url, kind, name in MORE if (value := getattr(check, name)) not in (None, "")]
    source = sources.get(check.source or "")
    if source is not None and source.owner:
        told.append({"url": "source", "valueReference": {"reference": f"Organization/{organization_id(source.owner)}"}})
    return {"url": CHECK, "extension": told}


def _ours(check: CheckRow) -> list[dict[str, Any]]:
    return [{"url": url, kind: value} for url, kind, name in PARTS if (value := getattr(check, name)) not in (None, "")]


def _status_date(check: CheckRow) -> str | None:
    """The reading; of what is stale by now the day after its last good one."""
    if check.status == CredentialStatus.STALE and check.good_until:
        return (date.fromisoformat(check.good_until) + timedelta(days=1)).isoformat()
    return check.read_at


def _source(check: CheckRow, source: Source, status: str) -> dict[str, Any]:
    told: dict[str, Any] = {"who": {"reference": f"Organization/{organization_id(source.owner)}"}}
    if kind := codes.TYPE_OF.get(source.kind):
        told["type"] = [_concept(codes.SOURCE_TYPE, kind)]
    told["communicationMethod"] = [_concept(codes.METHOD, "pull")]
    told["validationStatus"] = _concept(codes.OUTCOME, codes.SAID.get(status, "unknown"))
    if check.read_at:
        told["validationDate"] = check.read_at
    return told | {"canPushUpdates": _concept(codes.PUSH, "undetermined")}


@lru_cache(maxsize=64)
def _concept(system: str, code: str) -> dict[str, Any]:
    """Shared: whoever writes resources changes none."""
    return {"coding": [{"system": system, "code": code}]}


_PERIODIC, _INITIAL = _concept(codes.NEED, "periodic"), _concept(codes.NEED, "initial")
_PRIMARY, _RECORDED = _concept(codes.PROCESS, "primary"), _concept(codes.FAILURE, "rec-only")
