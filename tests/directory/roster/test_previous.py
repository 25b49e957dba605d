"""What is compared with an earlier file, and what is remembered of columns, where their names do not tell enough."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from directory.roster.columns import Meaning, RosterError
from directory.store.rosters_tables import RosterMapping
from tests.directory.conftest import Store
from tests.directory.roster.books import saved
from tests.directory.roster.conftest import Roster

WA_PT, CO_PT = "2982606388", "2253763439"  # Philippa L Honeycutt; Desmond R Okeyinka
BY_HAND = f"Prov Nbr,Person,Nbr,Nbr\n{WA_PT},Philippa Honeycutt,1,a\n{CO_PT},Desmond Okeyinka,2,b\n"


def forget(today: Store) -> None:
    """No mapping is remembered."""
    with Session(today.place.engine) as session:
        session.execute(delete(RosterMapping))
        session.commit()


@pytest.fixture(autouse=True)
def forgotten(today: Store) -> Iterator[None]:
    yield
    forget(today)


@pytest.mark.parametrize("remembered", [True, False])
def test_a_previous_file_whose_columns_were_said_by_hand(
    remembered: bool, roster: Roster, today: Store, tmp_path: Path
) -> None:
    said = {"Prov Nbr": Meaning.NPI, "Person": Meaning.FULL_NAME, "Nbr#2": Meaning.EXTERNAL_ID}
    roster(BY_HAND, mapping=said)
    (tmp_path / "checked.csv").replace(tmp_path / "last.csv")
    if not remembered:
        forget(today)
    text = BY_HAND.replace("Desmond Okeyinka", "Somebody Else")
    done, rows = roster(text, previous=tmp_path / "last.csv", mapping=None if remembered else said)
    told = [row["np_changed_since_last"] for row in rows]
    assert told[0] == "no"
    assert told[1].startswith("np_row_status: done -> review")
    assert done.outcome.changed == 1


def test_a_previous_file_of_one_whose_header_is_not_its_first_row(roster: Roster, tmp_path: Path) -> None:
    said, text = {"Nbr": Meaning.NPI}, f"Our people,of 2026,State\nNbr,Of,In\n{WA_PT},NPI,WA\n{CO_PT},NPI,CO\n"
    first, _ = roster(text, mapping=said, header_row=2)
    (tmp_path / "checked.csv").replace(tmp_path / "last.csv")
    _, rows = roster(text, previous=tmp_path / "last.csv", header_row=2)
    assert (first.outcome.statuses["done"], [row["np_changed_since_last"] for row in rows]) == (2, ["no", "no"])


def test_two_columns_of_one_name_are_remembered_apart(roster: Roster, tmp_path: Path) -> None:
    text = f"Nbr,Nbr,Person\nx,{WA_PT},Philippa Honeycutt\n"
    _, first = roster(text, mapping={"Nbr#2": Meaning.NPI, "Nbr#1": Meaning.EXTERNAL_ID})
    done, second = roster(text)
    assert (done.remembered, second) == ({"Nbr#2": "NPI", "Nbr#1": "your own id"}, first)
    assert (tmp_path / "checked.csv").read_text().splitlines()[1].startswith(f"x,{WA_PT},Philippa Honeycutt,done,")
    with pytest.raises(RosterError, match="'Nbr#1' and 'Nbr#2' both mean the NPI"):
        roster(text, mapping={"Nbr": Meaning.NPI})  # a name alone speaks of both, whatever was said of one


def test_a_previous_file_made_of_a_workbook(roster: Roster, tmp_path: Path) -> None:
    """Its cells are harmless; a row that is found by nothing but its cells is found by them."""
    rows = [["NPI", "Name", "Note"], ["1", "=Jane", "-x"], [WA_PT, "Philippa Honeycutt", "+y"]]
    roster(saved(("People", rows)))
    (tmp_path / "checked.csv").replace(tmp_path / "last.csv")
    _, told = roster(saved(("People", rows)), previous=tmp_path / "last.csv")
    assert [row["np_changed_since_last"] for row in told] == ["no", "no"]
