"""The coordinators' desk: where each of its pages is reached from."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session
from streamlit.navigation.page import Page

from directory.pages.shared import Visit, framed, titled
from directory.pages.text import safe


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the desk: what it is for, in one line."""

    page: Page
    what: str
    open: Callable[[Session], int] | None = None  # how many wait there


def doors() -> list[Door]:
    """All pages that the desk lists, in the order of a coordinator's work. Only coordinators load them."""
    from directory.pages.chasing import ADDRESS as CHASE
    from directory.pages.chasing import page as chasing_page
    from directory.pages.check_one import ADDRESS as CHECK
    from directory.pages.check_one import page as check_one_page
    from directory.pages.discrepancies import page as discrepancies_page
    from directory.pages.receipts import ADDRESS as BY_HAND
    from directory.pages.receipts import page as by_hand_page
    from directory.pages.review import how_many_open
    from directory.pages.review import page as review_page
    from directory.pages.roster import page as roster_page
    from directory.pages.roster_result import ADDRESS as ROSTERS
    from directory.pages.watching import page as watching_page
    from directory.pages.watching_expiring import page as expiring_page
    from directory.pages.watching_sheets import page as sheets_page

    return [
        Door(
            st.Page(check_one_page, title="Check one", url_path=CHECK),
            "One person: what was submitted beside what is found, and the report to file.",
        ),
        Door(
            st.Page(roster_page, title="Rosters", url_path=ROSTERS),
            "A file of people: every row answered or explained, and what changed since the last time.",
        ),
        Door(
            st.Page(chasing_page, title="Chase", url_path=CHASE),
            "What is missing for a verdict and people can give, with the text that asks for it.",
        ),
        Door(
            st.Page(by_hand_page, title="By hand", url_path=BY_HAND),
            "Record a look-up by phone, web or mail; sources that are down, and whom to ask instead.",
        ),
        Door(
            st.Page(review_page, title="Review", url_path="review"),
            "What only a person can decide: who is who, possible exclusion hits, contradictions, disputes.",
            how_many_open,
        ),
        Door(
            st.Page(discrepancies_page, title="Discrepancies", url_path="discrepancies"),
            "Where the NPI registry, boards, listings and clinics say different things, with letters to set it right.",
        ),
        Door(
            st.Page(watching_page, title="Watch", url_path="watch"),
            "Whose licenses, exclusions and training are followed, and what monitoring told of them.",
        ),
        Door(
            st.Page(expiring_page, title="What runs out", url_path="expiring"),
            "Licenses and cards of the people on watch lists, by their last day; as a calendar too.",
        ),
        Door(
            st.Page(sheets_page, title="Proof sheets", url_path="proof"),
            "What each run of monitoring looked at and found, to download and to sign.",
        ),
    ]


def behind() -> list[Page]:
    """Pages that are reached from another page of the desk."""
    from directory.pages.accounts import page as accounts_page
    from directory.pages.dispute import page as dispute_page
    from directory.pages.findings import page as finding_page
    from directory.pages.question import page as question_page

    return [
        st.Page(dispute_page, title="Dispute", url_path="dispute", visibility="hidden"),
        st.Page(finding_page, title="Finding", url_path="finding", visibility="hidden"),
        st.Page(accounts_page, title="Accounts", url_path="accounts", visibility="hidden"),
        st.Page(question_page, title="Question", url_path="question", visibility="hidden"),
    ]


@framed
def page(visit: Visit) -> None:
    who = visit.reader
    if who is None:
        st.title("For coordinators", anchor=False)
        st.html('<p><a href="/sign-in" target="_self">Sign in</a></p>')
        return
    titled("Desk")
    st.title("Desk", anchor=False)
    ways = '<a href="/account" target="_self">Your account</a>'
    if who.may_manage:
        ways += ' · <a href="/accounts" target="_self">Accounts</a>'
    st.html(f"<p>Signed in as {safe(who.shown)}, {who.role.value}. {ways}</p>")
    for door in doors():
        with st.container(border=True):
            st.page_link(door.page)
            waiting = f" **{door.open(visit.session):,} open.**" if door.open else ""
            st.markdown(f"{door.what}{waiting}")
