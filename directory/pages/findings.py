"""A person's possible exclusion hits or contradictions: both sides, what would settle it, a coordinator's answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine

from directory import findings, wording
from directory.accounts import Reader
from directory.config import config
from directory.findings import Contradiction, FindingError, Hit, Waiting
from directory.findings.standing import Told
from directory.pages.coordinators import back_to_review, only_for_coordinators
from directory.pages.keeping import keep_and_tell, show_told
from directory.pages.practitioner import NOTHING, link_to
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.tables import Link, Noted, Shown, show_table
from directory.pages.text import link, plain
from directory.profiles import find_id
from directory.store import readings
from directory.store.findings_tables import FindingDecision
from directory.store.tables import Practitioner
from directory.vocabulary import FindingAnswer, FindingKind

ADDRESS = "finding"
BUTTONS = {
    FindingAnswer.SAME: "The same person",
    FindingAnswer.DIFFERENT: "Not the same",
    FindingAnswer.UNSURE: "I cannot tell",
}
TITLES = {FindingKind.HIT: "Is this the listed person?", FindingKind.CONTRADICTION: "Which is right?"}
ANSWERED = {
    FindingAnswer.SAME: "the same person",
    FindingAnswer.DIFFERENT: "not the same person",
    FindingAnswer.UNSURE: "cannot tell",
}


def link_to_finding(practitioner_id: str, kind: FindingKind, label: str, back: Mapping[str, str] = NOTHING) -> None:
    """``back``: the filters of the queue it is followed from."""
    target = st.Page(page, title="Finding", url_path=ADDRESS, visibility="hidden")
    query = {"id": practitioner_id, "what": kind.value} | ({"back": urlencode(back)} if back else {})
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


def what_it_is(one: Waiting) -> Iterator[str]:
    """In a line or two, as the published check tells it."""
    if one.kind is FindingKind.CONTRADICTION:
        yield f"{one.check.subject}: {one.check.details.get('why') or one.check.raw or 'the values disagree'}"
        return
    for entry in one.check.details.get("entries") or ():
        told = (entry.get("name"), entry.get("specialty"), entry.get("state"), entry.get("type"), entry.get("since"))
        yield f"Entry: {', '.join(str(part) for part in told if part)}"


def show_dispositions(visit: Visit, practitioner_id: str, source: str | None) -> None:
    """Beside a list's check on a profile: what was decided of its near hits, and the way there. For coordinators."""
    near = findings.dispositions(visit.session, [practitioner_id]).get(practitioner_id, [])
    of_list = [one for one in near if one.source == source]
    if not of_list:
        return
    st.markdown(bullets([plain(f"{one.entry}: {one.sentence}") for one in of_list]))
    told = findings.told_instead(visit.session, {practitioner_id: of_list}, visit.today)
    for words in told.values():
        st.markdown(f"Told as: {plain(words)}")
    link_to_finding(practitioner_id, FindingKind.HIT, "Compare and decide")


@framed
def page(visit: Visit) -> None:
    if not only_for_coordinators(visit):
        return
    back_to_review()
    show_told()
    ident = find_id(visit.session, str(st.query_params.get("id") or "")[:64])
    kind = next((one for one in FindingKind if one.value == st.query_params.get("what")), FindingKind.HIT)
    titled(TITLES[kind])
    if ident is None:
        st.title("There is nobody under this address", anchor=False)
        return
    st.title(TITLES[kind], anchor=False)
    person = visit.session.get_one(Practitioner, ident)
    link_to(person.id, f"See all checks: {person.display_name}")
    if kind is FindingKind.HIT:
        _hits(visit, person)
    else:
        _contradictions(visit, person)
    _log(visit, person, kind)


# --- possible hits ----------------------------------------------------------------------------------------------


def _hits(visit: Visit, person: Practitioner) -> None:
    found = findings.search(visit.session, person.id, visit.today)
    hits = found.hits if found else []
    if not hits:
        st.markdown("No list has an entry that may be this person by the name alone.")
        return
    st.markdown(
        "A name alone proves nothing. Whatever you answer, patients see neither the entry nor the answer, and what the "
        "list says stays as it is."
    )
    about = findings.abouts(visit.session, [person.id])[person.id]
    known = readings.sources(visit.session)
    for number, hit in enumerate(hits, start=1):
        source = known[hit.sighting.source]
        st.header(plain(f"Entry {number} of {len(hits)}: {source.title}"), anchor=False)
        rows = findings.side_by_side(hit.record, about)
        st.markdown(bullets([f"{word}: {plain(facts)}" for word, facts in findings.in_short(rows)]))
        table: list[Sequence[Shown]] = [
            (row.fact, row.theirs, row.ours or "–", wording.COMPARED[row.says] if row.says else "not compared")
            for row in rows
        ]
        show_table(
            f"Entry {number} and the person, fact by fact", ("Fact", "The list", "The person", "Compared"), table
        )
        st.markdown(
            bullets([
                f"The list: {link(hit.sighting.url)}, {plain(hit.sighting.locator)}, read on "
                f"{wording.moment(hit.sighting.read_at)}, "
                f"[the bytes as they were read](/evidence/{hit.sighting.sha256})"
            ])
        )  # fmt: skip
        st.subheader("What would settle it", anchor=False)
        st.markdown(bullets([plain(one) for one in findings.would_settle(hit.record, about, source.page_url)]))
        _told_of(hit.told)
        if hit.told is None or (hit.told.answer is FindingAnswer.UNSURE and not hit.told.waits):
            _ask_hit(visit, person.id, hit)


def _ask_hit(visit: Visit, practitioner_id: str, hit: Hit) -> None:
    if visit.reader is None or not visit.may_write:
        st.markdown("Viewers read only: a coordinator can answer.")
        return
    who, key = visit.reader.shown, f"{hit.evidence[: findings.ID_LENGTH]} {hit.sighting.record_id}"
    second = " That they are the same counts only when a second person confirms it." if config().two_persons else ""
    st.markdown(f"Your answer is kept as {plain(who)}'s, holds until what tells of the two changes, and can be undone."
                f"{second}")  # fmt: skip
    with st.form(f"decide {key}"):
        st.text_area("Note: what you compared, and how; no birth date", key=f"note {key}", max_chars=2_000)
        with st.container(horizontal=True):
            for answer, label in BUTTONS.items():
                st.form_submit_button(
                    label, key=f"{answer} {key}", on_click=_decide_hit,
                    args=(practitioner_id, hit.evidence, answer, f"note {key}", visit.today),
                )  # fmt: skip


def _decide_hit(ident: str, evidence: str, answer: FindingAnswer, noted: str, today: date) -> None:
    note, twice = str(st.session_state.get(noted) or ""), config().two_persons

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        findings.decide_hit(
            engine, ident, evidence, answer, who=reader.shown, note=note, now=now, today=today, two_persons=twice
        )

    waits = " A second person has to confirm it." if twice and answer is FindingAnswer.SAME else ""
    keep_and_tell("finding", act, f"Kept: {ANSWERED[answer]}.{waits}", FindingError)


# --- contradictions ---------------------------------------------------------------------------------------------


def _contradictions(visit: Visit, person: Practitioner) -> None:
    found = findings.contradictions_of(visit.session, person.id)
    if not found:
        st.markdown("The sources contradict each other in nothing that is checked of this person.")
    for one in found:
        st.header(plain(one.check.subject), anchor=False)
        rows: list[Sequence[Shown]] = [
            (
                chr(ord("A") + number),
                value.words,
                value.source_title,
                wording.moment(value.read_at) if value.read_at else "not read",
                Noted([Link("the bytes as they were read", f"/evidence/{value.sha256}")]) if value.sha256 else "none",
            )
            for number, value in enumerate(one.values)
        ]
        show_table(f"What is said of {one.check.subject}", ("", "Says", "Source", "Read at", "Evidence"), rows)
        st.markdown(plain(one.rules))
        if one.check.next_step:
            st.markdown(f"What would settle it: {plain(one.check.next_step)}")
        _told_of(one.told)
        if one.told is None or one.told.answer is FindingAnswer.UNSURE:
            _ask_which(visit, person.id, one)


def _ask_which(visit: Visit, practitioner_id: str, one: Contradiction) -> None:
    if visit.reader is None or not visit.may_write:
        st.markdown("Viewers read only: a coordinator can answer.")
        return
    who, key = visit.reader.shown, one.evidence[: findings.ID_LENGTH]
    st.markdown(f"Your answer is kept as {plain(who)}'s note and changes no status: until the sources agree, the check "
                "stays contradicted.")  # fmt: skip
    with st.form(f"choose {key}"):
        st.text_area("Note: whom you asked, and what they said", key=f"note {key}", max_chars=2_000)
        with st.container(horizontal=True):
            for number in range(len(one.values)):
                st.form_submit_button(
                    f"{chr(ord('A') + number)} is right", key=f"right {number} {key}", on_click=_choose,
                    args=(practitioner_id, one.evidence, number, f"note {key}"),
                )  # fmt: skip
            st.form_submit_button(
                "I cannot tell", key=f"unsure {key}", on_click=_choose,
                args=(practitioner_id, one.evidence, None, f"note {key}"),
            )  # fmt: skip


def _choose(ident: str, evidence: str, chosen: int | None, noted: str) -> None:
    note = str(st.session_state.get(noted) or "")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        findings.decide_contradiction(engine, ident, evidence, chosen, who=reader.shown, note=note, now=now)

    keep_and_tell(
        "finding",
        act,
        "Kept: nobody can tell." if chosen is None else f"Kept: {chr(ord('A') + chosen)} is right.",
        FindingError,
    )


# --- what was said before ---------------------------------------------------------------------------------------


def _told_of(told: Told | None) -> None:
    if told is not None:
        waits = " It waits for a second person to confirm it." if told.waits else ""
        st.info(plain(f"Decision {told.row.id}: {in_words(told.row)}.{waits}"))


def in_words(row: FindingDecision) -> str:
    """'JR decided on November 20, 2026: not the same person (“another birth date”)'."""
    what = f"“{row.chosen}” is right" if row.chosen else ANSWERED[row.answer]
    note = f" (“{row.note}”)" if row.note else ""
    undone = f"; undone by {row.undone_by}: {row.undone_why}" if row.undone_by else ""
    return f"{row.decided_by} decided on {wording.day(row.decided_at.date())}: {what}{note}{undone}"


def _log(visit: Visit, person: Practitioner, kind: FindingKind) -> None:
    rows = findings.decisions_about(visit.session, person.id, kind)
    if not rows:
        return
    st.header("What was decided before", anchor=False)
    for row, waits in rows:
        st.markdown(bullets([plain(f"Decision {row.id}: {in_words(row)}"), *(plain(one) for one in row.shown)]))
        if row.undone_at is not None or visit.reader is None or not visit.may_write:
            continue
        number, who = row.id or 0, visit.reader.shown
        if waits and row.decided_by != who:
            st.button(f"Confirm decision {number}: {ANSWERED[row.answer]}", key=f"second {number}", on_click=_second,
                      args=(number,))  # fmt: skip
        with st.expander(f"Undo decision {number}", key=f"undoing {number}"), st.form(f"undo {number}"):
            st.text_area("What is wrong with it", key=f"why {number}", max_chars=2_000)
            st.form_submit_button("Undo it", key=f"undo it {number}", on_click=_undone, args=(number,))


def _second(number: int) -> None:
    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        findings.confirm(engine, number, who=reader.shown, now=now)

    keep_and_tell("finding", act, f"Decision {number} is confirmed.", FindingError)


def _undone(number: int) -> None:
    why = str(st.session_state.get(f"why {number}") or "")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        findings.undo(engine, number, who=reader.shown, why=why, now=now)

    keep_and_tell("finding", act, f"Decision {number} is undone.", FindingError)
