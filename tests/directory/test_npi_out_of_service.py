"""Who is on the registry's list of deactivated NPIs: shown so, with the list as proof, and with nothing forgotten."""

from typing import Any

import pytest
from sqlmodel import select

from crawlers.sample.formats.nppes_deactivations import list_rows
from directory import profiles
from directory.store.published import CHILDREN
from directory.store.tables import PracticeLocation, Practitioner, SearchEntry, Verification
from directory.vocabulary import Audience, Need


def rows_of(store: Any, day: int, ident: str) -> tuple[Practitioner, dict[Any, list[Any]]]:
    person = store.worlds[day].person(ident)
    with store.session() as session:
        (found,) = session.exec(select(Practitioner).where(Practitioner.npi == person.npi)).all()
        children = {
            kind: list(session.exec(select(kind).where(kind.practitioner_id == found.id)))  # type: ignore[attr-defined]
            for kind in CHILDREN
        }
    return found, children


@pytest.mark.parametrize(("ident", "day"), [("listed_deactivated", 2), ("back_in_service", 1)])
def test_the_list_is_the_proof_and_nothing_is_forgotten(ident: str, day: int, week_ago: Any, today: Any) -> None:
    store = {1: week_ago, 2: today}[day]
    world = store.worlds[day]
    person = world.person(ident)
    found, children = rows_of(store, day, ident)
    (npi,) = [row for row in children[Verification] if row.need == Need.NPI]
    assert (npi.status, npi.source) == ("confirmed_not_active", "nppes_deactivations")
    assert npi.details["deactivated_on"] == person.deactivated.isoformat()
    assert npi.source_url.endswith(world.nppes_deactivations_name)
    assert npi.source_as_of == world.as_of
    assert npi.locator.startswith("sheet1 row ")
    assert store.place.evidence.read(npi.sha256) == world.nppes_deactivations_zip
    assert found.display_name.startswith(person.first)
    assert {p.source for p in children[PracticeLocation]} == {"nppes_bulk"}
    assert person.practice.zip5 in {p.zip5 for p in children[PracticeLocation]}
    assert {entry.training_grade for entry in children[SearchEntry]} == {0}


def test_who_drops_out_of_the_list_is_what_the_registry_says(today: Any) -> None:
    found, children = rows_of(today, 2, "back_in_service")
    (npi,) = [row for row in children[Verification] if row.need == Need.NPI]
    assert (npi.status, npi.source) == ("confirmed", "nppes_bulk")
    assert npi.details["reactivated_on"] == today.worlds[2].person("back_in_service").reactivated.isoformat()
    assert children[PracticeLocation]
    assert found.last == "FENNIMORE-DAY"


def test_a_number_on_the_list_makes_nobody(today: Any) -> None:
    world = today.worlds[2]
    listed = {npi for npi, _ in list_rows(world.people, world.today)}
    with today.session() as session:
        known = set(session.exec(select(Practitioner.npi)).all())
    assert listed & known == world.deactivated_npis
    assert len(listed - known) > 40


def test_what_readers_are_told(today: Any) -> None:
    found, _ = rows_of(today, 2, "listed_deactivated")
    with today.session() as session:
        shown = profiles.profile(session, found.id, today=today.day, audience=Audience.COORDINATOR)
    assert shown is not None
    (line,) = shown.of(Need.NPI)
    assert line.sentence.startswith("Not active. The NPI registry listed it as")
    assert line.evidence is not None
    assert "NPPES_Deactivated_NPI_Report_112026_V2.zip" in (line.evidence.url or "")


def test_a_new_name_leads_to_one_person_at_the_new_place(today: Any) -> None:
    found, children = rows_of(today, 2, "new_name_and_place")
    assert found.last == "THORNQUIST"
    assert found.other_names == ["Philippa Larkwhistle"]
    assert {p.city for p in children[PracticeLocation] if p.kind == "practice"} == {"BOULDER"}
