"""A linking taken apart by record, in plain values that can be stored, and put together again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from directory.linking.drafts import stable
from directory.linking.explaining import Reason
from directory.linking.facts import Ended
from directory.linking.joining import rank
from directory.linking.model import Doubt, Left, Linking, Member, Person, Question
from directory.records import Sighting

Sightings = Mapping[int, Sighting]


@dataclass(slots=True)
class Ending:
    """How linking ended for one record. ``anchor``, ``position``, ``reasons``: of its person, and its place there;
    ``doubts``: of the person, on its first record, else of the record itself; ``asked``: it was decided by evidence,
    ``best`` whom it is or may rather be, ``questions`` what is left to ask. ``mark``: what else it was linked by.
    """

    mark: str | None = None
    anchor: str | None = None
    position: int | None = None
    reasons: list[str] = field(default_factory=list)
    doubts: list[Any] = field(default_factory=list)
    asked: bool = False
    best: str | None = None
    questions: list[Any] = field(default_factory=list)

    def ended(self, sightings: Sightings) -> Ended:
        """For `facts.Facts.kept`."""
        doubt = None if self.anchor or not self.doubts else _doubt(self.doubts[0], sightings)
        return Ended(self.anchor, tuple(self.reasons), doubt)


def endings_of(linking: Linking, records: Iterable[int]) -> dict[int, Ending]:
    """By record, for all of ``records``, which are those that were linked."""
    found = {record: Ending() for record in records}
    for person in linking.people:
        for position, member in enumerate(person.members):
            ending = found[member.sighting.record_id]
            ending.anchor, ending.position, ending.reasons = person.anchor, position, list(member.reasons)
        found[person.members[0].sighting.record_id].doubts = [_flat(doubt) for doubt in person.doubts]
    for doubt in linking.unlinked:
        found[doubt.sighting.record_id].doubts.append(_flat(doubt))
    for left in linking.lefts:
        found[left.record_id].asked, found[left.record_id].best = True, left.best
    for one in linking.questions:
        reasons = [[reason.side, reason.field, reason.sentence] for reason in one.reasons]
        right = [one.left_anchor, one.right.record_id, one.right_anchor]
        found[one.left.record_id].questions.append([*right, one.probability, one.state, reasons, list(one.would)])
    return found


def linking_of(endings: Mapping[int, Ending], sightings: Sightings) -> Linking:
    """Inverse of `endings_of`; ``sightings`` holds every record of ``endings``."""
    people: dict[str, list[tuple[int, int]]] = {}
    unlinked: list[Doubt] = []
    questions: list[Question] = []
    for record, ending in endings.items():
        if ending.anchor is not None and ending.position is not None:
            people.setdefault(ending.anchor, []).append((ending.position, record))
        else:
            unlinked += (_doubt(told, sightings) for told in ending.doubts)
        questions += (_question(told, sightings[record], sightings) for told in ending.questions)
    return Linking(
        tuple(_person(anchor, sorted(people[anchor]), endings, sightings) for anchor in sorted(people)),
        tuple(sorted(unlinked, key=lambda doubt: stable(doubt.sighting))),
        tuple(sorted(questions, key=rank)),
        tuple(Left(record, endings[record].best) for record in sorted(endings) if endings[record].asked),
    )


def _person(anchor: str, members: list[tuple[int, int]], endings: Mapping[int, Ending], sightings: Sightings) -> Person:
    records = [record for _, record in members]
    return Person(
        tuple(Member(sightings[record], tuple(endings[record].reasons)) for record in records),
        tuple(_doubt(told, sightings) for told in endings[records[0]].doubts),
        anchor,
    )


def _flat(doubt: Doubt) -> list[Any]:
    return [doubt.sighting.record_id, list(doubt.candidates), doubt.code, doubt.sentence, doubt.subject]


def _doubt(told: list[Any], sightings: Sightings) -> Doubt:
    record, candidates, code, sentence, subject = told
    return Doubt(sightings[record], tuple(candidates), code, sentence, subject)


def _question(told: list[Any], left: Sighting, sightings: Sightings) -> Question:
    left_anchor, right, right_anchor, probability, state, reasons, would = told
    return Question(
        left=left,
        left_anchor=left_anchor,
        right=sightings[right],
        right_anchor=right_anchor,
        probability=probability,
        state=state,
        reasons=tuple(Reason(*reason) for reason in reasons),
        would=tuple(would),
    )
