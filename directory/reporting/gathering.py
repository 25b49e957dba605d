"""Gathers all that is known of one person into a receipt: what was read, the rules, the verdicts, the evidence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date
from functools import lru_cache
from typing import Any

import msgspec
from sqlmodel import Session, col, func, select

from directory import profiles
from directory.casefile import CaseFile, case_file
from directory.knowing import seen_on, then_of
from directory.normalize.secrets import holds_ssn, says_birth_date
from directory.program import program
from directory.reporting import forms
from directory.reporting.excerpts import Excerpts
from directory.reporting.hashing import sealed
from directory.reporting.inputs import (
    concerning,
    entries_about,
    for_patient,
    for_patient_entries,
    told_doubt,
    told_look_up,
    told_paper,
    told_sighting,
    told_source,
    told_to_patients,
)
from directory.reporting.order import LONGEST, Order
from directory.reporting.receipt import receipt_of
from directory.reporting.rulebook import rule_files, rule_texts
from directory.reporting.verdicts import all_findings, rows
from directory.reporting.whose import person_of
from directory.rules import table_as_of
from directory.rules.loading import packaged
from directory.store import readings
from directory.store.evidence import EvidenceStore
from directory.store.moments import Knowledge
from directory.store.tables import Member, Publication
from directory.verification import Case, Context, ExclusionIndex, findings
from directory.verification.reading import may_read
from directory.vocabulary import Audience, CredentialStatus, Need, RunOutcome, SourceKind

Near = Callable[[Session, str], list[forms.Decided]]
FAILED = {RunOutcome.UNREACHABLE: CredentialStatus.SOURCE_DOWN, RunOutcome.BREACHED: CredentialStatus.OUR_ERROR}


def no_proof(sha256: str) -> dict[str, Any] | None:
    """Where there is no chain."""
    return None


def nobody_decided(session: Session, practitioner_id: str) -> list[forms.Decided]:
    """Where near hits are decided about nowhere."""
    return []


def _without_secrets(order: Order) -> None:
    """A receipt is kept for years, and whoever has it reads what was typed."""
    said = {"prepared for": order.prepared_for, "purpose": order.purpose, "by": order.by, **order.submitted}
    for name, text in said.items():
        if text and (holds_ssn(text, in_number=name == "license") or says_birth_date(text)):
            raise ReportError(
                f"{name}: what stands there looks like a social security number or a birth date; leave it out"
            )


class ReportError(RuntimeError):
    """No report can be made of this person now; says why and what to do."""


def gather(
    session: Session,
    evidence: EvidenceStore,
    practitioner_id: str,
    order: Order,
    *,
    proof: Callable[[str], dict[str, Any] | None] = no_proof,
    near: Near = nobody_decided,
) -> forms.Receipt:
    """The receipt of one person, as `Gathering.receipt`."""
    return Gathering(session, evidence, proof=proof, near=near, many=False).receipt(practitioner_id, order)


class Gathering:
    """Makes receipts of several people in one session: lists, sources and proofs are read once. ``many``: of more than
    one, so that it is worth while to read whole exclusion lists.

    ``proof``: from the SHA-256 of a body to the proof that it stood in the published chain (`directory.chain`);
    ``near``: what coordinators decided about a person's near hits (`directory.findings`).
    """

    def __init__(
        self,
        session: Session,
        evidence: EvidenceStore,
        *,
        proof: Callable[[str], dict[str, Any] | None] = no_proof,
        near: Near = nobody_decided,
        many: bool = True,
    ) -> None:
        self.session, self.evidence, self.many, self.near = session, evidence, many, near
        self.proof = lru_cache(maxsize=4096)(proof)
        self._like: tuple[date, CaseFile] | None = None

    def receipt(self, practitioner_id: str, order: Order) -> forms.Receipt:
        """The receipt of a person as readers see them now, or as of the order's moment.

        Raises ReportError, also for an earlier receipt made for other readers and for words that look like a social
        security number or a birth date; EvidenceError for bytes that are missing or damaged, MomentError before our
        memory begins.
        """
        session = self.session
        _without_secrets(order)
        if order.since is not None and order.since.made.audience is not order.audience:
            # What only the others may read would stand under "before", or what they may not as news.
            raise ReportError("the earlier receipt was made for other readers: take one made for the same")
        file, publication, knowledge = self._file(practitioner_id, order)
        person = profiles.profile(
            session, practitioner_id, today=order.as_of, audience=order.audience, moment=order.moment
        )
        if file is None or person is None:
            raise ReportError(f"nobody has the id {practitioner_id}")
        context, case = _for(order, file)
        entries, ended = entries_about(case, file.exclusions, context)
        if order.audience is Audience.PATIENT:
            entries, ended = for_patient_entries(*told_to_patients(case, context, entries, ended))
        found = all_findings(
            case, ExclusionIndex(entries, ended), context, order.audience, order.treating_in, order.region
        )
        verdicts = rows(found, context)
        states = [one.jurisdiction for one in found if one.jurisdiction]
        known = readings.sources(session)
        shown = Excerpts(session, self.evidence, order.audience).of(
            case, [*entries, *(one for one, _ in ended)], verdicts
        )
        content: dict[str, Any] = {
            "format": forms.FORMAT,
            "made": _made(session, order),
            "publication": publication and _publication(publication),
            "person": self._with_near(person_of(session, person, verdicts, order), order),
            "sightings": [told_sighting(one) for one in case.sightings],
            "doubts": [told_doubt(one) for one in case.doubts],
            "papers": [told_paper(one) for one in case.papers],
            "by_hand": [told_look_up(one) for one in case.by_hand],
            "exclusions": [told_sighting(one) for one in entries],
            "exclusions_ended": [forms.Ended(sighting=told_sighting(one), gone=day) for one, day in ended],
            "sources": [
                told_source(state, by_file=name in known and known[name].by_file is not None)
                for name, state in sorted(context.sources.items())
            ],
            "failed": list(_failed(readings.attempts_by_scope(session, knowledge), verdicts, case)),
            "withheld": [],  # for nobody: a list that stood here would be a list with a hit
            "not_searched": sorted(_unread(file.context)),
            "rules": rule_files(states),
            "rule_texts": rule_texts(set(states)),
            "verdicts": verdicts,
            "evidence": shown,
            "chain": [proof for sha256 in dict.fromkeys(one.sha256 for one in shown) if (proof := self.proof(sha256))],
        }
        return receipt_of(sealed(msgspec.to_builtins(content)))

    def _with_near(self, person: forms.Person, order: Order) -> forms.Person:
        """With what was decided about near hits: for coordinators, and as it stands today."""
        if order.audience is not Audience.COORDINATOR or order.moment is not None:
            return person
        decisions = [*person.decisions, *self.near(self.session, person.id)]
        return msgspec.structs.replace(person, decisions=decisions)

    def _file(self, practitioner_id: str, order: Order) -> tuple[CaseFile | None, Publication | None, Knowledge | None]:
        """What is judged, the publication that tells who is who, and by what was known."""
        session = self.session
        if order.moment is not None:
            then = then_of(session, order.moment)
            seen = seen_on(session, practitioner_id, then)
            return seen.file if seen else None, then.publication, then.known
        current = profiles.find_id(session, practitioner_id)
        like = self._like[1] if self._like and self._like[0] == order.as_of else None
        file = case_file(session, current, order.as_of, like=like, one_of_many=self.many) if current else None
        if current and file is not None:
            _still_published(session, current, file.case)
            self._like = (order.as_of, file) if self.many else None
        last = session.exec(select(Publication).order_by(col(Publication.id).desc()).limit(1)).first()
        return file, last, None


def _still_published(session: Session, practitioner_id: str, case: Case) -> None:
    """A record that was read anew since the last publishing is not in the case: the verdict would be a wrong one."""
    query = select(func.count()).where(Member.practitioner_id == practitioner_id, col(Member.current))
    if session.exec(query).one() != len(case.sightings):
        raise ReportError(
            "a record of this person has changed since the last publishing: publish first, with `needleproof refresh` "
            "or `needleproof publish`"
        )


def _for(order: Order, file: CaseFile) -> tuple[Context, Case]:
    """Context and case as an audience may see them: without the lists whose result it may not see."""
    if order.audience is Audience.COORDINATOR:
        return concerning(file.context, file.case, [], order.treating_in), file.case
    found = findings(file.case, file.exclusions, file.context)
    withheld = sorted(
        {one.source for one in found if one.need is Need.EXCLUSION and one.source and not may_read(order.audience, one)}
    )
    return concerning(file.context, file.case, withheld, order.treating_in), for_patient(file.case)


def _unread(context: Context) -> Iterator[str]:
    """Exclusion lists that were never read well: nobody is clear of them."""
    for source in context.sources.values():
        if source.kind is SourceKind.EXCLUSION and source.read_at is None:
            yield source.title


def _made(session: Session, order: Order) -> forms.Made:
    at = order.at.astimezone(UTC).replace(microsecond=0)
    here = at.astimezone(order.zone)
    return forms.Made(
        at=at,
        local=f"{here:%Y-%m-%d %H:%M} UTC{here:%z}",
        as_of=order.as_of,
        known_on=order.moment.known_on if order.moment else None,
        audience=order.audience,
        prepared_for=_written(order.prepared_for),
        purpose=_written(order.purpose),
        by=_written(order.by),
        treating_in=order.treating_in,
        region=order.region,
        submitted={key: value[:LONGEST] for key, value in order.submitted.items()},
        program=program(),
        rules_version=packaged().version,
        rules_as_of=table_as_of(),
        sample=profiles.is_sample(session),
    )


def _written(text: str | None) -> str | None:
    return " ".join(text.split())[:LONGEST] or None if text else None


def _publication(one: Publication) -> forms.Published:
    return forms.Published(number=one.id or 0, published_at=one.published_at, as_of=one.as_of, digest=one.digest)


def _failed(
    attempts: Mapping[tuple[str, str], readings.LastAttempt], verdicts: Sequence[forms.Verdict], case: Case
) -> Iterator[forms.Failed]:
    """Sources whose newest attempt failed after what is told of them here was read."""
    scopes = {one.record_id: one.scope for one in case.sightings}
    seen = set()
    for one in verdicts:
        place = (one.source or "", scopes.get(one.record_id or 0, ""))
        attempt = attempts.get(place)
        if attempt is None or one.read_at is None or place in seen or attempt.finished <= one.read_at:
            continue
        if code := FAILED.get(attempt.outcome):
            seen.add(place)
            yield forms.Failed(source=place[0], scope=place[1], code=code.value, at=attempt.finished)
