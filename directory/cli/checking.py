"""The command that checks one person."""

from dataclasses import asdict, replace
from typing import Annotated

import typer
from sqlmodel import Session

from directory import profiles
from directory.cli.application import app
from directory.cli.asking import ask_live, print_live
from directory.cli.console import UNHEALTHY, err, fail, print_json
from directory.cli.dating import AsOf, KnownOn, moment_of, not_known_then, told_of
from directory.cli.options import BaseUrls, Json, StateOption, base_urls_of, state_of
from directory.cli.person import print_profile
from directory.cli.reporting import (
    PaperOption,
    PdfTo,
    PreparedFor,
    Purpose,
    ReceiptTo,
    Since,
    Wanted,
    keep_report,
    write_reports,
)
from directory.cli.stores import store
from directory.cli.whoever import signed_by
from directory.config import today_of
from directory.normalize.identifiers import clean_npi
from directory.normalize.places import STATE_NAMES
from directory.normalize.secrets import holds_ssn
from directory.reporting.pdf import Paper
from directory.rules.machine_readable import REGIONS
from directory.vocabulary import Audience


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="An NPI (ten digits), or a license number together with --state.")],
    state: StateOption = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the primary sources now, keep what they say, and show old and new.")
    ] = False,
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="Also what only coordinators may see, such as possible hits.")
    ] = False,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    treating: Annotated[
        str | None, typer.Option("--treating-in", metavar="STATE", help="Also judge by the rules of this state.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="With --treating-in: only this part of the body, such as 'low back'.")
    ] = None,
    base_url: BaseUrls = None,
    pdf: PdfTo = None,
    receipt: ReceiptTo = None,
    paper: PaperOption = Paper.LETTER,
    prepared_for: PreparedFor = None,
    purpose: Purpose = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="Who makes the report, as it will say, and who asks with --live; kept with both."),
    ] = None,
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Check one person by NPI or license: status, date, source and evidence of every line.

    With --live the NPI registry is asked, and every board that answers about one person and that NEEDLEPROOF_LOOKUPS
    names, for each license there; never from memory. Sources that only publish lists are named with their day.

    With --known-on DAY the answer is that of a database rebuilt to that day; with --as-of DAY alone what we know today
    of that day. Who is who is as it was published then, and the rules are those in force on the day.

    With --treating-in STATE the rules of the state in which the patient is are judged too, wherever the person is
    licensed: under the PT Compact the place of treatment decides.

    With --pdf FILE and --receipt FILE the same is written down to be filed, with the evidence and the rules:
    `needleproof receipt replay FILE` reaches the same verdicts again without the database. With --coordinator it is
    kept that it was made, by whom and for whom, and the next report of the person can tell what changed.

    Example: needleproof check 2000000002, or needleproof check PT60012345 --state WA
    """
    wanted = Wanted(
        pdf=pdf, receipt=receipt, paper=paper, prepared_for=prepared_for, purpose=purpose, by=by, since=since
    )
    code = state_of(state)
    if holds_ssn(number, in_number=True):
        fail("the number is written like a social security number: nothing was asked with it, and nothing is kept")
    npi = None
    if code is None:
        try:
            npi = clean_npi(number)
        except ValueError as error:
            fail(f"{error}. For a license number add --state, such as --state WA")
        if npi is None:  # nothing, or the ten zeros that lists write where no NPI is known
            fail(f"{number!r} is nobody's NPI. For a license number add --state, such as --state WA")
    there, part = state_of(treating), _region_of(region, treating)
    urls = base_urls_of(base_url)
    with store(write=live) as (found, engine):
        moment = moment_of(as_of, known_on, today=today_of(found), live=live)
        who = signed_by(by)
        asked = ask_live(found, engine, npi=npi, number=number, state=code, urls=urls, by=who) if live else None
        audience = Audience.COORDINATOR if coordinator else found.audience
        report = None
        with Session(engine) as session:
            days = told_of(session, moment)
            if npi:
                ids = profiles.ids_by_npi(session, npi, moment)
            else:
                ids = profiles.ids_by_license(session, number, code or "", moment)
            people = [
                profiles.profile(session, i, today=today_of(found), audience=audience, moment=moment) for i in ids
            ]
            if there:
                people = [
                    person and replace(person, treating=profiles.treating_lines(
                        session, person.id, there, today=today_of(found), region=part, audience=audience,
                        moment=moment))
                    for person in people
                ]  # fmt: skip
            if wanted.anything and ids:
                submitted = {"npi": npi} if npi else {"license": number, "state": code or ""}
                order = wanted.order(
                    found, audience, submitted, moment=moment, treating_in=there, region=part
                )  # fmt: skip
                report = write_reports(found, session, ids, wanted, order)
            nobody = not_known_then(session, moment, npi, number, code) if moment else _not_here(npi, number, code)
        if report is not None and audience is Audience.COORDINATOR:  # a patient's is nobody's to compare with
            keep_report(found, report, by=who)
    if as_json:
        told = {"found": bool(people), "asked": number, **days, "people": [asdict(p) for p in people if p]}
        print_json(told | asked.as_json() if asked else told)
    elif asked:
        print_live(asked)
    for person in people:
        if person is not None and not as_json:
            print_profile(person)
    if not people:
        err.print(nobody, highlight=False)
        raise typer.Exit(UNHEALTHY)


def _region_of(text: str | None, treating: str | None) -> str | None:
    if text is None:
        return None
    if treating is None:
        fail("--region goes with --treating-in STATE: whose rule is asked about it")
    wanted = " ".join(text.casefold().split())
    if wanted not in REGIONS:
        fail(f"no part of the body is called {text!r} here; write one of {', '.join(sorted(REGIONS))}")
    return wanted


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
