"""One question of identity: both sides fact by fact, the reasons, and the answer of a coordinator."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine

from directory import reviewing, wording
from directory.accounts import Reader
from directory.config import config
from directory.linking.side_by_side import Row, Says
from directory.pages.coordinators import back_to_review, only_for_coordinators
from directory.pages.keeping import keep_and_tell, show_told, typed
from directory.pages.practitioner import NOTHING, link_to
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.text import link, plain
from directory.reviewing import Question, ReviewError, Side
from directory.vocabulary import LinkAnswer

BUTTONS = {
    LinkAnswer.SAME: "The same person",
    LinkAnswer.DIFFERENT: "Two different people",
    LinkAnswer.UNSURE: "I cannot tell",
}
LATER = (
    "It takes effect with the next publishing: run `needleproof publish`, or wait for the next `needleproof refresh`."
)


def link_to_question(question_id: str, label: str, back: Mapping[str, str] = NOTHING) -> None:
    """``back``: the filters of the list it is followed from, so that the page can lead there again."""
    target = st.Page(page, title="Question", url_path="question", visibility="hidden")
    query = {"id": question_id} | ({"back": urlencode(back)} if back else {})
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


@framed
def page(visit: Visit) -> None:
    if not only_for_coordinators(visit):
        return
    back_to_review()
    show_told()
    question = reviewing.question(visit.session, str(st.query_params.get("id") or "")[:32])
    if question is None:
        st.title("This question is not asked any more", anchor=False)
        st.markdown("It was settled, or its evidence has changed. A new question has a new address.")
        return
    _one(visit, question)


def _one(visit: Visit, question: Question) -> None:
    titled("Is this the same person?")
    st.title("Is this the same person?", anchor=False)
    st.markdown(bullets([f"{word}: {plain(facts)}" for word, facts in in_short(question.rows)]))
    _table(question)
    for title, side in (("The entry", question.left), ("The person we know", question.right)):
        _records(title, side)
    _reasons(question)
    _before(visit, question)
    if question.outdated:
        st.warning("The evidence has changed since this was asked. Run `needleproof publish`, then look again.")
    elif question.answered in (None, LinkAnswer.UNSURE):
        _ask(visit, question)
    else:
        st.info(f"Answered. {LATER}")


def _table(question: Question) -> None:
    rows = question.rows
    table = {
        "Fact": ["name", *(str(row.fact) for row in rows)],
        f"The entry ({plain(source_of(question.left))})": _column(question.left.name, [row.left for row in rows]),
        "The person we know": _column(question.right.name, [row.right for row in rows]),
        "Compared": ["", *(wording.COMPARED[row.says] for row in rows)],
    }
    st.table(table, alt="Both sides, fact by fact", border="horizontal", hide_index=True, hide_header=False)


def _column(name: str, texts: list[tuple[str, ...]]) -> list[str]:
    return [plain(name), *(plain("; ".join(each) or "not told") for each in texts)]


def _records(title: str, side: Side) -> None:
    st.header(title, anchor=False)
    st.markdown(
        bullets(
            [
                f"{plain(one.source_title)}: {link(one.url)}, {plain(one.locator)}, "
                f"[the bytes as they were read](/evidence/{one.sha256})"
                for one in side.records
            ]
        )
    )
    if side.practitioner_id:
        link_to(side.practitioner_id, f"See all checks: {side.name}")


def _reasons(question: Question) -> None:
    st.header("What we found", anchor=False)
    st.markdown(
        bullets(
            [
                f"**{plain(wording.REASONS.get(reason['side'], reason['side']))}**: {plain(reason['sentence'])}"
                for reason in question.reasons
            ]
        )
        or "No reasons are recorded."
    )
    if question.would:
        st.header("What would settle it", anchor=False)
        st.markdown(bullets([plain(sentence) for sentence in question.would]))


def _before(visit: Visit, question: Question) -> None:
    if not question.earlier:
        return
    st.header("What was said before", anchor=False)
    for told in question.earlier:
        st.markdown(bullets([plain(f"Decision {told.decision}: {told.sentence}.")]))
        if told.undone_by is None and visit.reader is not None and visit.may_write:
            who = visit.reader.shown
            if told.waits and told.by != who:
                st.button(
                    f"Confirm decision {told.decision}: {wording.ANSWERS[told.answer]}", key=f"second {told.decision}",
                    on_click=_second, args=(told.decision,),
                )  # fmt: skip
            with st.expander(f"Undo decision {told.decision}", key=f"undoing {told.decision}"):
                _undo(told.decision)


def in_short(rows: list[Row]) -> list[tuple[str, str]]:
    """The telling facts in words: what differs first."""
    found = []
    for says, word in ((Says.DIFFERS, "Differs"), (Says.FITS, "Fits"), (Says.SAME, "The same")):
        facts = ", ".join(row.fact for row in rows if row.says is says)
        if facts:
            found.append((word, facts))
    return found


def source_of(side: Side) -> str:
    return side.records[0].source_title if side.records else "a source that is not known any more"


# --- what a coordinator does ------------------------------------------------------------------------------------


def _ask(visit: Visit, question: Question) -> None:
    st.header("Your answer", anchor=False)
    if visit.reader is None or not visit.may_write:
        st.markdown("Viewers read only: a coordinator can answer.")
        return
    who, twice = visit.reader.shown, config().two_persons
    second = "That they are the same counts only when a second person confirms it. " if twice else ""
    st.markdown(f"It is kept as {plain(who)}'s with the note, and can be undone. {second}{LATER}")
    with st.form(f"decide {question.id}"):
        st.text_area("Note: what you looked at, and why", key=f"note {question.id}", max_chars=2_000)
        with st.container(horizontal=True):
            for answer, label in BUTTONS.items():
                st.form_submit_button(
                    label, key=f"{answer} {question.id}", on_click=_decide, args=(question.id, answer)
                )


def _undo(decision: int) -> None:
    with st.form(f"undo {decision}"):
        st.text_area("What is wrong with it", key=f"why {decision}", max_chars=2_000)
        st.form_submit_button("Undo it", key=f"undo it {decision}", on_click=_undone, args=(decision,))


def _decide(question_id: str, answer: LinkAnswer) -> None:
    note, twice = typed(f"note {question_id}"), config().two_persons

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        reviewing.decide(engine, question_id, answer, who=reader.shown, note=note, now=now, two_persons=twice)

    waits = " A second person has to confirm it." if twice and answer is LinkAnswer.SAME else ""
    keep_and_tell("review", act, f"Kept: {wording.ANSWERS[answer]}.{waits} {LATER}", ReviewError)


def _second(decision: int) -> None:
    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        reviewing.second(engine, decision, who=reader.shown, now=now)

    keep_and_tell("review", act, f"Decision {decision} is confirmed. {LATER}", ReviewError)


def _undone(decision: int) -> None:
    why = typed(f"why {decision}")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        reviewing.undo(engine, decision, who=reader.shown, why=why, now=now)

    keep_and_tell("review", act, f"Decision {decision} is undone. {LATER}", ReviewError)
