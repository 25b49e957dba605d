"""Which terms of one sentence are offered or treated there, and by whom; everything here reads one sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from directory.normalize.offers import cues, refusals
from directory.normalize.offers.cues import CONDITION, NAMESAKE, REGION, TECHNIQUE, THERAPY
from directory.normalize.offers.terms import Mention, vocabulary
from directory.vocabulary import SaidKind, Speaker

_SIGNS = {
    SaidKind.TECHNIQUE: TECHNIQUE,
    SaidKind.CONDITION: CONDITION,
    SaidKind.THERAPY: THERAPY,
    SaidKind.BODY_REGION: REGION,
}
CARE = (SaidKind.TECHNIQUE, SaidKind.THERAPY)
TREATED = (SaidKind.CONDITION, SaidKind.BODY_REGION)
_CARE_SIGN = re.compile(f"[{TECHNIQUE}{THERAPY}]")
_NEAR = 200  # characters before a place in which a subject or a verb is looked for


def marked(text: str, found: Sequence[Mention]) -> str:
    """``text`` with its terms turned into signs of the same length."""
    chars = list(text.replace("’", "'"))
    for mention in found:
        sign = _SIGNS[mention.kind] if mention.kind else NAMESAKE
        chars[mention.start : mention.end] = sign * (mention.end - mention.start)
    return "".join(chars)


@dataclass(frozen=True)
class Clause:
    """A part of a marked sentence, which stands at ``start``; what only compares is blanked out."""

    text: str
    start: int

    @cached_property
    def offers(self) -> tuple[re.Match[str], ...]:
        return tuple(cues.OFFERS.finditer(self.text))

    @cached_property
    def skills(self) -> tuple[re.Match[str], ...]:
        """Words of training that say in what: 'certified in'."""
        found = cues.SKILLED.finditer(self.text)
        return tuple(skill for skill in found if cues.SKILL_IN.match(self.text[skill.end() : skill.end() + _NEAR]))

    @cached_property
    def treats(self) -> tuple[re.Match[str], ...]:
        return tuple(cues.TREATS.finditer(self.text))

    def held(self, at: int, until: int) -> re.Match[str] | None:
        """'holds an' before, 'certification' behind."""
        held = cues.HELD.search(self.text, max(0, at - _NEAR), at)
        if held is None or not cues.HELD_IN.match(self.text[until : until + _NEAR]):
            return None
        return None if cues.GAP_STOP.search(held[0].partition(" ")[2]) else held


@dataclass(frozen=True)
class Told:
    """A sentence with its terms. ``signs``: the sentence with its terms marked; places are those in the sentence."""

    text: str
    start: int  # its place in its line
    signs: str
    found: tuple[Mention, ...]
    speaker: Speaker
    polemic: bool  # on such a page only what is offered outright counts
    after_care: bool  # whether a treatment is named before, which 'it' can mean

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"”’')] ").endswith("?")

    def names(self, *kinds: SaidKind) -> bool:
        return any(mention.kind in kinds for mention in self.found)

    @cached_property
    def needling(self) -> tuple[Mention, ...]:
        family = vocabulary().needling
        return tuple(m for m in self.found if m.kind is SaidKind.TECHNIQUE and m.code in family)

    @cached_property
    def void(self) -> bool:
        """Whether nothing is offered or treated in it: a question, a review, an advert, a rule, a course."""
        if self.asks or refusals.offers_nothing(self.signs) or refusals.DENIED_AFTER.search(self.signs):
            return True
        return any(pattern.search(self.text) for pattern in refusals.NO_NEEDLING)

    @cached_property
    def denied(self) -> bool:
        return refusals.denied(self.signs)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that deny nothing."""
        start, found = 0, list[Clause]()
        for end, after in [*((cut.start(), cut.end()) for cut in refusals.CLAUSES.finditer(self.signs)), (None, 0)]:
            text = self.signs[start:end]
            if not refusals.denied(text):
                found.append(Clause(refusals.COMPARED.sub(lambda same: " " * len(same[0]), text), start))
            start = after
        return tuple(found)

    def within(self, clause: Clause, *kinds: SaidKind) -> Iterator[tuple[Mention, int, int]]:
        """The clause's terms of these kinds that are still there, with their places in the clause."""
        for mention in self.found:
            at, until = mention.start - clause.start, mention.end - clause.start
            if mention.kind in kinds and at >= 0 and clause.text[at:until].strip() and until <= len(clause.text):
                yield mention, at, until

    def offered(self) -> Iterator[Mention]:
        """Techniques and therapies that the sentence offers, as the speaker's own care."""
        if self.names(*CARE) and not self.void:
            for clause in self.clauses:
                for mention, at, until in self.within(clause, *CARE):
                    if self._offers(clause, mention, at, until):
                        yield mention

    def _offers(self, clause: Clause, mention: Mention, at: int, until: int) -> bool:
        after = clause.text[until:]
        if cues.another_thing(mention, after) or (mention.term.cased and clause.text[:at].endswith(", ")):
            return False
        taught = cues.AFTER_TECHNIQUE_TAUGHT.match(after) is not None
        held = clause.held(at, until)
        return (
            (not taught and self._by_own(clause, _last(clause.offers, at), at))
            or self._by_own(clause, _last(clause.skills, at), at)
            or (held is not None and self._own(clause.start + held.start()))
            or cues.OUR_USE.match(after) is not None
            or (not taught and _ours(clause, at))
            or self._passive(clause, at, after)
            or (not self.polemic and self._bookable(clause, at, after, mention))
        )

    def _by_own(self, clause: Clause, verb: re.Match[str] | None, at: int) -> bool:
        """'We offer X', 'our therapists are certified in X'."""
        if verb is None or cues.GAP_STOP.search(clause.text, verb.end(), at):
            return False
        return self._own(clause.start + verb.start())

    def _passive(self, clause: Clause, at: int, after: str) -> bool:
        """'X is offered at our clinic'; 'X is available'."""
        found = cues.PASSIVE.match(after)
        if found is None or cues.GAP_STOP.search(clause.text, 0, at):
            return False
        verb, rest = found["verb"].casefold(), found["rest"]
        if cues.AT_US.search(rest) or verb == "our":
            return cues.AT_US_ONLY.search(rest) is not None or verb in ("offered", "available", "our", "provided")
        return verb in ("offered", "available", "here") and not self.polemic and not cues.AT_LARGE.search(rest)

    def _bookable(self, clause: Clause, at: int, after: str, mention: Mention) -> bool:
        """'Book an X session', 'whether X is right for you, call us', 'with X, our', 'X at our clinic', 'X – $60'."""
        if cues.BOOKING.search(clause.text, max(0, at - _NEAR), at) and cues.BOOKED.match(after):
            return True
        if cues.WHETHER.search(clause.text, max(0, at - _NEAR), at) and cues.RIGHT_FOR_YOU.match(after):
            return cues.REACH_US.search(self.signs) is not None
        behind = self.signs[mention.end :]
        if cues.WITH_IT.match(clause.text[:at]) and cues.WE_THEN.match(behind):
            return True
        placed = cues.AT_CLINIC.match(self.text[mention.end :]) or cues.PRICED.match(behind if not at else "")
        return placed is not None and not cues.GAP_STOP.search(clause.text, 0, at)

    def _own(self, verb: int) -> bool:
        """Whether who does it, before the verb at this place, is the clinic or the person and not anybody."""
        near = max(0, verb - _NEAR)
        subject = cues.AUXILIARIES.sub("", self.signs[near:verb].rstrip(" ,")).rstrip(" ,")
        subject = cues.RELATIVE.sub("", subject)  # 'Jane Doe, who', 'our therapists, who'
        if cues.STRANGERS.search(subject) or cues.UNSURE.search(subject):
            return False
        if cues.OTHERS.search(subject):
            return cues.OUR_GROUP.search(subject) is not None
        if self.speaker is Speaker.PERSON or cues.FIRST.search(self.signs, 0, near + len(subject)):
            return True
        if cues.SERVICES.match(subject.strip()):
            return True
        if not subject:  # 'Now offering X'
            return cues.ELLIPTIC.match(self.signs[verb:]) is not None
        written = self.text[near : near + len(subject)]
        if cues.MANY.search(written):
            return False
        if cues.FROM_US.search(self.signs, verb):  # 'a plan that may include X from our experts'
            return True
        return cues.PROPER.search(written) is not None or cues.LIST_OF_TWO.search(written) is not None

    def treated(self, *, of_care: bool) -> Iterator[Mention]:
        """Conditions, and parts of the body, that the sentence says are treated or helped.

        ``of_care``: what a treatment offered on the page helps with counts as well, not only what somebody treats.
        """
        if not self.names(*TREATED) or self.void or refusals.unfit(self.signs):
            return
        for clause in self.clauses:
            for mention, at, until in self.within(clause, *TREATED):
                ill = mention.kind is SaidKind.CONDITION or _painful(clause.text, at, until)
                if ill and self._treats(clause, at, until, of_care):
                    yield mention

    def _treats(self, clause: Clause, at: int, until: int, of_care: bool) -> bool:
        named = _CARE_SIGN.search(self.signs) is not None
        by_care = of_care and (named or (self.after_care and cues.IT.match(self.text) is not None))
        if by_care and cues.FOR_IT.search(clause.text, max(0, at - _NEAR), at):
            return True
        mine = cues.FIRST.search(self.signs) is not None
        verb = _last(clause.treats, at)
        if verb is None or cues.TREAT_STOP.search(clause.text, verb.end(), at):
            return (by_care or mine) and cues.TREATED.match(clause.text[until:]) is not None
        before = self.signs[max(0, clause.start + verb.start() - _NEAR) : clause.start + verb.start()].rstrip(" ,")
        subject = cues.AUXILIARIES.sub("", before)
        others = cues.OTHERS.search(subject) and not cues.OUR_GROUP.search(subject)
        return by_care or ((mine or self.speaker is Speaker.PERSON) and not others)


def _ours(clause: Clause, at: int) -> bool:
    """'Our certified X practitioners'."""
    found = cues.OURS.search(clause.text, max(0, at - _NEAR), at)
    return found is not None and not cues.NOT_OURS.search(found[0])


def _painful(text: str, at: int, until: int) -> bool:
    """Whether a part of the body is named for what ails it: 'knee injuries', 'pain in the hip'."""
    behind, before = (until, until + 80), (max(0, at - 40), at)
    return any(cues.PAINFUL.search(text, *near) is not None for near in (behind, before))


def _last(found: Sequence[re.Match[str]], at: int) -> re.Match[str] | None:
    """The last match that ends before ``at``."""
    return next((match for match in reversed(found) if match.end() <= at), None)
