"""The command that asks a board about one named practitioner."""

from dataclasses import asdict
from typing import Annotated

import typer
from sqlmodel import Session

from directory.accounts.acts import note
from directory.cli.application import app
from directory.cli.console import HEALTHY, UNHEALTHY, err, escaped, fail, out, print_json
from directory.cli.gathering import published_beside
from directory.cli.options import BaseUrls, Json, base_urls_of
from directory.cli.stores import clock_of, keep_real_out_of_sample, store
from directory.cli.whoever import signed_by
from directory.loopback import is_loopback
from directory.records import LicenseRecord
from directory.store.evidence import EvidenceStore
from directory.vocabulary import ActKind, LookUpOutcome

TOLD = {
    LookUpOutcome.FOUND: "{owner} lists {who}.",
    LookUpOutcome.NOT_FOUND: "{owner} shows nobody under {who}. That is no proof that there is no license: names and "
    "numbers are written in several ways, and a compact privilege may stand elsewhere.",
    LookUpOutcome.TOO_MANY: "{owner} shows too many people for {who}: give the license number in full. "
    "Nothing was kept.",
    LookUpOutcome.REFUSED: "{owner} does not want to be asked by a program, and it is not asked again for some days.",
    LookUpOutcome.UNREACHABLE: "{owner} could not be reached. That says nothing about {who}.",
    LookUpOutcome.UNREADABLE: "The answer of {owner} could not be read. That says nothing about {who}.",
}


@app.command("lookup")
def lookup(
    source: Annotated[str, typer.Argument(help="A source that is asked; `needleproof sources` lists them.")],
    license_number: Annotated[str | None, typer.Option("--license", help="The license number, in full.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="The last name, in full.")] = None,
    first: Annotated[str | None, typer.Option("--first", help="The first name, in full.")] = None,
    publish: Annotated[bool, typer.Option(help="Link, verify and publish afterwards.")] = True,
    by: Annotated[str | None, typer.Option(help="Who asks; the name of this machine's user otherwise.")] = None,
    base_url: BaseUrls = None,
    as_json: Json = False,
) -> None:
    """Ask a board about one named practitioner and keep its answer. Off until NEEDLEPROOF_LOOKUPS names the source.

    An answer is remembered for a week. What a board does not show is never "not licensed".

    Example: needleproof lookup ms_physical_therapy --license 1234
    """
    from crawlers import settings as crawling
    from crawlers.asking import GAP, Pace
    from crawlers.lookups import LookUpError, look_up, lookup_source
    from crawlers.question import QuestionError, question
    from crawlers.registry import UnknownSourceError, record_facts
    from crawlers.runner import Workplace

    urls = base_urls_of(base_url)
    with store(write=True) as (found, engine):
        url = urls.get(source) or urls.get("")
        try:
            asked = question(license_number, last=last, first=first)
            kind = lookup_source(source, found.lookups)
            keep_real_out_of_sample(engine, [source], urls)
            record_facts(engine)
            answer = look_up(
                kind,
                asked,
                Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found)),
                pace=Pace(found.data_dir / "asked", gap=0.0 if url and is_loopback(url) else GAP),
                user_agent=crawling.USER_AGENT,
                base_url=url,
            )
        except (QuestionError, LookUpError, UnknownSourceError) as error:
            fail(str(error))
        if answer.report is not None:  # else it was remembered, and nobody was asked
            with Session(engine) as session:
                now = clock_of(found)()
                note(session, ActKind.SOURCES_ASKED, asked.scope, by=signed_by(by), at=now, sources=[source])
                session.commit()
        if publish and answer.outcome is LookUpOutcome.FOUND and answer.report is not None:
            published_beside(found, engine, f"lookup {source}")
    said = TOLD[answer.outcome].format(owner=kind.owner, who=asked.told)
    if as_json:
        licenses = [record.to_payload() for record in answer.found]
        report = asdict(answer.report) if answer.report else None
        print_json(
            {"outcome": answer.outcome, "said": said, "why": answer.why, "check_by_hand": kind.page_url,
             "licenses": licenses, "run": report}
        )  # fmt: skip
    else:
        _print(said, answer.found, answer.why, kind.page_url, remembered=answer.report is None)
    raise typer.Exit(HEALTHY if answer.outcome in (LookUpOutcome.FOUND, LookUpOutcome.NOT_FOUND) else UNHEALTHY)


def _print(said: str, licenses: tuple[LicenseRecord, ...], why: str | None, page: str, *, remembered: bool) -> None:
    out.print(escaped(said), highlight=False)
    for record in licenses:
        until = f", until {record.expires}" if record.expires else ""
        out.print(
            f"  {escaped(record.name.display())}, {escaped(record.license_type)} {escaped(record.number)}: "
            f"{escaped(record.raw_status or record.status.value)}{until}",
            highlight=False,
        )
    if why:
        err.print(f"  {escaped(why)}", highlight=False)
    if remembered:
        out.print("  The board was not asked again: this is its answer of the last days.", highlight=False)
    if not licenses:
        out.print(f"  Check by hand: {page}", highlight=False)
