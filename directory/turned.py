"""Who would be judged otherwise by other rules: by the facts that were published, on a day, by two rule sets."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from directory.rules import RuleSet
from directory.rules.judging import FactsError, Judgement, facts_from, judge
from directory.store.tables import Practitioner, Verification
from directory.verification.model import good_on
from directory.vocabulary import Need, Profession, RuleVerdict

_AT_ONCE = 1_000  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """One practitioner whose verdict in one state and profession would be another; ``reasons`` are the new ones."""

    id: str
    name: str
    jurisdiction: str
    profession: Profession
    old: RuleVerdict
    new: RuleVerdict
    old_rule: str | None
    new_rule: str | None
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Turning:
    """``judged``: findings whose rule is the same or not, all counted; ``stale``: those that count for nothing any more
    on that day; ``untold``: without facts that can be read, published by an older version of this program.
    """

    judged: int = 0
    stale: int = 0
    untold: int = 0
    turned: list[Turned] = field(default_factory=list)

    @property
    def counts(self) -> Mapping[tuple[RuleVerdict, RuleVerdict], int]:
        """(old verdict, new verdict) -> how many findings."""
        return Counter((one.old, one.new) for one in self.turned)


def turning(session: Session, old: RuleSet, new: RuleSet, on: date) -> Turning:
    """Everybody published, judged on ``on`` by both rule sets from the facts that were judged when they were published.

    What was looked up at a board then answered what the rule of that day asked: a rule that asks the board for
    something else finds no look-up, and cannot tell.
    """
    found = Turning()
    query = (
        select(Verification, Practitioner.display_name)
        .join(Practitioner, col(Practitioner.id) == Verification.practitioner_id)
        .where(Verification.need == Need.NEEDLING_RULE)
        .order_by(Practitioner.sort_key, col(Verification.id))
    )
    for row, name in session.exec(query.execution_options(yield_per=_AT_ONCE)):
        if not good_on(row.good_until, on):
            found.stale += 1
            continue
        found.judged += 1
        found.turned += _of(row, name, old, new, on, found)
    return found


def _of(row: Verification, name: str, old: RuleSet, new: RuleSet, on: date, counts: Turning) -> Iterator[Turned]:
    if row.jurisdiction is None or row.profession is None:
        return
    state, profession = row.jurisdiction, Profession(row.profession)
    rules = [rules.rule_for(state, profession, on) for rules in (old, new)]
    if rules[0] == rules[1]:
        return
    try:
        facts = facts_from(row.details["facts"])
    except (KeyError, FactsError):
        counts.untold += 1
        return
    region = row.details.get("region")
    was, now = (judge(rule, facts, state=state, as_of=on, region=region) for rule in rules)
    if was.verdict is not now.verdict:
        yield Turned(
            id=row.practitioner_id, name=name, jurisdiction=state, profession=profession, old=was.verdict,
            new=now.verdict, old_rule=_id(was), new_rule=_id(now), reasons=now.reasons,
        )  # fmt: skip


def _id(judged: Judgement) -> str | None:
    return judged.rule.id if judged.rule else None
