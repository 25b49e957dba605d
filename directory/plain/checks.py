"""One check of a person as a reader gets it: lines of text with their links, what was asked for, and the evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory import wording
from directory.disputes import fact_of
from directory.paper_words import training_facts
from directory.plain.pages import moment
from directory.profiles import Evidence, Line
from directory.requirement_words import requirement_lines
from directory.rules.fields import JUDGED
from directory.rules.titles import without_path
from directory.texts import say
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Need


@dataclass(frozen=True, slots=True)
class Text:
    """A line, with a link behind it where ``url`` is an address of the web."""

    words: str
    url: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``fact``: the key under which somebody may say that it is wrong. ``judged``: (icon, what is asked for, result,
    the rest); ``duties``: what a rule asks besides, that no record can show.
    """

    fact: str
    line: Line
    icon: str
    word: str
    lines: list[Text]
    judged: list[tuple[str, str, str, str]]
    duties: list[str]
    limits: str | None
    grounds: list[Text]
    evidence: list[Text]
    record: list[tuple[str, str]]


def shown_check(line: Line) -> Shown:
    said = line.details
    judged = said.get("judged") or []
    asked = said.get("requirements") or {}
    of_nobody = {} if judged else {name: value for name, value in asked.items() if name in JUDGED}
    rule = line.need is Need.NEEDLING_RULE
    return Shown(
        fact=fact_of(line),
        line=line,
        icon=line.badge[0],
        word=line.badge[1],
        lines=[*_facts(line), *_of_need(line), *_unknown(line)],
        judged=[_judged(one, said) for one in judged] if rule else [],
        # A rule that forbids it, or is not settled: nobody was judged by its numbers.
        duties=requirement_lines(of_nobody | {name: value for name, value in asked.items() if name not in JUDGED})
        if rule
        else [],
        limits=said.get("scope_limits") if rule else None,
        grounds=[*_grounds(judged, said)] if rule else [],
        evidence=[*_evidence(line.evidence)] if line.evidence else [],
        record=[*_flat(line.evidence.said)] if line.evidence else [],
    )


def _facts(line: Line) -> Iterator[Text]:
    paper = line.details.get("class") == DOCUMENT_SEEN
    if line.raw:
        yield Text(_whose(line))
    if line.read_at:
        yield Text(say("plain-filed-on" if paper else "plain-read-on", time=moment(line.read_at)))
    if line.source_as_of:
        yield Text(say("plain-source-dated", day=wording.day(line.source_as_of)))
    if line.source_title and line.need is not Need.NEEDLING_RULE:
        yield Text(say("plain-source", title=line.source_title), line.source_page)
    read_at = None if paper else line.read_at  # how old a reading may be says nothing of a paper
    yield from map(
        Text, wording.how_long(line.status, read_at, line.source_as_of, line.good_until, line.details)
    )  # fmt: skip


def _whose(line: Line) -> str:
    raw = str(line.raw)
    if line.details.get("written_by"):
        return say("plain-written-by", who=str(line.details["written_by"]), words=raw)
    claimed = line.need is Need.TRAINING and line.grade in (0, 1, 2)
    return say("plain-own-words" if claimed else "plain-source-word", words=raw)


def _of_need(line: Line) -> Iterator[Text]:
    """What only this kind of check tells."""
    said = line.details
    match line.need:
        case Need.LICENSE:
            yield from _told(said, {"name_at_board": "plain-name-at-board"})
            yield from _days(said, {"issued_on": "plain-first-issued", "expires": "plain-runs-until"})
            yield from map(Text, wording.discipline(said))
            if said.get("verify_url"):
                yield Text(say("plain-look-up"), said["verify_url"])
        case Need.TRAINING:
            yield from _told(said, {"name_on_list": "plain-name-on-list", "certificate_number": "plain-certificate"})
            yield from _days(said, {"completed_on": "plain-completed"})
            yield from map(Text, training_facts(said))
        case Need.EXCLUSION:
            if said.get("criteria"):
                yield Text(say("plain-searched-with", what=", ".join(dict.fromkeys(map(str, said["criteria"])))))
            for entry in said.get("entries") or ():
                told_of = [entry.get(name) for name in ("name", "specialty", "state", "type")]
                yield Text(say("plain-entry", what=", ".join(str(word) for word in told_of if word)))
        case Need.NEEDLING_RULE:
            yield from _rule(said)
        case _:
            return


def _told(said: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Text]:
    for name, text in names.items():
        if said.get(name):
            yield Text(say(text, what=str(said[name])))


def _days(said: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Text]:
    for name, text in names.items():
        if said.get(name):
            yield Text(say(text, day=wording.day(wording.date_of(said[name]))))


def _rule(said: Mapping[str, Any]) -> Iterator[Text]:
    yield from _told(said, {"citation": "plain-rule", "proposed": "states-proposed"})
    for name in ("confidence", "text_seen"):
        if said.get(name):
            yield Text(rule_word(name, said[name]))
    yield from _days(said, {"read_on": "plain-rule-read"})
    if said.get("source_title"):
        yield Text(say("plain-source", title=without_path(str(said["source_title"]))), said.get("source_url"))


def rule_word(what: str, code: str) -> str:
    """How sure we are of a rule (``confidence``), or how much of its text we read (``text_seen``), as a sentence."""
    return say(f"rule-{'sure' if what == 'confidence' else 'seen'}-{code}")


def _unknown(line: Line) -> Iterator[Text]:
    if line.reason:
        yield Text(say("plain-why-not-more", why=say(f"plain-reason-{line.reason.replace('_', '-')}")))
    if line.next_step:
        yield Text(say("plain-you-can", step=line.next_step))


def _judged(one: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[str, str, str, str]:
    asked, found = wording.requirement(one, said)
    result, dot, rest = found.partition(".")
    return wording.ANSWERED[one["answer"]][0], asked, result, dot + rest


def _grounds(judged: list[Mapping[str, Any]], said: Mapping[str, Any]) -> Iterator[Text]:
    """For each requirement the text it stands in, and what it was judged by."""
    for one in judged:
        asked, _ = wording.requirement(one, said)
        by = [" ".join(proof[part] for part in ("what", "of") if part in proof) for proof in one.get("evidence") or ()]
        told = say("plain-ground", asked=asked, citation=str(one["citation"]), sure=str(one["confidence"]))
        judged_by = [say("plain-judged-by", what=", ".join(dict.fromkeys(by)))] if by else []
        yield Text(" ".join([told, *judged_by]), one.get("source_url"), one.get("source_title"))
    for name, text in (said.get("alternatives") or {}).items():
        yield Text(say("plain-instead", what=name.replace("_", " "), other=str(text)))


def _evidence(evidence: Evidence) -> Iterator[Text]:
    file = evidence.url.rpartition("/")[2] or evidence.url
    on_the_web = evidence.url.startswith(("http://", "https://"))
    yield Text(say("plain-read-from", what=evidence.url if on_the_web else file))
    yield Text(say("plain-read-on", time=moment(evidence.read_at)))
    yield Text(say("plain-fingerprint", hash=evidence.sha256))
    yield Text(say("plain-place-in", where=evidence.locator) if evidence.locator else say("plain-place-whole"))


def _flat(said: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a record that is known, under its path."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from _flat(value, f"{path} {name}".strip().replace("_", " "))
    elif isinstance(said, list):
        for number, value in enumerate(said, start=1):
            yield from _flat(value, f"{path} {number}" if len(said) > 1 else path)
    elif isinstance(said, bool):
        yield path, say("plain-yes" if said else "plain-no")
    elif said not in (None, ""):
        yield path, str(said)
