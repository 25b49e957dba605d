"""`--as-of` and `--known-on`: the options, and what is said of a day on which we knew nobody."""

from datetime import date, datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from directory import knowing, profiles
from directory.cli.console import UNHEALTHY, fail
from directory.store.moments import Moment, MomentError, publication_at

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="What held on that day, according to the sources."
    ),
]
KnownOn = Annotated[
    datetime | None,
    typer.Option(
        "--known-on",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="By what we had read and published by the end of that day (UTC); without --as-of it is that day too.",
    ),
]


def moment_of(as_of: datetime | None, known_on: datetime | None, *, today: date, live: bool = False) -> Moment | None:
    """What was asked for; None without both. Ends the command for a day that is still to come, and beside --live."""
    if live and (as_of or known_on):
        fail("--live asks the sources now: leave --as-of and --known-on out")
    try:
        return Moment.of(as_of and as_of.date(), known_on and known_on.date(), today=today)
    except MomentError as error:
        fail(str(error))


def told_of(session: Session, moment: Moment | None) -> dict[str, Any]:
    """Both days and the publishing behind an answer, for a program. Ends the command before our memory begins."""
    if moment is None:
        return {}
    try:
        publication = publication_at(session, moment.known_on)
    except MomentError as error:
        fail(str(error), UNHEALTHY)
    return {"true_on": moment.true_on, "known_on": moment.known_on, "publication": publication.id}


def not_known_then(session: Session, moment: Moment, npi: str | None, number: str, state: str | None) -> str:
    """Why nobody is shown for that day, and since when we know whoever has the number now."""
    ids = profiles.ids_by_npi(session, npi) if npi else profiles.ids_by_license(session, number, state or "")
    since = [day for one in ids if (day := knowing.known_since(session, one)) is not None]
    what = f"NPI {npi}" if npi else f"license {number} in {state}"
    told = f"{what} was not known to us on {moment.known_on}"
    told += f": it is known to us since {min(since)}" if since else ""
    return f"{told}. That says nothing about the person."
