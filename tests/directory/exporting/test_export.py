"""Full exports: what readers see on a day, in every format, whole or not at all, and nothing that is not for them."""

import csv
import io
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyarrow import parquet
from sqlmodel import col, select

from directory import disputes
from directory.disputes import LISTING, place_fact
from directory.exporting import export, parts, turning
from directory.exporting.cells import meant
from directory.exporting.files import ENDINGS
from directory.exporting.manifest import MANIFEST, ExportError, read
from directory.exporting.order import Kind
from directory.exporting.tables import TABLES
from directory.exporting.whole import made_whole
from directory.matching.processes import crew
from directory.profiles import profile
from directory.store.tables import PracticeLocation, Practitioner, Verification
from directory.vocabulary import Audience, ExclusionStatus, Need, PlaceKind, SaidBy, Wish
from tests.directory.conftest import TODAY, Store, Stores, noon
from tests.directory.exporting.conftest import Exported, made

LATER = TODAY + timedelta(days=400)
TABLE_KINDS = (Kind.CSV, Kind.PARQUET, Kind.JSON)


def rows(folder: Path, kind: Kind, table: str) -> list[dict[str, Any]]:
    """Rows as JSON has them, whatever the format: lists and maps apart, CSV has everything as text."""
    path = folder / f"{table}.{ENDINGS[kind]}"
    if kind is Kind.CSV:
        found = csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))
        return [{name: meant(cell) if cell else None for name, cell in row.items()} for row in found]
    if kind is Kind.PARQUET:
        return list(parquet.read_table(path).to_pylist())
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def everything(folder: Path) -> bytes:
    """All that stands in the files of tables; of Parquet the values."""
    endings = (".csv", ".ndjson")
    found = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in endings]
    for path in sorted(folder.glob("*.parquet")):
        found += [str(row).encode() for row in parquet.read_table(path).to_pylist()]
    return b"\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("day", [TODAY, LATER])
def test_an_export_tells_what_the_profile_tells(
    today: Store, exported: Exported, audience: Audience, day: date
) -> None:
    folder, _ = exported(Kind.JSON, audience, day)
    checks, places = rows(folder, Kind.JSON, "checks"), rows(folder, Kind.JSON, "places")
    told: dict[str, list[tuple[object, ...]]] = {}
    for row in checks:
        told.setdefault(row["practitioner_id"], []).append(
            (row["need"], row["status"], row["verdict"], row["raw"], row["overlay"], row["good_until"])
        )
    with today.reader() as session:
        people = session.exec(select(Practitioner.id)).all()
        assert {row["id"] for row in rows(folder, Kind.JSON, "practitioners")} == set(people)
        for person in people[::5]:
            seen = profile(session, person, today=day, audience=audience)
            assert seen is not None
            lines = [
                (line.need.value, str(line.status), line.verdict, line.raw,
                 line.overlay_code and str(line.overlay_code), line.good_until and line.good_until.isoformat())
                for line in seen.lines
            ]  # fmt: skip
            assert sorted(map(repr, told[person])) == sorted(map(repr, lines))
            mine = [row for row in places if row["practitioner_id"] == person]
            assert sorted(row["phone"] or "" for row in mine) == sorted(place.phone or "" for place in seen.places)


@pytest.mark.parametrize("table", TABLES)
def test_all_formats_hold_the_same_rows(exported: Exported, table: str) -> None:
    wanted = rows(exported(Kind.JSON)[0], Kind.JSON, table)
    for kind in (Kind.CSV, Kind.PARQUET):
        found = rows(exported(kind)[0], kind, table)
        assert len(found) == len(wanted)
        for mine, theirs in zip(found, wanted, strict=True):
            for name, value in theirs.items():
                assert _same(mine[name], value), (kind, name, mine[name], value)


def _same(mine: Any, value: Any) -> bool:
    """CSV has numbers, lists and maps as text; Parquet has days and times as such, and maps as text."""
    if mine is None or value is None:
        return mine is None and (value is None or value == "")
    if isinstance(mine, str) and isinstance(value, list | dict):
        return bool(msgspec.json.decode(mine) == value)
    if isinstance(mine, str) and isinstance(value, int | float):
        return float(mine) == value
    if hasattr(mine, "strftime"):
        return bool(mine.strftime("%Y-%m-%dT%H:%M:%SZ" if "T" in value else "%Y-%m-%d") == value)
    return bool(mine == value)


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_statuses_are_words_and_not_knowing_has_its_reason(exported: Exported, kind: Kind) -> None:
    for row in rows(exported(kind)[0], kind, "checks"):
        assert row["status"] not in (None, "", "true", "false", "0", "1", True, False)
        if row["status"] in ("cannot_tell", "claimed", "stale", "not_covered", "ambiguous_person", "issuer_silent"):
            assert row["reason"], row


def test_results_grow_stale_and_adverse_ones_do_not(exported: Exported) -> None:
    now, later = (
        {
            row["id"]: row["status"]
            for row in rows(exported(Kind.JSON, Audience.COORDINATOR, day)[0], Kind.JSON, "checks")
        }
        for day in (TODAY, LATER)
    )
    assert {later[key] for key, status in now.items() if status == "confirmed"} == {"stale"}
    assert {later[key] for key, status in now.items() if status == "none_found"} == {"stale"}
    assert {later[key] for key, status in now.items() if status == "listed"} == {"listed"}
    assert {later[key] for key, status in now.items() if status == "confirmed_not_active"} == {"confirmed_not_active"}


def test_where_a_file_may_rest_on_a_reading_is_told(exported: Exported) -> None:
    for row in rows(exported(Kind.JSON)[0], Kind.JSON, "licenses"):
        assert (row["usable_until_120"] is not None) == (row["status"].startswith("confirmed"))
        if row["usable_until_90"]:
            assert row["usable_until_90"] <= row["usable_until_120"]


# --- who may see what ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_nothing_for_coordinators_is_in_an_export_for_patients(today: Store, exported: Exported, kind: Kind) -> None:
    folder, _ = exported(kind)
    body = everything(folder)
    with today.reader() as session:
        kept = session.exec(select(Verification).where(Verification.audience == Audience.COORDINATOR)).all()
        shown = set(session.exec(select(Verification.next_step).where(Verification.audience == Audience.PATIENT)))
    possible = [row for row in kept if row.status == ExclusionStatus.POSSIBLE_HIT]
    assert possible
    assert len(kept) > len(possible)
    for word in (b"possible_hit", b"too_little_data", b"mailing", b'"record"'):
        assert word not in body
    for row in kept:
        assert row.next_step in shown or str(row.next_step).encode() not in body
    for row in possible:
        assert untold(folder, kind, row)


def untold(folder: Path, kind: Kind, hidden: Verification) -> bool:
    """Whether nothing is told of a result, and not by leaving its list out either."""
    if kind is Kind.FHIR:
        found = [msgspec.json.decode(line) for line in (folder / "VerificationResult.ndjson").read_bytes().splitlines()]
        mine = [one for one in found if one["id"].startswith(hidden.practitioner_id)]
        return bool(mine) and not any(hidden.subject in str(one["extension"]) for one in mine)
    (about,) = [
        row for row in rows(folder, kind, "checks")
        if row["practitioner_id"] == hidden.practitioner_id and row["need"] == Need.EXCLUSION
        and row["source"] == hidden.source
    ]  # fmt: skip
    return (about["status"], about["evidence_sha256"], about["read_at"]) == ("not_covered", None, None)


@pytest.mark.parametrize("kind", Kind)
def test_coordinators_get_the_possible_hits(exported: Exported, kind: Kind) -> None:
    folder, manifest = exported(kind, Audience.COORDINATOR)
    assert manifest.audience is Audience.COORDINATOR
    assert b"possible_hit" in everything(folder)


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("wish", [Wish.HIDE_CONTACT, Wish.HIDE_LISTING])
def test_what_is_hidden_does_not_leave_with_patients(
    store_at: Stores, small_day_two: Path, tmp_path: Path, kind: Kind, wish: Wish
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.reader() as session:
            office = session.exec(
                select(PracticeLocation)
                .where(PracticeLocation.kind == PlaceKind.PRACTICE, col(PracticeLocation.phone).is_not(None))
                .order_by(col(PracticeLocation.id))
            ).first()
            assert office is not None
            person, phone, street = office.practitioner_id, str(office.phone), str(office.line1)
        fact = LISTING if wish is Wish.HIDE_LISTING else place_fact(office)
        disputes.hide(store.place.engine, person, fact, wish, shown="it", who="R", why="asked for", now=noon(TODAY))
        for audience in Audience:
            made(store, tmp_path / audience, kind, audience, TODAY)
    everybody = everything(tmp_path / Audience.COORDINATOR)
    assert all(text.encode() in everybody for text in (person, phone, street))
    theirs = [line for line in everything(tmp_path / Audience.PATIENT).splitlines() if person.encode() in line]
    assert bool(theirs) == (wish is Wish.HIDE_CONTACT)
    assert not any(text.encode() in line for line in theirs for text in (phone, street))


def test_a_mark_stands_beside_what_somebody_disputes(store_at: Stores, small_day_two: Path, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.reader() as session:
            check = session.exec(
                select(Verification).where(Verification.need == Need.LICENSE, Verification.status == "confirmed")
            ).first()
            assert check is not None
            person, fact = (
                check.practitioner_id,
                disputes.fact_of_check(check.need, check.jurisdiction, check.profession, check.source, check.details),
            )
        told = disputes.Told(
            practitioner_id=person, fact=fact, text="not mine", said_by=SaidBy.PERSON, wish=Wish.CORRECT
        )
        disputes.file_dispute(store.place.engine, told, shown="active", now=noon(TODAY))
        made(store, tmp_path / "out", Kind.JSON, Audience.PATIENT, TODAY)
    marked = [row for row in rows(tmp_path / "out", Kind.JSON, "checks") if row["disputed_on"]]
    assert [(row["id"], row["disputed_on"]) for row in marked] == [(f"{person}/{fact}", TODAY.isoformat())]
    licenses = rows(tmp_path / "out", Kind.JSON, "licenses")
    assert [row["id"] for row in licenses if row["disputed_on"]] == [f"{person}/{fact}"]


# --- whole or not at all ------------------------------------------------------------------------------------------


def test_the_manifest_has_every_file(exported: Exported) -> None:
    for kind in Kind:
        folder, manifest = exported(kind)
        assert {path.name for path in folder.iterdir()} == {MANIFEST, *(one.name for one in manifest.files)}
        assert read(folder) == manifest
        assert (manifest.shown_on, manifest.kind) == (TODAY.isoformat(), kind.value)


def test_the_same_store_makes_the_same_bytes(today: Store, exported: Exported, tmp_path: Path) -> None:
    for kind in Kind:
        folder, _ = exported(kind)
        made(today, tmp_path / kind, kind, Audience.PATIENT, TODAY)
        for path in folder.iterdir():
            assert (tmp_path / kind / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("content", ["notes.txt", MANIFEST])
def test_a_folder_of_somebody_else_is_refused(today: Store, tmp_path: Path, content: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / content).write_text("{}")
    with pytest.raises(ExportError, match="no export of this program"):
        made(today, tmp_path / "mine", Kind.CSV, Audience.PATIENT, TODAY)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", content]


@pytest.mark.parametrize("there", [False, True])
def test_an_export_that_breaks_off_leaves_what_was_there(
    today: Store, exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    target, before = tmp_path / "out", {}
    if there:
        shutil.copytree(exported(Kind.JSON)[0], target)
        before = {path.name: path.read_bytes() for path in target.iterdir()}

    def broken(*_: object) -> list[object]:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(turning, "source_rows", broken)
    with pytest.raises(RuntimeError, match="in the middle"):
        made(today, target, Kind.JSON, Audience.PATIENT, TODAY)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before if there else not target.exists()
    assert [path.name for path in tmp_path.iterdir()] == (["out"] if there else [])


def test_an_export_replaces_an_export(today: Store, exported: Exported, tmp_path: Path) -> None:
    shutil.copytree(exported(Kind.CSV)[0], tmp_path / "out")
    made(today, tmp_path / "out", Kind.JSON, Audience.PATIENT, TODAY)
    assert read(tmp_path / "out").kind == "json"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not list((tmp_path / "out").glob("*.csv"))


def test_a_file_or_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(ExportError, match="no folder"), made_whole(tmp_path / name):
            pass


def test_a_part_is_of_those_who_are_found_there(today: Store, exported: Exported, tmp_path: Path) -> None:
    manifest = made(today, tmp_path / "wa", Kind.JSON, Audience.PATIENT, TODAY, states=("WA",))
    some = {row["id"] for row in rows(tmp_path / "wa", Kind.JSON, "practitioners")}
    assert manifest.states == ["WA"]
    assert 0 < len(some) < manifest_rows(exported(Kind.JSON)[1], "practitioners")
    for table in ("licenses", "places", "checks", "training"):
        assert {row["practitioner_id"] for row in rows(tmp_path / "wa", Kind.JSON, table)} <= some


def manifest_rows(manifest: Any, table: str) -> int:
    return int(manifest.table(table).rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_two_processes_write_the_same_bytes(
    today: Store, exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(parts, "AT_ONCE", 17)
    made(today, tmp_path / "out", kind, Audience.PATIENT, TODAY, processes=2)
    folder, _ = exported(kind)
    assert {path.name for path in folder.iterdir()} == {path.name for path in (tmp_path / "out").iterdir()}
    for path in folder.iterdir():
        assert (tmp_path / "out" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_store_that_changes_meanwhile_stops_an_export(
    today: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = iter([("before",), ("after",)])
    monkeypatch.setattr(parts, "processes_for", lambda *_: 1)
    monkeypatch.setattr(parts, "crew", lambda _: crew(0))
    monkeypatch.setattr(parts, "state_of", lambda _: next(states))
    monkeypatch.setattr(export, "processes_for", lambda *_: 1)
    with pytest.raises(ExportError, match="run it again"):
        made(today, tmp_path / "out", Kind.JSON, Audience.PATIENT, TODAY)
    assert not list(tmp_path.iterdir())
