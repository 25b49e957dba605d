"""Records decisions about possible hits and contradictions, confirms and undoes them; nothing is ever deleted."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, and_, col, or_, select

from directory.disputes import fact_of_check
from directory.findings.contradictions import Contradiction, contradictions_of
from directory.findings.hits import Hit, search
from directory.findings.showing import entry_in_words
from directory.findings.standing import Told, persons_of
from directory.findings.telling import same_row
from directory.normalize.text import clean
from directory.profiles import find_id
from directory.store.findings_tables import FindingDecision
from directory.store.seconds import SecondLookError, ask_for_a_second, confirm_second, waiting_for_a_second
from directory.store.tables import Practitioner, PractitionerAlias, SourceRecord
from directory.vocabulary import FindingAnswer, FindingKind, Need, SecondOf

LONGEST_NAME, LONGEST_NOTE = 200, 2_000  # characters
ID_LENGTH = 12  # hex digits of the evidence, by which a hit or a contradiction is named
OF_HITS = (FindingAnswer.SAME, FindingAnswer.DIFFERENT, FindingAnswer.UNSURE)


class FindingError(ValueError):
    """A decision that is not recorded, or not undone; the message says why and what to do."""


def decide_hit(
    engine: Engine,
    practitioner_id: str,
    evidence: str,
    answer: FindingAnswer,
    *,
    who: str,
    note: str,
    now: datetime,
    today: date,
    two_persons: bool = False,
) -> FindingDecision:
    """Records whether an entry of an exclusion list is the person. ``evidence``: of the hit as it was shown, or the
    first `ID_LENGTH` digits of it. ``two_persons``: "same" counts only when somebody else confirms it.

    Raises FindingError, also when the evidence has changed since.
    """
    who, note = _signed(who, note)
    if answer not in OF_HITS:
        raise FindingError("nothing is recorded: an entry is the same person, another one, or nobody can tell")
    with Session(engine, expire_on_commit=False) as session:
        person = _known(session, practitioner_id)
        hit = _hit(session, person, evidence, today)
        _free(hit.told, answer)
        row = FindingDecision(
            kind=FindingKind.HIT,
            practitioner_id=person.id,
            npi=person.npi,
            fact=fact_of_check(Need.EXCLUSION, None, None, hit.sighting.source, {}),
            source=hit.sighting.source,
            scope=hit.sighting.scope,
            record_key=hit.record.key,
            record_id=hit.sighting.record_id,
            shown=[f"the person: {person.display_name}, NPI {person.npi or 'none'}", entry_in_words(hit.record)],
            evidence=hit.evidence,
            answer=answer,
            decided_at=now,
            decided_by=who,
            note=note,
        )
        _added(session, row, who, now, second=two_persons and answer is FindingAnswer.SAME)
        return row


def decide_contradiction(
    engine: Engine, practitioner_id: str, evidence: str, chosen: int | str | None, *, who: str, note: str, now: datetime
) -> FindingDecision:
    """Records which of the values is right: its key (`Value.key`), or its place among them from 0, which holds for this
    very evidence; None where nobody can tell. What is kept are its words and its record. No status changes by it.

    Raises FindingError as `decide_hit`.
    """
    who, note = _signed(who, note)
    with Session(engine, expire_on_commit=False) as session:
        person = _known(session, practitioner_id)
        fitting = [one for one in contradictions_of(session, person.id) if _named(evidence, one.evidence)]
        if not fitting:
            raise FindingError(_changed(evidence))
        one = fitting[0]
        right = _place(chosen, one)
        answer = FindingAnswer.UNSURE if right is None else FindingAnswer.RIGHT
        _free(one.told, answer)
        shown = [f"{value.source_title}: {value.words}" for value in one.values]
        row = FindingDecision(
            kind=FindingKind.CONTRADICTION,
            practitioner_id=person.id,
            npi=person.npi,
            fact=one.fact,
            source=one.check.source,
            shown=shown,
            evidence=one.evidence,
            answer=answer,
            record_id=None if right is None else one.values[right].record,
            chosen=None if right is None else shown[right],
            decided_at=now,
            decided_by=who,
            note=note,
        )
        _added(session, row, who, now, second=False)
        return row


def confirm(engine: Engine, number: int, *, who: str, now: datetime) -> FindingDecision:
    """The second of two people says the same. Raises FindingError where nobody is asked for, for the first one, and
    where somebody said otherwise since.
    """
    who, _ = _signed(who, "")
    with Session(engine, expire_on_commit=False) as session:
        row = _standing(session, number)
        _nobody_objects(session, row)
        try:
            confirm_second(session, SecondOf.FINDING, number, who=who, now=now)
        except SecondLookError as error:
            raise FindingError(str(error)) from error
        session.commit()
        return row


def _nobody_objects(session: Session, row: FindingDecision) -> None:
    """A confirmation of what was said first does not overrule who said otherwise later, upon whatever evidence."""
    query = select(FindingDecision).where(
        FindingDecision.kind == row.kind, FindingDecision.fact == row.fact, col(FindingDecision.id) > row.id,
        col(FindingDecision.undone_at).is_(None), col(FindingDecision.answer) != row.answer,
    )  # fmt: skip
    others = session.exec(query.order_by(col(FindingDecision.id))).all()
    whose = persons_of(session, [row, *others])
    for later in others:
        if whose[later.id or 0] == whose[row.id or 0] and _of_one_entry(session, row, later):
            told = f"{later.decided_by} decided on {later.decided_at:%Y-%m-%d}: {later.answer.value}"
            raise FindingError(f"{told}; undo that first: `needleproof findings undo {later.id}`")


def _of_one_entry(session: Session, one: FindingDecision, other: FindingDecision) -> bool:
    """Whether both are about one row of a list, or about it and the same row written otherwise."""
    if one.kind is not FindingKind.HIT or one.record_key == other.record_key:
        return True
    rows = [session.get(SourceRecord, each.record_id) for each in (one, other) if each.record_id is not None]
    payloads = [row.payload for row in rows if row is not None]
    return len(payloads) == 2 and same_row(payloads[0], payloads[1])


def undo(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> FindingDecision:
    """Marks a decision as undone: it stays, with who and why, and what held before it holds again. Raises
    FindingError.
    """
    who, why = _signed(who, why)
    if not why:
        raise FindingError("the decision is not undone: say why")
    with Session(engine, expire_on_commit=False) as session:
        row = _standing(session, number)
        row.undone_at, row.undone_by, row.undone_why = now, who, why
        session.add(row)
        session.commit()
        return row


def all_decisions(session: Session) -> Sequence[FindingDecision]:
    """Every decision, the newest first, undone ones too."""
    return session.exec(select(FindingDecision).order_by(col(FindingDecision.id).desc())).all()


def decisions_about(session: Session, practitioner_id: str, kind: FindingKind) -> list[tuple[FindingDecision, bool]]:
    """Those about whoever is shown under this id now, the newest first, undone ones too, each with whether it waits for
    a second person.
    """
    npi = session.get_one(Practitioner, practitioner_id).npi
    former = select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == practitioner_id)
    whose = or_(
        FindingDecision.practitioner_id == practitioner_id, col(FindingDecision.practitioner_id).in_(former),
        and_(col(FindingDecision.npi).is_not(None), FindingDecision.npi == npi),
    )  # fmt: skip
    rows = session.exec(select(FindingDecision).where(FindingDecision.kind == kind, whose))
    waiting = waiting_for_a_second(session, SecondOf.FINDING)
    found = sorted(rows, key=lambda row: -(row.id or 0))
    return [(row, row.id in waiting) for row in found]


def _hit(session: Session, person: Practitioner, evidence: str, today: date) -> Hit:
    found = search(session, person.id, today)
    fitting = [one for one in (found.hits if found else ()) if _named(evidence, one.evidence)]
    if not fitting:
        raise FindingError(_changed(evidence))
    return next((one for one in fitting if one.told is None), fitting[0])  # two rows may read the same


def _place(chosen: int | str | None, among: Contradiction) -> int | None:
    """Where the chosen value stands now. Raises FindingError."""
    places: dict[int | str, int] = {at: at for at in range(len(among.values))}
    places |= {value.key: at for at, value in enumerate(among.values)}
    if chosen is not None and chosen not in places:
        raise FindingError(f"nothing is recorded: there are {len(among.values)} values to choose from")
    return None if chosen is None else places[chosen]


def _named(asked: str, evidence: str) -> bool:
    return len(asked) >= ID_LENGTH and evidence.startswith(asked)


def _changed(evidence: str) -> str:
    return (
        f"nothing is recorded: what {evidence[:ID_LENGTH]!r} was about has changed or is gone; look again with "
        "`needleproof findings list`"
    )


def _free(told: Told | None, answer: FindingAnswer) -> None:
    """Two opinions are not settled by who comes last."""
    if told is None or (told.answer is FindingAnswer.UNSURE and answer is not FindingAnswer.UNSURE):
        return
    row = told.row
    waits = ", and waits for a second person to confirm it" if told.waits else ""
    raise FindingError(
        f"{row.decided_by} decided on {row.decided_at:%Y-%m-%d}: {row.answer.value}{waits}; undo that first: "
        f"`needleproof findings undo {row.id}`"
    )


def _added(session: Session, row: FindingDecision, who: str, now: datetime, *, second: bool) -> None:
    session.add(row)
    session.flush()
    if second:
        ask_for_a_second(session, SecondOf.FINDING, row.id or 0, who=who, now=now)
    session.commit()


def _standing(session: Session, number: int) -> FindingDecision:
    row = session.get(FindingDecision, number, with_for_update=True)
    if row is None:
        raise FindingError(f"there is no decision {number}; `needleproof findings log` shows them")
    if row.undone_at is not None:
        raise FindingError(f"decision {number} was undone by {row.undone_by} already")
    return row


def _known(session: Session, practitioner_id: str) -> Practitioner:
    ident = find_id(session, practitioner_id)
    if ident is None:
        raise FindingError(f"nobody has the id {practitioner_id!r}; `needleproof search NAME --json` tells ids")
    return session.get_one(Practitioner, ident)


def _signed(who: str, note: str) -> tuple[str, str]:
    who, note = clean(who) or "", clean(note) or ""
    if not who:
        raise FindingError("nothing is recorded: say who decides")
    for text, longest, what in ((who, LONGEST_NAME, "name"), (note, LONGEST_NOTE, "note")):
        if len(text) > longest:
            raise FindingError(f"nothing is recorded: the {what} has more than {longest:,} characters")
    return who, note
