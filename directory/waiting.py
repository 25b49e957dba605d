"""Entries of training lists that belong to nobody yet, told to verification for each person they may be of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.linking import Facts, Linking, Person, Question
from directory.normalize.names import PersonName, fold
from directory.records import LicenseRecord, NpiRecord, Sighting, TrainingRecord
from directory.verification.model import Doubt
from directory.vocabulary import Need

SAME_NAME = "same_name"  # an entry under the very name of the person, whoever is meant
UNSURE = "unsure"  # an entry that a person is asked about
TOLD = {"for": "For it", "against": "Against it", "rival": "Somebody else", "missing": "Missing"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """``asked``: what people are asked, by the anchor of the person it may be; ``named``: entries by folded name."""

    asked: Mapping[str, Sequence[Question]]
    named: Mapping[tuple[str, str], Sequence[Sighting]]
    facts: Facts

    @classmethod
    def of(cls, linking: Linking, facts: Facts) -> "Waiting":
        asked: dict[str, list[Question]] = {}
        named: dict[tuple[str, str], list[Sighting]] = {}
        for question in linking.questions:
            if isinstance(question.left.record, TrainingRecord):
                asked.setdefault(question.right_anchor, []).append(question)
        for doubt in linking.unlinked:
            if isinstance(record := doubt.sighting.record, TrainingRecord):
                named.setdefault(_key(record.name), []).append(doubt.sighting)
        return cls(asked, named, facts)

    def doubts(self, person: Person) -> Iterator[Doubt]:
        """Questions about the person, and entries that bear their very name: a list that has one cannot be said not to
        show them, unless somebody decided that they are somebody else.
        """
        asked = self.asked.get(person.anchor, ())
        for question in asked:
            yield _doubt(UNSURE, question.left, _why(question))
        own = [member.sighting for member in person.members]
        told = {question.left.record_id for question in asked}
        for key in sorted({_key(name) for name in _names(own)}):
            for entry in self.named.get(key, ()):
                if entry.record_id not in told and not self.facts.apart([entry], own):
                    told.add(entry.record_id)
                    yield _doubt(SAME_NAME, entry, "It bears the same name")


def _doubt(code: str, entry: Sighting, why: str) -> Doubt:
    assert isinstance(entry.record, TrainingRecord)
    at = ", ".join(part for part in (entry.record.city, entry.record.state) if part)
    sentence = f"the entry of {entry.record.raw_name}{f' ({at})' if at else ''} may be this person's. {why}"
    return Doubt(code=code, sentence=sentence, need=Need.TRAINING, sighting=entry)


def _why(question: Question) -> str:
    sides: dict[str, list[str]] = {}
    for reason in question.reasons:
        sides.setdefault(reason.side, []).append(reason.sentence)
    return ". ".join(f"{TOLD[side]}: {'; '.join(sentences)}" for side, sentences in sides.items())


def _names(sightings: Sequence[Sighting]) -> Iterator[PersonName]:
    for sighting in sightings:
        if isinstance(record := sighting.record, NpiRecord | LicenseRecord) and record.name:
            yield record.name
            yield from record.other_names if isinstance(record, NpiRecord) else ()


def _key(name: PersonName) -> tuple[str, str]:
    return fold(name.last), fold(name.first)
