"""What the commands about rules have in common: the day, a rule set by its folder, and the database if there is one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.citations import Changed, citation_changes
from directory.cli.console import err, escaped, fail
from directory.config import config, today_of
from directory.rules import RuleFileError, RuleSet, load_rules, packaged
from directory.store.database import DatabaseError, NoDatabaseError, connect, explained, readable

CURRENT = "current"


def day() -> date:
    try:
        return today_of(config())
    except ValueError as error:
        fail(str(error))


def rule_set(text: str) -> RuleSet:
    """The rules of a folder, or those of this program for the word `current`."""
    if text == CURRENT:
        return packaged()
    try:
        return load_rules(Path(text))
    except RuleFileError as error:
        fail(f"the rules in {text} are not in order: {error}")


@contextmanager
def database() -> Iterator[Session | None]:
    """A session that only reads; None where there is no database that can be read, which is said unless none is there.

    Makes no folder and no file.
    """
    engine = None
    try:
        found = config()
        try:
            engine = readable(connect(found.database_url, read_only=True))
        except NoDatabaseError:
            yield None
            return
        except (DatabaseError, SQLAlchemyError) as error:
            err.print(f"The database cannot be read: {escaped(explained(error, found.database_url))}", highlight=False)
            yield None
            return
        with Session(engine) as session:
            yield session
    except ValueError as error:
        fail(str(error))
    finally:
        if engine is not None:
            engine.dispose()


def changes_seen() -> Mapping[str, Changed] | None:
    """Rule source id -> how its page changed since we read it; None where no database can tell."""
    with database() as session:
        return citation_changes(session) if session is not None else None
