"""The command that checks one person."""

from dataclasses import asdict
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from directory import profiles, wording
from directory.cli.application import app
from directory.cli.console import UNHEALTHY, err, escaped, fail, out, print_json
from directory.cli.gathering import published_beside
from directory.cli.options import BaseUrls, Json, StateOption, base_urls_of, state_of
from directory.cli.stores import clock_of, keep_real_out_of_sample, store
from directory.config import Config, today_of
from directory.normalize.identifiers import clean_npi
from directory.normalize.places import STATE_NAMES
from directory.store.evidence import EvidenceStore
from directory.vocabulary import Audience


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="An NPI (ten digits), or a license number together with --state.")],
    state: StateOption = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the NPI registry now and keep its answer.")] = False,
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="Also what only coordinators may see, such as possible hits.")
    ] = False,
    base_url: BaseUrls = None,
    as_json: Json = False,
) -> None:
    """Check one person by NPI or license: status, date, source and evidence of every line.

    Example: needleproof check 2000000002, or needleproof check PT60012345 --state WA
    """
    code = state_of(state)
    npi = None
    if code is None:
        try:
            npi = clean_npi(number)
        except ValueError as error:
            fail(f"{error}. For a license number add --state, such as --state WA")
        if npi is None:  # nothing, or the ten zeros that lists write where no NPI is known
            fail(f"{number!r} is nobody's NPI. For a license number add --state, such as --state WA")
    urls = base_urls_of(base_url)
    with store(write=live) as (found, engine):
        if live:
            if npi is None:
                fail("--live asks the NPI registry: give an NPI")
            keep_real_out_of_sample(engine, ["nppes_api"], urls)
            _look_up(found, engine, npi, urls)
        audience = Audience.COORDINATOR if coordinator else found.audience
        with Session(engine) as session:
            ids = profiles.ids_by_npi(session, npi) if npi else profiles.ids_by_license(session, number, code or "")
            people = [profiles.profile(session, i, today=today_of(found), audience=audience) for i in ids]
    if as_json:
        print_json({"found": bool(people), "asked": number, "people": [asdict(p) for p in people if p]})
    for person in people:
        if person is not None and not as_json:
            _print_profile(person)
    if not people:
        err.print(_not_here(npi, number, code), highlight=False)
        raise typer.Exit(UNHEALTHY)


def _not_here(npi: str | None, number: str, state: str | None) -> str:
    if npi:
        return (
            f"NPI {npi} is not in what we have read. That says nothing about the person: ask the NPI registry "
            "(add --live), or read it with `needleproof refresh --state …`."
        )
    where = STATE_NAMES.get(state or "", "that state")
    return (
        f"License {number} is not in what we have read for {where}. That is no proof that there is none: "
        "look it up at the licensing board."
    )


def _look_up(found: Config, engine: Engine, npi: str, urls: dict[str, str]) -> None:
    from crawlers import settings as crawling
    from crawlers.registry import record_facts
    from directory.registries.nppes import look_up

    record_facts(engine)
    answer = look_up(
        engine,
        EvidenceStore(found.evidence_dir),
        npi,
        user_agent=crawling.USER_AGENT,
        clock=clock_of(found),
        base_url=urls.get("nppes_api") or urls.get(""),
    )
    err.print(answer.said, highlight=False)
    for breach in answer.report.breaches:
        err.print(f"  {escaped(breach)}", highlight=False)
    if answer.report.healthy:
        published_beside(found, engine, f"check {npi} --live")


def _print_profile(person: profiles.Profile) -> None:
    letters = f" (writes: {person.credential_text})" if person.credential_text else ""
    out.print(f"\n[bold]{escaped(person.name)}[/]{escaped(letters)}  id {person.id}", highlight=False)
    for other in person.other_names:
        out.print(f"  also: {escaped(other)}", highlight=False)
    for place in person.places:
        out.print(f"  {place.kind.value}: {escaped(place.text)} {place.phone or ''}", highlight=False)
    for alike in person.look_alikes:
        told = "; ".join(wording.apart(one) for one in alike.differs) or wording.NOTHING_APART
        out.print(f"  [yellow]Not to be mistaken for {escaped(alike.name)}: {escaped(told)}[/]", highlight=False)
    for line in person.lines:
        mark, word, _ = line.badge
        out.print(f"\n  {mark} {escaped(line.title)}: [bold]{word}[/] ({line.status})", highlight=False)
        out.print(f"    {escaped(line.sentence)}", highlight=False)
        if line.overlay:
            out.print(f"    {escaped(line.overlay)}", highlight=False)
        if line.raw:
            out.print(f"    The source's own word: {escaped(line.raw)}", highlight=False)
        if line.details.get("citation"):
            out.print(
                f"    Rule: {escaped(str(line.details['citation']))} (sure: {line.details['confidence']})",
                highlight=False,
            )
        if line.reason:
            out.print(f"    Why not: {line.reason}. Next: {escaped(line.next_step or '')}", highlight=False)
        if line.evidence:
            e = line.evidence
            out.print(
                f"    Evidence: {e.url}, {e.locator}, read {e.read_at:%Y-%m-%d %H:%M} UTC, {e.sha256}", highlight=False
            )
    out.print(f"\n{wording.NOTICE}", highlight=False)
