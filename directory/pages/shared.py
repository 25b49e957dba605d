"""What every page has: the store, the day, the reader's rights, the banner on top and the notice at the foot."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import signed_in, wording
from directory.accounts import Reader
from directory.config import config, today_of
from directory.disputes import stamp as disputes_stamp
from directory.pages.announcing import announce
from directory.pages.text import plain
from directory.profiles import is_sample
from directory.refresh import last_publication
from directory.rules import RuleFileError
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained
from directory.texts import say
from directory.vocabulary import Audience
from directory.web_addresses import visible

PRODUCT = "needleproof"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One showing of a page: what it reads from, on which day and for whom."""

    session: Session
    today: date
    audience: Audience
    version: str  # changes when anything is published anew: part of every cache key
    reader: Reader | None = None  # whoever is signed in

    @property
    def for_coordinator(self) -> bool:
        return self.audience is Audience.COORDINATOR

    @property
    def may_write(self) -> bool:
        return self.reader is not None and self.reader.may_write


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    return connect(url, read_only=True)


def for_coordinators() -> bool:
    """Whether somebody is signed in; what is wrong with the store or its settings, each page says."""
    try:
        with Session(_engine(config().database_url)) as session:
            return signed_in.reader(session, st.context.cookies.to_dict()) is not None
    except (DatabaseError, SQLAlchemyError, ValueError):
        return False


def framed(body: Callable[[Visit], str | None]) -> Callable[[], None]:
    """A page of ``body``: opens the store, and says what to do where that fails, never with a traceback.

    What ``body`` returns is told to screen readers; None says nothing.
    """

    @wraps(body)
    def page() -> None:
        live = st.container()  # first and always, so that the line it holds outlives every rerun
        announcement = _shown(body)
        st.divider()
        st.markdown(f"{small(wording.NOTICE)} :small[[{plain(say('menu-sign-in'))}](/sign-in)]")
        with live:
            announce(announcement or "")

    return page


def _shown(body: Callable[[Visit], str | None]) -> str | None:
    try:
        settings = config()
        with Session(_engine(settings.database_url)) as session:
            published = last_publication(session)
            if published is None:
                st.title("needleproof")
                st.info(say("page-start"))
                return None
            if is_sample(session):
                st.info(plain(wording.SAMPLE_BANNER))
            who = signed_in.reader(session, st.context.cookies.to_dict())
            return body(
                Visit(
                    session=session,
                    today=today_of(settings),
                    audience=signed_in.audience_of(who),
                    reader=who,
                    version=f"{settings.database_url}#{published.id}.{disputes_stamp(session)}",
                )
            )
    except NoDatabaseError:
        st.title("needleproof")
        st.info(say("page-start"))
    except (DatabaseError, SQLAlchemyError) as error:
        # Where the store is and what is wrong with it is for its owner, not for whoever looks.
        log.error("the store cannot be read: %s", explained(error, settings.database_url))
        st.title("needleproof")
        st.error(say("page-store-trouble"))
    except RuleFileError as error:
        log.error("the rules are not in order: %s", error)
        st.title("needleproof")
        st.error(say("page-rules-trouble", why=plain(str(error))))
    except ValueError as error:
        if not str(error).startswith("NEEDLEPROOF_"):
            raise
        st.title("needleproof")
        st.error(say("page-settings-trouble", why=plain(error)))
    return None


def told(badge: tuple[str, str, str], sentence: str) -> str:
    """Markdown of a status: its word on color, and the sentence without saying the word twice."""
    icon, word, color = badge
    rest = sentence.removeprefix(f"{word}. ")
    return f":{color}-badge[{plain(icon)} {plain(word)}] {plain(rest)}"


def titled(*parts: str) -> None:
    """Calls the window, and so the tab and the bookmark, by what the page shows and by this product."""
    st.set_page_config(page_title=" – ".join([*(visible(part) for part in parts), PRODUCT]))


def heading(name: str) -> None:
    """A heading of a long page, with the name of its text as the name to go to: see `to_parts`."""
    st.header(say(name), anchor=name)


def to_parts(names: Sequence[str]) -> None:
    """Links to the parts of this page."""
    links = " · ".join(f"[{plain(say(name))}](#{name})" for name in names)
    st.markdown(f"{say('profile-parts')} {links}")


def small(text: str) -> str:
    return f":small[{plain(text)}]"


def moment(when: datetime) -> str:
    """'November 20, 2026 at 12:00 UTC'."""
    return wording.moment(when)


def bullets(lines: list[str]) -> str:
    """Markdown of a list; each line is markdown already."""
    return "\n".join(f"- {line}" for line in lines)
