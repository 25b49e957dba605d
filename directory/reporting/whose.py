"""The person of a receipt as readers see them: names, places, why the records are theirs, who decided, what changed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session

from directory import profiles, wording
from directory.knowing import then_of
from directory.reporting import forms
from directory.reporting.order import LONGEST, Order
from directory.reporting.verdicts import Difference
from directory.reporting.verdicts import changes as changed_results
from directory.reviewing import all_decisions
from directory.store.shown import shown_in, shown_now
from directory.store.tables import LinkDecision
from directory.vocabulary import Audience

A_COORDINATOR = "a coordinator"


def person_of(
    session: Session, person: profiles.Profile, verdicts: Sequence[forms.Verdict], order: Order
) -> forms.Person:
    changes = [
        forms.Changed(on=one.as_of, field="who is who", before="see the sentence", after=one.sentence)
        for one in person.history
    ]
    if order.since is not None:
        changes += [_since(one, order.as_of) for one in changed_results(order.since.verdicts, verdicts)]
    return forms.Person(
        id=person.id,
        name=person.name,
        other_names=person.other_names,
        npi=person.npi,
        credential_text=person.credential_text,
        places=[
            forms.Place(
                kind=place.kind,
                text=place.text,
                phone=place.phone,
                source_title=place.source_title,
                read_at=place.read_at,
                updated_on=place.updated_on,
            )
            for place in person.places
        ],
        look_alikes=[
            forms.Alike(name=one.name, apart=[wording.apart(each) for each in one.differs])
            for one in person.look_alikes
        ],
        joined=[forms.Joined(source_title=one.source_title, reasons=one.reasons) for one in person.joined],
        open=[
            forms.Open(
                question=one.question,
                source_title=one.source_title,
                entry=one.entry,
                reasons=[f"{side}: {sentence}" for side, sentence in one.reasons],
            )
            for one in person.asked
        ],
        decisions=list(_decisions(session, person.id, order)),
        changes=changes,
        since=order.since.id if order.since else None,
    )


def _since(one: Difference, day: date) -> forms.Changed:
    return forms.Changed(on=day, field=f"{one.where}: {one.field}", before=_word(one.receipt), after=_word(one.now))


def _word(value: object) -> str:
    return "nothing" if value is None else str(value)[:LONGEST]


def _decisions(session: Session, practitioner_id: str, order: Order) -> Iterator[forms.Decided]:
    then = then_of(session, order.moment) if order.moment else None
    known_at = then.known.known_at if then else None
    shown = shown_in(session, practitioner_id, then.number) if then else shown_now(session, practitioner_id)
    own = {(one.source, one.scope, one.record_key) for one in shown.members} if shown else set()
    told = order.audience is Audience.COORDINATOR
    for row in sorted(all_decisions(session), key=_number):
        sides = _sides(row)
        if own & set(sides) and _stood(row, known_at):
            yield forms.Decided(
                number=row.id or 0,
                answer=row.answer.value,
                of=" and ".join(f"{source} {key}" if told or (source, scope, key) in own else source
                                for source, scope, key in sides),
                decided_by=row.decided_by if told else A_COORDINATOR,
                decided_at=row.decided_at,
                note=row.note if told else "",
            )  # fmt: skip


def _stood(row: LinkDecision, known_at: datetime | None) -> bool:
    """Whether it stands; with ``known_at``: whether it stood then."""
    if known_at is None:
        return row.undone_at is None
    return row.decided_at <= known_at and (row.undone_at is None or row.undone_at > known_at)


def _number(row: LinkDecision) -> int:
    return row.id or 0


def _sides(row: LinkDecision) -> list[tuple[str, str, str]]:
    return [(row.left_source, row.left_scope, row.left_key), (row.right_source, row.right_scope, row.right_key)]
