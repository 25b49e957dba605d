"""Records decisions about pairs of records, and undoes them; what is wrong with one is said in words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from directory import wording
from directory.linking.decisions import Pair, evidence_hash, pair_of, telling
from directory.normalize.text import clean
from directory.reviewing.decided import decisions_about, decisions_in_force, left_of, right_of
from directory.reviewing.held import Held, held, held_by, person_of, tells_the_same
from directory.store.seconds import SecondLookError, ask_for_a_second, confirm_second, waiting_for_a_second
from directory.store.tables import LinkDecision, LinkQuestion, Practitioner
from directory.vocabulary import LinkAnswer, SecondOf

LONGEST_NAME, LONGEST_NOTE = 200, 2_000  # characters


class ReviewError(ValueError):
    """A decision that is not recorded, or not undone; the message says why and what to do."""


def decide(
    engine: Engine,
    question_id: str,
    answer: LinkAnswer,
    *,
    who: str,
    note: str,
    now: datetime,
    two_persons: bool = False,
) -> LinkDecision:
    """Records the answer to an open question. ``two_persons``: "the same" counts only when somebody else confirms it.

    Raises ReviewError, also when the evidence has changed since.
    """
    who, note = _signed(who, note)
    with Session(engine, expire_on_commit=False) as session:
        plain = question_id.isascii() and question_id.isalnum()  # PostgreSQL takes no NUL, even to look for it
        row = session.get(LinkQuestion, question_id) if plain else None
        if row is None:
            raise ReviewError(
                f"no question {question_id!r} is open: it was settled, or its evidence has changed; "
                "`needleproof review` lists what is open"
            )
        left, right = held(session, row.left_record_id), held(session, row.right_record_id)
        same = all(
            tells_the_same(session, *side)
            for side in ((left_of(row), row.left_record_id), (right_of(row), row.right_record_id))
        )
        if left is None or right is None or not same:
            raise ReviewError(
                f"the evidence of question {row.id} has changed since it was asked: run `needleproof publish`, "
                "then look again"
            )
        if answer is LinkAnswer.SAME:
            _one_npi(person_of(session, one) for one in (row.left_practitioner_id, row.practitioner_id))
        decision = _decision(session, left, right, row.evidence, answer, who, note, now)
        if two_persons and answer is LinkAnswer.SAME:
            ask_for_a_second(session, SecondOf.LINK, decision.id or 0, who=who, now=now)
        session.commit()
        return decision


def split(
    engine: Engine, practitioner_id: str, records: Sequence[int], *, who: str, note: str, now: datetime
) -> list[LinkDecision]:
    """Decides that these records (their numbers) are not of the person on whose profile they stand: all or none.

    Raises ReviewError for a record that is none of the person's, or that the profile itself stands on.
    """
    what = "that are somebody else's"
    return _about_links(engine, practitioner_id, records, LinkAnswer.DIFFERENT, what, who, note, now)


def confirm(
    engine: Engine, practitioner_id: str, records: Sequence[int], *, who: str, note: str, now: datetime
) -> list[LinkDecision]:
    """Decides that these records (their numbers) truly are of the person on whose profile they stand: all or none.
    With `split` this tells how often links that we had made were wrong. Raises ReviewError as `split` does.
    """
    return _about_links(engine, practitioner_id, records, LinkAnswer.SAME, "that you checked", who, note, now)


def _about_links(
    engine: Engine,
    practitioner_id: str,
    records: Sequence[int],
    answer: LinkAnswer,
    what: str,
    who: str,
    note: str,
    now: datetime,
) -> list[LinkDecision]:
    who, note = _signed(who, note)
    with Session(engine, expire_on_commit=False) as session:
        person = _known(session, practitioner_id)
        anchor, *others = held_by(session, person.id)
        by_number = {one.record_id: one for one in others}
        if not records:
            raise ReviewError(f"name the records {what}, by their numbers")
        for number in records:
            if number == anchor.record_id:
                raise ReviewError(f"the profile stands on record {number}: name the records {what}")
            if number not in by_number:
                raise ReviewError(f"record {number} is none of {person.display_name} ({person.id})")
            if anchor.npi and by_number[number].npi == anchor.npi:
                raise ReviewError(f"record {number} carries the profile's own NPI: one NPI is one person")
        decisions = [
            _between(session, by_number[number], anchor, answer, who, note, now) for number in dict.fromkeys(records)
        ]
        for decision in decisions:
            decision.linked = True
        session.commit()
        return decisions


def merge(
    engine: Engine, one: str, other: str, *, who: str, note: str, now: datetime, two_persons: bool = False
) -> LinkDecision:
    """Decides that two profiles are of one person, by the records they stand on; ``two_persons`` as for `decide`.
    Raises ReviewError.
    """
    who, note = _signed(who, note)
    with Session(engine, expire_on_commit=False) as session:
        people = [_known(session, ident) for ident in (one, other)]
        if people[0].id == people[1].id:
            raise ReviewError(f"{one} and {other} lead to one profile already")
        _one_npi(people)
        left, right = (held_by(session, person.id)[0] for person in people)
        decision = _between(session, left, right, LinkAnswer.SAME, who, note, now)
        if two_persons:
            ask_for_a_second(session, SecondOf.LINK, decision.id or 0, who=who, now=now)
        session.commit()
        return decision


def second(engine: Engine, number: int, *, who: str, now: datetime) -> LinkDecision:
    """The second of two people says the same, and from then on the decision counts. Raises ReviewError where nobody is
    asked for, for the first of the two, and where somebody decided otherwise since.
    """
    who, _ = _signed(who, "")
    with Session(engine, expire_on_commit=False) as session:
        row = _not_undone(session, number)
        _nobody_objects(session, row)
        try:
            confirm_second(session, SecondOf.LINK, number, who=who, now=now)
        except SecondLookError as error:
            raise ReviewError(str(error)) from error
        session.commit()
        return row


def _nobody_objects(session: Session, row: LinkDecision) -> None:
    """A confirmation of what was said first does not overrule who said otherwise later."""
    for later in decisions_about(session, left_of(row), right_of(row)):
        stands = later.undone_at is None and later.answer not in (row.answer, LinkAnswer.UNSURE)
        if stands and (later.id or 0) > (row.id or 0):
            told = wording.decided(later.answer, later.decided_by, later.decided_at.date(), later.note)
            raise ReviewError(f"{told}; undo that first: `needleproof review undo {later.id}`")


def undo(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> LinkDecision:
    """Marks a decision as undone: it stays, with who and why, and what held before holds again. Raises ReviewError."""
    who, why = _signed(who, why)
    if not why:
        raise ReviewError("the decision is not undone: say why")
    with Session(engine, expire_on_commit=False) as session:
        row = _not_undone(session, number)
        row.undone_at, row.undone_by, row.undone_why = now, who, why
        session.add(row)
        session.commit()
        return row


def _not_undone(session: Session, number: int) -> LinkDecision:
    row = session.get(LinkDecision, number, with_for_update=True)
    if row is None:
        raise ReviewError(f"there is no decision {number}; `needleproof review log` shows them")
    if row.undone_at is not None:
        raise ReviewError(f"decision {number} was undone by {row.undone_by} already")
    return row


def _signed(who: str, note: str) -> tuple[str, str]:
    """Name and note without blanks about them."""
    who, note = clean(who) or "", clean(note) or ""
    if not who:
        raise ReviewError("nothing is recorded: say who decides")
    for text, longest, what in ((who, LONGEST_NAME, "name"), (note, LONGEST_NOTE, "note")):
        if len(text) > longest:
            raise ReviewError(f"nothing is recorded: the {what} has more than {longest:,} characters")
    return who, note


def _known(session: Session, practitioner_id: str) -> Practitioner:
    person = person_of(session, practitioner_id)
    if person is None:
        raise ReviewError(f"nobody has the id {practitioner_id!r}; `needleproof search NAME --json` tells ids")
    return person


def _one_npi(people: Iterable[Practitioner | None]) -> None:
    numbers = sorted({person.npi for person in people if person is not None and person.npi})
    if len(numbers) > 1:
        raise ReviewError(f"NPI {' and NPI '.join(numbers)} are two people: a person has one NPI for life")


def _between(
    session: Session, left: Held, right: Held, answer: LinkAnswer, who: str, note: str, now: datetime
) -> LinkDecision:
    evidence = evidence_hash([telling(left.record)], [telling(right.record)])
    return _decision(session, left, right, evidence, answer, who, note, now)


def _decision(
    session: Session, left: Held, right: Held, evidence: str, answer: LinkAnswer, who: str, note: str, now: datetime
) -> LinkDecision:
    """The row, added. Refused where the very evidence has an answer: two opinions are not settled by who comes last."""
    held_by_ident = {left.ident: left, right.ident: right}
    pair = pair_of(left.ident, right.ident)
    standing = decisions_in_force(session).answer(*pair, evidence)
    if standing is answer or (standing is not None and standing is not LinkAnswer.UNSURE):
        last = next(row for row in decisions_about(session, *pair) if row.undone_at is None and row.answer is standing)
        told = wording.decided(last.answer, last.decided_by, last.decided_at.date(), last.note)
        raise ReviewError(f"{told}; undo that first: `needleproof review undo {last.id}`")
    _nobody_waits(session, pair, evidence, answer)
    first, second = (held_by_ident[ident] for ident in pair)
    row = LinkDecision(
        left_source=first.ident[0], left_scope=first.ident[1], left_key=first.ident[2],
        left_record_id=first.record_id,
        right_source=second.ident[0], right_scope=second.ident[1], right_key=second.ident[2],
        right_record_id=second.record_id,
        answer=answer, evidence=evidence, decided_at=now, decided_by=who, note=note,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _nobody_waits(session: Session, pair: Pair, evidence: str, answer: LinkAnswer) -> None:
    """Whoever says the same as one who waits for a second person confirms that decision instead."""
    waiting = waiting_for_a_second(session, SecondOf.LINK)
    for row in decisions_about(session, *pair) if answer is LinkAnswer.SAME else ():
        if row.id in waiting and row.undone_at is None and row.evidence == evidence:
            told = wording.decided(row.answer, row.decided_by, row.decided_at.date(), row.note)
            raise ReviewError(f"{told}; it waits for a second person: `needleproof review second {row.id}`")
