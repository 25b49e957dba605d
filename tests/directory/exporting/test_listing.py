"""The file of a list is the list: everybody on all its pages, in their order, with what the cards say."""

import csv
import io

import pytest
from sqlmodel import Session

from directory.exporting import listing
from directory.exporting.cells import meant
from directory.exporting.listing import COLUMNS, list_csv
from directory.exporting.manifest import ExportError
from directory.search import Query, search
from directory.vocabulary import Audience, Profession
from tests.directory.conftest import TODAY, Store

QUERIES = [
    Query(state="WA"),
    Query(state="WA", verified_training=True, show_claims=True),
    Query(place="98101", radius=100, profession=Profession.PHYSICAL_THERAPIST),
    Query(state="CO", license_active=True, page=2),
    Query(counties=("King County, WA",)),
]


def told(session: Session, query: Query, audience: Audience) -> list[dict[str, str]]:
    body = list_csv(session, query, today=TODAY, audience=audience)
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_file_is_the_list(today: Store, query: Query, audience: Audience) -> None:
    with today.reader() as session:
        rows = told(session, query, audience)
        cards, pages, page = [], 1, 1
        while page <= pages:
            asked = Query(**{**{name: getattr(query, name) for name in query.__slots__}, "page": page})
            found = search(session, asked, today=TODAY, audience=audience)
            cards, pages, page = [*cards, *found.hits], found.pages, page + 1
    assert [row["id"] for row in rows] == [card.id for card in cards]
    assert [row["position"] for row in rows] == [str(number) for number in range(1, len(cards) + 1)]
    for row, card in zip(rows, cards, strict=True):
        assert list(row) == list(COLUMNS)
        assert meant(row["phone"]) == (card.phone or "")
        assert meant(row["needling_line"]) == card.needling_line
        assert row["license_status"] == card.license_status
        assert row["license_read_on"] == (card.license_read_on.isoformat() if card.license_read_on else "")
        assert row["shown_on"] == TODAY.isoformat()


def test_a_list_that_is_too_long_is_cut(today: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 12)
    monkeypatch.setattr(listing, "AT_ONCE", 5)
    with today.reader() as session:
        assert len(told(session, Query(state="WA"), Audience.PATIENT)) == 12


def test_a_question_without_a_list_is_refused(today: Store) -> None:
    with today.reader() as session, pytest.raises(ExportError, match="Springfield"):
        told(session, Query(place="Springfield"), Audience.COORDINATOR)
