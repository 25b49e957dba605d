"""Rosters against the sample world: who is found, what is told of them; no fault costs another row its answer."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from directory import profiles
from directory.roster.at_once import Wanted, check_roster
from directory.roster.columns import RosterError
from directory.roster.job import AT_ONCE
from directory.roster.results import COLUMNS
from directory.store.tables import Practitioner
from directory.vocabulary import Audience, Need
from tests.directory.conftest import Store, noon
from tests.directory.roster.conftest import FILES, Roster

WA_PT, CO_PT = "2982606388", "2253763439"  # Philippa L Honeycutt PT60039916; Desmond R Okeyinka 0064330


def test_the_columns_are_those_that_were_agreed(roster: Roster) -> None:
    done, rows = roster(f"NPI,Name\n{WA_PT},Philippa Honeycutt\n")
    assert list(rows[0]) == [
        "NPI", "Name", "np_row_status", "np_reason", "np_practitioner_id", "np_match_basis", "np_npi_status",
        "np_license_status", "np_license_raw", "np_license_expires", "np_license_read_at", "np_license_source",
        "np_restrictions", "np_exclusion", "np_exclusion_lists_asof", "np_training_status", "np_training_detail",
        "np_rule_verdict", "np_rule_missing", "np_rule_citation", "np_usable_until_120", "np_usable_until_90",
        "np_changed_since_last", "np_receipt",
    ]  # fmt: skip
    assert (done.outcome.rows, done.outcome.statuses) == (1, {"done": 1, "review": 0, "rejected": 0})


def test_a_roster_of_the_sample_world(roster: Roster) -> None:
    """The golden file: read what changed in it before committing it."""
    text = (FILES / "people.csv").read_text()
    _, rows = roster(text)
    golden = FILES / "checked.csv"
    if not golden.exists():
        with golden.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        pytest.fail(f"{golden} was written: read it, then commit it")
    with golden.open(newline="") as stream:
        assert rows == list(csv.DictReader(stream))


@pytest.mark.slow
def test_what_is_told_is_what_a_coordinator_is_shown(roster: Roster, today: Store) -> None:
    """Of everybody with an NPI: the same status and verdict as on the page, in the same order."""
    with today.reader() as session:
        npis = [npi for npi in session.exec(select(Practitioner.npi).order_by(Practitioner.npi)) if npi]
        shown = {npi: profile_of(session, npi, today) for npi in npis}
    done, rows = roster("NPI\n" + "\n".join(npis) + "\n")
    assert done.outcome.statuses["done"] == done.outcome.rows == len(npis)
    for row in rows:
        lines = shown[row["NPI"]]
        for need, column in ((Need.LICENSE, "np_license_status"), (Need.NPI, "np_npi_status")):
            told = [part.rpartition(": ")[2] for part in row[column].split("; ")]
            assert told == [line.status for line in lines.of(need)], row["NPI"]
        verdicts = [part.rpartition(": ")[2] for part in row["np_rule_verdict"].split("; ")]
        assert verdicts == [line.verdict for line in lines.of(Need.NEEDLING_RULE)], row["NPI"]
        statuses = {line.status for line in lines.of(Need.TRAINING)}
        assert set(row["np_training_status"].split("; ")) == statuses, row["NPI"]


def profile_of(session: Any, npi: str, today: Store) -> profiles.Profile:
    (ident,) = profiles.ids_by_npi(session, npi)
    found = profiles.profile(session, ident, today=today.day, audience=Audience.COORDINATOR)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("row", "status", "reason"),
    [
        (f"{WA_PT},Philippa Honeycutt,,,", "done", ""),
        (f'{WA_PT},"HONEYCUTT, PHILIPPA L",PT60039916,WA,', "done", ""),
        (f"{WA_PT},P. Honeycutt,60039916,Washington,PT", "done", ""),
        (",Philippa Honeycutt,PT-60039916 (WA),,PT", "done", ""),
        (",,PT60039916,WA,", "done", ""),
        (f"{WA_PT},,,,PT", "done", ""),
        (
            f"{WA_PT},,,,Chiropractor",
            "review",
            "sources_conflict: row 2: the profession in the row is none that we know of Philippa",
        ),
        (f"{WA_PT},Somebody Else,,,", "review", "sources_conflict: row 2: the name in the row is not that of Philippa"),
        (
            f"{WA_PT},,0064330,CO,",
            "review",
            "sources_conflict: row 2: the NPI and the license number lead to different",
        ),
        (f"{WA_PT},,pending,WA,", "review", "input_insufficient: row 2, column License: this is no license number"),
        ("2000000002,,0064330,CO,", "review", "sources_conflict: row 2: the license number leads to somebody with"),
        (
            "2000000002,Jane Doe,,,",
            "review",
            "human_review_pending: row 2: the NPI is not in what we have read; that says",
        ),
        (
            ",Jane Doe,PT60000001,WA,",
            "review",
            "human_review_pending: row 2: the license number is not in what we have",
        ),
        (",,0018831,CO,", "review", "ambiguous_person: row 2: the license number and state lead to 2 people"),
        (
            ",,AT60039916,WA,",
            "review",
            "sources_conflict: row 2: the license number is there for another profession, or",
        ),
        (
            ",,60039916,WA,CHIRO",
            "review",
            "sources_conflict: row 2: the license number is there for another profession",
        ),
        (
            ",Jane Doe,,WA,PT",
            "review",
            "human_review_pending: row 2: nobody of that name is in what we have read of WA; that",
        ),
        (",Jane Doe,,,", "rejected", "input_insufficient: row 2: neither an NPI nor a license number with its state"),
        ("2.98E+09,Jane Doe,,,", "rejected", "input_insufficient: row 2, column NPI: a spreadsheet has rounded"),
        (f"{WA_PT},Jane Doe & John Roe,,,", "rejected", "input_insufficient: row 2, column Name: more than one person"),
        (f"{WA_PT},Philippa,Honeycutt,,,", "rejected", "input_insufficient: row 2: 6 cells where the header has 5"),
    ],
)
def test_rows(row: str, status: str, reason: str, roster: Roster) -> None:
    _, (told,) = roster(f"NPI,Name,License,License State,Profession\n{row}\n")
    assert told["np_row_status"] == status
    assert told["np_reason"].startswith(reason) if reason else not told["np_reason"]
    assert "not licensed" not in told["np_reason"]
    if status == "rejected":
        assert {told[name] for name in COLUMNS[2:]} == {""}
    if reason.startswith(("sources_conflict", "ambiguous", "human_review")):
        assert {told[name] for name in COLUMNS[3:]} == {""}  # nobody's results, they may be another person's


def test_a_number_that_is_not_read_beside_one_that_is(roster: Roster) -> None:
    """Esther Duckworth, PT60077033, whose NPI nobody has read."""
    header = "NPI,Name,License,License State\n"
    _, (hers, another) = roster(
        f"{header}2000000002,Esther Duckworth,PT60077033,WA\n2000000002,Jane Doe,PT60077033,WA\n"
    )
    assert (hers["np_row_status"], hers["np_license_status"]) == ("review", "confirmed")
    assert "the NPI is not in what we have read" in hers["np_reason"]
    assert (another["np_row_status"], another["np_license_status"]) == ("review", "")
    assert "the name in the row is not that of Esther Duckworth" in another["np_reason"]


def test_a_number_that_is_none_of_the_persons(roster: Roster) -> None:
    """Of a state where we know a license of the profession; 0064330 of Colorado is his."""
    header = "NPI,Name,License,License State,Profession\n"
    _, rows = roster(
        f"{header}{CO_PT},Desmond Okeyinka,PT99999999,CO,\n{CO_PT},Desmond Okeyinka,99999999,CO,PT\n"
        f"{CO_PT},Desmond Okeyinka,AC0064330,CO,\n{CO_PT},Desmond Okeyinka,PTL.0064330,CO,\n"
        f"{CO_PT},Desmond Okeyinka,PT99999999,ME,\n"
    )
    for row in rows[:2]:
        assert row["np_row_status"] == "review"
        assert "the license number is not among the licenses of CO that we know of Desmond" in row["np_reason"]
        assert row["np_reason"].startswith("sources_conflict: row ")
        assert "99999999" not in row["np_reason"]
        assert {row[name] for name in COLUMNS[3:]} == {""}
    other, his, unknown = rows[2:]
    assert (his["np_license_status"], his["np_match_basis"][:19]) == ("confirmed", "NPI, license number")
    for row in (other, unknown):  # an acupuncturist's number there, and a state where nothing is read
        assert (row["np_row_status"], row["np_license_status"]) == ("done", "not_covered, the number was not checked")
        assert {row[name] for name in ("np_license_raw", "np_license_expires", "np_usable_until_120")} == {""}


def test_one_number_of_two_that_is_the_persons(roster: Roster) -> None:
    """Arjun S Venkataswami: CO 0080265 and WA PT60027380; the license of a stranger is another matter."""
    header = "NPI,License 1,License State 1,License 2,License State 2\n"
    _, (known, stranger) = roster(f"{header}2613167099,0080265,CO,PT123456,OR\n2613167099,0080265,CO,PT60039916,WA\n")
    assert known["np_row_status"] == "done"
    assert known["np_license_status"] == "CO PT 0080265: confirmed; OR: not_covered, the number was not checked"
    assert (stranger["np_row_status"], stranger["np_license_status"]) == ("review", "")
    assert "lead to different people" in stranger["np_reason"]


@pytest.mark.parametrize(
    ("row", "status", "words"),
    [
        ("0064330,CO,,", "review", "several professions use such numbers: give a name or profession"),
        ("0064330,CO,PT,", "done", ""),
        ("0064330,CO,,Desmond Okeyinka", "done", ""),
        ("0064330,CO,,Jane Doe", "review", "the name in the row is not that of Desmond"),
        ("PT0064330,CO,,", "done", ""),
        ("PTL.0064330,CO,,", "done", ""),
        ("AC0064330,CO,,", "review", "for another profession, or with other letters before it"),
        ("AC0064330,CO,,Desmond Okeyinka", "review", "for another profession, or with other letters before it"),
        ("XYZ0064330,CO,,", "review", "for another profession, or with other letters before it"),
        ("60039916,WA,,", "review", "several professions use such numbers"),
    ],
)
def test_a_license_number_as_the_only_key(row: str, status: str, words: str, roster: Roster) -> None:
    _, (told,) = roster(f"License,License State,Profession,Name\n{row}\n")
    assert (told["np_row_status"], words in told["np_reason"]) == (status, True)
    assert (told["np_license_status"] == "confirmed") is (status == "done")


def test_a_bare_number_beside_an_npi_that_is_not_read(roster: Roster) -> None:
    _, (told,) = roster("NPI,License,License State\n2000000002,60077033,WA\n")
    assert (told["np_row_status"], told["np_license_status"]) == ("review", "")
    assert "several professions use such numbers" in told["np_reason"]


def test_several_licenses(roster: Roster) -> None:
    """Arjun S Venkataswami: CO 0080265 and WA PT60027380."""
    header, npi = "NPI,Practice State,License,License State\n", "2613167099"
    _, (both, one, here, none) = roster(f"{header}{npi},,,\n{npi},WA,,\n{npi},,80265,CO\n{npi},Maine,,\n")
    assert both["np_license_status"] == "CO PT 0080265: confirmed; WA PT PT60027380: confirmed"
    assert [part[:3] for part in both["np_rule_verdict"].split("; ")] == ["CO ", "WA "]
    assert (one["np_license_status"], here["np_license_status"]) == ("confirmed", "confirmed")
    assert one["np_license_source"] != here["np_license_source"]
    assert (none["np_rule_verdict"], none["np_rule_missing"]) == ("cannot_tell", "no license there is known to us")
    assert none["np_license_status"] == both["np_license_status"]  # with what each is of: none of them is asked for
    assert one["np_reason"] == "the same person as in row 2"


def test_what_a_result_may_be_used_for_until_when(roster: Roster, today: Store) -> None:
    _, (row, other) = roster(f"NPI\n{WA_PT}\n2051369389\n")
    read = today.day
    assert row["np_usable_until_120"] == min((read + timedelta(days=120)).isoformat(), row["np_license_expires"])
    assert row["np_usable_until_90"] == min((read + timedelta(days=90)).isoformat(), row["np_license_expires"])
    assert row["np_license_read_at"] == f"{read}T12:00:00Z"
    assert (other["np_license_status"], other["np_usable_until_120"]) == ("not_covered", "")  # nothing was verified


def test_results_decay_with_the_days(roster: Roster, today: Store) -> None:
    _, (row,) = roster(f"NPI\n{WA_PT}\n", today=today.day + timedelta(days=121))
    assert (row["np_license_status"], row["np_exclusion"]) == ("stale", "stale")
    assert row["np_rule_verdict"] == "cannot_tell"


def test_exclusions(roster: Roster) -> None:
    npis = ("2910249954", "2928363045", "2700550892", WA_PT)
    _, rows = roster("NPI\n" + "\n".join(npis) + "\n")
    parts = [row["np_exclusion"].partition(" ")[0].partition(":")[0] for row in rows]
    assert parts == ["listed", "formerly_listed", "possible_hit", "none_found"]
    assert "in the part of the list that was read" in rows[3]["np_exclusion"]  # a part clears nobody


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_delimiters_and_marks(delimiter: str, bom: bytes, roster: Roster, tmp_path: Path) -> None:
    line = delimiter.join(("NPI", "Last Name", "First Name"))
    body = bom + f"{line}\n{delimiter.join((WA_PT, 'Honeycutt', 'Philippa'))}\n".encode()
    done, (row,) = roster(body)
    assert (done.delimiter, row["np_row_status"]) == (delimiter, "done")
    written = (tmp_path / "checked.csv").read_bytes()
    assert written.startswith(bom + b"NPI")
    assert written.count(b"\xef\xbb\xbf") == len(bom) // 3


def test_the_caqh_file_as_it_is(roster: Roster) -> None:
    done, rows = roster((FILES / "caqh.txt").read_bytes())
    with (FILES / "caqh.txt").open(newline="") as stream:
        came = list(csv.DictReader(stream, delimiter="|"))
    never = {"Provider_Birthdate", "Provider_SSN", "Short_SSN", "Provider_DEA", "Provider_Tax_ID"}
    assert [row["np_row_status"] for row in rows] == ["done"] * 3
    assert [row["np_match_basis"] for row in rows] == [
        "NPI, license number and state; the name fits", "NPI, license number and state; the name fits",
        "license number and state; the name fits",
    ]  # fmt: skip
    for before, after in zip(came, rows, strict=True):
        assert list(after)[:35] == list(before)
        assert {name: after[name] for name in before} == before | dict.fromkeys(never, "")
    assert {done.columns.name(place) for place in done.columns.never} == never


def test_cells_stay_as_they_came_and_ours_are_harmless(roster: Roster, tmp_path: Path) -> None:
    hostile = ["=cmd()|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "a\nb", 'q"q', "ü", "<script>", " spaced "]
    with (tmp_path / "in.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["NPI", "Name", "Note"])
        writer.writerows([WA_PT, "", cell] for cell in hostile)
        writer.writerows([[WA_PT, cell, ""] for cell in hostile])
        writer.writerows([[cell, "", ""] for cell in hostile])
    _, rows = roster((tmp_path / "in.csv").read_bytes())
    assert [row["Note"] for row in rows[: len(hostile)]] == hostile
    ours = [row[name] for row in rows for name in COLUMNS]
    assert not [cell for cell in ours if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {row["np_row_status"] for row in rows[: len(hostile)]} == {"done"}
    assert {row["np_row_status"] for row in rows[-len(hostile) :]} == {"rejected"}


def test_cells_that_are_written_like_a_social_security_number(roster: Roster, tmp_path: Path) -> None:
    done, rows = roster(
        f"NPI,Name,Note,SSN\n{WA_PT},,219-09-9999,1\n{WA_PT},, 219-09-9999 ,1\n219-09-9999,,x 219-09-9999,\n"
        f"{WA_PT},a,b,c,219-09-9999\n"
    )
    assert [row["Note"] for row in rows] == ["", "", "", ""]
    emptied = {name: sum(found.values()) for name, found in done.emptied.items()}
    assert emptied == {"Note": 3, "NPI": 1, "SSN": 1}  # of the last row, which has a cell too many
    assert (tmp_path / "checked.csv").read_text().count("219-09-9999") == 0
    assert rows[2]["np_row_status"] == "rejected"


def test_a_raw_word_that_is_a_formula(roster: Roster) -> None:
    from directory.roster.file import harmless

    assert [harmless(cell) for cell in ("=1+1", "+1", "-", "@x", "\tx", "Active")] == [
        "'=1+1", "'+1", "'-", "'@x", "'\tx", "Active",
    ]  # fmt: skip


def test_broken_letters_are_named_and_handed_on_as_they_are(roster: Roster, tmp_path: Path) -> None:
    name, npi = b"Philippa Honeycutt", WA_PT.encode()
    broken_name = name.replace(b"u", b"\xfc")
    body = b"\n".join(
        [b"NPI,Name,Note", npi + b"," + broken_name + b",Zo\xc3\xab", npi + b"," + name + b",M\xfcller", b""]
    )
    _, (broken, elsewhere) = roster(body)
    assert broken["np_row_status"] == "review"
    assert "row 2, column Name: the text is not UTF-8" in broken["np_reason"]
    assert elsewhere["np_row_status"] == "done"  # a column that is not read
    written = (tmp_path / "checked.csv").read_bytes()
    assert b"Honeyc\xfctt" in written
    assert b"M\xfcller" in written


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "this is a workbook"),
        ("NPI\n1\n".encode("utf-32"), "UTF-32"),
        (b"Jane,Doe,123-45-6789\n", "no column of NPIs"),
        (b"NPI,Name\n" + WA_PT.encode() + b',"never closed' + b"x" * 140_000 + b"\n", "row 2: a cell is too long"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_the_other_as_it_was(
    body: bytes, words: str, roster: Roster, tmp_path: Path
) -> None:
    (tmp_path / "checked.csv").write_text("before")
    with pytest.raises(RosterError, match=words) as told:
        roster(body)
    assert "people.csv" in str(told.value)
    assert "123-45-6789" not in str(told.value)
    assert (tmp_path / "checked.csv").read_text() == "before"
    assert sorted(file.name for file in tmp_path.iterdir() if file.suffix != "") == ["checked.csv", "people.csv"]


def test_a_long_cell_costs_its_own_row_only(roster: Roster) -> None:
    _, (long, note, good) = roster(
        f"NPI,Name,Note\n{WA_PT},{'x' * 10_000},\n{WA_PT},,{'x' * 10_000}\n{WA_PT},Philippa Honeycutt,\n"
    )
    assert long["np_reason"] == "input_insufficient: row 2, column Name: 10,000 characters; at most 1,000 are read"
    assert (note["np_row_status"], good["np_row_status"]) == ("done", "done")


def test_the_rows_keep_their_order_and_numbers(roster: Roster) -> None:
    numbers = [WA_PT if n % 3 else "1" for n in range(AT_ONCE + 20)]
    done, rows = roster("NPI\n\n" + "\n".join(numbers) + "\n")
    assert [row["NPI"] for row in rows] == numbers
    assert rows[0]["np_reason"].startswith("input_insufficient: row 3, column NPI")  # a blank line is a row too
    assert rows[-2]["np_reason"] == "the same person as in row 4"
    found = done.outcome.statuses
    assert found["done"] + found["rejected"] == len(numbers) == done.outcome.rows


def test_the_file_that_is_read_is_never_written(today: Store, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(f"NPI\n{WA_PT}\n")
    engine, out = today.place.engine, tmp_path / "." / "people.csv"
    with pytest.raises(RosterError, match="write to another one"):
        check_roster(engine, file, out, lambda *_: None, Wanted(by="x"), today=today.day, now=noon(today.day))


# --- the last time ---------------------------------------------------------------------------------------------------


def test_what_changed_since_the_last_time(roster: Roster, today: Store, tmp_path: Path) -> None:
    text = f"ID,NPI\n1,{WA_PT}\n2,2000000003\n3,{CO_PT}\n"
    roster(text)
    last = tmp_path / "checked.csv"
    last.replace(tmp_path / "last.csv")
    _, same = roster(text, previous=tmp_path / "last.csv")
    assert [row["np_changed_since_last"] for row in same] == ["no", "no", "no"]
    fixed = f"ID,NPI\n1,{WA_PT}\n2,2613167099\n3,{CO_PT}\n4,{WA_PT}\n"
    done, rows = roster(fixed, previous=tmp_path / "last.csv")
    told = [row["np_changed_since_last"] for row in rows]
    assert (told[0], told[2], told[3]) == ("no", "no", "not in the previous file")
    assert told[1].startswith("np_row_status: rejected -> done; np_practitioner_id: nothing -> ")
    assert done.outcome.changed == 2
    later = today.day + timedelta(days=121)
    _, aged = roster(text, previous=tmp_path / "last.csv", today=later)
    assert "np_license_status: confirmed -> stale" in aged[0]["np_changed_since_last"]


def test_a_file_that_was_checked_before_can_be_checked_again(roster: Roster, tmp_path: Path) -> None:
    _, first = roster(f"NPI,Note\n{WA_PT},x\n")
    written = (tmp_path / "checked.csv").read_bytes()
    (tmp_path / "last.csv").write_bytes(written)
    _, again = roster(written, previous=tmp_path / "last.csv")
    assert list(again[0]) == list(first[0])
    assert again[0] == first[0] | {"np_changed_since_last": "no"}


def test_a_previous_file_of_another_kind(roster: Roster, tmp_path: Path) -> None:
    (tmp_path / "last.csv").write_text("NPI\n1\n")
    with pytest.raises(RosterError, match=r"last\.csv, row 1: there is no column np_row_status"):
        roster(f"NPI\n{WA_PT}\n", previous=tmp_path / "last.csv")
