"""What every page has: the store, the day, the reader's rights, the banner on top and the notice at the foot."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import wording
from directory.config import config, today_of
from directory.pages.text import plain
from directory.profiles import is_sample
from directory.refresh import last_publication
from directory.rules import RuleFileError
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained
from directory.vocabulary import Audience

HOW_TO_START = """
There is nothing to show yet. Fill the store first:

- `needleproof demo` makes a sample world of invented people, without the network.
- `needleproof refresh --state WA` reads the public sources for one state.

Then load this page again.
"""
CANNOT_BE_READ = (
    "The store cannot be read right now. Load this page again in a moment. If it stays so, its owner can look with "
    "`needleproof db check`."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One showing of a page: what it reads from, on which day and for whom."""

    session: Session
    today: date
    audience: Audience
    version: str  # changes when anything is published anew: part of every cache key

    @property
    def for_coordinator(self) -> bool:
        return self.audience is Audience.COORDINATOR


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    return connect(url, read_only=True)


def for_coordinators() -> bool:
    """Whether this process shows the coordinators' view; what is wrong with its settings, each page says."""
    try:
        return config().audience is Audience.COORDINATOR
    except ValueError:
        return False


def framed(body: Callable[[Visit], None]) -> Callable[[], None]:
    """A page of ``body``: opens the store, and says what to do where that fails, never with a traceback."""

    @wraps(body)
    def page() -> None:
        try:
            settings = config()
            with Session(_engine(settings.database_url)) as session:
                published = last_publication(session)
                if published is None:
                    st.title("needleproof")
                    st.info(HOW_TO_START)
                    return
                if is_sample(session):
                    st.info(plain(wording.SAMPLE_BANNER))
                body(
                    Visit(
                        session=session,
                        today=today_of(settings),
                        audience=settings.audience,
                        version=f"{settings.database_url}#{published.id}",
                    )
                )
        except NoDatabaseError:
            st.title("needleproof")
            st.info(HOW_TO_START)
        except (DatabaseError, SQLAlchemyError) as error:
            # Where the store is and what is wrong with it is for its owner, not for whoever looks.
            log.error("the store cannot be read: %s", explained(error, settings.database_url))
            st.title("needleproof")
            st.error(CANNOT_BE_READ)
        except RuleFileError as error:
            log.error("the rules are not in order: %s", error)
            st.title("needleproof")
            st.error(f"The rules of this program are not in order, so that nothing can be judged. {plain(str(error))}")
        except ValueError as error:
            if not str(error).startswith("NEEDLEPROOF_"):
                raise
            st.title("needleproof")
            st.error(f"This program is not set up right. {plain(error)}")
        st.divider()
        st.markdown(small(wording.NOTICE))

    return page


def told(badge: tuple[str, str, str], sentence: str) -> str:
    """Markdown of a status: its word on color, and the sentence without saying the word twice."""
    icon, word, color = badge
    rest = sentence.removeprefix(f"{word}. ")
    return f":{color}-badge[{plain(icon)} {plain(word)}] {plain(rest)}"


def small(text: str) -> str:
    return f":small[{plain(text)}]"


def moment(when: datetime) -> str:
    """'November 20, 2026 at 12:00 UTC'."""
    utc = when.astimezone(UTC)
    return f"{wording.day(utc.date())} at {utc:%H:%M} UTC"


def bullets(lines: list[str]) -> str:
    """Markdown of a list; each line is markdown already."""
    return "\n".join(f"- {line}" for line in lines)
