"""Evidence of needling training, graded 0 to 5: who says it decides, never how well it sounds.

5 is a regulator's own roster of who may needle, which no source of ours holds yet; a certificate that was seen stays
at what its claim is worth, with the hours it shows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from directory.normalize.folding import fold
from directory.normalize.letters import NeedlingClaim, collide, needling_claims
from directory.normalize.statuses import license_status
from directory.records import ListingRecord, NpiRecord, Sighting, TrainingRecord
from directory.rules import rule_for
from directory.verification.licenses import active_licenses
from directory.verification.model import (
    Case,
    Context,
    Doubt,
    Finding,
    SourceState,
    good_on,
    list_good_until,
    promise_end,
)
from directory.verification.papers import CLAIM_GRADE, CLEAR, WITH_LICENSE, paper_findings, same_body
from directory.vocabulary import (
    Audience,
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    Need,
    Permission,
    Reason,
    SourceKind,
)

VERIFIED_FROM = 3  # the issuer's own public listing names the person and the letters
IN_FORCE = 4  # and gives them a certificate with a number, which it says is active
MAY_NEEDLE = frozenset({Permission.PERMITTED, Permission.DELEGATED_ORDER})
NO_HOURS = {"hours_claimed": None, "hours_implied": None, "hours_evidenced": None}
ASK = "Ask to see the certificate: who issued it, how many hours, how many of them in person."
REVIEW = "Compare the entry with this person on the page Review."


def training_findings(
    case: Case, context: Context, licenses: Sequence[Finding], npis: Sequence[Finding], exclusions: Sequence[Finding]
) -> Iterator[Finding]:
    """Listings by issuers first, then certificates that were seen, then what is only claimed; one that says so when
    there is nothing at all.

    Details of each hold apart ``hours_claimed``, ``hours_implied`` (with ``hours_implied_by``) and ``hours_evidenced``.
    """
    conflict = _conflict(licenses, npis, exclusions, context)
    listed: set[str] = set()
    count = 0
    for sighting in case.sightings:
        if isinstance(sighting.record, TrainingRecord):
            listed.add(sighting.source)
            count += 1
            yield _listed(sighting, sighting.record, context, conflict)
    waiting = [doubt for doubt in case.doubts if doubt.need is Need.TRAINING]
    # Beside whatever patients read: that an entry is perhaps this person's is no news for them, and no praise.
    yield from (_pending(doubt) for doubt in waiting if doubt.code == "unsure")
    may = _active_and_allowed(licenses, context)
    for finding in paper_findings(case, context, conflict=conflict, may=may):
        count += 1
        yield finding
    unclear = {doubt.sighting.source for doubt in waiting if doubt.sighting}
    for finding in _claimed(case, context, listed, unclear, conflict, may=may):
        count += 1
        yield finding
    if not count:
        yield Finding(
            need=Need.TRAINING,
            subject="needling training",
            status=CredentialStatus.NOT_COVERED,
            grade=0,
            reason=Reason.NOT_PUBLISHED,
            next_step=ASK,
            details={**NO_HOURS},
        )


def _conflict(
    licenses: Sequence[Finding], npis: Sequence[Finding], exclusions: Sequence[Finding], context: Context
) -> str | None:
    """What contradicts showing anybody's training as verified: an exclusion, an NPI out of service, or no license left
    that is active.
    """
    if any(f.status == ExclusionStatus.LISTED for f in exclusions):
        return "listed on an exclusion list"
    if any(f.status == CredentialStatus.CONFIRMED_NOT_ACTIVE for f in npis):
        return "the NPI registry lists the number as out of service"
    lapsed = [f for f in licenses if f.status == CredentialStatus.CONFIRMED_NOT_ACTIVE]
    active = _active_today(licenses, context)
    return "the board lists the license as not active" if lapsed and not active else None


def _listed(sighting: Sighting, record: TrainingRecord, context: Context, conflict: str | None) -> Finding:
    details: dict[str, object] = {
        "issuer": record.issuer,
        "letters": record.credential,
        "certificate_number": record.certificate_number,
        "completed_on": record.completed_on.isoformat() if record.completed_on else None,
        "name_on_list": record.raw_name,
        **NO_HOURS,  # a listing proves the letters, never the hours
        **_implied(record),
    }
    status, grade, audience = CredentialStatus.CONFIRMED, _grade(record), Audience.PATIENT
    reason = step = None
    if record.withdrawn:
        status, grade = CredentialStatus.CONFIRMED_NOT_ACTIVE, 0
    elif record.completed_on is not None and record.completed_on > context.as_of:
        # A date in the future proves nothing.
        status, grade, reason, step = CredentialStatus.CONTRADICTED, 0, Reason.SOURCES_CONFLICT, ASK
    elif conflict is not None:
        status, grade, audience = CredentialStatus.CONTRADICTED, 0, Audience.COORDINATOR
        reason, step = Reason.SOURCES_CONFLICT, CLEAR
        details["why"] = conflict
    return Finding(
        need=Need.TRAINING,
        subject=f"{record.credential}, {record.issuer}",
        status=status,
        profession=record.profession,
        grade=grade,
        reason=reason,
        next_step=step,
        raw=record.raw_status,
        details=details,
        sighting=sighting,
        source=sighting.source,
        good_until=promise_end(Need.TRAINING, sighting, context),
        audience=audience,
    )


def _grade(record: TrainingRecord) -> int:
    if collide(record.credential):  # an issuer's list of people with letters that need not mean needling
        return 0
    active = license_status(record.raw_status) is LicenseStatus.ACTIVE
    return IN_FORCE if record.certificate_number and active else VERIFIED_FROM


def _implied(record: TrainingRecord) -> dict[str, object]:
    """What the letters stand for, where they are this issuer's own."""
    for claim in needling_claims(record.credential):
        if claim.hours_implied is not None and claim.issuer and same_body(claim.issuer, record.issuer):
            return {"hours_implied": claim.hours_implied, "hours_implied_by": claim.id}
    return {}


def _pending(doubt: Doubt) -> Finding:
    """An entry of an issuer's list that may be this person's: for coordinators, who settle it."""
    assert doubt.sighting is not None
    record = doubt.sighting.record
    assert isinstance(record, TrainingRecord)
    return Finding(
        need=Need.TRAINING,
        subject=f"{record.credential}, {record.issuer}",
        status=CredentialStatus.AMBIGUOUS_PERSON,
        reason=Reason.HUMAN_REVIEW_PENDING,
        next_step=REVIEW,
        raw=record.raw_status,
        details={
            "pending": True,
            "why": doubt.sentence,
            "issuer": record.issuer,
            "letters": record.credential,
            "certificate_number": record.certificate_number,
            "name_on_list": record.raw_name,
            **NO_HOURS,
        },
        sighting=doubt.sighting,
        source=doubt.sighting.source,
        audience=Audience.COORDINATOR,
    )


def _claimed(
    case: Case,
    context: Context,
    listed: set[str],
    unclear: set[str],
    conflict: str | None,
    *,
    may: bool,
) -> Iterator[Finding]:
    """Letters behind a name: as the person writes them in the NPI registry, else as a listing does. ``unclear``: lists
    with an entry that may be this person's, so that it cannot be said that they do not show them.
    """
    seen: set[str] = set()
    for sighting in sorted(case.sightings, key=lambda s: not isinstance(s.record, NpiRecord)):
        text = _letters_of(sighting)
        for source in _issuers(text, context):
            if source.name in listed or source.name in seen:
                continue
            seen.add(source.name)
            grade = 0 if conflict else CLAIM_GRADE
            status = CredentialStatus.AMBIGUOUS_PERSON if source.name in unclear else CredentialStatus.NOT_LISTED
            finding = _claim(sighting, source.letters[0], source.owner, status, grade, source.title)
            # The issuer's list is what proves it; what was searched for there are the letters the person writes.
            searched = {**finding.details, "criteria": [source.letters[0]]}
            until = list_good_until(Need.TRAINING, source)
            yield replace(finding, source=source.name, raw=None, details=searched, good_until=until)
        for claim in needling_claims(text):
            if claim.id in seen:
                continue
            seen.add(claim.id)
            yield _own_word(sighting, claim, may=may, conflict=conflict)


def _letters_of(sighting: Sighting) -> str | None:
    """The letters that a record writes behind the name."""
    if isinstance(sighting.record, NpiRecord):
        return sighting.record.credential_text
    return ", ".join(sighting.record.letters) if isinstance(sighting.record, ListingRecord) else None


def _issuers(text: str | None, context: Context) -> list[SourceState]:
    """Training bodies whose list was read and whose letters the text holds as a word of its own."""
    if not text:
        return []
    written = {fold(part) for part in text.replace("/", ",").replace(";", ",").split(",")} | {
        fold(word) for word in text.split()
    }
    return [
        s
        for s in context.sources.values()
        if s.kind is SourceKind.TRAINING and s.read_at is not None and any(fold(x) in written for x in s.letters)
    ]


def _own_word(sighting: Sighting, claim: NeedlingClaim, *, may: bool, conflict: str | None) -> Finding:
    if claim.issuer is None:
        return _claim(sighting, claim.raw, None, CredentialStatus.CLAIMED, 0 if conflict else CLAIM_GRADE)
    grade = 0 if conflict else (WITH_LICENSE if may else CLAIM_GRADE)
    finding = _claim(sighting, claim.letters, claim.issuer, CredentialStatus.ISSUER_SILENT, grade)
    if claim.hours_implied is None:
        return finding
    return _with(finding, hours_implied=claim.hours_implied, hours_implied_by=claim.id)


def _claim(
    sighting: Sighting,
    letters: str,
    issuer: str | None,
    status: CredentialStatus,
    grade: int,
    list_title: str | None = None,
) -> Finding:
    by = sighting.record.publisher if isinstance(sighting.record, ListingRecord) else None
    pending = status is CredentialStatus.AMBIGUOUS_PERSON
    return Finding(
        need=Need.TRAINING,
        subject=letters if issuer is None else f"{letters}, {issuer}",
        status=status,
        grade=grade,
        reason=_WHY_NOT.get(status, Reason.NOT_PUBLISHED),
        next_step=ASK,
        raw=_letters_of(sighting),
        details={"letters": letters, "issuer": issuer, "list": list_title, **NO_HOURS}
        | ({"written_by": by} if by else {})
        | ({"pending": True} if pending else {}),
        sighting=sighting,
        source=sighting.source,
    )


_WHY_NOT = {
    CredentialStatus.NOT_LISTED: Reason.SOURCES_CONFLICT,
    CredentialStatus.AMBIGUOUS_PERSON: Reason.HUMAN_REVIEW_PENDING,
}


def _with(finding: Finding, **details: object) -> Finding:
    return replace(finding, details={**finding.details, **details})


def _active_today(licenses: Sequence[Finding], context: Context) -> list[Finding]:
    return [f for f in active_licenses(licenses) if good_on(f.good_until, context.as_of)]


def _active_and_allowed(licenses: Sequence[Finding], context: Context) -> bool:
    for finding in _active_today(licenses, context):
        if finding.status != CredentialStatus.CONFIRMED or finding.jurisdiction is None or finding.profession is None:
            continue
        rule = rule_for(finding.jurisdiction, finding.profession, context.as_of)
        if rule is not None and rule.permission in MAY_NEEDLE:
            return True
    return False
