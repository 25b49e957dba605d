"""The one way in which a page writes: one act of a coordinator, as the one writer, in a connection opened for it."""

from collections.abc import Callable
from datetime import UTC, datetime, time

import streamlit as st
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory import signed_in
from directory.accounts import Reader
from directory.config import config
from directory.pages.text import plain
from directory.store.database import DatabaseError, connect, explained, readable, reading
from directory.store.writing import BusyError, writing

# Given the reader who asks at this moment, whom all that is written is signed with: the page may be an old one, and its
# reader may be called otherwise by now.
Act = Callable[[Engine, datetime, Reader], None]
WAIT = 5.0  # seconds: somebody sits before the page
_TOLD = "told of the last act"


class NotKeptError(Exception):
    """Nothing was written; the message says why, for whoever looks at the page."""


def keep(what: str, act: Act, *, manage: bool = False) -> None:
    """Does ``act`` with a database that nobody else writes to meanwhile; ``what`` is told to whoever waits for it.
    ``manage``: only admins may.

    Raises NotKeptError for whoever is not signed in, or not as somebody who may; while another command writes; and
    where the store cannot be written.
    """
    settings = config()
    noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
    engine = connect(settings.database_url)
    try:
        reader = _allowed(engine, manage)
        with writing(engine, what, wait=WAIT):
            act(readable(engine), noon or datetime.now(UTC), reader)
    except BusyError as error:
        raise NotKeptError(f"{str(error).partition(';')[0]}: nothing was kept, try again when it is done") from error
    except (DatabaseError, SQLAlchemyError) as error:
        raise NotKeptError(explained(error, settings.database_url)) from error
    finally:
        engine.dispose()


def _allowed(engine: Engine, manage: bool) -> Reader:
    """Asked anew with each act: somebody may have been signed out since the page was made."""
    with Session(reading(engine)) as session:
        who = signed_in.reader(session, st.context.cookies.to_dict())
    if who is None:
        raise NotKeptError("nothing was kept: you are not signed in any more")
    if not who.may_write:
        raise NotKeptError("nothing was kept: viewers read only")
    if manage and not who.may_manage:
        raise NotKeptError("nothing was kept: only admins manage accounts")
    return who


def keep_and_tell(what: str, act: Act, told: str, refused: type[Exception]) -> None:
    """Like `keep`; what came of it, or why nothing did, the next showing tells (`show_told`). ``refused``: what ``act``
    raises with words for whoever looks at the page.
    """
    try:
        keep(what, act)
    except (NotKeptError, refused) as error:
        st.session_state[_TOLD] = (False, plain(str(error)))
    else:
        st.session_state[_TOLD] = (True, told)


def show_told() -> None:
    """What came of the last act on a page, once."""
    if told := st.session_state.pop(_TOLD, None):
        (st.success if told[0] else st.error)(told[1])


def typed(key: str) -> str:
    """What stands in a field of a form that was sent."""
    return str(st.session_state.get(key) or "")
