"""One check of a person as a reader gets it: lines of text with their links, what was asked for, and the evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory import wording
from directory.check_lines import Text, check_lines, record_lines
from directory.disputes import fact_of
from directory.profiles import Evidence, Line
from directory.requirement_words import requirement_lines
from directory.rules.fields import JUDGED
from directory.texts import say
from directory.vocabulary import Need


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
        lines=check_lines(line),
        judged=[_judged(one, said) for one in judged] if rule else [],
        # A rule that forbids it, or is not settled: nobody was judged by its numbers.
        duties=requirement_lines(of_nobody | {name: value for name, value in asked.items() if name not in JUDGED})
        if rule
        else [],
        limits=said.get("scope_limits") if rule else None,
        grounds=[*_grounds(judged, said)] if rule else [],
        evidence=[*_evidence(line.evidence)] if line.evidence else [],
        record=[*record_lines(line.evidence.said)] if line.evidence else [],
    )


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
    yield Text(say("plain-read-on", time=wording.moment(evidence.read_at)))
    yield Text(say("plain-fingerprint", hash=evidence.sha256))
    yield Text(say("plain-place-in", where=evidence.locator) if evidence.locator else say("plain-place-whole"))
