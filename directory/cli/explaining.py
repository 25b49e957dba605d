"""Command that says why a record is linked to somebody, or to nobody, and what would turn that."""

from dataclasses import asdict
from typing import Annotated

import typer
from sqlmodel import Session

from directory.cli.application import links_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.stores import store
from directory.relinking.looking import Explanation, explain

TOLD = {"for": "for it", "against": "against it", "rival": "somebody else", "missing": "missing"}


@links_app.command("explain")
def explain_command(
    source: Annotated[str, typer.Argument(help="The name of the source, as in `needleproof sources`.")],
    key: Annotated[
        str, typer.Argument(metavar="RECORD_KEY", help="What the source calls the record: an NPI, an entry.")
    ],
    as_json: Json = False,
) -> None:
    """Say why a record stands under a profile, or under none, as it was last published, and what would turn that.

    Example: needleproof links explain example_spine_clinics https://clinic.example.org/team#2
    """
    with store() as (_, engine), Session(engine) as session:
        found = explain(session, source, key)
    if not found:
        fail(f"no record {key!r} of {source} was linked: crawl or load it, then run `needleproof publish`", UNHEALTHY)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        _tell(one)


def _tell(one: Explanation) -> None:
    _say(one.name)
    if one.linked:
        _say(f"  stands under {one.linked}: {'; '.join(one.why)}")
    else:
        _say(f"  stands under nobody: {one.doubt or 'it is of no person'}")
    _say(f"  by evidence alone: {one.tier.replace('_', ' ')}")
    for other in one.candidates:
        _say(f"  {other.name}{f', {other.practitioner_id}' if other.practitioner_id else ''}: {other.probability:.3f}")
        for side, sentence in other.reasons:
            _say(f"    {TOLD[side]}: {sentence}")
    for sentence in one.would:
        _say(f"  {sentence}")


def _say(text: str) -> None:
    out.print(escaped(text), highlight=False)
