"""Entries that no number leads to: decided by evidence, and left to people where that is not enough."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.linking.drafts import Draft
from directory.linking.everybody import People, register_sides
from directory.linking.explaining import called, reasons, sentence_of
from directory.linking.facts import Ended, Facts
from directory.linking.identity import Outcome, Ranked, Tier, decide, needs_more
from directory.linking.keys import asked_keys
from directory.linking.model import Doubt, Left, Member, Question
from directory.linking.parties import merged, party_of
from directory.linking.sentences import record_ids
from directory.linking.settling import settled
from directory.linking.side import Side, side_of
from directory.linking.turning import turns
from directory.normalize.names import PersonName
from directory.records import ListingRecord, Sighting, TrainingRecord
from directory.vocabulary import LinkAnswer

MOST_QUESTIONS = 3  # candidates of one entry that people are asked about
_OPEN = ("no_number", "not_found", "incomplete")  # doubts that evidence may clear


@dataclass(frozen=True, slots=True)
class Asked:
    """A left side: its records (the first is the one in question), and how it is called in a doubt."""

    sightings: tuple[Sighting, ...]
    names: tuple[PersonName, ...]
    side: Side
    may_settle: bool
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``draft``: whom it is linked to, with why; else what to say of it, and what to ask."""

    asked: Asked
    draft: Draft | None
    reasons: tuple[str, ...]
    best: Ranked[str] | None
    questions: tuple[Question, ...]

    @property
    def left(self) -> Left:
        best = self.best.id if self.best else None
        return Left(self.asked.sightings[0].record_id, self.draft.anchor if self.draft else best)


def answered(people: People, asked: Asked, fits: Callable[[Draft], bool]) -> Answer:
    """One left side against everybody who may be meant, decisions of people first."""
    candidates = people.candidates(asked.side, fits)
    said = {anchor: people.facts.decided(asked.sightings, people.drafts[anchor].sightings) for anchor, _ in candidates}
    candidates = [pair for pair in candidates if said[pair[0]] is not LinkAnswer.DIFFERENT]
    outcome = decide(asked.side, candidates, people.register)
    same = [anchor for anchor, _ in candidates if said[anchor] is LinkAnswer.SAME]
    if len(same) == 1:
        return Answer(asked, people.drafts[same[0]], (DECIDED, *_told(asked, outcome, same[0])), None, ())
    # What a number leads to was judged before, with everybody who gives that number.
    settles = outcome.tier is Tier.SETTLED and outcome.best is not None and outcome.best.evidence.key is None
    if settles and asked.may_settle and outcome.best and not same:
        return Answer(asked, people.drafts[outcome.best.id], _told(asked, outcome, outcome.best.id), outcome.best, ())
    questions = tuple(
        question_about(people, asked, one, candidates, outcome) for one in outcome.ranked[:MOST_QUESTIONS]
    )
    return Answer(asked, None, (), outcome.best, questions)


DECIDED = "a person compared the two and decided that they are the same"


def _told(asked: Asked, outcome: Outcome[str], anchor: str) -> tuple[str, ...]:
    one = next((one for one in outcome.ranked if one.id == anchor), None)
    return tuple(reason.sentence for reason in reasons(asked.side, one) if reason.side == "for") if one else ()


def question_about(
    people: People, asked: Asked, one: Ranked[str], candidates: Sequence[tuple[str, Side]], outcome: Outcome[str]
) -> Question:
    rivals = tuple(called(people.side(rival).party) for rival in one.rivals)
    would = turns(asked.side, candidates, outcome, people.register) if one is outcome.best else ()
    draft = people.drafts[one.id]
    return Question(
        left=asked.sightings[0],
        left_anchor=asked.anchor,
        right=draft.members[0].sighting,
        right_anchor=one.id,
        probability=min(one.probability, 0.499),
        state=min(asked.side.states, default=None),
        reasons=reasons(asked.side, one, rivals),
        would=tuple(turn.sentence for turn in would),
    )


# --- licenses that no NPI record claims ---------------------------------------------------------------------------


def join_holders(
    npis: Iterable[Draft], alone: Iterable[Draft], facts: Facts
) -> tuple[dict[str, Draft], list[Question], list[Left]]:
    """(anchor of a person known from a board alone -> the person they turned out to be, what is left to ask, who was
    asked about).
    """
    lone = sorted(alone, key=lambda draft: draft.anchor)
    asked = [_lone(draft) for draft in lone if draft.sightings[0].record_id not in facts.kept]
    keys = frozenset().union(*(asked_keys(one.side) for one in asked)) if asked else frozenset()
    people = People.of([*npis, *lone], keys, facts)
    questions: list[Question] = []
    lefts: list[Left] = []
    offers: dict[str, list[Answer]] = {}
    for one in asked:
        answer = answered(people, one, lambda draft: draft.newest is not None)
        questions += answer.questions
        lefts.append(answer.left)
        if answer.draft is not None:
            offers.setdefault(answer.draft.anchor, []).append(answer)
    joined: dict[str, Draft] = {}
    for anchor, answers in sorted(offers.items()):
        joined |= _joined(people, people.drafts[anchor], answers, questions)
    joined |= _as_before(people, lone)
    joined |= _merged_by_people(people, asked, joined)
    return joined, questions, lefts


def _as_before(people: People, lone: Iterable[Draft]) -> dict[str, Draft]:
    """Those that are not asked about again join whom they joined before."""
    found: dict[str, Draft] = {}
    for draft in lone:
        ended = people.facts.kept.get(draft.sightings[0].record_id)
        if ended and ended.anchor and ended.anchor != draft.anchor and ended.anchor in people.drafts:
            found[draft.anchor] = people.drafts[ended.anchor]
            take_in(found[draft.anchor], draft, ended.reasons)
    return found


def _lone(draft: Draft) -> Asked:
    side = side_of(merged(side.party for side in register_sides(draft.sightings)))
    return Asked(draft.sightings, draft.known.names, side, may_settle=True, anchor=draft.anchor)


def _joined(people: People, draft: Draft, answers: list[Answer], questions: list[Question]) -> dict[str, Draft]:
    """Two licenses of one state and profession for one NPI are one too many: neither is joined by evidence."""
    kept, refused = settled(draft.known, answers, lambda one: one.asked.names, lambda one: DECIDED in one.reasons)
    slots: dict[tuple[str, str], list[Answer]] = {}
    for one in kept:
        for state, _, given in one.asked.side.numbers:
            for family in given.families:
                slots.setdefault((state, family), []).append(one)
    crowded = {
        id(one) for several in slots.values() if len(several) > 1 for one in several if DECIDED not in one.reasons
    }
    crowded |= {id(one) for one, _ in refused}
    found: dict[str, Draft] = {}
    for one in answers:
        if one.asked.anchor is None:
            continue
        if id(one) in crowded and one.best is not None:
            outcome = Outcome(Tier.REVIEW, (one.best,))
            questions.append(question_about(people, one.asked, one.best, (), outcome))
        elif id(one) not in crowded:
            take_in(draft, people.drafts[one.asked.anchor], one.reasons)
            found[one.asked.anchor] = draft
    return found


def take_in(draft: Draft, other: Draft, why: tuple[str, ...]) -> None:
    """All records of ``other`` become the person's, with why."""
    draft.members += [Member(member.sighting, why or member.reasons) for member in other.members]
    draft.doubts += other.doubts
    draft.known = draft.known.plus(other.known.names)


def _merged_by_people(people: People, asked: Sequence[Asked], joined: Mapping[str, Draft]) -> dict[str, Draft]:
    """Two people of two boards that somebody found to be one: the later joins the earlier."""
    found: dict[str, Draft] = {}
    if not len(people.facts.decisions):
        return found
    told_of = people.facts.decisions.idents
    free = [
        one
        for one in asked
        if one.anchor is not None and one.anchor not in joined and any(_place(at) in told_of for at in one.sightings)
    ]
    for at, one in enumerate(free):
        for other in free[:at]:
            assert one.anchor is not None
            assert other.anchor is not None
            if people.facts.decided(one.sightings, other.sightings) is LinkAnswer.SAME:
                target = found.get(other.anchor, people.drafts[other.anchor])
                take_in(target, people.drafts[one.anchor], (DECIDED,))
                found[one.anchor] = target
                break
    return found


# --- entries of training lists and listings -----------------------------------------------------------------------


def attach_by_evidence(
    drafts: Iterable[Draft], unlinked: Sequence[Doubt], facts: Facts
) -> tuple[list[Doubt], list[Question], list[Left]]:
    """Adds to the drafts whatever evidence settles; (what belongs to nobody, what to ask, who was asked about)."""
    found = {draft.anchor: draft for draft in drafts}
    kept = [doubt for doubt in unlinked if doubt.sighting.record_id in facts.kept]
    unlinked = [doubt for doubt in unlinked if doubt.sighting.record_id not in facts.kept]
    left = _entries_as_before(found, kept, facts.kept)
    asked = [(doubt, one) for doubt in unlinked if (one := _entry(doubt)) is not None]
    if not asked:
        return [*left, *unlinked], [], []
    keys = frozenset().union(*(asked_keys(one.side) for _, one in asked))
    people = People.of(found.values(), keys, facts)
    answers = {id(doubt): answered(people, one, lambda draft: True) for doubt, one in asked}
    offers: dict[str, list[Answer]] = {}
    for answer in answers.values():
        if answer.draft is not None:
            offers.setdefault(answer.draft.anchor, []).append(answer)
    refused: set[int] = set()
    for anchor, several in sorted(offers.items()):
        refused |= _attach(people.drafts[anchor], several)
    questions: list[Question] = []
    for doubt in unlinked:
        told = answers.get(id(doubt))
        if told is None:
            left.append(doubt)
        elif told.draft is None or id(told) in refused:
            left.append(_doubt(people, doubt, told))
            questions += told.questions
            if told.draft is not None and told.best is not None:
                questions.append(question_about(people, told.asked, told.best, (), Outcome(Tier.REVIEW, (told.best,))))
    return left, questions, [answer.left for answer in answers.values()]


def _entries_as_before(drafts: Mapping[str, Draft], doubts: Iterable[Doubt], kept: Mapping[int, Ended]) -> list[Doubt]:
    """Those that are not asked about again, attached to whom they were attached before; what belongs to nobody."""
    left: list[Doubt] = []
    for doubt in sorted(doubts, key=lambda doubt: _place(doubt.sighting)):
        ended = kept[doubt.sighting.record_id]
        draft = drafts.get(ended.anchor) if ended.anchor else None
        if draft is not None:
            draft.members.append(Member(doubt.sighting, ended.reasons))
        else:
            left.append(ended.doubt or doubt)
    return left


def _entry(doubt: Doubt) -> Asked | None:
    record = doubt.sighting.record
    party = party_of(record) if isinstance(record, TrainingRecord | ListingRecord) else None
    if party is None or not (party.name.last and party.name.first):
        return None
    return Asked((doubt.sighting,), (party.name,), side_of(party), may_settle=doubt.code in _OPEN)


def _attach(draft: Draft, answers: list[Answer]) -> set[int]:
    kept, refused = settled(
        draft.known, answers, lambda one: one.asked.names, lambda one: one.asked.side.given == side_given(draft)
    )
    for one in sorted(kept, key=lambda one: _place(one.asked.sightings[0])):
        draft.members.append(Member(one.asked.sightings[0], one.reasons))
    return {id(one) for one, _ in refused}


def side_given(draft: Draft) -> str:
    return side_of(merged(side.party for side in register_sides(draft.sightings))).given


def _place(sighting: Sighting) -> tuple[str, str, str]:
    return sighting.source, sighting.scope, sighting.record.key


def _doubt(people: People, doubt: Doubt, told: Answer) -> Doubt:
    """The doubt there was, in the light of whoever may be meant."""
    if doubt.code not in _OPEN:
        return doubt
    if told.best is None and needs_more(told.asked.side):
        who = told.asked.names[0].display()
        sentence = f"{who}: a name and nothing beside it; a place, a profession or a number is needed"
        return Doubt(doubt.sighting, (), "needs_more", sentence, doubt.subject)
    if told.best is None:
        return doubt
    draft = people.drafts[told.best.id]
    said = sentence_of(reasons(told.asked.side, told.best))
    sentence = f"{called(people.side(told.best.id).party)} may be meant: {said}"
    return Doubt(doubt.sighting, record_ids(draft.sightings), "unsure", sentence, doubt.subject)
