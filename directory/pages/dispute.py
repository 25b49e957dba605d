"""One dispute: what somebody says is wrong, and the decision of a coordinator."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine

from directory import disputes, wording
from directory.accounts import Reader
from directory.disputes import DisputeError
from directory.disputes.deciding import LONGEST_WHY
from directory.pages.coordinators import back_to_review, only_for_coordinators
from directory.pages.keeping import keep_and_tell, show_told, typed
from directory.pages.practitioner import NOTHING, link_to
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.text import plain
from directory.store.tables import Dispute, Practitioner
from directory.vocabulary import DisputeDecision, SaidBy, Wish

ADDRESS = "dispute"
LARGEST = 2**63 - 1
WISHES = {
    Wish.CORRECT: "that it be corrected: your words stand beside the fact, and no source's entry changes",
    Wish.HIDE_CONTACT: "that phone, website and street be hidden from patients",
    Wish.HIDE_LISTING: "that patients do not find the person; what public registers say stays",
}
SAYS = {
    SaidBy.PERSON: "the practitioner", SaidBy.PATIENT: "a patient", SaidBy.OTHER: "somebody else",
    SaidBy.COORDINATOR: "a coordinator, for somebody",
}  # fmt: skip


def link_to_dispute(number: int, label: str, back: Mapping[str, str] = NOTHING) -> None:
    """``back``: the filters of the queue it is followed from."""
    target = st.Page(page, title="Dispute", url_path=ADDRESS, visibility="hidden")
    query = {"id": str(number)} | ({"back": urlencode(back)} if back else {})
    st.page_link(target, label=f":blue[{plain(label)}]", query_params=query)


@framed
def page(visit: Visit) -> None:
    if not only_for_coordinators(visit):
        return
    back_to_review()
    show_told()
    asked = str(st.query_params.get("id") or "")[:19]
    number = int(asked) if asked.isascii() and asked.isdecimal() else 0
    one = visit.session.get(Dispute, number) if 0 < number <= LARGEST else None
    if one is None:
        titled("Dispute")
        st.title("There is no such dispute", anchor=False)
        return
    titled(f"Dispute {number}")
    st.title(f"Dispute {number}", anchor=False)
    _told(visit, one)
    _decided(one)
    if one.withdrawn_at is not None:
        return
    if visit.reader is None or not visit.may_write:
        st.markdown("Viewers read only: a coordinator can decide.")
        return
    if one.decision is None:
        _decide_form(number, visit.reader.shown)
    with st.expander("Take it back", key=f"take back {number}"):
        _withdraw_form(number)


def _told(visit: Visit, one: Dispute) -> None:
    ident = disputes.followed(visit.session, [one])[one.id or 0]
    person = visit.session.get(Practitioner, ident or "")
    if person is not None:
        link_to(person.id, person.display_name)
    lines = [
        f"About: {person.display_name if person else 'nobody who is shown now'}, {one.fact}",
        f"Shown when it was filed: {one.shown}",
        f"Filed on {wording.moment(one.filed_at)} by {SAYS[one.said_by]}",
        f"Wish: {WISHES[one.wish]}",
        f"How to tell them: {one.contact or 'they left nothing'}",
    ]
    st.markdown(bullets([plain(line) for line in lines]))
    st.header("What is said to be wrong", anchor=False)
    st.markdown(plain(one.text))


def _decided(one: Dispute) -> None:
    if one.decision is not None and one.decided_at is not None:
        st.info(plain(f"{one.decision.value.capitalize()} by {one.decided_by} on {wording.day(one.decided_at.date())}: "
                      f"{one.decided_why}"))  # fmt: skip
    if one.withdrawn_at is not None:
        st.info(plain(f"Taken back by {one.withdrawn_by} on {wording.day(one.withdrawn_at.date())}: "
                      f"{one.withdrawn_why}"))  # fmt: skip


def _decide_form(number: int, who: str) -> None:
    st.header("Your decision", anchor=False)
    st.markdown(f"It is kept as {plain(who)}'s. Patients may read the reason beside the fact: name nobody in it.")
    with st.form(f"decide dispute {number}"):
        st.text_area("Reason: what was found", key=f"dispute why {number}", max_chars=LONGEST_WHY)
        with st.container(horizontal=True):
            for decision, label in ((DisputeDecision.ACCEPTED, "Accept"), (DisputeDecision.REJECTED, "Reject")):
                st.form_submit_button(label, key=f"{decision} {number}", on_click=_decide, args=(number, decision))


def _withdraw_form(number: int) -> None:
    st.markdown("Its mark or note goes, and what it hid is shown again. It stays on record.")
    with st.form(f"withdraw dispute {number}"):
        st.text_area("Why it is taken back", key=f"dispute back {number}", max_chars=LONGEST_WHY)
        st.form_submit_button("Take it back", key=f"withdraw {number}", on_click=_withdraw, args=(number,))


def _decide(number: int, decision: DisputeDecision) -> None:
    why = typed(f"dispute why {number}")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        disputes.decide(engine, number, decision, who=reader.shown, why=why, now=now)

    keep_and_tell("dispute", act, f"Dispute {number} is {decision.value}.", DisputeError)


def _withdraw(number: int) -> None:
    why = typed(f"dispute back {number}")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        disputes.withdraw(engine, number, who=reader.shown, why=why, now=now)

    keep_and_tell("dispute", act, f"Dispute {number} is taken back.", DisputeError)
