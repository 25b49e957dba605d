"""Shows one check: its result in words, where it comes from, how long it holds, and why we say it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from directory import wording
from directory.pages.requirements import show_requirements
from directory.pages.rule_words import SEEN, SURE
from directory.pages.shared import bullets, moment, told
from directory.pages.text import link, plain, web_address
from directory.paper_words import training_facts
from directory.profiles import Evidence, Line
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Audience, Need, Reason

REASONS: Mapping[str, str] = {
    Reason.NOT_PUBLISHED: "it is published nowhere that we read",
    Reason.SOURCE_SILENT_ON_FIELD: "the source leaves this open",
    Reason.SOURCE_STALE: "our last reading is too old",
    Reason.SOURCE_UNREACHABLE: "the source could not be reached",
    Reason.OUR_FAILURE: "we could not read the answer",
    Reason.AMBIGUOUS_PERSON: "more than one person fits",
    Reason.SOURCES_CONFLICT: "the sources disagree",
    Reason.RULE_UNCLEAR: "the rule is not clear from the texts we found",
    Reason.RULE_SILENT: "no written rule speaks of it",
    Reason.INPUT_INSUFFICIENT: "a fact about this person is missing",
    Reason.HUMAN_REVIEW_PENDING: "a person has to look at it first",
}


def show_check(line: Line, *, key: str, coordinator: bool) -> None:
    with st.container(border=True):
        st.subheader(plain(line.title), anchor=False)
        if line.audience is Audience.COORDINATOR:
            st.markdown(":violet-badge[Coordinator only] This line is not shown to patients.")
        st.markdown(told(line.badge, line.sentence))
        if line.overlay:
            st.warning(plain(line.overlay))
        st.markdown(bullets([*_facts(line), *_of_need(line), *_unknown(line)]))
        if line.need is Need.NEEDLING_RULE:
            show_requirements(line, key=key, coordinator=coordinator)
        if line.evidence:
            with st.expander("Why do we say this?", key=f"why {key}"):
                _evidence(line.evidence, coordinator=coordinator)


def _facts(line: Line) -> Iterator[str]:
    if line.raw:
        yield f"{_whose(line)}: {plain(line.raw)}"
    paper = line.details.get("class") == DOCUMENT_SEEN
    if line.read_at:
        yield f"{'Filed' if paper else 'Read'} on {moment(line.read_at)}"
    if line.source_as_of:
        yield f"The source dates itself {wording.day(line.source_as_of)}"
    if line.source_title and line.need is not Need.NEEDLING_RULE:
        yield f"Source: {plain(line.source_title)}, {link(line.source_page)}"
    read_at = None if paper else line.read_at  # how old a reading may be says nothing of a paper
    yield from (plain(text) for text in _how_long(line, read_at))


def _how_long(line: Line, read_at: datetime | None) -> Iterator[str]:
    return wording.how_long(line.status, read_at, line.source_as_of, line.good_until, line.details)


def _whose(line: Line) -> str:
    if line.details.get("written_by"):
        return f"Written by {plain(line.details['written_by'])}"
    claimed = line.need is Need.TRAINING and line.grade in (0, 1, 2)
    return "The person's own words" if claimed else "The source's word"


def _of_need(line: Line) -> Iterator[str]:
    """What only this kind of check tells."""
    said = line.details
    match line.need:
        case Need.LICENSE:
            yield from _license(said)
        case Need.TRAINING:
            if said.get("name_on_list"):
                yield f"Name on the list: {plain(said['name_on_list'])}"
            if said.get("certificate_number"):
                yield f"Certificate: {plain(said['certificate_number'])}"
            if said.get("completed_on"):
                yield f"Completed on {wording.day(wording.date_of(said['completed_on']))}"
            yield from (plain(text) for text in training_facts(said))
        case Need.EXCLUSION:
            if said.get("criteria"):
                yield f"Searched with: {plain(', '.join(dict.fromkeys(said['criteria'])))}"
            for entry in said.get("entries") or ():
                told_of = [entry.get(name) for name in ("name", "specialty", "state", "type")]
                yield f"Entry: {plain(', '.join(str(word) for word in told_of if word))}"
        case Need.NEEDLING_RULE:
            yield from _rule(said)
        case _:
            return


def _license(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("name_at_board"):
        yield f"Name at the board: {plain(said['name_at_board'])}"
    if said.get("issued_on"):
        yield f"First issued on {wording.day(wording.date_of(said['issued_on']))}"
    if said.get("expires"):
        yield f"Runs until {wording.day(wording.date_of(said['expires']))}"
    yield from (plain(text) for text in wording.discipline(said))
    if web_address(said.get("verify_url")):
        yield f"Look it up: {link(said['verify_url'])}"


def _rule(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("citation"):
        yield f"Rule: {plain(said['citation'])}"
    if said.get("confidence"):
        yield SURE.get(said["confidence"], plain(said["confidence"]))
    if said.get("text_seen"):
        yield SEEN.get(said["text_seen"], plain(said["text_seen"]))
    if said.get("read_on"):
        yield f"We last read its sources on {wording.day(wording.date_of(said['read_on']))}"
    if said.get("source_title"):
        yield f"Source: {plain(said['source_title'])}, {link(said.get('source_url'))}"


def _unknown(line: Line) -> Iterator[str]:
    if line.reason:
        yield f"Why we cannot say more: {plain(REASONS.get(line.reason, line.reason))}"
    if line.next_step:
        yield f"What you can do: {plain(line.next_step)}"


def _evidence(evidence: Evidence, *, coordinator: bool) -> None:
    address = web_address(evidence.url)
    file = evidence.url.rpartition("/")[2] or "a file"
    lines = [
        f"Read from: [{plain(address)}](<{address}>)" if address else f"Read from a file handed in: {plain(file)}",
        f"Read on {moment(evidence.read_at)}",
        f"Fingerprint of the bytes (SHA-256): {plain(evidence.sha256)}",
        f"Place in them: {plain(evidence.locator or 'the whole of it')}",
    ]
    if coordinator:
        lines.append(f"[The bytes as they were read](/evidence/{evidence.sha256})")
    st.markdown(bullets(lines))
    st.markdown("What the record itself says:")
    rows = {plain(name): plain(value) for name, value in _flat(evidence.said)}
    st.table(rows, alt="The record as we read it, field by field", border="horizontal")


def _flat(said: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a record that is known, under its path."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from _flat(value, f"{path} {name}".strip().replace("_", " "))
    elif isinstance(said, list):
        for number, value in enumerate(said, start=1):
            yield from _flat(value, f"{path} {number}" if len(said) > 1 else path)
    elif said not in (None, ""):
        yield path, {True: "yes", False: "no"}.get(said, str(said)) if isinstance(said, bool) else str(said)
