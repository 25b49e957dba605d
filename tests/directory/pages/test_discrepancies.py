"""Discrepancies for coordinators: every source side by side, whose word counts, letters, and nobody else's eyes."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.runner import Workplace
from directory.comparing_sources import Chosen, Fact, Holder, compared, differing, pack, people, rows
from directory.normalize.names import PersonName
from directory.pages.downloading import SignedOutError
from directory.records import Address
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.vocabulary import PlaceKind
from tests.conftest import NOW
from tests.databases import Databases
from tests.directory.findings.namesakes import World, board, npi
from tests.directory.pages.test_pages import read, shown
from tests.directory.signing import sign_out

EVIL = "=cmd() <b>[x](http://evil.example.org)"


@pytest.fixture
def world(sqlite: Databases, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Ann Able, whose board has her under another middle name."""
    engine = connect(sqlite.make(tmp_path / "data"))
    place = Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "data" / "evidence"), clock=lambda: NOW)
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    found = World(place)
    maiden = npi(name=PersonName(first="Ann", last="Baker"), other_names=(PersonName(first="Ann", last="Able"),))
    found.again(nppes_bulk=(maiden,), wa_doh=(board(),))
    return found


def test_every_source_stands_side_by_side_and_differences_are_marked(world: World) -> None:
    app = shown("discrepancies", who=world.ann)
    text = read(app)
    for told in ("What sources say of Ann Baker", "≠ DIFFERS: Ann Baker", "Board list", "NPI registry", "1 discrepancy",
                 "The board licenses a person under the name that it has on file.", "/evidence/",
                 "November 27, 2026 at 12:00 UTC"):  # fmt: skip
        assert told in text
    (letter,) = app.code
    assert "To: the practitioner, in their own account at the NPI registry (NPPES)" in letter.value
    assert letter.value.strip().endswith("Casey Coordinator")


def test_the_list_leads_there_and_keeps_its_filters_in_the_address(world: World) -> None:
    text = read(shown("discrepancies"))
    assert "1 person with discrepancies" in text
    assert f"?who={world.ann}" in text
    for asked, number in (
        ({"state": "Washington"}, 1), ({"state": "Oregon"}, 0), ({"fact": "Name"}, 1), ({"fact": "Phone"}, 0),
        ({"holder": "The NPI registry's"}, 1), ({"holder": "A board's"}, 0),
    ):  # fmt: skip
        assert f"{number} {'person' if number == 1 else 'people'} with" in read(shown("discrepancies", **asked))


def test_your_own_file_is_compared_and_not_kept(world: World) -> None:
    app = shown("discrepancies", who=world.ann)
    app.text_input(key="ours license_number").input("PT9999")
    app.text_input(key="ours license_state").input("WA")
    app.run()
    assert not app.exception
    assert "≠ DIFFERS: WA PT9999" in read(app)
    assert "2 discrepancies" in read(app)


def test_patients_see_nothing_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_out(monkeypatch)
    for app in (shown("discrepancies"), shown("discrepancies", who=world.ann)):
        assert "in the coordinators' view only" in read(app)
        assert "Baker" not in read(app)
    assert "discrepancies" not in read(shown("practitioner", id=world.ann)).lower()


@pytest.mark.parametrize("who", ["0" * 16, "x" * 900, "%00", "é"])
def test_an_address_of_nobody_says_so(who: str, world: World) -> None:
    assert "nobody under this address" in read(shown("discrepancies", who=who))


def test_hostile_texts_stay_text(world: World) -> None:
    evil = Address(kind=PlaceKind.PRACTICE, line1=EVIL, city="Tacoma", state="WA", zip5="98402")
    world.again(nppes_bulk=(npi(name=PersonName(first="Ann", last="Baker"), addresses=(evil,),
                                other_names=(PersonName(first="Ann", last="Able"),)),))  # fmt: skip
    html = " ".join(one.proto.body for one in shown("discrepancies", who=world.ann).get("html"))
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


# --- services ---------------------------------------------------------------------------------------------------


def test_the_pack_holds_letters_entries_and_hashes_and_is_the_same_each_time(world: World) -> None:
    with world.session() as session:
        (one,) = compared(session, [world.ann])
        made: Callable[[], bytes] = lambda: pack(  # noqa: E731
            session, one, world.place.evidence, now=world.now, sender="Casey"
        )
        body = made()
        assert body == made()
    archive = zipfile.ZipFile(io.BytesIO(body))
    manifest = json.loads(archive.read("manifest.json"))
    assert set(manifest["sha256"]) == set(archive.namelist()) - {"manifest.json"}
    (letter,) = manifest["letters"]
    assert archive.read(letter["letter"]).decode().startswith("November 27, 2026\n")
    assert letter["about"] == ["name"]
    assert {one["source"] for one in letter["evidence"]} == {"NPI registry", "Board list"}
    assert all(len(one["sha256_of_the_body"]) == 64 for one in letter["evidence"])
    (other,) = [one for one in letter["evidence"] if one["source"] == "Board list"]
    assert json.loads(archive.read(other["file"]))["number"] == "PT1111"


def test_damaged_evidence_is_named_and_the_letter_still_made(world: World) -> None:
    with world.session() as session:
        (one,) = compared(session, [world.ann])
        body = pack(session, one, EvidenceStore(Path("/nonexistent")), now=world.now, sender="Casey")
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(body)).read("manifest.json"))
    (own,) = [one for one in manifest["letters"][0]["evidence"] if one["source"] == "NPI registry"]
    assert own["file"] is None
    assert own["note"]


@pytest.mark.parametrize(("chosen", "number"), [
    ({}, 1), ({"state": "WA"}, 1), ({"state": "FL"}, 0), ({"fact": Fact.NAME}, 1), ({"fact": Fact.PHONE}, 0),
    ({"holder": Holder.REGISTRY}, 1), ({"holder": Holder.LISTING}, 0),
])  # fmt: skip
def test_the_list_is_filtered(chosen: dict[str, Any], number: int, world: World) -> None:
    asked = Chosen(**chosen)
    with world.session() as session:
        found = [one for _, part in differing(session, people(session, asked), asked) for one in part]
        assert sum(len(list(rows(one, asked))) for one in found) == number


def test_a_download_runs_no_formula(world: World) -> None:
    from directory.pages.discrepancies import _csv

    world.again(nppes_bulk=(npi(name=PersonName(first="=Ann", last="Baker")),))
    with world.session() as session:
        found = list(compared(session, [world.ann]))
    table = list(csv.reader(io.StringIO(_csv(found, Chosen()).decode("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_the_pack_is_made_for_nobody_who_signed_out_meanwhile(
    world: World, on_click: list[Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown("discrepancies", who=world.ann)
    (made,) = on_click
    assert zipfile.is_zipfile(io.BytesIO(made()))
    sign_out(monkeypatch)
    with pytest.raises(SignedOutError):
        made()
