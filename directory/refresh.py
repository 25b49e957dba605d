"""The straight line: from the last healthy runs to the published view."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, delete, func
from sqlmodel import Session, SQLModel, select

from directory.casefile import context_of, told_of, verification_row
from directory.linking import Facts, Person, Question, display_name, former_names, look_alikes
from directory.linking.decisions import evidence_hash, question_id, telling
from directory.linking.facts import Slice
from directory.linking.identity import Tier
from directory.normalize.families import family_of
from directory.normalize.identifiers import license_digits
from directory.normalize.names import sort_key
from directory.papers import NO_PAPERS, Papers
from directory.practice_places import practice_places
from directory.records import LicenseRecord, NpiRecord, Sighting
from directory.relinking import relinked
from directory.reviewing import decisions_in_force
from directory.search_rows import search_rows
from directory.statements import Clinics, clinics_of, statements
from directory.store import readings
from directory.store.findings_tables import SecondLook
from directory.store.published import Published, alias_ids, former_ids, publish
from directory.store.runs import current_count
from directory.store.tables import (
    License,
    LinkDecision,
    LinkQuestion,
    Member,
    Meta,
    PracticeLocation,
    Publication,
    Receipt,
    Run,
    SearchEntry,
    SeenDocument,
    Statement,
    Verification,
)
from directory.verification import Case, Context, ExclusionIndex, Finding, findings
from directory.verification.judge import described_npi
from directory.verification.model import Doubt, list_good_until
from directory.vocabulary import (
    CredentialStatus,
    Need,
    Profession,
    SourceKind,
)
from directory.waiting import Waiting

Progress = Callable[[str, int, int | None], None]


def rebuild(
    engine: Engine,
    *,
    as_of: date,
    now: datetime,
    progress: Progress = lambda _s, _d, _t: None,
    link_all: bool = False,
    whole_on: date | None = None,
) -> Publication:
    """Links and verifies everything readers may see and publishes it, in one transaction.

    Linked is only what changed since the last time, and whom that concerns; ``link_all``: every record. ``whole_on``:
    the day on which registers must be fresh to count as whole; ``as_of`` otherwise.
    """
    with Session(engine, expire_on_commit=False) as session:
        context = context_of(session, as_of)
        index = ExclusionIndex(
            readings.current_sightings(session, kinds=("exclusion",)), readings.ended_exclusions(session)
        )
        whole = whole_slices(session, replace(context, as_of=whole_on or as_of))
        facts = Facts(whole=whole, decisions=decisions_in_force(session))
        linking = relinked(session, readings.linkable_sightings(session), facts, told=progress, everything=link_all)
        ids, aliases = assign_ids(linking.people, former_ids(session), alias_ids(session))
        alike = look_alikes(linking.people)
        clinics = clinics_of(doubt.sighting for doubt in linking.unlinked)
        waiting = Waiting.of(linking, facts)
        papers = Papers.of(session, linking.people, ids, aliases)

        def people() -> Iterator[Published]:
            for done, person in enumerate(linking.people, start=1):
                twins = [ids[anchor] for anchor in alike.get(person.anchor, ())]
                yield published(person, ids[person.anchor], twins, index, context, clinics, waiting, papers)
                if done % 200 == 0:
                    progress("verifying", done, len(linking.people))

        publication = publish(session, people(), aliases, as_of=as_of, now=_after_all(session, now))
        ask(session, linking.questions, ids)
        session.commit()
        return publication


def _after_all(session: Session, now: datetime) -> datetime:
    """``now``, or the latest time of anything that is published, where clocks disagree: what was known by a publishing
    is told by its time.
    """
    times = (Run.finished, Run.accepted_at, Receipt.recorded_at, Receipt.withdrawn_at, SeenDocument.recorded_at,
             SeenDocument.withdrawn_at, LinkDecision.decided_at, LinkDecision.undone_at,
             SecondLook.confirmed_at)  # fmt: skip
    latest = (session.exec(select(func.max(column))).one() for column in times)
    return max([now, *(moment for moment in latest if moment is not None)])


def whole_slices(session: Session, context: Context) -> frozenset[Slice]:
    """The state and profession of every register that is loaded completely, and not longer ago than its promise."""
    sample = session.get(Meta, "sample_data") is not None
    families = [family_of(profession) for profession in Profession]
    found: set[Slice] = set()
    for (name, scope), read in readings.last_reads(session).items():
        source = context.sources[name]
        until = list_good_until(Need.LICENSE, replace(source, read_at=read.read_at, as_of=read.as_of))
        state = re.fullmatch(r"state=([A-Z]{2})", scope)
        if until is None or until < context.as_of or source.lookup or (scope and not state):
            continue
        if not (scope or sample or current_count(session, name) >= readings.sources(session)[name].at_least):
            continue
        if source.kind is SourceKind.IDENTITY:
            found |= {(state[1] if state else None, family) for family in families}
        elif source.kind is SourceKind.LICENSE and source.jurisdiction and not scope:
            found |= {(source.jurisdiction, family_of(profession)) for profession in source.professions}
    return frozenset(found)


def ask(session: Session, questions: Sequence[Question], ids: Mapping[str, str]) -> None:
    """Writes down what linking leaves to people; the caller commits."""
    session.execute(delete(LinkQuestion))
    rows: dict[str, dict[str, Any]] = {}
    for one in questions:
        left, right = _ident(one.left), _ident(one.right)
        evidence = evidence_hash([telling(one.left.record)], [telling(one.right.record)])
        rows[question_id(left, right, evidence)] = {
            **dict(zip(("left_source", "left_scope", "left_key"), left, strict=True)),
            **dict(zip(("right_source", "right_scope", "right_key"), right, strict=True)),
            "left_record_id": one.left.record_id,
            "right_record_id": one.right.record_id,
            "left_practitioner_id": ids.get(one.left_anchor or ""),
            "practitioner_id": ids.get(one.right_anchor),
            "state": one.state,
            "subject": f"{one.left.source}|{one.left.record.key}",
            "probability": round(one.probability, 6),
            "tier": Tier.REVIEW.value,
            "reasons": [{"side": r.side, "field": r.field, "sentence": r.sentence} for r in one.reasons],
            "would": list(one.would),
            "evidence": evidence,
        }
    session.add_all(LinkQuestion(id=ident, **row) for ident, row in rows.items())


def _ident(sighting: Sighting) -> tuple[str, str, str]:
    return sighting.source, sighting.scope, sighting.record.key


# --- stable addresses -------------------------------------------------------------------------------------------


def assign_ids(
    people: Sequence[Person], known: Mapping[tuple[str, str, str], str], former: Collection[str] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """(anchor -> id, old id -> id it was merged into). A person keeps the id any of its records was published under;
    of two the NPI's counts, and of two people who want one id the one with the NPI keeps it. ``former``: addresses
    that lead to somebody by now.
    """
    wishes: dict[str, list[str]] = {}
    for person in people:
        keyed = [(s.source, s.scope, s.record.key, isinstance(s.record, NpiRecord)) for s in _sightings(person)]
        keyed.sort(key=lambda k: (not k[3], k[:3]))
        earlier = [known[k[:3]] for k in keyed if k[:3] in known]
        wishes[person.anchor] = list(dict.fromkeys(earlier))
    ids: dict[str, str] = {}
    taken: set[str] = set()
    # After a split the address stays with the NPI, else with whoever it was made for.
    in_turn = sorted(wishes, key=lambda a: (not a.startswith("npi:"), _address_of(a) not in wishes[a], a))
    for anchor in in_turn:
        if (wish := next((w for w in wishes[anchor] if w not in taken), None)) is not None:
            ids[anchor] = wish
            taken.add(wish)
    # Only then the newcomers, and never under an address that somebody has or had.
    used = taken | set(known.values()) | set(former)
    for anchor in in_turn:
        salt = 0
        while anchor not in ids:
            fresh = _address_of(f"{anchor}{'#' * salt}")
            if fresh not in used:
                ids[anchor] = fresh
                used.add(fresh)
            salt += 1
    held = set(ids.values())
    aliases = {wish: ids[anchor] for anchor, all_wishes in wishes.items() for wish in all_wishes if wish not in held}
    return ids, aliases


def _address_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _sightings(person: Person) -> list[Sighting]:
    return [member.sighting for member in person.members]


# --- one person's rows ------------------------------------------------------------------------------------------


def published(
    person: Person,
    practitioner_id: str,
    twins: Sequence[str],
    index: ExclusionIndex,
    context: Context,
    clinics: Clinics,
    waiting: Waiting,
    papers: Papers = NO_PAPERS,
) -> Published:
    """Everything published of one person, sealed with its digest."""
    sightings = _sightings(person)
    case = Case(
        sightings=sightings,
        doubts=[*_doubts(person), *waiting.doubts(person)],
        papers=papers.papers(practitioner_id),
        by_hand=papers.by_hand(practitioner_id),
    )
    found = findings(case, index, context)
    name = display_name(person)
    npi = described_npi(sightings)
    npi_record = npi.record if npi is not None and isinstance(npi.record, NpiRecord) else None
    places = list(practice_places(npi, sightings))
    result = Published(
        {
            "id": practitioner_id,
            "display_name": name.display(),
            "last": name.last,
            "first": name.first,
            "middle": name.middle,
            "suffix": name.suffix,
            "sort_key": sort_key(name),
            "other_names": sorted({n.display() for n in former_names(person)} - {name.display()}),
            "npi": npi_record.npi if npi_record else None,
            "credential_text": npi_record.credential_text if npi_record else None,
            "look_alikes": sorted(twins),
            "doubts": [told_of(doubt) for doubt in case.doubts],
        }
    )
    children: dict[type[SQLModel], list[dict[str, Any]]] = {
        PracticeLocation: places,
        License: list(_licenses(sightings, found)),
        Verification: [verification_row(f, context) for f in found],
        Statement: list(statements(sightings, clinics)),
        SearchEntry: search_rows(case, name.last, name.first, places, npi_record, found),
        Member: [
            {
                "source": m.sighting.source,
                "scope": m.sighting.scope,
                "record_key": m.sighting.record.key,
                "record_id": m.sighting.record_id,
                "reasons": list(m.reasons),
                "current": True,
            }
            for m in person.members
        ],
    }
    result.children = {
        kind: [{**row, "practitioner_id": practitioner_id} for row in rows] for kind, rows in children.items()
    }
    result.seal()
    return result


def _doubts(person: Person) -> list[Doubt]:
    found = []
    for doubt in person.doubts:
        record = doubt.sighting.record
        is_training = record.kind == "training"
        state, profession = _aimed_at(doubt.subject)
        found.append(
            Doubt(
                code=doubt.code,
                sentence=doubt.sentence,
                need=Need.TRAINING if is_training else Need.LICENSE,
                jurisdiction=state,
                profession=profession,
                sighting=doubt.sighting,
            )
        )
    return found


def _aimed_at(subject: str) -> tuple[str | None, Profession | None]:
    """State and profession of a refused link's subject, 'license:WA:PT:PT60012345'."""
    parts = subject.split(":")
    if parts[0] != "license" or len(parts) < 4 or parts[2] not in set(Profession):
        return None, None
    return parts[1], Profession(parts[2])


def _licenses(sightings: Sequence[Sighting], found: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    """One row a license, with the words of all its discipline cases, however many rows the board has for it."""
    rows: dict[tuple[str, str, str], list[tuple[Sighting, LicenseRecord]]] = {}
    for sighting in sightings:
        if isinstance(record := sighting.record, LicenseRecord):
            rows.setdefault((sighting.source, record.license_type, record.number), []).append((sighting, record))
    for group in rows.values():
        sighting, record = max(group, key=lambda row: (row[0].read_at, row[0].record_id))
        words = dict.fromkeys(sorted(r.raw_discipline for _, r in group if r.raw_discipline))
        yield {**_license(sighting, record, found), "discipline": "; ".join(words) or None}


def _license(sighting: Sighting, record: LicenseRecord, found: Sequence[Finding]) -> dict[str, Any]:
    status = next(
        (
            f.status
            for f in found
            if f.need is Need.LICENSE
            and f.source == sighting.source
            and f.details.get("number") == record.number
            and f.details.get("license_type") == record.license_type
        ),
        CredentialStatus.OUR_ERROR,
    )
    return {
        "jurisdiction": record.jurisdiction,
        "profession": record.profession,
        "license_type": record.license_type,
        "number": record.number,
        "digits": license_digits(record.number),
        "status": str(status),
        "raw_status": record.raw_status,
        "issued_on": record.issued_on,
        "expires": record.expires,
        "authority": record.authority,
        "verify_url": record.verify_url,
        "source": sighting.source,
        "record_id": sighting.record_id,
    }


def last_publication(session: Session) -> Publication | None:
    """The newest rebuilding; its id belongs into every cache key."""
    return session.exec(select(Publication).order_by(Publication.id.desc()).limit(1)).first()  # type: ignore[union-attr]
