"""Commands that answer a reader: search and check."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Annotated

import typer
from sqlmodel import Session

from directory import search as searching
from directory import wording
from directory.asked import SAID, BadParameterError, query_of
from directory.cli.application import app
from directory.cli.console import HEALTHY, USAGE, err, escaped, fail, out, print_json
from directory.cli.options import Json, StateOption
from directory.cli.stores import store
from directory.config import today_of
from directory.normalize.offers.terms import vocabulary
from directory.search.absent import why_not_shown
from directory.vocabulary import PROFESSION_NAMES, Profession

Words = list[str] | None


@app.command()
def search(
    place: Annotated[str | None, typer.Argument(help="ZIP code or city, such as 98101 or 'Seattle, WA'.")] = None,
    radius: Annotated[int, typer.Option(help="Miles around the place.", min=1, max=250)] = 25,
    at: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help="Degrees instead of a place: 47.61,-122.33.")
    ] = None,
    county: Annotated[Words, typer.Option(help="Such as 'King County, WA'; may be given again.")] = None,
    state: StateOption = None,
    profession: Annotated[
        str | None, typer.Option(help=f"One of {', '.join(p.value for p in Profession)}, or its name.")
    ] = None,
    verified: Annotated[bool, typer.Option("--verified", help="Only training that an issuer confirms.")] = False,
    claims: Annotated[bool, typer.Option("--claims", help="With --verified: also those who only claim it.")] = False,
    active: Annotated[bool, typer.Option("--active", help="Only licenses we could confirm as active.")] = False,
    since: Annotated[int | None, typer.Option(metavar="YEAR", help="Licensed in that year or before.")] = None,
    permitted: Annotated[
        bool, typer.Option("--permitted", help="Only where the state's rule lets them needle.")
    ] = False,
    shown: Annotated[
        bool, typer.Option("--requirements", help="Only where every requirement that we could read is shown.")
    ] = False,
    technique: Annotated[Words, typer.Option(help="What a clinic or the person says; may be given again.")] = None,
    condition: Annotated[Words, typer.Option(help="The same of a condition treated.")] = None,
    region: Annotated[Words, typer.Option(help="The same of a part of the body.")] = None,
    therapy: Annotated[Words, typer.Option(help="The same of a therapy offered beside it.")] = None,
    accepting: Annotated[bool, typer.Option("--accepting", help="Only who says new patients are welcome.")] = False,
    name: Annotated[str | None, typer.Option(help="A name, an NPI or a license number.")] = None,
    page: Annotated[int, typer.Option(min=1, help="Page of the list.")] = 1,
    why_not: Annotated[
        str | None, typer.Option(metavar="WHO", help="Why this person (name, NPI, license number or id) is not on it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find practitioners near a place or in a state, or hear why somebody is not among them.

    Example: needleproof search 98101 --verified --radius 10

    Example: needleproof search 98101 --verified --why-not "Jane Doe"
    """
    said = {"technique": technique, "condition": condition, "region": region, "therapy": therapy}
    pairs = [(kind, code) for kind, words in said.items() for code in _codes(kind, words or ())]
    pairs += [("county", one) for one in county or ()]
    pairs += [("at", at or ""), ("since", str(since or "")), ("accepting", "true" if accepting else "false")]
    try:
        query = query_of(pairs)
    except BadParameterError as error:
        fail(str(error))
    query = replace(
        query,
        place=place,
        radius=radius,
        state=state,
        profession=_profession(profession),
        verified_training=verified,
        license_active=active,
        permitted=permitted,
        requirements_met=shown,
        show_claims=claims,
        name=name,
        page=page,
    )
    if why_not is not None:
        _print_why_not(query, why_not, as_json=as_json)
        return
    with store() as (found, engine), Session(engine) as session:
        result = searching.search(session, query, today=today_of(found), audience=found.audience)
    if as_json:
        print_json(asdict(result))
        raise typer.Exit(USAGE if result.problem else HEALTHY)
    if result.problem:
        for choice in result.choices:
            err.print(f"  {choice.label}", highlight=False)
        fail(result.problem)
    _print_result(result)


def _print_why_not(query: searching.Query, who: str, *, as_json: bool) -> None:
    with store() as (found, engine), Session(engine) as session:
        told = why_not_shown(session, query, who, today=today_of(found), audience=found.audience)
    if as_json:
        print_json([asdict(one) for one in told])
        return
    for one in told:
        out.print(
            f"[bold]{escaped(one.name)}[/]  {f'id {one.practitioner_id}' if one.practitioner_id else ''}",
            highlight=False,
        )
        for reason in one.reasons:
            out.print(f"  {escaped(reason)}", highlight=False)


def _codes(kind: str, words: Sequence[str]) -> Iterator[str]:
    """The codes of the vocabulary for its own codes or labels."""
    codes = {str(row["id"]): str(row["label"]) for row in vocabulary().rows[SAID[kind].value]}
    by_word = {code: code for code in codes} | {label.casefold(): code for code, label in codes.items()}
    for word in words:
        if (code := by_word.get(word.strip().casefold())) is None:
            fail(f"--{kind} {word!r}: nothing is called so; write one of {', '.join(codes)}")
        yield code


def _profession(text: str | None) -> Profession | None:
    if text is None:
        return None
    for profession, name in PROFESSION_NAMES.items():
        if text.strip().upper() == profession.value or text.strip().lower() in (name, f"{name}s"):
            return profession
    fail(f"no profession is called {text!r}; write one of {', '.join(p.value for p in Profession)}")


def _print_result(result: searching.Result) -> None:
    out.print(f"[bold]{escaped(result.headline)}[/]", highlight=False)
    empty = [result.empty.sentence, result.empty.next_step] if result.empty else []
    for line in [result.understood, result.rule_line, *empty, *result.coverage, *result.hints]:
        if line:
            out.print(f"  {escaped(line)}", highlight=False)
    if result.claims_only:
        out.print(f"  {result.claims_only:,} more only claim it: add --claims to see them.", highlight=False)
    for hit in result.hits:
        where = f"{hit.city.title()}, {hit.state} {hit.zip5 or ''}" if hit.city else f"{hit.state}, place not published"
        miles = f", {wording.about_miles(hit.miles)}" if hit.miles is not None else ""
        out.print(
            f"\n[bold]{escaped(hit.name)}[/]  {hit.profession}  {escaped(where)}{miles}  id {hit.id}", highlight=False
        )
        for text in (hit.license_line, hit.training_line, hit.needling_line, hit.excluded_line, hit.phone):
            if text:
                out.print(f"  {escaped(text)}", highlight=False)
    if result.hits:
        out.print(f"\n{result.order} Page {result.page} of {result.pages}.", highlight=False)
