"""South Dakota's PT roster: the verify page and its PDF, laid out like the real one (government.md 7.3)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from fpdf import FPDF

from crawlers.sample.model import License, Person
from directory.vocabulary import LicenseStatus, Profession

HEADINGS = (
    "Last Name",
    "First Name",
    "Level",
    "License #",
    "Effective Date",
    "Expiration Date",
    "Discipline",
)
LEVELS = {Profession.PHYSICAL_THERAPIST: "PT", Profession.PHYSICAL_THERAPIST_ASSISTANT: "PTA"}
RIGHT_EDGES = (142.15, 215.61, 253.05, 314.5, 400.64, 495.41, 558.85)
LEFT, ROW, TITLE_TOP, PAGE_BOTTOM = 24.75, 21.75, 69.5, 790.0
FIRST_TOP_LATER_PAGES = 29.55


def short_date(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def effective_date(day: date, today: date) -> str:
    """Recent entries are unpadded, older ones padded: the real PDF has both in one column."""
    return short_date(day) if (today - day).days < 1100 else f"{day:%m/%d/%Y}"


def roster_row(person: Person, held: License, today: date) -> tuple[str, ...]:
    return (
        held.board_last or person.last,
        person.first,
        LEVELS[held.profession],
        held.number,
        effective_date(held.issued, today),
        short_date(held.expires),
        {True: "Yes", False: "No", None: ""}[held.disciplined],
    )


def roster_rows(people: Iterable[Person], today: date) -> list[tuple[str, ...]]:
    """All rows of the PDF in its order: active SD licenses by last name, first name."""
    held = [
        (person, one)
        for person in people
        for one in person.licenses
        if one.state == "SD" and one.at_board and one.status is LicenseStatus.ACTIVE
    ]
    return sorted((roster_row(person, one, today) for person, one in held), key=lambda row: (row[0], row[1], row[3]))


def title(as_of: date) -> str:
    return f"SD Licensed Physical Therapists as of {short_date(as_of)} 8:15:02 AM"


def _draw_row(pdf: FPDF, top: float, cells: tuple[str, ...], header: bool) -> None:
    lefts = (LEFT, *(edge + 0.75 for edge in RIGHT_EDGES[:-1]))
    if header:
        pdf.set_fill_color(204)
        for left, right in zip(lefts, RIGHT_EDGES, strict=True):
            pdf.rect(left, top, right - left + 0.75, ROW, style="F")
    pdf.set_fill_color(255)
    for left, right in zip(lefts, RIGHT_EDGES, strict=True):
        pdf.rect(left, top + ROW - 0.75, right - left, 0.75, style="F")
    pdf.set_font("Helvetica", "B" if header else "", 12)
    for left, cell in zip(lefts, cells, strict=True):
        pdf.text(left + 3, top + 15.8, cell)


def _draw_rules(pdf: FPDF, top: float, bottom: float) -> None:
    """The real grid is made of thin white filled rectangles."""
    pdf.set_fill_color(255)
    pdf.rect(LEFT - 0.75, top - 0.75, 0.75, bottom - top + 0.75, style="F")
    for right in RIGHT_EDGES:
        pdf.rect(right, top, 0.75, bottom - top, style="F")
    pdf.rect(LEFT, top - 0.75, RIGHT_EDGES[-1] - LEFT, 0.75, style="F")


def roster_pdf(people: Iterable[Person], as_of: date, today: date) -> bytes:
    """The PDF: title with time of generation on page 1, headings on every page, no footer, letter size."""
    pdf = FPDF(unit="pt", format="letter")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(datetime.combine(as_of, time(8, 15, 2), UTC))
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 17)
    pdf.text(24, 53.5, title(as_of))
    start = top = TITLE_TOP
    _draw_row(pdf, top, HEADINGS, header=True)
    for row in roster_rows(people, today):
        top += ROW
        if top + ROW > PAGE_BOTTOM:
            _draw_rules(pdf, start, top)
            pdf.add_page()
            start = FIRST_TOP_LATER_PAGES
            _draw_row(pdf, start, HEADINGS, header=True)
            top = start + ROW
        _draw_row(pdf, top, row, header=False)
    _draw_rules(pdf, start, top + ROW)
    return bytes(pdf.output())


def roster_name(as_of: date) -> str:
    """File name in the link; it changes with every generation."""
    return f"SD_PT_{as_of:%Y%m%d}.pdf"


def verify_page(as_of: date) -> str:
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Verify a License - Board of Physical Therapy</title></head>
<body><h1>License Verification</h1>
<nav><a href="../">Home</a> <a href="../forms/">Forms</a></nav>
<p>The roster below is primary source verification. It is generated every day.</p>
<p><a href="roster/{roster_name(as_of)}" target="_blank">Licensed Physical Therapists (PDF)</a></p>
<p>Questions? <a href="mailto:board@example.org">board@example.org</a></p>
</body></html>
"""
