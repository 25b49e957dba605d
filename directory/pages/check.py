"""Shows one check: its result in words, where it comes from, how long it holds, and why we say it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from directory import wording
from directory.pages.requirements import show_requirements
from directory.pages.shared import bullets, moment, told
from directory.pages.text import link, plain, web_address
from directory.paper_words import training_facts
from directory.profiles import Evidence, Line
from directory.rules.titles import without_path
from directory.texts import say
from directory.texts.tables import Told
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Audience, Need, Reason

REASONS: Mapping[str, str] = Told(
    {
        Reason.NOT_PUBLISHED: "plain-reason-not-published",
        Reason.SOURCE_SILENT_ON_FIELD: "plain-reason-source-silent-on-field",
        Reason.SOURCE_STALE: "plain-reason-source-stale",
        Reason.SOURCE_UNREACHABLE: "plain-reason-source-unreachable",
        Reason.OUR_FAILURE: "plain-reason-our-failure",
        Reason.AMBIGUOUS_PERSON: "plain-reason-ambiguous-person",
        Reason.SOURCES_CONFLICT: "plain-reason-sources-conflict",
        Reason.RULE_UNCLEAR: "plain-reason-rule-unclear",
        Reason.RULE_SILENT: "plain-reason-rule-silent",
        Reason.INPUT_INSUFFICIENT: "plain-reason-input-insufficient",
        Reason.HUMAN_REVIEW_PENDING: "plain-reason-human-review-pending",
    },
    say,
)


def show_check(line: Line, *, key: str, coordinator: bool) -> DeltaGenerator:
    """The check as a box, to which a page may add."""
    box = st.container(border=True)
    with box:
        st.subheader(plain(line.title), anchor=False)
        if line.audience is Audience.COORDINATOR:
            mark = say("check-coordinator-only")
            st.markdown(f":violet-badge[{mark}] {say('check-not-for-patients')}")
        st.markdown(told(line.badge, line.sentence))
        if line.overlay:
            st.warning(plain(line.overlay))
        st.markdown(bullets([*_facts(line, coordinator=coordinator), *_of_need(line), *_unknown(line)]))
        if line.need is Need.NEEDLING_RULE:
            show_requirements(line, key=key, coordinator=coordinator)
        if line.evidence:
            with st.expander(say("plain-why"), key=f"why {key}"):
                _evidence(line.evidence, coordinator=coordinator)
    return box


def _facts(line: Line, *, coordinator: bool) -> Iterator[str]:
    if line.raw:
        yield _own_words(line, plain(line.raw))
    paper = line.details.get("class") == DOCUMENT_SEEN
    if line.read_at:
        yield say("plain-filed-on" if paper else "plain-read-on", time=moment(line.read_at))
    if line.source_as_of:
        yield say("plain-source-dated", day=wording.day(line.source_as_of))
    if line.source_title and line.need is not Need.NEEDLING_RULE:
        yield say("check-source", title=plain(line.source_title), page=link(line.source_page))
    read_at = None if paper else line.read_at  # how old a reading may be says nothing of a paper
    yield from (plain(text) for text in _how_long(line, read_at, coordinator=coordinator))


def _how_long(line: Line, read_at: datetime | None, *, coordinator: bool) -> Iterator[str]:
    return wording.how_long(
        line.status, read_at, line.source_as_of, line.good_until, line.details, coordinator=coordinator
    )


def _own_words(line: Line, words: str) -> str:
    if line.details.get("written_by"):
        return say("plain-written-by", who=plain(line.details["written_by"]), words=words)
    claimed = line.need is Need.TRAINING and line.grade in (0, 1, 2)
    return say("plain-own-words" if claimed else "plain-source-word", words=words)


def _of_need(line: Line) -> Iterator[str]:
    """What only this kind of check tells."""
    said = line.details
    match line.need:
        case Need.LICENSE:
            yield from _license(said)
        case Need.TRAINING:
            if said.get("name_on_list"):
                yield say("plain-name-on-list", what=plain(said["name_on_list"]))
            if said.get("certificate_number"):
                yield say("plain-certificate", what=plain(said["certificate_number"]))
            if said.get("completed_on"):
                yield say("plain-completed", day=wording.day(wording.date_of(said["completed_on"])))
            yield from (plain(text) for text in training_facts(said))
        case Need.EXCLUSION:
            if said.get("criteria"):
                yield say("plain-searched-with", what=plain(", ".join(dict.fromkeys(said["criteria"]))))
            for entry in said.get("entries") or ():
                told_of = [entry.get(name) for name in ("name", "specialty", "state", "type")]
                yield say("plain-entry", what=plain(", ".join(str(word) for word in told_of if word)))
        case Need.NEEDLING_RULE:
            yield from _rule(said)
        case _:
            return


def _license(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("name_at_board"):
        yield say("plain-name-at-board", what=plain(said["name_at_board"]))
    if said.get("issued_on"):
        yield say("plain-first-issued", day=wording.day(wording.date_of(said["issued_on"])))
    if said.get("expires"):
        yield say("plain-runs-until", day=wording.day(wording.date_of(said["expires"])))
    yield from (plain(text) for text in wording.discipline(said))
    if web_address(said.get("verify_url")):
        yield say("check-look-up", page=link(said["verify_url"]))


def _rule(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("citation"):
        yield say("plain-rule", what=plain(said["citation"]))
    if said.get("proposed"):
        yield say("states-proposed", what=plain(said["proposed"]))
    if said.get("confidence"):
        yield say(f"rule-sure-{said['confidence']}")
    if said.get("text_seen"):
        yield say(f"rule-seen-{said['text_seen']}")
    if said.get("read_on"):
        yield say("plain-rule-read", day=wording.day(wording.date_of(said["read_on"])))
    if said.get("source_title"):
        title = plain(without_path(said["source_title"]))
        yield say("check-source", title=title, page=link(said.get("source_url")))


def _unknown(line: Line) -> Iterator[str]:
    if line.reason:
        yield say("plain-why-not-more", why=plain(REASONS.get(line.reason, line.reason)))
    if line.next_step:
        yield say("plain-you-can", step=plain(line.next_step))


def _evidence(evidence: Evidence, *, coordinator: bool) -> None:
    address = web_address(evidence.url)
    file = evidence.url.rpartition("/")[2] or say("check-a-file")
    lines = [
        say("plain-read-from", what=f"[{plain(address)}](<{address}>)")
        if address
        else say("check-from-file", file=plain(file)),
        say("plain-read-on", time=moment(evidence.read_at)),
        say("plain-fingerprint", hash=plain(evidence.sha256)),
        say("plain-place-in", where=plain(evidence.locator)) if evidence.locator else say("plain-place-whole"),
    ]
    if coordinator:
        lines.append(f"[{say('check-bytes')}](/evidence/{evidence.sha256})")
    st.markdown(bullets(lines))
    st.markdown(f"{say('plain-record')}:")
    rows = {plain(name): plain(value) for name, value in _flat(evidence.said)}
    st.table(rows, alt=say("check-record-table"), border="horizontal")


def _flat(said: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a record that is known, under its path."""
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from _flat(value, f"{path} {name}".strip().replace("_", " "))
    elif isinstance(said, list):
        for number, value in enumerate(said, start=1):
            yield from _flat(value, f"{path} {number}" if len(said) > 1 else path)
    elif said not in (None, ""):
        yield path, say("plain-yes" if said else "plain-no") if isinstance(said, bool) else str(said)
