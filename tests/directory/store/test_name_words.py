"""Words of names beside what Find searches: counted anew with each publishing, former names and halves included."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from directory.normalize.names import fold
from directory.store.name_pairs import NamePairs, word_hashes
from directory.store.name_words import fill_names, other_names, refresh_names
from directory.store.tables import Practitioner, SearchEntry, SearchNamePairs, SearchNameWord, SearchOtherName
from directory.vocabulary import Profession


@pytest.mark.parametrize(
    ("last", "first", "middle", "others", "ways"),
    [
        ("Smith", "John", "Q", [], []),
        ("Roe-Smith", "Jane", None, [], [("ROE", "JANE"), ("SMITH", "JANE")]),
        ("Smith", "Mary Ann", None, [], [("SMITH", "ANN"), ("SMITH", "MARY")]),
        ("de la Cruz", "Ana", None, [], [("CRUZ", "ANA")]),
        ("Smith", "J.", "Robert", [], [("SMITH", "ROBERT")]),
        ("Smith", "Jane", None, ["Jane Miller", "Jane Smith"], [("MILLER", "JANE", True)]),
        ("Smith", "Jane", None, ["?", "Cher"], []),
        (None, None, None, [], []),
    ],
)
def test_other_ways_a_name_is_typed(
    last: str | None, first: str | None, middle: str | None, others: list[str], ways: list[Any]
) -> None:
    person = {"id": "1", "last": last, "first": first, "middle": middle, "other_names": others}
    found = [(row["last_folded"], row["first_folded"], row["former"]) for row in other_names(person)]
    assert found == [way if len(way) == 3 else (*way, False) for way in ways]


@pytest.fixture
def session(databases: Any) -> Iterator[Session]:
    with databases.empty() as engine, Session(engine) as opened:
        yield opened


def add(session: Session, who: str, first: str, last: str, *, others: tuple[str, ...] = ()) -> None:
    session.add(
        Practitioner(
            id=who, display_name=f"{first} {last}", last=last, first=first, sort_key="", other_names=list(others),
            digest="",
        )
    )  # fmt: skip
    session.flush()
    session.add(
        SearchEntry(
            practitioner_id=who, profession=Profession.PHYSICAL_THERAPIST, state="WA", last_folded=fold(last),
            first_folded=fold(first), license_active=True, training_grade=0, training_claimed=False, excluded=False,
        )
    )  # fmt: skip
    session.flush()


def remove(session: Session, who: str) -> None:
    for kind, key in ((SearchEntry, SearchEntry.practitioner_id), (Practitioner, Practitioner.id)):
        session.execute(sa.delete(kind).where(key == who))


def words(session: Session) -> dict[tuple[str, str], int]:
    return {(row.role, row.word): row.entries for row in session.exec(select(SearchNameWord))}


def known(session: Session, last: str, first: str, *, other: bool = False) -> bool:
    session.expire_all()
    pairs = NamePairs(session.exec(select(SearchNamePairs)).one().bits)
    lasts = word_hashes([last])
    return bool(len(pairs.may_hold(~lasts if other else lasts, word_hashes([first]))))


def test_they_follow_what_is_published(session: Session) -> None:
    add(session, "a", "Jane", "Roe-Smith", others=("Jane Miller",))
    add(session, "b", "John", "Smith")
    fill_names(session.connection())
    assert words(session) == {
        ("last", "ROESMITH"): 1, ("last", "ROE"): 1, ("last", "SMITH"): 2, ("last", "MILLER"): 1,
        ("first", "JANE"): 4, ("first", "JOHN"): 1,
    }  # fmt: skip
    assert known(session, "SMITH", "JOHN")
    assert known(session, "MILLER", "JANE", other=True)
    assert not known(session, "MILLER", "JOHN")
    remove(session, "a")
    add(session, "c", "Olga", "Lind")
    refresh_names(session, {"a", "c"})
    assert words(session) == {("last", "SMITH"): 1, ("last", "LIND"): 1, ("first", "JOHN"): 1, ("first", "OLGA"): 1}
    assert known(session, "LIND", "OLGA")
    assert not session.exec(select(SearchOtherName)).all()


def test_nothing_is_written_when_nothing_changed(session: Session) -> None:
    add(session, "a", "Jane", "Roe")
    refresh_names(session, set())
    assert not words(session)


def test_names_of_people_who_left_are_forgotten_in_time(session: Session) -> None:
    add(session, "a", "Jane", "Gone")
    fill_names(session.connection())
    remove(session, "a")
    add(session, "b", "John", "Stays")
    for _ in range(150):
        refresh_names(session, {"a", "b"})
    assert known(session, "STAYS", "JOHN")
    assert not known(session, "GONE", "JANE")


def test_pairs_miss_none_and_let_few_others_through() -> None:
    lasts, firsts = word_hashes(f"L{n}" for n in range(5000)), word_hashes(f"F{n}" for n in range(5000))
    pairs = NamePairs.empty(5000) | (lasts, firsts)
    assert len(pairs.may_hold(lasts, firsts)) == 5000
    strangers = len(pairs.may_hold(lasts[:-1], firsts[1:]))
    assert strangers < 50
    assert NamePairs(pairs.bits).bits == pairs.bits
