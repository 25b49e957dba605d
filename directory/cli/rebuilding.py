"""The command that rebuilds the database of an earlier day, for whoever audits what was shown then."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from directory.cli.application import db_app
from directory.cli.console import HEALTHY, UNHEALTHY, escaped, fail, out, print_json, showing
from directory.cli.options import Json
from directory.cli.stores import store
from directory.config import today_of
from directory.rebuilding import RebuildError, rebuild_to
from directory.store.moments import Moment, MomentError


@db_app.command("rebuild-to")
def db_rebuild_to(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DATE", help="The day, to its end in UTC.")],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="A new folder for the database.")],
    as_json: Json = False,
) -> None:
    """Build the database of an earlier day anew, from nothing but what was read, decided and filed by then.

    All is linked and verified again, and compared with what was published then: exit status 1 where it is not the same,
    as after a newer program or newer rules. Evidence files are not copied; they stay beside the database of today.

    Example: needleproof db rebuild-to 2026-03-03 --into audit
    """
    with store() as (found, engine), showing() as told:
        try:
            Moment.of(None, day.date(), today=today_of(found))
            made = rebuild_to(engine, day.date(), into, told=told)
        except (RebuildError, MomentError) as error:
            fail(str(error), UNHEALTHY)
    if as_json:
        print_json(asdict(made) | {"identical": made.identical, "folder": str(into)})
    else:
        people, number, where = f"{made.practitioners:,}", made.publication, escaped(str(into))
        out.print(f"{people} practitioners of publication {number} are in {where}, judged for {made.judged_on}.")
        if made.identical:
            out.print(f"The same as was published then: digest {made.again}.", highlight=False)
        else:
            out.print(f"Not as published then: digest {made.again} instead of {made.published}.", highlight=False)
        out.print(f"Look into it with: needleproof --data {where} check NPI --known-on {made.judged_on}")
    raise typer.Exit(HEALTHY if made.identical else UNHEALTHY)
