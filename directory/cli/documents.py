"""Commands about certificates and other papers that coordinators saw: file one, list, show and withdraw them."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.table import Table
from sqlmodel import Session

from directory.certificates import Seen, facts_on, shown
from directory.cli.application import documents_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.gathering import published_beside
from directory.cli.options import Json, StateOption
from directory.cli.stores import clock_of, store
from directory.config import today_of
from directory.documents import DocumentError, all_documents, file_document, withdraw_document
from directory.of_whom import whose
from directory.store.evidence import EvidenceStore
from directory.store.tables import SeenDocument
from directory.vocabulary import Profession

UNREADABLE = "what it shows cannot be read and counts for nothing: withdraw it and file it anew"
LONGEST_FACTS = 1 << 20  # bytes of a facts file
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]
Hours = Annotated[float | None, typer.Option(min=0, metavar="HOURS")]
YesNo = Annotated[bool | None, typer.Option()]
Several = Annotated[list[str] | None, typer.Option()]
Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The number, from `needleproof documents list`.")]
# What gives each field that a document may not lack.
OPTIONS = {
    "seen_on": "--on",
    "seen_by": "--by",
    "organization": "--organization",
    "issuer": "--issuer",
    "title": "--title",
    "name": "--name",
    "facts": "what it shows, such as --total-hours",
    "document": "--document",
    "whom": "--npi, --id, or --license with --state",
}


@documents_app.command("add")
def add(
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which it was seen.")] = None,
    by: Annotated[str | None, typer.Option(help="Who saw it: name or initials.")] = None,
    organization: Annotated[str | None, typer.Option(help="For whom, as patients read it.")] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issued it.")] = None,
    title: Annotated[str | None, typer.Option(help="The course, or what the paper is called.")] = None,
    name: Annotated[str | None, typer.Option(help="The person's name, as the paper writes it.")] = None,
    npi: Annotated[str | None, typer.Option(help="Of whom: the NPI.")] = None,
    ident: Annotated[str | None, typer.Option("--id", help="Of whom: the id in this directory.")] = None,
    license_number: Annotated[
        str | None, typer.Option("--license", help="Of whom: license number, with --state.")
    ] = None,
    state: StateOption = None,
    profession: Annotated[Profession | None, typer.Option(help="Only for this profession; else for any.")] = None,
    document: Annotated[Path | None, typer.Option(help="The paper itself: a scan or file.")] = None,
    started: Day = None,
    completed: Day = None,
    total_hours: Hours = None,
    in_person_hours: Hours = None,
    live_online_hours: Hours = None,
    recorded_online_hours: Hours = None,
    theory_in_person: Hours = None,
    theory_live_online: Hours = None,
    theory_recorded: Hours = None,
    practical_in_person: Hours = None,
    practical_online: Hours = None,
    subject: Annotated[list[str] | None, typer.Option(help="Hours of a subject, NAME=HOURS; may be repeated.")] = None,
    written_exam: YesNo = None,
    practical_exam: YesNo = None,
    competency_assessment: YesNo = None,
    entry_level: Annotated[bool | None, typer.Option(help="Part of the entry-level degree.")] = None,
    approved_by: Several = None,
    board_approved_in: Annotated[list[str] | None, typer.Option(help="A state, such as MD; may be repeated.")] = None,
    instructor_years_dn: Annotated[float | None, typer.Option(min=0, help="The teacher's years of needling.")] = None,
    body_region: Several = None,
    cpr_valid_until: Day = None,
    supervised_sessions: Annotated[int | None, typer.Option(min=0)] = None,
    supervised_hours: Hours = None,
    sessions_as_licensed_pt_or_military: Annotated[int | None, typer.Option(min=0)] = None,
    meets_degree: YesNo = None,
    meets_special_licence: YesNo = None,
    accredited_degree: YesNo = None,
    prelicensure_training: YesNo = None,
    training_record_complete: Annotated[
        bool | None, typer.Option(help="It lists all of the person's training; only then can a miss be told.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(help="JSON file with what it shows instead: keys as in the rules' facts files.")
    ] = None,
    as_json: Json = False,
) -> None:
    """File a certificate or other paper that you saw; nothing is saved unless all that is needed is there.

    What a paper does not say, leave out: it is not known then. Patients read "Certificate seen by … on …", never that
    the issuer confirmed it. One course a paper; further courses are filed by themselves. It is published at once.

    Example: needleproof documents add --on 2026-11-18 --by JR --organization "Example Clinic" --npi 2000000002
    --issuer "Example School" --title "Dry needling 1" --name "Jane Roe" --completed 2024-05-01 --total-hours 54
    --in-person-hours 30 --document certificate.pdf
    """
    single: dict[str, Any] = {
        "started": started, "completed": completed, "total_hours": total_hours, "in_person_hours": in_person_hours,
        "live_online_hours": live_online_hours, "recorded_online_hours": recorded_online_hours,
        "theory_in_person": theory_in_person, "theory_live_online": theory_live_online,
        "theory_recorded": theory_recorded, "practical_in_person": practical_in_person,
        "practical_online": practical_online, "subject_hours": _subjects(subject or ()), "written_exam": written_exam,
        "practical_exam": practical_exam, "competency_assessment": competency_assessment, "entry_level": entry_level,
        "approved_by": approved_by, "board_approved_in": board_approved_in, "instructor_years_dn": instructor_years_dn,
        "body_regions": body_region, "cpr_valid_until": cpr_valid_until, "supervised_sessions": supervised_sessions,
        "supervised_hours": supervised_hours,
        "sessions_as_licensed_pt_or_military": sessions_as_licensed_pt_or_military, "meets_degree": meets_degree,
        "meets_special_licence": meets_special_licence, "accredited_degree": accredited_degree,
        "prelicensure_training": prelicensure_training, "training_record_complete": training_record_complete,
    }  # fmt: skip
    single = {key: value.date() if isinstance(value, datetime) else value for key, value in single.items()}
    told = Seen(
        seen_on=on.date() if on else None, seen_by=by, organization=organization, issuer=issuer, title=title,
        name=name, npi=npi, practitioner_id=ident, license_number=license_number, license_state=state,
        profession=profession, facts=_facts(shown(single), facts), document=document,
    )  # fmt: skip
    with store(write=True) as (found, engine):
        now = clock_of(found)()
        try:
            filed = file_document(engine, EvidenceStore(found.evidence_dir), told, now=now, today=today_of(found))
        except DocumentError as error:
            hint = f". Give {', '.join(OPTIONS[name] for name in error.missing)}" if error.missing else ""
            fail(f"{error}{hint}")
        published_beside(found, engine, "documents add")
        with Session(engine) as session:
            row = _row(session, filed)
    if as_json:
        print_json(row)
        return
    whom = f"about practitioner {row['about']}" if row["about"] else f"open: {row['open']}"
    out.print(f"Document {filed.id} is filed, {whom}.", highlight=False)


def _subjects(told: Sequence[str]) -> dict[str, float]:
    found = {}
    for one in told:
        name, _, hours = one.rpartition("=")
        try:
            found[name.strip()] = float(hours)
        except ValueError:
            name = ""
        if not name.strip():
            fail(f"--subject {one!r} is not NAME=HOURS, such as anatomy=12")
    return found


def _facts(single: dict[str, Any], file: Path | None) -> dict[str, Any]:
    if file is None:
        return single
    if single:
        fail(f"give what the paper shows in {file} or by options, not both")
    try:
        with file.open("rb") as stream:
            body = stream.read(LONGEST_FACTS + 1)
        if len(body) > LONGEST_FACTS:
            fail(f"{file} has more than {LONGEST_FACTS:,} bytes")
        told = json.loads(body)
    except OSError as error:
        fail(f"{file} cannot be read ({error.strerror or error})")
    except (ValueError, RecursionError) as error:
        fail(f"{file} is no JSON: {error}")
    if not isinstance(told, dict):
        fail(f"{file}: what a paper shows is an object with keys such as trainings")
    return told


@documents_app.command("list")
def list_documents(
    only_open: Annotated[
        bool,
        typer.Option("--open", help="Only those that lead to nobody we know, or to several, or cannot be read."),
    ] = False,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Withdrawn ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the papers that were filed, the newest first."""
    with store(or_empty=True) as (_, engine), Session(engine) as session:
        rows = [_row(session, one) for one in all_documents(session) if withdrawn or one.withdrawn_at is None]
    if only_open:
        rows = [row for row in rows if row["open"]]
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print("No document is open." if only_open else "There are no documents.")
        return
    table = Table("no.", "seen", "issuer and title", "about", box=SIMPLE, padding=0, show_edge=False)
    for row in rows:
        table.add_row(
            str(row["id"]),
            str(row["seen_on"]),
            escaped(f"{'withdrawn: ' if row['withdrawn_at'] else ''}{row['issuer']}: {row['title']}"),
            escaped(f"open: {row['open']}" if row["open"] else str(row["about"])),
        )
    out.print(table)


@documents_app.command("show")
def show(number: Number, as_json: Json = False) -> None:
    """Show one paper with all that was filed, withdrawn or not."""
    with store() as (_, engine), Session(engine) as session:
        document = session.get(SeenDocument, number)
        if document is None:
            fail(f"there is no document {number}; `needleproof documents list` shows them")
        row = _row(session, document)
    if as_json:
        print_json(row)
        return
    for field, value in row.items():
        if value is not None:
            text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
            out.print(f"  {field.replace('_', ' ')}: {escaped(text)}", highlight=False)


@documents_app.command("withdraw")
def withdraw(
    number: Number,
    why: Annotated[str, typer.Option(help="What is wrong with it; recorded with your name.")],
    by: Annotated[str, typer.Option(help="Who withdraws it: name or initials.")],
) -> None:
    """Withdraw a paper that was filed wrongly. It stays on record with who and why; file the right one anew."""
    with store(write=True) as (found, engine):
        try:
            withdraw_document(engine, number, who=by, why=why, now=clock_of(found)())
        except DocumentError as error:
            fail(str(error), UNHEALTHY)
        published_beside(found, engine, "documents withdraw")
    out.print(f"Document {number} is withdrawn.", highlight=False)


def _row(session: Session, document: SeenDocument) -> dict[str, Any]:
    """All that was filed, and of whom it is by what we know today."""
    found = whose(session, document)
    told = document.model_dump(mode="json", exclude={"license_digits"})
    first = {name: told[name] for name in ["id", *(one.name for one in fields(Seen))]}
    unread = UNREADABLE if facts_on(document.facts) is None else None
    return first | told | {"about": found.practitioner_id, "open": found.why_open or unread}
