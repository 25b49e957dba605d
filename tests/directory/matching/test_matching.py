"""Files of people as parties, and their pairs: same answers by one process and by two, and never a link on a name."""

import csv
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from directory.linking.called import Names
from directory.linking.keys import name_keys, stored_keys
from directory.linking.party import NumberGiven, Spot
from directory.linking.side import side_of
from directory.matching import match
from directory.matching.people_file import PeopleFile
from directory.normalize.names import PersonName

Table = Sequence[Sequence[str]]


def write(path: Path, table: Table) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    return path


def matched(folder: Path, left: Table, right: Table, *, processes: int = 0) -> list[tuple[str, str, float, str]]:
    out = folder / "pairs.csv"
    match(write(folder / "left.csv", left), write(folder / "right.csv", right), out, _silent, processes=processes)
    with out.open(encoding="utf-8", newline="") as file:
        return [(r["left_id"], r["right_id"], float(r["probability"]), r["tier"]) for r in csv.DictReader(file)]


def _silent(what: str, done: int, total: int | None) -> None:
    """Nobody watches."""


def test_a_row_becomes_a_party(tmp_path: Path) -> None:
    told = {
        "id": "L1", "last": "FAIRWEATHER", "first": "OTTOLINE", "middle": "--", "suffix": "JR", "other_last": "ROE",
        "credential": "PT, DPT", "specialty": "SPECIALIST", "street": "1 MAIN ST", "city": "SPOKANE",
        "state": "Washington", "zip5": "99201-1234", "sex": "Female", "license_state": "wa",
        "license_number": "PT00001", "license_type": "Physical Therapist", "npi": "2000000003",
        "phone": "(206) 555-0142", "source_kind": "x",
    }  # fmt: skip
    file = PeopleFile(write(tmp_path / "one.csv", [list(told), list(told.values())]), prefer="left_id")
    (row,) = file.rows()
    party = file.columns.party(row.packed)
    assert (row.number, row.id, file.ignored) == (2, "L1", ("source_kind",))
    assert party is not None
    assert party.name == PersonName(last="FAIRWEATHER", first="OTTOLINE", suffix="JR")
    assert party.other_names == (PersonName(last="ROE"),)
    assert (party.families, party.sex) == ({"PT"}, "F")
    assert party.spots == (Spot("1 MAIN ST", "SPOKANE", "WA", "99201"),)
    assert party.numbers == (NumberGiven("PT00001", "WA", frozenset({"PT"})),)
    assert party.phones == {"2065550142"}
    assert party.npi is None, "its check digit is wrong: it proves nothing"


def test_a_whole_name_gives_its_letters_and_a_state_is_never_guessed(tmp_path: Path) -> None:
    table = [
        ["id", "display_name", "zip5", "license_state"],
        ["L1", "Dr. Ottoline M. Fairweather, M D, FACP", "99201", "WA"],
    ]
    file = PeopleFile(write(tmp_path / "one.csv", table), prefer="left_id")
    (row,) = file.rows()
    party = file.columns.party(row.packed)
    assert party is not None
    assert (party.name.first, party.name.middle, party.name.last) == ("Ottoline", "M.", "Fairweather")
    assert (party.families, party.degrees) == ({"MD_DO"}, {"MD"})
    assert party.spots == (Spot(zip5="99201"),)


NAMES = ["ROE", "Roe Jr", "van der Berg", "SMITH-JONES", "O'Brien", "PEÑA", "de la Cruz III", "--"]
GIVEN = ["JANE", "Mary Ann", "J", "José", ""]


def test_a_glance_sees_the_keys_of_the_whole_party(tmp_path: Path) -> None:
    header = ["id", "last", "first", "middle", "suffix", "other_last", "city", "state", "street"]
    places = [("St. Paul", "MN"), ("SPOKANE", "washington"), ("", "WA"), ("Spokane", ""), ("", "")]
    told = product(NAMES, GIVEN, ["Q", ""], ["Doe-Stone", ""], places)
    table = [[f"R{n}", last, first, middle, "", other, *place, "1 Main St"]
             for n, (last, first, middle, other, place) in enumerate(told)]  # fmt: skip
    file = PeopleFile(write(tmp_path / "names.csv", [header, *table]), prefer="right_id")
    seen = 0
    for row in file.rows():
        glance, party = file.columns.glance(row.packed), file.columns.party(row.packed)
        if party is None:
            assert glance is None
            continue
        assert glance is not None
        side = side_of(party)
        assert glance.names == tuple(getattr(side, field) for field in Names._fields)
        keys = name_keys(glance.names, [glance.state] if glance.state else [], [glance.city])
        assert set(keys) == stored_keys(side)
        seen += 1
    assert seen == len(table) * (len(NAMES) - 1) / len(NAMES)


@pytest.mark.parametrize("column", ["npi", "license_number", "display_name"])
def test_numbers_and_whole_names_take_a_closer_look(tmp_path: Path, column: str) -> None:
    told = {"id": "R1", "full_name": "Jane Roe", column: "Jane Roe"} if column == "display_name" else {
        "id": "R1", "last": "Roe", column: "2000000003"
    }  # fmt: skip
    file = PeopleFile(write(tmp_path / "one.csv", [list(told), list(told.values())]), prefer="right_id")
    (row,) = file.rows()
    assert file.columns.glance(row.packed) is None
    assert file.columns.party(row.packed) is not None


def test_each_file_has_its_own_id_column_and_a_mark_before_the_text_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_bytes(b"\xef\xbb\xbfleft_id,right_id,last\nL1,R1,Roe\n\n")
    assert [row.id for row in PeopleFile(path, prefer="left_id").rows()] == ["L1"]
    assert [row.id for row in PeopleFile(path, prefer="right_id").rows()] == ["R1"]


RIGHT = [
    ["right_id", "last", "first", "middle", "credential", "street", "city", "state", "zip5", "license_state",
     "license_number", "license_type"],
    ["R1", "FAIRWEATHER", "OTTOLINE", "M", "PT", "1 MAIN ST", "SPOKANE", "WA", "99201", "", "", ""],
    ["R2", "ROE", "JANE", "", "PT", "2 OAK AVE", "SPOKANE", "WA", "99201", "", "", ""],
    ["R3", "ROE", "JANE", "", "PT", "3 OAK AVE", "SPOKANE", "WA", "99201", "", "", ""],
    ["R4", "NIGHTINGALE", "PEREGRINE", "", "", "", "", "", "", "WA", "PT00001", "Physical Therapist"],
    *[[f"R{n}", "ASHGROVE", "WILHELMINA", "", "PT", f"{n} ELM ST", "TACOMA", "WA", "98401", "", "", ""]
      for n in range(10, 18)],
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "tier", "others"),
    [
        (["Ottoline M. Fairweather, PT", "Spokane", "WA", ""], "settled", {"R1"}),
        (["Jane Roe, PT", "Spokane", "WA", ""], "review", {"R2", "R3"}),  # two fit equally well
        (["Peregrine Nightingale, PT", "", "", "PT00001"], "settled", {"R4"}),
        (["Jane Doe, PT", "", "", "PT00001"], "review", {"R4"}),  # a number alone proves nobody
        (["Hortense Winterbourne, PT", "Spokane", "WA", ""], None, set()),
        (["Jane and John Roe", "Spokane", "WA", ""], None, set()),
    ],
)
def test_tiers(tmp_path: Path, row: list[str], tier: str | None, others: set[str]) -> None:
    header = ["left_id", "display_name", "city", "state", "license_number", "license_state", "license_type"]
    found = matched(tmp_path, [header, ["L1", *row, "WA", "PT"]], RIGHT)
    assert {pair[1] for pair in found} == others
    assert {pair[3] for pair in found} == ({tier} if tier else set())
    assert all((pair[2] >= 0.5) == (pair[3] == "settled") for pair in found)


@pytest.mark.parametrize("name", ["Ottoline Fairweather", "Ottoline M. Fairweather"])
def test_a_name_and_nothing_else_is_never_settled(tmp_path: Path, name: str) -> None:
    found = matched(tmp_path, [["id", "display_name"], ["L1", name]], RIGHT)
    assert [pair[3] for pair in found] == ["review"]


def test_at_most_five_are_shown_for_review_the_likeliest_first(tmp_path: Path) -> None:
    left = [["id", "display_name", "city", "state", "street"], ["L1", "Wilhelmina Ashgrove, PT", "Tacoma", "WA", ""]]
    found = matched(tmp_path, left, RIGHT)
    assert len(found) == 5
    assert [pair[2] for pair in found] == sorted((pair[2] for pair in found), reverse=True)


@pytest.mark.slow
def test_two_processes_give_the_same_pairs(tmp_path: Path) -> None:
    people = [
        [f"R{n}", f"ASHGROVE{'ABCDEFGH'[n % 8]}", "WILHELMINA", f"{n} ELM ST", "TACOMA", "WA"] for n in range(2_500)
    ]
    listed = [
        [f"L{n}", f"Wilhelmina Ashgrove{'abcdefgh'[n % 8]}, PT", f"{n} Elm St", "Tacoma", "WA"] for n in range(2_100)
    ]
    left = [["left_id", "display_name", "street", "city", "state"], *listed]
    right = [["right_id", "last", "first", "street", "city", "state"], *people]
    small = matched(tmp_path, left[:40], right[:300])
    assert small
    assert matched(tmp_path, left[:40], right[:300], processes=2) == small
