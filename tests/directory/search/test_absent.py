"""Why somebody is not shown: the list's own conditions, one by one, about one person."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from directory.disputes import LISTING, hide
from directory.search import PAGE_SIZE, Query, search
from directory.search.absent import why_not_shown
from directory.search.filters import filters_of
from directory.store.tables import License, Practitioner, SearchEntry, Verification
from directory.vocabulary import Audience, Need, Profession, Wish

TODAY = date(2026, 11, 20)
PTA = Profession.PHYSICAL_THERAPIST_ASSISTANT
MIDDLES = {"CA": "San Francisco, CA", "MD": "Baltimore, MD", "PA": "Lancaster, PA", "DC": "20001"}


@pytest.fixture(scope="module")
def session(today: Any) -> Iterator[Session]:
    with today.reader() as opened:
        yield opened


def why(session: Session, who: str, *, day: date = TODAY, audience: Audience = Audience.PATIENT, **asked: Any) -> str:
    (told, *_) = why_not_shown(session, Query(**asked), who, today=day, audience=audience)
    return " ".join(told.reasons)


def id_of(session: Session, today: Any, cast: str) -> str:
    npi = today.worlds[2].person(cast).npi
    return session.exec(select(Practitioner.id).where(Practitioner.npi == npi)).one()


def test_whoever_is_on_the_page_is_told_so(session: Session) -> None:
    query = Query(place="98101", radius=250)
    result = search(session, query, today=TODAY)
    assert result.total > PAGE_SIZE
    for number, hit in enumerate(result.hits, start=1):
        (told,) = why_not_shown(session, query, hit.id, today=TODAY)
        assert (told.shown, told.practitioner_id, told.name) == (True, hit.id, hit.name)
        assert f"number {number}." in told.reasons[0]
    (told,) = why_not_shown(session, replace(query, page=2), result.hits[0].id, today=TODAY)
    assert not told.shown
    assert "page 1 " in told.reasons[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [
        {"place": "98101", "radius": 10},
        {"place": "98101", "radius": 25, "verified_training": True},
        {"state": "WA", "license_active": True, "profession": Profession.PHYSICAL_THERAPIST},
        {"state": "CO", "verified_training": True, "license_active": True},
        {"state": "SD", "licensed_since": 2000, "permitted": True},
        {"state": "WA", "requirements_met": True},
    ],
)
@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=60)], ids=["today", "later"])
def test_everybody_is_either_shown_or_told_why_not(session: Session, asked: dict[str, Any], day: date) -> None:
    """Whoever is on some page has no reason against it; whoever is on none has one."""
    query = Query(**asked)
    first = search(session, query, today=day)
    pages = [first, *(search(session, replace(query, page=n), today=day) for n in range(2, first.pages + 1))]
    listed = {
        hit.id: (number, page) for page, result in enumerate(pages, start=1) for number, hit in enumerate(result.hits)
    }
    everybody = sorted(session.exec(select(col(Practitioner.id))))
    for one in [*everybody[::4], *listed][:60]:
        (told,) = why_not_shown(session, query, one, today=day)
        assert told.reasons
        assert told.shown == (listed.get(one, (0, 0))[1] == 1)
        if one in listed:
            number, page = listed[one]
            assert f"number {(page - 1) * PAGE_SIZE + number + 1}" in told.reasons[0], told.reasons
        else:
            assert "at number" not in " ".join(told.reasons)


def test_each_reason(session: Session, today: Any) -> None:
    seattle = id_of(session, today, "golden_wa")
    entry = session.exec(select(SearchEntry).where(SearchEntry.practitioner_id == seattle)).first()
    assert entry is not None
    assert "This person is listed in Washington" in why(session, seattle, state="CO")
    assert "is listed as" in why(session, seattle, state="WA", profession=Profession.CHIROPRACTOR)
    assert "miles" in why(session, seattle, place="99201", radius=10)
    assert "counties" in why(session, seattle, counties=("Spokane County, WA",))
    assert "is not near this one" in why(session, seattle, name="Xqzwv Brzkp", state="WA")
    nowhere = session.exec(
        select(SearchEntry.practitioner_id).where(col(SearchEntry.spot).is_(None), SearchEntry.state == "WA")
    ).first()
    assert nowhere is not None
    assert "No place of work is published" in why(session, nowhere, place="98101")


def test_by_name_number_and_nobody(session: Session, today: Any) -> None:
    person = today.worlds[2].person("golden_wa")
    number = session.exec(
        select(License.number).join(Practitioner, col(Practitioner.id) == License.practitioner_id)
        .where(Practitioner.npi == person.npi)
    ).first()  # fmt: skip
    for who in (person.npi, f"{person.first} {person.last}", number):
        told = why_not_shown(session, Query(state="CO"), who, today=TODAY)
        assert id_of(session, today, "golden_wa") in {one.practitioner_id for one in told}, who
    (told,) = why_not_shown(session, Query(state="WA"), "Xqzwv Brzkp", today=TODAY)
    assert told.practitioner_id is None
    assert "No source that we read names this person" in told.reasons[0]
    assert any("https://" in reason for reason in told.reasons)
    (told,) = why_not_shown(session, Query(state="WA"), "2000000001", today=TODAY)
    assert "check digit" in told.reasons[0]
    (told,) = why_not_shown(session, Query(), "Jane Doe", today=TODAY)  # the list itself was not asked for
    assert told.practitioner_id is None
    assert told.reasons


@pytest.mark.slow
def test_the_place_in_the_list_is_told_apart_from_states_that_forbid(session: Session, today: Any) -> None:
    """A list leaves out states that do not let the profession needle: what is told of it does so too."""
    told = 0
    for state, profession in itertools.product(("CA", "MD", "PA", "DC"), (Profession.PHYSICAL_THERAPIST, PTA)):
        query = Query(place=MIDDLES[state], radius=250, profession=profession)
        listed = [
            hit.id for page in range(1, 4) for hit in search(session, replace(query, page=page), today=TODAY).hits
        ]
        entries = select(SearchEntry.practitioner_id).where(SearchEntry.profession == profession)
        for one in sorted(set(session.exec(entries)))[:60]:
            (answer,) = why_not_shown(session, query, one, today=TODAY)
            assert answer.shown == (one in listed[:PAGE_SIZE]), answer.reasons
            if answer.shown:
                assert f"number {listed.index(one) + 1}." in answer.reasons[0]
            told += "does not let" in " ".join(answer.reasons)
    assert told


def test_a_hidden_person_is_told_of_by_number_alone(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.session() as session:
            npi = store.worlds[2].person("golden_wa").npi
            person = session.exec(select(Practitioner).where(Practitioner.npi == npi)).one()
            ident, name = person.id, f"{person.first} {person.last}"
            number = session.exec(select(License.number).where(License.practitioner_id == ident)).first()
        signed: dict[str, Any] = {
            "shown": "",
            "who": "AB",
            "why": "by letter",
            "now": datetime(2026, 11, 20, tzinfo=UTC),
        }
        hide(store.place.engine, ident, LISTING, Wish.HIDE_LISTING, **signed)
        with store.session() as session:
            query = Query(state="WA")
            unknown = why_not_shown(session, query, "Xqzwv Brzkp", today=TODAY)[0].reasons
            misspelt = f"{name[0]}{name[2:]}"
            for line in (name, misspelt, name.split()[-1]):
                told = why_not_shown(session, query, line, today=TODAY)
                assert ident not in {one.practitioner_id for one in told}, line
                if told[0].practitioner_id is None:
                    assert told[0].reasons == unknown
                    assert told[0].name == line
            for line in (npi, number or "", ident):
                (one,) = why_not_shown(session, query, line, today=TODAY)
                assert (one.practitioner_id, one.name, one.shown) == (None, line, False)
                assert "not on our lists" in one.reasons[0]
            told = why_not_shown(session, query, name, today=TODAY, audience=Audience.COORDINATOR)
            assert ident in {one.practitioner_id for one in told}


def test_a_possible_exclusion_is_no_reason(session: Session) -> None:
    possible = session.exec(
        select(Verification.practitioner_id).where(
            Verification.need == Need.EXCLUSION, col(Verification.status) == "possible_hit"
        )
    ).all()
    assert possible
    for one in set(possible):
        for filters in ({"verified_training": True}, {"license_active": True}, {}):
            text = why(session, one, state="WA", **filters).lower()
            assert "possible" not in text
            assert "exclu" not in text
            if not session.execute(
                sa.select(col(SearchEntry.id)).where(SearchEntry.practitioner_id == one, col(SearchEntry.excluded))
            ).first():
                assert "bars" not in text


def test_training_reasons_fit_what_the_card_says(session: Session) -> None:
    found = set()
    for entry in session.exec(select(SearchEntry).where(SearchEntry.training_claimed)):
        text = why(session, entry.practitioner_id, state=entry.state, verified_training=True)
        found.add(text)
    assert any("only claimed" in text for text in found)
    assert filters_of(Query(verified_training=True)) == ("verified_training",)
