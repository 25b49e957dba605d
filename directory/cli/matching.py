"""The command that links two files of people."""

import sqlite3
from pathlib import Path
from typing import Annotated, Any

import typer

from directory.cli.application import app
from directory.cli.console import err, escaped, fail, out, print_json, showing
from directory.cli.options import Json
from directory.linking.identity import Tier


@app.command("match")
def match_command(
    left: Annotated[Path, typer.Argument(metavar="LEFT.csv", help="People to be found, such as a directory's list.")],
    right: Annotated[Path, typer.Argument(metavar="RIGHT.csv", help="People of a register, as whole as you have it.")],
    pairs: Annotated[Path, typer.Option("--out", metavar="PAIRS.csv", help="Where the pairs are written.")],
    as_json: Json = False,
) -> None:
    """Link two CSV files of people: who of the first is who in the second, and why.

    Both need a header with an id (left_id, right_id or id) and a name (last and first, or display_name or full_name).
    Also read: middle, suffix, credential, other_last, other_first, specialty, street, city, state, zip5, sex, npi,
    phone, license_state, license_number, license_type. Only who is settled may be taken for the same person; what needs
    a review is yours to decide. RIGHT.csv counts as the whole register: where people are missing from it, a
    namesake may be settled in their place.

    Example: needleproof match listing.csv register.csv --out pairs.csv
    """
    from directory.matching import PeopleFileError, match

    try:
        with showing() as told:
            done = match(left, right, pairs, told)
    except PeopleFileError as error:
        fail(str(error))
    except (OSError, sqlite3.OperationalError) as error:  # also: no room for the index in the temporary folder
        fail(f"{pairs} cannot be written: {getattr(error, 'strerror', None) or error}")
    if as_json:
        found: dict[str, Any] = {tier.value: done.tiers[tier] for tier in Tier}
        found |= {"left": done.left, "right": done.right, "pairs": done.pairs}
        found["without_a_name"] = {"left": done.nameless_left, "right": done.nameless_right}
        found["columns_not_used"] = {"left": done.ignored_left, "right": done.ignored_right}
        print_json(found)
        return
    for path, ignored, nameless in (
        (left, done.ignored_left, done.nameless_left),
        (right, done.ignored_right, done.nameless_right),
    ):
        if ignored:
            err.print(f"{escaped(str(path))}: columns not used: {escaped(', '.join(ignored))}", highlight=False)
        if nameless:
            err.print(
                f"{escaped(str(path))}: {nameless:,} rows without the name of one person, linked to nobody",
                highlight=False,
            )
    out.print(
        f"{done.left:,} people against {done.right:,}: {done.tiers[Tier.SETTLED]:,} settled, "
        f"{done.tiers[Tier.REVIEW]:,} need a person, {done.tiers[Tier.NOT_FOUND]:,} not found. "
        f"{done.pairs:,} pairs in {escaped(str(pairs))}",
        highlight=False,
    )
