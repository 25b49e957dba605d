"""A person with a license, two places and a claim, stored by hand on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory.disputes import Filed, Told, file_dispute
from directory.normalize.names import PersonName
from directory.profiles import Profile, profile
from directory.records import Address
from directory.refresh import rebuild
from directory.store.tables import Practitioner
from directory.vocabulary import Audience, PlaceKind, SaidBy, Wish
from tests.conftest import Opened
from tests.databases import Databases, Once
from tests.directory.reviewing.family import NOW, NPI, TWIN, board, npi, read

PHONE, STREET = "2065550100", "12 Elm St"
HERE, THERE = "place:98101:practice", "place:98402:secondary-practice"
LICENSE = "license:WA:PT:PT1111"


def addresses(phone: str = PHONE, street: str = STREET) -> tuple[Address, ...]:
    return (
        Address(kind=PlaceKind.PRACTICE, line1=street, city="SEATTLE", state="WA", zip5="98101", phone=phone),
        Address(kind=PlaceKind.SECONDARY_PRACTICE, line1="9 Oak Ave", city="TACOMA", state="WA", zip5="98402",
                phone="2535550111"),
    )  # fmt: skip


class World:
    """The store, and what readers see in it."""

    def __init__(self, place: Workplace) -> None:
        self.place = place

    def crawled(self, day: int, *, board_too: bool = True, **more: Any) -> None:
        """All sources are read again and all is published."""
        at = NOW + timedelta(days=day)
        told = {"addresses": addresses(), "credential_text": "PT, DPT"} | more
        read(self.place, "nppes_bulk", npi(**told), npi(TWIN, name=PersonName(first="Joan", last="Stone")), now=at)
        read(self.place, "wa_doh", *([board()] if board_too else []), now=at)
        rebuild(self.place.engine, as_of=at.date(), now=at)

    def id_of(self, number: str = NPI) -> str:
        with Session(self.place.engine) as session:
            return session.exec(select(Practitioner.id).where(Practitioner.npi == number)).one()

    def seen(self, audience: Audience = Audience.PATIENT, number: str = NPI, **more: Any) -> Profile:
        person = self.id_of(number)
        with Session(self.place.engine) as session:
            found = profile(session, person, today=NOW.date(), audience=audience, **more)
        assert found is not None
        return found

    def filed(self, fact: str, wish: Wish = Wish.CORRECT, *, minutes: int = 0, **more: Any) -> Filed:
        given: dict[str, Any] = {
            "practitioner_id": self.id_of(), "fact": fact, "text": "It is wrong", "said_by": SaidBy.PERSON,
            "wish": wish, "contact": "secret@example.org",
        }  # fmt: skip
        now = NOW + timedelta(hours=1, minutes=minutes)
        return file_dispute(self.place.engine, Told(**given | more), shown="what was shown", now=now)


@pytest.fixture(scope="session")
def world_once(databases: Databases, once: Once, opened: Opened) -> Path:
    def fill(folder: Path) -> None:
        with opened(None, folder, keep=True) as place:
            World(place).crawled(0)

    return once(f"disputed-{databases.name}", fill)


@pytest.fixture
def world(world_once: Path, opened: Opened, tmp_path: Path) -> Iterator[World]:
    with opened(world_once, tmp_path / "store") as place:
        yield World(place)
