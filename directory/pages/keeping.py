"""The one way in which a page writes: one act of a coordinator, as the one writer, in a connection opened for it."""

from collections.abc import Callable
from datetime import UTC, datetime, time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from directory.config import config
from directory.store.database import DatabaseError, connect, explained, readable
from directory.store.writing import BusyError, writing
from directory.vocabulary import Audience

WAIT = 5.0  # seconds: somebody sits before the page


class NotKeptError(Exception):
    """Nothing was written; the message says why, for whoever looks at the page."""


def keep(what: str, act: Callable[[Engine, datetime], None]) -> None:
    """Does ``act`` with a database that nobody else writes to meanwhile; ``what`` is told to whoever waits for it.

    Raises NotKeptError outside the coordinators' view, while another command writes, and where the store cannot be
    written.
    """
    settings = config()
    if settings.audience is not Audience.COORDINATOR:
        raise NotKeptError("nothing is kept from the patients' view")
    noon = datetime.combine(settings.today, time(12), UTC) if settings.today else None
    engine = connect(settings.database_url)
    try:
        with writing(engine, what, wait=WAIT):
            act(readable(engine), noon or datetime.now(UTC))
    except BusyError as error:
        raise NotKeptError(f"{str(error).partition(';')[0]}: nothing was kept, try again when it is done") from error
    except (DatabaseError, SQLAlchemyError) as error:
        raise NotKeptError(explained(error, settings.database_url)) from error
    finally:
        engine.dispose()
