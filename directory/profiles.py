"""One practitioner as a reader may see them: every line with its status, date, source and evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from directory import disputes, knowing, next_steps, who_then, wording
from directory.casefile import case_file, verification_row
from directory.knowing import Then
from directory.normalize.folding import fold
from directory.normalize.identifiers import license_digits
from directory.receipts import receipts_of
from directory.redaction import own_line
from directory.store import readings
from directory.store.changes import WHOLE, Change, changes_of
from directory.store.moments import Knowledge, Moment, end_of
from directory.store.shown import Shown, shown_in, shown_now
from directory.store.tables import (
    License,
    Meta,
    PracticeLocation,
    Practitioner,
    PractitionerAlias,
    Receipt,
    Source,
    SourceRecord,
    Statement,
    Verification,
)
from directory.verification import shown_status, shown_verdict
from directory.verification.needling import treating_in
from directory.verification.papers import DOCUMENT_SEEN
from directory.verification.reading import details_for, may_read
from directory.vocabulary import (
    PRACTICE_KINDS,
    Audience,
    CredentialStatus,
    Need,
    PlaceKind,
    Reason,
    RunOutcome,
    SaidKind,
    Speaker,
)
from directory.who_then import ids_of
from directory.whose import Asked, Joined, LookAlike, asked, joined, look_alikes

Records = Mapping[int | None, SourceRecord]
OF_THE_FILE = frozenset({"seen_by", "document", "paper"})
# What a rule was judged by: patients read that a paper was seen or a board was asked, not which paper or receipt.
UNNAMED = {"paper": {"what": "paper seen by a coordinator"}, "look-up by hand": {"what": "look-up by hand"}}
OF_US = frozenset({"class", "sha256", "hours_claimed", "hours_implied"})  # nothing that a paper says


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a line can be checked: address, time, hash of the bytes, place in them, and the record's own line."""

    url: str
    read_at: datetime
    sha256: str
    locator: str
    said: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One check as shown. ``overlay`` speaks when the newest attempt to read the source failed."""

    need: Need
    title: str
    status: str
    badge: tuple[str, str, str]
    sentence: str
    state: str | None
    profession: str | None
    verdict: str | None
    grade: int | None
    raw: str | None
    reason: str | None
    next_step: str | None
    details: dict[str, Any]
    source: str | None
    source_title: str | None
    source_page: str | None
    read_at: datetime | None
    source_as_of: date | None
    good_until: date | None
    overlay_code: str | None
    overlay: str | None
    evidence: Evidence | None
    audience: Audience
    disputed_on: date | None = None  # a correction was requested then and is not reviewed yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    kind: PlaceKind
    text: str
    city: str | None
    state: str | None
    zip5: str | None
    phone: str | None
    lat: float | None
    lon: float | None
    precision: str
    source_title: str
    read_at: datetime
    updated_on: date | None
    website: str | None = None
    website_source_title: str | None = None  # a listing says it; the NPI registry has none
    website_read_at: datetime | None = None
    disputed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a clinic or the person says of the care, in its own words; nobody checked it."""

    kind: SaidKind
    code: str
    quote: str
    speaker: Speaker
    publisher: str
    page: str | None
    read_at: datetime
    sha256: str
    locator: str
    disputed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A look-up that a person made and recorded: for coordinators, and no verification by itself."""

    receipt: int
    sentence: str
    board: str
    address: str | None
    looked_by: str
    recorded_at: datetime
    sha256: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The two days of a view, and the publishing that tells who was who by then; in words, with what else to know."""

    true_on: date
    known_on: date
    publication: int
    published_at: datetime
    sentence: str
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person: name, letters as written, places, lines; look-alikes are named so that nobody is mistaken."""

    id: str
    name: str
    other_names: list[str]
    npi: str | None
    credential_text: str | None
    lines: list[Line]
    places: list[Place]
    look_alikes: list[LookAlike]
    joined: list[Joined]
    claims: list[Claim] = field(default_factory=list)
    by_hand: list[ByHand] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)  # merges and splits, the newest first
    moved_from: str | None = None
    notices: list[str] = field(default_factory=list)
    dated: Dated | None = None  # None: as of today, by all that is published
    treating: list[Line] = field(default_factory=list)  # the rules of a state that was asked about
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # fact (directory.disputes) -> sentences beside it
    why_hidden: str | None = None  # of a listing that patients do not find: only what public registers say is left

    def of(self, need: Need) -> list[Line]:
        return [line for line in self.lines if line.need is need]


def find_id(session: Session, practitioner_id: str) -> str | None:
    """The id itself, or the one a former address leads to; None for what is no id at all."""
    if not (practitioner_id.isascii() and practitioner_id.isalnum()):  # PostgreSQL takes no NUL, even to look for it
        return None
    if session.get(Practitioner, practitioner_id) is not None:
        return practitioner_id
    alias = session.get(PractitionerAlias, practitioner_id)
    return alias.practitioner_id if alias else None


def ids_by_npi(session: Session, npi: str, moment: Moment | Then | None = None) -> list[str]:
    """With ``moment`` who had that NPI then; raises MomentError for a day before our memory begins."""
    if moment is not None:
        return who_then.ids_by_npi(session, npi, _then(session, moment).number)
    return sorted(session.exec(select(Practitioner.id).where(Practitioner.npi == npi)))


def ids_by_license(session: Session, number: str, state: str, moment: Moment | Then | None = None) -> list[str]:
    """People with that license number (compared by its digits) in that state, whatever the profession; ``moment`` as
    for an NPI.
    """
    if moment is not None:
        return who_then.ids_by_license(session, number, state, _then(session, moment).number)
    digits = license_digits(number)
    if digits is None:
        return []
    query = select(License.practitioner_id).where(License.digits == digits, License.jurisdiction == state).distinct()
    return sorted(session.exec(query))


def is_sample(session: Session) -> bool:
    return session.get(Meta, "sample_data") is not None


def profile(
    session: Session,
    practitioner_id: str,
    *,
    today: date,
    audience: Audience = Audience.PATIENT,
    moment: Moment | Then | None = None,
) -> Profile | None:
    """Everything ``audience`` may see of a person on ``today``; None when there is no such person.

    With ``moment`` as of then, by what we knew then (`directory.knowing`): the person who had that id, None when we
    knew nobody under it. Questions to coordinators are those of today, and left out. For many people give a `Then`.
    Raises MomentError for a day before our memory begins.
    """
    if moment is not None:
        return _profile_then(session, practitioner_id, _then(session, moment), audience)
    current = find_id(session, practitioner_id)
    shown = shown_now(session, current) if current else None
    if shown is None:
        return None
    everybody = audience is not Audience.COORDINATOR
    known = readings.sources(session, _sources_of(shown) if everybody else None)
    twins = [one for other in shown.person.look_alikes if (one := shown_now(session, other)) is not None]
    found = _assembled(session, shown, twins, known, None, today, audience)
    return replace(
        found,
        by_hand=[] if everybody else _by_hand(receipts_of(session, shown.person), known),
        asked=[] if everybody else asked(session, found.id, known),
        history=_history(found, changes_of(session, found.id)),
        moved_from=practitioner_id if practitioner_id != found.id else None,
    )


def treating_lines(
    session: Session,
    practitioner_id: str,
    state: str,
    *,
    today: date,
    region: str | None = None,
    audience: Audience = Audience.PATIENT,
    moment: Moment | Then | None = None,
) -> list[Line]:
    """What the rule of a patient's state says of a person, wherever they are licensed: a line for each profession.

    ``region``: the body region that is asked about; ``moment`` as in `profile`. Empty where nobody has that id.
    """
    if moment is None:
        current, day = find_id(session, practitioner_id), today
        file = case_file(session, current, today) if current else None
    else:
        then = _then(session, moment)
        seen, day = knowing.seen_on(session, practitioner_id, then), then.moment.true_on
        file = seen.file if seen else None
    if file is None:
        return []
    owner = {"practitioner_id": practitioner_id}
    found = treating_in(state, file.case, file.context, region=region)
    rows = [Verification.model_validate(verification_row(one, file.context) | owner) for one in found]
    known, records = readings.sources(session), _records(session, rows)
    return [_line(records, row, known, {}, day, audience) for row in rows]


def _profile_then(session: Session, practitioner_id: str, then: Then, audience: Audience) -> Profile | None:
    moment = then.moment
    seen = knowing.seen_on(session, practitioner_id, then)
    if seen is None:
        return None
    known, person = readings.sources(session), seen.shown.person
    twins = [one for other in person.look_alikes if (one := shown_in(session, other, then.number)) is not None]
    found = _assembled(session, seen.shown, twins, known, then.known, moment.true_on, audience, end_of(moment.known_on))
    ids = ids_of(session, person.id, then.number)
    published_at = then.publication.published_at
    return replace(
        found,
        by_hand=_by_hand(seen.receipts, known) if audience is Audience.COORDINATOR else [],
        history=[
            change
            for change in _history(found, changes_of(session, person.id))
            if change.on <= published_at and change.practitioner_id in ids
        ],
        moved_from=practitioner_id if practitioner_id != person.id else None,
        dated=Dated(
            true_on=moment.true_on,
            known_on=moment.known_on,
            publication=then.number,
            published_at=published_at,
            sentence=wording.two_days(moment.true_on, moment.known_on),
            notes=wording.two_days_notes(published_at, unlike=seen.unlike, first_told=seen.first_told),
        ),
    )


def _history(found: Profile, changes: list[Change]) -> list[Change]:
    """Of a hidden listing without single records: that one came or went names the clinic or course that told of it."""
    return [change for change in changes if change.kind in WHOLE] if found.why_hidden else changes


def _then(session: Session, moment: Moment | Then) -> Then:
    return moment if isinstance(moment, Then) else knowing.then_of(session, moment)


def _assembled(
    session: Session,
    shown: Shown,
    twins: Sequence[Shown],
    known: dict[str, Source],
    then: Knowledge | None,
    day: date,
    audience: Audience,
    known_at: datetime | None = None,
) -> Profile:
    seen = disputes.seen_by(audience, session, shown, known_at)
    shown = seen.of(shown)
    twins = [disputes.as_seen(audience, session, one) for one in twins]
    person, lines, records = shown.person, [], _records(session, shown.checks)
    attempts = readings.attempts_by_scope(session, then, {_scope(row, records) for row in shown.checks})
    for row in shown.checks:
        if may_read(audience, row):
            lines.append(_line(records, row, known, attempts, day, audience))
        elif row.need is Need.EXCLUSION:
            lines.append(_untold(row, known.get(row.source or "")))
    places = [p for p in shown.places if p.kind in PRACTICE_KINDS or audience is Audience.COORDINATOR]
    return Profile(
        id=person.id,
        name=person.display_name,
        other_names=person.other_names,
        npi=person.npi,
        credential_text=person.credential_text,
        lines=seen.lines(lines),
        places=seen.marked([_place(p, known) for p in places]),
        look_alikes=look_alikes(shown, twins),
        joined=joined(shown.members, known),
        claims=seen.marked(_claims(shown.statements)),
        notes=seen.notes,
        why_hidden=seen.why_hidden,
        notices=sorted({s.notice for r in shown.checks if r.source and (s := known.get(r.source)) and s.notice}),
    )


def _sources_of(shown: Shown) -> set[str]:
    """Names of the sources that anything shown of a person is from."""
    places = [name for place in shown.places for name in (place.source, place.website_source)]
    checks, members = ({row.source for row in rows} for rows in (shown.checks, shown.members))
    return {*filter(None, [*places, *checks, *members])}


def _records(session: Session, checks: Iterable[Verification]) -> Records:
    """The records that checks rest on, by their numbers, asked for at once."""
    wanted = {row.record_id for row in checks if row.record_id is not None}
    if not wanted:
        return {}
    return {one.id: one for one in session.exec(select(SourceRecord).where(col(SourceRecord.id).in_(sorted(wanted))))}


def _scope(row: Verification, records: Records) -> tuple[str, str]:
    record = records.get(row.record_id)
    return row.source or "", record.scope if record is not None else ""


def _line(
    records: Records,
    row: Verification,
    known: dict[str, Source],
    attempts: dict[tuple[str, str], readings.LastAttempt],
    today: date,
    audience: Audience,
) -> Line:
    source = known.get(row.source) if row.source else None
    status = shown_status(row.status, row.good_until, today)
    verdict = shown_verdict(row.verdict, row.good_until, today)
    read_on = wording.true_on(row.read_at, row.source_as_of)
    owner = source.owner if source else "the source"
    code = _overlay_code(records, row, attempts)
    again = f"Look it up at {source.page_url}" if source else row.next_step
    aged = status != row.status or verdict != row.verdict  # then the stored reason is of a result not shown any more
    if row.need is Need.NEEDLING_RULE:
        again = next_steps.LICENSE.step  # the rule itself, or the license it was judged by, is a new one by now
    return Line(
        need=row.need,
        title=title_of(row, source),
        status=status,
        badge=wording.badge(row.need, status, row.details),
        sentence=wording.sentence(
            row.need,
            status,
            owner=owner,
            read_on=read_on,
            details=row.details,
            state=row.jurisdiction,
            profession=row.profession,
            verdict=verdict,
            raw=row.raw,
        ),
        state=row.jurisdiction,
        profession=row.profession,
        verdict=verdict,
        grade=row.grade,
        raw=row.raw,
        reason=Reason.SOURCE_STALE.value if aged else row.reason,
        next_step=again if aged else row.next_step,
        details=_details(row, audience),
        source=row.source,
        source_title=source.title if source else None,
        source_page=source.page_url if source else row.details.get("source_url"),
        read_at=row.read_at,
        source_as_of=row.source_as_of,
        good_until=row.good_until,
        overlay_code=code,
        overlay=wording.overlay(code, owner, read_on) if code else None,
        evidence=_evidence(records, row, audience),
        audience=row.audience,
    )


def _untold(row: Verification, source: Source | None) -> Line:
    """The line of a list whose result patients may not see: the same whatever the result is."""
    status = CredentialStatus.NOT_COVERED
    return Line(
        need=row.need,
        title=title_of(row, source),
        status=status,
        badge=wording.badge(row.need, status),
        sentence=wording.sentence(
            row.need,
            status,
            owner="",
            read_on=None,
            details={},
            state=None,
            profession=None,
            verdict=None,
            raw=None,
        ),
        state=None,
        profession=None,
        verdict=None,
        grade=None,
        raw=None,
        reason=None,
        next_step=None,
        details={},
        source=row.source,
        source_title=source.title if source else None,
        source_page=source.page_url if source else None,
        read_at=None,
        source_as_of=None,
        good_until=None,
        overlay_code=None,
        overlay=None,
        evidence=None,
        audience=Audience.PATIENT,
    )


def _overlay_code(
    records: Records, row: Verification, attempts: dict[tuple[str, str], readings.LastAttempt]
) -> str | None:
    attempt = attempts.get(_scope(row, records))
    if attempt is None or row.read_at is None or attempt.finished <= row.read_at:
        return None
    if attempt.outcome is RunOutcome.UNREACHABLE:
        return CredentialStatus.SOURCE_DOWN
    return CredentialStatus.OUR_ERROR if attempt.outcome is RunOutcome.BREACHED else None


def title_of(row: Verification, source: Source | None) -> str:
    """What a check is about: 'Washington physical therapist license PT60012345'."""
    where, who = wording.place_name(row.jurisdiction), wording.profession_name(row.profession)
    match row.need:
        case Need.LICENSE:
            number = row.details.get("number")
            authority = row.details.get("authority")
            what = authority or f"{who} license"
            return f"{where} {what} {number}" if number else f"{where} {what}"
        case Need.NPI:
            return row.subject
        case Need.TRAINING:
            if row.status == CredentialStatus.NOT_COVERED:
                return "Training in needling"
            return f"Training: {source.title if source and row.subject == source.name else row.subject}"
        case Need.EXCLUSION:
            return row.subject
        case Need.NEEDLING_RULE:
            return f"May {wording.one(row.profession)} needle in {where}?"


def _details(row: Verification, audience: Audience) -> dict[str, Any]:
    """Who saw a paper, its file, and by which papers and receipts a rule was judged, are for coordinators."""
    told = details_for(audience, row)
    if audience is Audience.COORDINATOR:
        return told
    if told.get("class") == DOCUMENT_SEEN:
        return {name: value for name, value in told.items() if name not in OF_THE_FILE}
    if row.need is Need.NEEDLING_RULE:
        told.pop("facts", None)
        if "judged" in told:
            told["judged"] = [{**one, "evidence": _unnamed(one.get("evidence") or ())} for one in told["judged"]]
    return told


def _unnamed(evidence: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each once, however many papers there are."""
    found: list[dict[str, Any]] = []
    for one in evidence:
        told = UNNAMED.get(one["what"], one)
        if told not in found:
            found.append(dict(told))
    return found


def _evidence(records: Records, row: Verification, audience: Audience) -> Evidence | None:
    if row.sha256 is None or row.read_at is None:
        return None
    record = records.get(row.record_id)
    # What a list does not show is proved by the whole list and by what was searched for.
    said = dict(record.payload) if record else {"searched_for": row.details.get("criteria")}
    if row.details.get("class") == DOCUMENT_SEEN:  # the paper's own line
        said = {name: value for name, value in _details(row, audience).items() if name not in OF_US}
    return Evidence(
        url=row.source_url or "",
        read_at=row.read_at,
        sha256=row.sha256,
        locator=row.locator or "",
        said=own_line(said, audience, exclusion=row.need is Need.EXCLUSION),
    )


def _place(row: PracticeLocation, known: dict[str, Source]) -> Place:
    town = " ".join(part for part in (row.city and f"{row.city.title()},", row.state, row.zip5) if part)
    return Place(
        kind=row.kind,
        text=", ".join(part for part in (row.line1, row.line2, town) if part),
        city=row.city,
        state=row.state,
        zip5=row.zip5,
        phone=row.phone,
        lat=row.lat,
        lon=row.lon,
        precision=row.precision.value,
        source_title=known[row.source].title if row.source in known else row.source,
        read_at=row.read_at,
        updated_on=row.updated_on,
        website=row.website,
        website_source_title=known[row.website_source].title if row.website_source in known else row.website_source,
        website_read_at=row.website_read_at,
    )


def _claims(rows: Iterable[Statement]) -> list[Claim]:
    """What is said, by publisher; the same word of one publisher once, the first page counts."""
    found: dict[tuple[str, str, SaidKind, str], Claim] = {}
    for row in rows:
        claim = Claim(
            kind=row.kind,
            code=row.code,
            quote=row.quote,
            speaker=row.speaker,
            publisher=row.publisher,
            page=row.page,
            read_at=row.read_at,
            sha256=row.sha256,
            locator=row.locator,
        )
        found.setdefault((row.publisher, row.speaker.value, row.kind, row.code), claim)
    return sorted(found.values(), key=lambda c: (fold(c.publisher), c.speaker.value))


def _by_hand(receipts: Iterable[Receipt], known: dict[str, Source]) -> list[ByHand]:
    return [
        ByHand(
            receipt=receipt.id or 0,
            sentence=wording.by_hand(
                receipt.what, receipt.result, receipt.said, receipt.way, receipt.answered_by, receipt.looked_on
            ),
            board=known[receipt.board].title if receipt.board in known else receipt.board,
            address=receipt.address,
            looked_by=receipt.looked_by,
            recorded_at=receipt.recorded_at,
            sha256=receipt.sha256,
            document=receipt.document,
        )
        for receipt in receipts
    ]
