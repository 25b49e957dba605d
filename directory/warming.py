"""Readies the pages before the first visitor comes: their modules, the tables of places and words, first searches."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

log = logging.getLogger(__name__)


@asynccontextmanager
async def warmed(_app: object) -> AsyncIterator[None]:
    """While the application serves; for the ``lifespan`` of `streamlit.App`."""
    await run_in_threadpool(warm)
    yield
    gc.unfreeze()


def warm() -> None:
    """Loads what no visitor should wait for, and keeps the garbage collector off it.

    Streamlit collects after every rerun. Looking through half a million objects of tables that never change took 10
    times as long as the rerun itself.
    """
    from directory.normalize.counties import counties_called
    from directory.normalize.offers.terms import vocabulary
    from directory.normalize.places import find_place

    find_place("98101")
    counties_called("King County, WA")
    _ = vocabulary().terms
    _search_first()
    gc.collect()
    gc.freeze()


def _search_first() -> None:
    from directory.config import config, today_of
    from directory.rules import RuleFileError
    from directory.search import Query, search
    from directory.store.database import DatabaseError, connect

    try:
        settings = config()
        with Session(connect(settings.database_url, read_only=True)) as session:
            for query in (Query(place="98101"), Query(name="jon smyth pt seatle")):
                search(session, query, today=today_of(settings))
    except (ValueError, DatabaseError, SQLAlchemyError, RuleFileError) as error:
        log.debug("not warmed: %s", type(error).__name__)  # every page says what is wrong, and what to do
