"""Lists may be long: the database follows addresses all at once, and nothing told of a list is hidden behind others."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from directory.monitoring import lists, members, parts
from directory.monitoring.cards import last_cards
from directory.monitoring.lists import add_people, remove_people
from directory.monitoring.members import watched
from directory.monitoring.notices import Asked, how_many, notices
from directory.of_whom import current_id, whose
from directory.store.tables import PractitionerAlias, SeenDocument
from directory.store.watching_tables import Notice, Watched
from tests.directory.monitoring.world import BEGAN, LIST, Town, at

DAY = BEGAN + timedelta(days=1)


@contextmanager
def statements(engine: Engine) -> Iterator[list[int]]:
    """How many parameters each statement had."""
    found: list[int] = []

    def seen(_connection: Any, _cursor: Any, text: str, parameters: Any, *_: Any) -> None:
        if text.startswith("SELECT"):
            found.append(len(parameters))

    event.listen(engine, "before_cursor_execute", seen)
    yield found
    event.remove(engine, "before_cursor_execute", seen)


def former(town: Town, old: str, given: str) -> str:
    with Session(town.place.engine) as session:
        session.add(PractitionerAlias(old_id=old, practitioner_id=town.id_of(given) if given else "nobody"))
        session.commit()
    return old


def put_on(town: Town, *addresses: str) -> None:
    with Session(town.place.engine) as session:
        for address in addresses:
            session.add(Watched(list_id=1, practitioner_id=address, publication_id=1, added_at=at(DAY), added_by="Zoë"))
        session.commit()


def told_of(town: Town, run: int, *addresses: str) -> None:
    with Session(town.place.engine) as session:
        for address in addresses:
            session.add(
                Notice(run_id=run, practitioner_id=address, name="N", kind="license", weight="act", subject="s",
                       day=DAY, text="t", once=f"{address:0>64}")
            )  # fmt: skip
        session.commit()


def test_addresses_are_followed_in_one_statement_as_one_by_one(town: Town) -> None:
    ids = {town.id_of(given) for given in ("Anna", "Beth", "Carl")}
    carl = town.id_of("Carl")
    put_on(town, former(town, "0former0", "Carl"), former(town, "0dead0", ""), "0unknown0")
    with Session(town.place.engine) as session, statements(town.place.engine) as seen:
        people, gone = watched(session)
        assert len(seen) == 1
        assert set(people) == ids
        assert people[carl].addresses == {"0former0"}
        assert gone == ["0dead0", "0unknown0"]
        addresses = [carl, "0former0", "0dead0", "0unknown0", "a\x00b"]
        assert members.current_ids(session, addresses) == {
            one: now for one in addresses if (now := current_id(session, one))
        }
        on_it = members.members(session, 1)
    assert [(one.added_as, one.id) for one in on_it[2:]] == [("0former0", carl), ("0dead0", None), ("0unknown0", None)]
    assert on_it[2].name == "Carl Carlson"


def test_what_was_told_of_a_list_is_not_hidden_behind_what_was_told_of_others(town: Town) -> None:
    beth, carl = town.id_of("Beth"), town.id_of("Carl")
    put_on(town, "0unknown0")
    former(town, "0former0", "Beth")
    run = town.monitor(DAY)
    told_of(town, run, "0former0", "0unknown0")
    later = town.monitor(DAY + timedelta(days=1))
    told_of(town, later, carl, beth)
    asked = Asked(list_id=1)
    with Session(town.place.engine) as session, statements(town.place.engine) as seen:
        assert how_many(session, asked) == 4  # and that nobody is published under an address
        found = [one.practitioner_id for one in notices(session, asked)]
        assert found == [beth, None, beth, None]
        pages = [notices(session, asked, limit=1, offset=number)[0].practitioner_id for number in range(4)]
        assert pages == found
        assert notices(session, limit=1)[0].practitioner_id == carl
        assert len(seen) == 7
        assert max(seen) < 10


def test_no_statement_takes_a_parameter_a_person(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "TOGETHER", 2)
    everybody = [town.id_of(given) for given in town.people]
    with statements(town.place.engine) as seen:
        done = add_people(town.place.engine, LIST, [*everybody, *(f"0x{n}" for n in range(20))], by="Zoë", now=at(DAY))
        assert (len(done.added), len(done.already), len(done.refused)) == (1, 2, 20)
        remove_people(town.place.engine, LIST, everybody, by="Zoë", why="left", now=at(DAY))
        with Session(town.place.engine) as session:
            last_cards(session, everybody)
    assert max(seen) < 20
    assert lists.MOST_PEOPLE == 100_000


# --- CPR cards --------------------------------------------------------------------------------------------------------


def card(town: Town, until: date | None, **told: Any) -> SeenDocument:
    with Session(town.place.engine) as session:
        paper = SeenDocument(
            **{"recorded_at": at(DAY), "seen_on": DAY, "seen_by": "Zoë", "organization": "Example Clinic",
               "name": "Anna Annason", "issuer": "Example", "title": "CPR", "sha256": _any_body(session),
               "document": "c.pdf", "document_type": "application/pdf",
               "facts": {"cpr_valid_until": str(until)} if until else {}} | told
        )  # fmt: skip
        session.add(paper)
        session.commit()
        session.refresh(paper)
        session.expunge(paper)
        return paper


def _any_body(session: Session) -> str:
    return str(session.execute(sa.text("SELECT sha256 FROM evidence_body ORDER BY sha256 LIMIT 1")).scalar_one())


def test_cards_are_those_of_whom_each_paper_is_by_itself(town: Town) -> None:
    anna, number = town.people["Anna"], town.people["Anna"].number
    former(town, "0former0", "Anna")
    digits = {"license_number": number, "license_state": "WA", "license_digits": number[2:]}
    ends = [BEGAN + timedelta(days=days) for days in range(100, 190, 10)]
    for until, told in zip(
        ends,
        [
            {"npi": anna.npi},
            {"practitioner_id": "0former0"},
            digits,
            {"npi": anna.npi} | digits | {"license_digits": "60002", "license_number": "PT60002"},  # of two people
            digits | {"license_state": "OR"},
            {"npi": anna.npi, "name": "Quincy Quill"},
            {"npi": "2000000002"},
            {"npi": town.people["Carl"].npi, "name": "Carl Carlson"},
            {"npi": anna.npi, "withdrawn_at": at(DAY)},
        ],
        strict=True,
    ):
        card(town, until, **told)
    card(town, None, npi=anna.npi)
    everybody = [town.id_of(given) for given in ("Anna", "Beth", "Carl")]
    with Session(town.place.engine) as session:
        expected: dict[str, date] = {}
        for paper in session.exec(select(SeenDocument).where(sa.column("withdrawn_at").is_(None))):
            owner, until = whose(session, paper).practitioner_id, paper.facts.get("cpr_valid_until")
            if owner and until:
                expected[owner] = max(expected.get(owner, date.min), date.fromisoformat(until))
        assert {one: until for one, (until, _) in last_cards(session, everybody).items()} == expected
        assert expected == {everybody[0]: ends[2], everybody[2]: ends[7]}
        assert last_cards(session, everybody[1:2]) == {}
