"""The rules of a state in words: who may needle there, after what, by which text, and how sure we are of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlmodel import Session

from directory import rules, wording
from directory.citations import Changed, changed_for, citation_changes
from directory.links import board_link
from directory.normalize.states import STATE_NAMES
from directory.outlines import FILLS, Fill
from directory.requirement_words import requirement_lines
from directory.rules import Rule
from directory.rules.titles import without_path
from directory.texts import say, say_part
from directory.vocabulary import PROFESSION_NAMES, Permission, Profession

COLUMNS = (
    Profession.PHYSICAL_THERAPIST,
    Profession.PHYSICAL_THERAPIST_ASSISTANT,
    Profession.CHIROPRACTOR,
    Profession.ATHLETIC_TRAINER,
    Profession.OCCUPATIONAL_THERAPIST,
    Profession.ACUPUNCTURIST,
)
NOTHING = "nothing"
# Part of the name of its texts, a sign that repeats the word, and what fills a state on the map.
WORDS: Mapping[str, tuple[str, str, str]] = {
    Permission.PERMITTED: ("permitted", "✓", "yes"),
    Permission.PROHIBITED: ("not-permitted", "✕", "no"),
    Permission.SILENT: ("silent", "–", "silent"),
    Permission.UNCLEAR: ("unclear", "?", "unclear"),
    Permission.DELEGATED_ORDER: ("on-order", "!", "order"),
    NOTHING: ("nothing", "–", "nothing"),
}
UNCHANGED: Mapping[str, Changed] = MappingProxyType({})
LESS_SURE = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Word:
    """The answer in a word, with the sign that repeats it and what it means."""

    icon: str
    text: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A text that a rule stands in; ``changed_on``: another one was seen there then, and nobody has read that yet."""

    title: str
    dated: str
    url: str | None
    changed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """What holds for one profession. ``asks``: a line for each requirement; ``lines``: citation, basis, how sure, how
    much was read and when, since when and until what; ``notes``: of the person who read it, in that person's words.
    ``question`` and ``answer``: the same for a patient. ``hours``: of training, where the rule names them; ``rule``:
    None where we found none.
    """

    profession: Profession
    name: str
    word: Word
    sentence: str
    question: str
    answer: str
    hours: str | None
    asks: list[str]
    asks_nothing: str | None
    lines: list[str]
    sources: list[Cited]
    notes: str | None
    rule: Rule | None

    @property
    def citation(self) -> str | None:
        """The law that is cited; a word on it where that is only a proposal."""
        if self.rule is None:
            return None
        return self.rule.law or say("states-only-proposal")

    @property
    def read_on(self) -> date | None:
        """The day a person last read the sources of the rule."""
        return self.rule.read_on if self.rule else None

    @property
    def sure(self) -> str | None:
        """How sure we are of it, in a word or two."""
        return say(f"states-sure-{self.rule.confidence}") if self.rule else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCard:
    """One state: a row for every profession that is asked about or has a rule there on a day.

    ``known_on``: the day whose state of knowledge the table of rules holds.
    """

    code: str
    name: str
    on: date
    known_on: date
    rows: Sequence[StateRule]


def word_of(rule: Rule | None) -> Word:
    name, icon, _ = WORDS[rule.permission if rule else NOTHING]
    return Word(icon, say(f"rule-short-{name}"), say_part(f"rule-short-{name}", "means"))


def words() -> list[Word]:
    """Every answer there is."""
    return [
        Word(icon, say(f"rule-short-{name}"), say_part(f"rule-short-{name}", "means"))
        for name, icon, _ in WORDS.values()
    ]


def overview(on: date) -> list[tuple[str, str, list[Word]]]:
    """(code, name, an answer for each profession of `COLUMNS`) of all states, in the table's order."""
    return [
        (code, name, [word_of(rules.rule_for(code, profession, on)) for profession in COLUMNS])
        for code, name in rules.jurisdictions().items()
    ]


def fill_of(rule: Rule | None) -> Fill:
    """How a state is drawn on the map by what its rule says."""
    name, _, look = WORDS[rule.permission if rule else NOTHING]
    color, pattern = FILLS[look]
    return Fill(color, pattern, say(f"states-letter-{name}"), say(f"rule-short-{name}"))


def fills(profession: Profession, on: date) -> dict[str, Fill]:
    """Code -> fill of every place of the table, federal ones included, by what its rule says of one profession."""
    return {code: fill_of(rules.rule_for(code, profession, on)) for code in rules.jurisdictions()}


def state_card(code: str, on: date, changes: Mapping[str, Changed] = UNCHANGED) -> StateCard:
    """The rules of a state in force on a day. ``changes``: what `directory.citations.citation_changes` found. Raises
    KeyError for a code that no place of the table has.
    """
    where = rules.jurisdictions()[code]
    found = ((one, rules.rule_for(code, one, on)) for one in Profession)
    return StateCard(
        code=code,
        name=where,
        on=on,
        known_on=rules.table_as_of(),
        rows=[
            _told(code, where, profession, rule, changes) for profession, rule in found if rule or profession in COLUMNS
        ],
    )


def state_rules(session: Session, code: str, on: date) -> list[StateRule]:
    """As `state_card`, told with the pages that changed since we read them. Raises KeyError."""
    return list(state_card(code, on, citation_changes(session)).rows)


def rule_sentence(rule: Rule | None, where: str, profession: Profession, board: str | None = None) -> str:
    """What a state's rule says, of nobody in particular. ``board``: as of `answer`."""
    told = _sentence(rule, where, profession)
    return f"{told} {say('states-ask-board', board=board)}" if board and _open(rule) else told


def _sentence(rule: Rule | None, where: str, profession: Profession) -> str:
    told = {"where": where, "who": wording.one(profession)}
    if rule is None:
        return say("rule-says-none", **told)
    match rule.permission:
        case Permission.PERMITTED:
            hours = rule.requirements.get("total_hours")
            if not hours:
                return say("rule-says-allows", **told)
            return say("rule-says-allows-after", hours=say("hours", n=hours), **told)
        case Permission.PROHIBITED:
            return say("rule-forbids", **told)
        case Permission.DELEGATED_ORDER:
            return say("rule-says-on-order", **told)
        case Permission.UNCLEAR:
            return say("rule-says-unclear", **told)
        case Permission.SILENT:
            return say("rule-silent", **told)


def answer(rule: Rule | None, board: str | None = None) -> str:
    """Whether this profession may needle there: for a patient, in a sentence or two. ``board``: whom to ask where we
    cannot tell; None where there is none to name.
    """
    told = _answer(rule)
    return f"{told} {say('states-ask-board', board=board)}" if board and _open(rule) else told


def _open(rule: Rule | None) -> bool:
    return rule is None or rule.permission in (Permission.UNCLEAR, Permission.SILENT)


def _board(code: str, where: str, profession: Profession) -> str | None:
    """Who licenses this profession there; federal places have no board."""
    if code not in STATE_NAMES:
        return None
    link = board_link(code, profession)
    return link.board if link else say("states-board-of", where=where)


def _answer(rule: Rule | None) -> str:
    match rule.permission if rule else None:
        case None:
            return say("states-none")
        case Permission.PROHIBITED:
            return say("states-no")
        case Permission.DELEGATED_ORDER:
            return say("states-on-order")
        case Permission.UNCLEAR:
            return say("states-unclear")
        case Permission.SILENT:
            return say("states-silent")
    assert rule is not None
    return _permitted(rule)


def _permitted(rule: Rule) -> str:
    asks = rule.requirements
    for key, text in (("total_hours", "states-yes-after"), ("dn_specific_hours", "states-yes-after-own")):
        if asks.get(key):
            return say(text, hours=say("hours", n=asks[key]))
    if asks.get("total_hours") == 0:  # SCHEMA.md, section 3: known to set no minimum
        return say("states-yes-no-least")
    return say("states-yes-asks" if asks else "states-yes")  # what it does not ask is told beside it


def _hours(rule: Rule | None) -> str | None:
    asks = rule.requirements if rule else {}
    if "total_hours" in asks:
        return str(asks["total_hours"])
    return say("states-hours-own", n=asks["dn_specific_hours"]) if "dn_specific_hours" in asks else None


def _told(
    code: str, where: str, profession: Profession, rule: Rule | None, changes: Mapping[str, Changed]
) -> StateRule:
    board = _board(code, where, profession)
    asks = requirement_lines(rule.requirements) if rule else []
    nothing = None
    if rule and not asks and rule.permission is Permission.PERMITTED:
        nothing = say("plain-asks-unknown" if rule.unlisted == "unknown" else "plain-asks-nothing")
    return StateRule(
        profession=profession,
        name=PROFESSION_NAMES[profession].capitalize(),
        word=word_of(rule),
        sentence=rule_sentence(rule, where, profession, board),
        question=say("states-ask", who=wording.one(profession), where=where),
        answer=answer(rule, board),
        hours=_hours(rule),
        asks=asks,
        asks_nothing=nothing,
        lines=[*_lines(rule)] if rule else [],
        sources=[*_sources(rule, changes)] if rule else [],
        notes=rule.other if rule else None,
        rule=rule,
    )


def _lines(rule: Rule) -> Iterator[str]:
    if rule.scope_limits:
        yield say("states-limits", what=rule.scope_limits)
    for part, what in rule.alternatives.items():
        yield say("states-or", part=part.replace("_", " "), what=what)
    if rule.probable:
        yield say("states-maybe", what="; ".join(requirement_lines(rule.probable)))
    if rule.law:
        yield say("plain-rule", what=rule.law)
    if not rule.only_proposed:
        yield say("plain-basis", what=rule.legal_basis)
    yield say(f"rule-sure-{rule.confidence}")
    if rule.numbers_confidence and LESS_SURE.index(rule.numbers_confidence) > LESS_SURE.index(rule.confidence):
        yield say("states-numbers-less", sure=say(f"states-sure-{rule.numbers_confidence}"))
    for conflict in rule.conflicts:
        if conflict["weight"] == "downgrades":
            title = without_path(rules.rule_source(conflict["source"]).title)
            yield say("states-speaks-otherwise", title=title, says=conflict["says"])
    yield say(f"rule-seen-{rule.text_seen}")
    yield say("plain-rule-read", day=wording.day(rule.read_on))
    if rule.effective_from:
        yield say("plain-in-force", day=wording.written_day(rule.effective_from))
    if rule.pending:
        what = ". ".join(rule.pending[part] for part in ("measure", "effect", "status") if part in rule.pending)
        yield say("states-proposed" if rule.only_proposed else "plain-may-change", what=wording.with_days(what))


def _sources(rule: Rule, changes: Mapping[str, Changed]) -> Iterator[Cited]:
    changed = {name: day for name, _, day in changed_for(rule, changes)}
    for name in rule.sources:
        source = rules.rule_source(name)
        yield Cited(
            title=without_path(source.title), dated=source.source_date, url=source.url, changed_on=changed.get(name)
        )
