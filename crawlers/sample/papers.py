"""What people of the sample world saw and looked up: invented certificates, privileges and registers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fpdf import FPDF

from crawlers.sample.model import Person
from directory.vocabulary import HandResult, LookedUp

ORGANIZATION = "Example Referral Office"
ISSUER = "Example Hands-on School"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A paper as somebody filed it: of whom (NPI and name), what it is called, and what it shows."""

    npi: str
    name: str
    title: str
    facts: Mapping[str, Any]
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A look-up that somebody made by hand, with a print of the answer."""

    npi: str
    what: LookedUp
    state: str
    number: str | None
    result: HandResult
    said: str
    pdf: bytes


def certificates(people: Sequence[Person], today: date) -> Iterator[Certificate]:
    """The papers of whoever stands in the table below, in the order of the table."""
    by_id = {person.id: person for person in people}
    for ident, (title, begun, ended, facts, whole) in _SHOWN.items():
        person = by_id[ident]
        days = {"started": (today - begun).isoformat(), "completed": (today - ended).isoformat()}
        lines = [f"{person.first} {person.last}", title, f"completed on {days['completed']}", *_lines(facts)]
        yield Certificate(
            npi=person.npi or "",
            name=f"{person.first} {person.last}",
            title=title,
            facts={"trainings": [{**facts, **days}], **({"training_record_complete": True} if whole else {})},
            pdf=_page(f"Certificate of {ISSUER}", lines),
        )


def look_ups(people: Sequence[Person]) -> Iterator[Asked]:
    """What was looked up by hand about whoever stands in the table below."""
    by_id = {person.id: person for person in people}
    for ident, what, state, result, said in _ASKED:
        person = by_id[ident]
        own = next((one.number for one in person.licenses if one.state == state), None)
        yield Asked(
            npi=person.npi or "",
            what=what,
            state=state,
            number=own if what is LookedUp.LICENSE else None,
            result=result,
            said=said,
            pdf=_page(f"Public look-up, {state}", [f"{person.first} {person.last}", f"{what}: {said}"]),
        )


_DAY = timedelta(days=1)
_SHOWN: Mapping[str, tuple[str, timedelta, timedelta, Mapping[str, Any], bool]] = {
    "verdict_met": (
        "Dry Needling 1 to 3", 800 * _DAY, 700 * _DAY,
        {
            "theory": {"in_person": 40, "live_online": 5, "recorded": 0},
            "practical": {"in_person": 45, "online": 0},
            "competency_assessment": True, "written_exam": True, "practical_exam": True,
            "approved_by": ["APTA"], "instructor_years_dn": 9,
        },
        False,
    ),
    "verdict_met_so_far": (
        "Dry Needling 1 and 2", 500 * _DAY, 450 * _DAY,
        {"total_hours": 54, "in_person_hours": 54, "live_online_hours": 0, "recorded_online_hours": 0}, False,
    ),
    "verdict_interim": (
        "Dry Needling 1", 200 * _DAY, 190 * _DAY,
        {"total_hours": 32, "in_person_hours": 32, "live_online_hours": 0, "recorded_online_hours": 0}, True,
    ),
    "verdict_not_met": (
        "Introduction to Dry Needling", 300 * _DAY, 295 * _DAY,
        {"total_hours": 20, "in_person_hours": 12, "live_online_hours": 8, "recorded_online_hours": 0}, True,
    ),
}  # fmt: skip
_ASKED = (
    ("verdict_met", LookedUp.PRIVILEGE, "MD", HandResult.ACTIVE, "Privilege active"),
    ("verdict_met", LookedUp.REGISTRATION, "MD", HandResult.ACTIVE, "Registered for dry needling"),
    ("verdict_no_standard", LookedUp.LICENSE, "ME", HandResult.ACTIVE, "ACTIVE"),
)


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        told = ", ".join(f"{key} {hours}" for key, hours in value.items()) if isinstance(value, Mapping) else value
        yield f"{name.replace('_', ' ')}: {told}"


def _page(title: str, lines: list[str]) -> bytes:
    """One page that says whose invention it is; the same input gives the same bytes."""
    pdf = FPDF(format="Letter")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_title(title)
    pdf.add_page()
    pdf.set_font("Helvetica", size=18)
    pdf.cell(text=title, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=12)
    for line in [*lines, "Invented, like everybody in this sample world."]:
        pdf.cell(text=line, h=8, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())
