"""The list of a search as a CSV file: the people of all its pages, as the cards show them and in their order."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from directory.exporting.cells import cells
from directory.exporting.manifest import ExportError
from directory.refresh import last_publication
from directory.search import Hit, Query, find
from directory.search.finding import found
from directory.search.hits import hits
from directory.store import readings
from directory.vocabulary import Audience

MOST = 10_000  # people of one file; a whole state is a matter of `needleproof export`
AT_ONCE = 200  # people whose cards are read at once
COLUMNS = (
    "position", "id", "name", "credential_text", "profession", "state", "city", "zip5", "address", "phone", "website",
    "miles", "precision", "place_source", "place_read_on", "license_status", "license_line", "license_read_on",
    "training_status", "training_line", "training_grade", "needling", "needling_line", "excluded_line", "disputed",
    "shown_on", "publication",
)  # fmt: skip


def list_csv(session: Session, query: Query, *, today: date, audience: Audience) -> bytes:
    """UTF-8 with its mark, so that spreadsheets see it; at most `MOST` people. Raises ExportError for a question that
    has no list.
    """
    result, listing = find(session, replace(query, page=1), today=today, audience=audience)
    if listing is None:
        raise ExportError(result.problem or "this question has no list")
    people = found(session, listing.allowed, 0, min(listing.total, MOST)) if listing.total else []
    known, published = readings.sources(session), last_publication(session)
    shown: dict[str, object] = {"shown_on": today.isoformat(), "publication": published.id if published else None}
    file = io.StringIO(newline="")
    made = csv.writer(file, lineterminator="\r\n")
    made.writerow(COLUMNS)
    for start in range(0, len(people), AT_ONCE):
        cards = hits(session, people[start : start + AT_ONCE], listing.asked, known, audience)
        made.writerows(_rows(cards, start, shown))
    return file.getvalue().encode("utf-8-sig")


def _rows(cards: Sequence[Hit], start: int, shown: dict[str, object]) -> list[Sequence[object]]:
    return [
        cells(_value(getattr(card, name, None) if name not in shown else shown[name], name, number) for name in COLUMNS)
        for number, card in enumerate(cards, start=start + 1)
    ]


def _value(value: object, name: str, position: int) -> object:
    if name == "position":
        return position
    if name == "disputed":
        return "; ".join(f"{what} since {day}" for what, day in value.items()) if isinstance(value, dict) else None
    return value.isoformat() if isinstance(value, date) else value
