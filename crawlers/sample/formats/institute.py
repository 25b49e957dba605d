"""The list page of an invented training body, Example Institute of Dry Needling, letters EXDN."""

from html import escape

from crawlers.sample.model import ListEntry, Person

HEADINGS = ("Name", "Credential", "Certificate No.", "City", "State", "NPI", "License", "Status", "Completed")
LETTERS = "EXDN"
_BOARD_LETTERS = {"PT": "PT", "PTA": "PTA", "CHIRO": "DC"}


def license_text(person: Person) -> str:
    """``WA PT60012345``, ``CO PTL.0017072``, ``SD PT 0546``: as a graduate would give it."""
    held = person.licenses[-1]
    match held.state:
        case "CO":
            prefix = held.prefix or {"PT": "PTL", "PTA": "PTA", "CHIRO": "CHR"}[held.profession.value]
            return f"CO {prefix}.{held.number}"
        case "SD":
            return f"SD {_BOARD_LETTERS[held.profession.value]} {held.number}"
        case _:
            return f"{held.state} {held.number}"


def list_row(person: Person, entry: ListEntry) -> tuple[str, ...]:
    place = person.practice or person.mailing
    name = " ".join(filter(None, (person.first, person.middle, entry.last or person.last, person.suffix)))
    city, state = entry.town if entry.town is not None else (place.city, place.state)
    return (
        entry.name or name,
        LETTERS,
        entry.certificate,
        city,
        state,
        person.npi or "" if entry.shows == "npi" else "",
        license_text(person) if entry.shows == "license" else "",
        entry.status,
        entry.completed.isoformat(),
    )


def list_page(people: tuple[Person, ...]) -> str:
    """One table, one row per certificate; rows may show an NPI, a license or neither."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in HEADINGS)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in list_row(person, entry)) + "</tr>"
        for person, entry in list_entries(people)
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Certified practitioners - Example Institute of Dry Needling</title></head>
<body><h1>Certified practitioners</h1>
<p>Everyone who holds our credential {LETTERS}. An invented body with invented people.</p>
<table id="certified"><thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody></table>
</body></html>
"""


def list_entries(people: tuple[Person, ...]) -> list[tuple[Person, ListEntry]]:
    """Rows of the training body's list in certificate order."""
    rows = [(person, entry) for person in people for entry in person.entries]
    return sorted(rows, key=lambda row: row[1].certificate)
