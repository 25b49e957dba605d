"""Certificates that a coordinator saw: they show hours, and are never confirmed by the issuer for that."""

from collections.abc import Iterator, Mapping
from typing import Any

from directory.certificates import course_of, hours_of
from directory.normalize.folding import words
from directory.normalize.letters import speaks_of_needling
from directory.records import TrainingRecord
from directory.rules.judging import Training
from directory.verification.model import Case, Context, Finding, Paper
from directory.vocabulary import Audience, CredentialStatus, Need, Profession, Reason, SourceKind

DOCUMENT_SEEN = "document_seen"  # the class of such a result, beside what an issuer confirms and what is claimed
CLAIM_GRADE, WITH_LICENSE = 1, 2
ASK_ISSUER = "Ask the issuer whether it gave this certificate to this person."
CLEAR = "Clear the conflict first: see license, NPI and exclusions."
# The certificate was seen, and nothing that an issuer's list says speaks against it.
UNOPPOSED = frozenset({CredentialStatus.ISSUER_SILENT, CredentialStatus.CLAIMED})
EXAMS = ("written_exam", "practical_exam", "competency_assessment")
_REASONS = {
    CredentialStatus.ISSUER_SILENT: (Reason.NOT_PUBLISHED, ASK_ISSUER),
    CredentialStatus.CLAIMED: (Reason.SOURCE_SILENT_ON_FIELD, ASK_ISSUER),
    CredentialStatus.NOT_LISTED: (Reason.SOURCES_CONFLICT, ASK_ISSUER),
    CredentialStatus.CONTRADICTED: (Reason.SOURCES_CONFLICT, CLEAR),
}


def paper_findings(case: Case, context: Context, *, conflict: str | None, may: bool) -> Iterator[Finding]:
    """One a needling course that a paper shows. ``conflict``: what speaks against showing any training of this person;
    ``may``: the license is active, and of a profession that may needle there.
    """
    for paper in sorted(case.papers, key=lambda one: one.number):
        course = course_of(paper.facts)
        if course is None or not of_needling(paper, course):
            continue
        if course.completed is not None and course.completed > context.as_of:
            continue  # on a day before its end a course proves nothing
        status, why = _status(paper, case, context, conflict)
        against = status is CredentialStatus.CONTRADICTED
        reason, step = _REASONS[status]
        opposed = status not in UNOPPOSED
        yield Finding(
            need=Need.TRAINING,
            subject=f"{paper.title}, {paper.issuer}",
            status=status,
            profession=paper.profession,
            grade=0 if against else WITH_LICENSE if may and not opposed else CLAIM_GRADE,
            reason=reason,
            next_step=step,
            details=_details(paper, course) | ({"why": why} if why else {}),
            paper=paper,
            audience=Audience.COORDINATOR if against else Audience.PATIENT,
        )


def of_needling(paper: Paper, course: Training) -> bool:
    """Whether a course is in needling, by what it or its issuer is called, and not part of the entry-level degree."""
    named = any(map(speaks_of_needling, (paper.title, course.name, paper.issuer)))
    return named and not course.entry_level


def vouched(finding: Finding, profession: Profession) -> bool:
    """Whether a certificate with hours was seen for this profession, and nothing its issuer publishes is against it."""
    seen = finding.need is Need.TRAINING and finding.details.get("class") == DOCUMENT_SEEN
    hours = (finding.details.get("hours_evidenced") or {}).values()
    return seen and any(hours) and finding.status in UNOPPOSED and finding.profession in (None, profession)


def stands(paper: Paper, case: Case, context: Context) -> bool:
    """Whether nothing that the issuer itself publishes speaks against a paper: only then does a rule count it."""
    return _status(paper, case, context, None)[0] in UNOPPOSED


def same_body(one: str, other: str) -> bool:
    """Whether two names may be one training body's: all words of one stand in the other. Too often rather than too
    seldom: a body that publishes its own list is believed before a paper.
    """
    mine, theirs = set(words(one)), set(words(other))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _status(paper: Paper, case: Case, context: Context, conflict: str | None) -> tuple[CredentialStatus, str | None]:
    """By what the issuer itself publishes of the person, as far as we read it."""
    if conflict is not None:
        return CredentialStatus.CONTRADICTED, conflict
    told = [s.record for s in case.sightings if isinstance(s.record, TrainingRecord)]
    own = [record for record in told if same_body(record.issuer, paper.issuer)]
    if any(record.withdrawn for record in own):
        return CredentialStatus.CONTRADICTED, "the issuer lists what it gave this person as withdrawn"
    if own:
        return CredentialStatus.CLAIMED, None  # the issuer lists the person, yet says nothing of the hours
    lists = [
        source.name
        for source in context.sources.values()
        if source.kind is SourceKind.TRAINING and source.read_at is not None and same_body(source.owner, paper.issuer)
    ]
    waiting = {doubt.sighting.source for doubt in case.doubts if doubt.need is Need.TRAINING and doubt.sighting}
    if not lists:
        return CredentialStatus.ISSUER_SILENT, None
    # An entry that waits for a person to look may be this person's: then it cannot be said that there is none.
    return (CredentialStatus.CLAIMED if waiting & set(lists) else CredentialStatus.NOT_LISTED), None


def _details(paper: Paper, course: Training) -> dict[str, Any]:
    told: Mapping[str, Any] = {
        "class": DOCUMENT_SEEN,
        "issuer": paper.issuer,
        "course": paper.title,
        "seen_by": paper.seen_by,
        "organization": paper.organization,
        "seen_on": paper.seen_on.isoformat(),
        "paper": paper.number,
        "document": paper.document,
        "sha256": paper.sha256,
        "started_on": course.started.isoformat() if course.started else None,
        "completed_on": course.completed.isoformat() if course.completed else None,
        "hours_claimed": None,
        "hours_implied": None,
        "hours_evidenced": hours_of(course) or None,
    }
    return {**told, **{name: getattr(course, name) for name in EXAMS}}
