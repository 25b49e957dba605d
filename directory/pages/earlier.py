"""The date control of a person's page: which day is looked at, by what was known when; and the way back to today."""

from datetime import date

import streamlit as st
from sqlmodel import Session

from directory import wording
from directory.knowing import known_since
from directory.pages.shared import Visit, bullets, small, titled
from directory.pages.text import plain
from directory.profiles import Dated, Profile, profile
from directory.store.moments import Moment
from directory.texts import say
from directory.vocabulary import Audience

DAYS = ("as_of", "known_on")  # in the address of the page
EARLIEST = date(1990, 1, 1)


def moment_asked(visit: Visit) -> Moment | None:
    """The two days that were chosen or stand in the address; None for today. Draws the control."""
    with st.expander(say("earlier-control"), expanded=any(name in st.query_params for name in DAYS)):
        left, right = st.columns(2)
        true_on, known_on = (
            column.date_input(
                say(label), value=None, min_value=EARLIEST, max_value=visit.today, key=name, bind="query-params"
            )
            for column, label, name in ((left, "earlier-held", DAYS[0]), (right, "earlier-known", DAYS[1]))
        )
        st.markdown(small(say("earlier-how")))
    return Moment.of(true_on, known_on, today=visit.today)


def seen_then(
    version: str, practitioner_id: str, moment: Moment, audience: Audience, session: Session
) -> Profile | None:
    """The person as of then; a whole exclusion list is gone through for it, so it is kept for a while.

    Raises MomentError.
    """
    with st.spinner(say("earlier-judging")):
        return _seen_then(version, practitioner_id, moment, audience, session)


@st.cache_data(ttl=600, max_entries=50, show_spinner=False)
def _seen_then(
    version: str, practitioner_id: str, moment: Moment, audience: Audience, _session: Session
) -> Profile | None:
    return profile(_session, practitioner_id, today=moment.true_on, audience=audience, moment=moment)


def show_dated(dated: Dated) -> None:
    """Says on top of a page that it is not of today."""
    st.warning(plain(dated.sentence))
    st.markdown(bullets([plain(note) for note in dated.notes]))
    _back_to_today()


def show_nobody(visit: Visit, practitioner_id: str, moment: Moment) -> None:
    """Where nobody was known under an address on that day."""
    titled(say("earlier-nobody-title"))
    st.title(say("earlier-nobody-title"), anchor=False)
    since = known_since(visit.session, practitioner_id)
    told = [say("earlier-nobody", day=wording.day(moment.known_on))]
    if since and since > moment.known_on:
        told.append(say("earlier-known-since", day=wording.day(since)))
    st.markdown(plain(" ".join(told)))
    _back_to_today()


def show_no_memory(why: str) -> None:
    """``why`` the day cannot be shown."""
    titled(say("earlier-cannot-title"))
    st.title(say("earlier-cannot-title"), anchor=False)
    st.markdown(plain(f"{why[:1].upper()}{why[1:]}."))
    _back_to_today()


def _back_to_today() -> None:
    st.button(say("earlier-back"), on_click=_forget_days)


def _forget_days() -> None:
    for name in DAYS:
        st.session_state[name] = None
