"""What is told of one check beside its result: where it comes from, how long it holds, and why not more is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory import wording
from directory.paper_words import training_facts
from directory.profiles import Line
from directory.rules.titles import without_path
from directory.texts import say
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Need
from directory.web_addresses import web_address


@dataclass(frozen=True, slots=True)
class Text:
    """A line, with a link behind it where ``url`` is an address of the web."""

    words: str
    url: str | None = None
    label: str | None = None


def check_lines(line: Line, *, coordinator: bool = False) -> list[Text]:
    """The lines below a result, the same on every page. ``coordinator``: with the days until which it may be used."""
    return [*_facts(line, coordinator=coordinator), *_of_need(line), *_unknown(line)]


def _facts(line: Line, *, coordinator: bool) -> Iterator[Text]:
    paper = line.details.get("class") == DOCUMENT_SEEN
    if line.raw:
        yield Text(_whose(line))
    if line.read_at:
        yield Text(say("plain-filed-on" if paper else "plain-read-on", time=wording.moment(line.read_at)))
    if line.source_as_of:
        yield Text(say("plain-source-dated", day=wording.day(line.source_as_of)))
    if line.source_title and line.need is not Need.NEEDLING_RULE:
        yield Text(say("plain-source", title=line.source_title), line.source_page)
    read_at = None if paper else line.read_at  # how old a reading may be says nothing of a paper
    told = wording.how_long(
        line.status, read_at, line.source_as_of, line.good_until, line.details, coordinator=coordinator
    )
    yield from map(Text, told)


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
            if web_address(said.get("verify_url")):
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


def record_lines(said: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a record that is known, under its path."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from record_lines(value, f"{path} {name}".strip().replace("_", " "))
    elif isinstance(said, list):
        for number, value in enumerate(said, start=1):
            yield from record_lines(value, f"{path} {number}" if len(said) > 1 else path)
    elif isinstance(said, bool):
        yield path, say("plain-yes" if said else "plain-no")
    elif said not in (None, ""):
        yield path, str(said)
