"""Look-ups made by hand on the practitioner page, and to whom; and the notice that the license of Illinois asks for."""

import errno
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from directory.look_ups import LookUp
from directory.pages.receipts import LABELS
from directory.receipts import all_receipts, record_receipt
from directory.reporting.about_checks import checks
from directory.reporting.document import Table
from directory.reporting.receipt import parsed
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, Receipt, Run, Source
from directory.vocabulary import HandResult, LookedUp, LookUpWay, Role, RunOutcome
from tests.directory.pages.test_pages import read, shown, tables
from tests.directory.signing import sign_in, sign_in_as, sign_out

WHERE = "https://registry.example.org/find"


@pytest.fixture(scope="module")
def recorded(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Data folder, the person a receipt is about, and the hash of its document."""
    folder = tmp_path_factory.mktemp("by-hand") / "data"
    shutil.copytree(sample, folder)
    document = folder.parent / "page.pdf"
    document.write_bytes(b"%PDF-1.7 what the registry showed")
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        person = next(p for p in session.exec(select(Practitioner)) if "Rookwood" in p.display_name)
        ident, npi = person.id, person.npi
    told = LookUp(
        looked_on=date(2026, 11, 3), looked_by="Zoë *Quill*", answered_by="the page", way=LookUpWay.WEB,
        board="il_idfpr", address=WHERE, what=LookedUp.LICENSE, npi=npi, result=HandResult.NOT_ACTIVE,
        said="<b>NOT</b> RENEWED", document=document,
    )  # fmt: skip
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    receipt = record_receipt(engine, EvidenceStore(folder / "evidence"), told, now=now, today=now.date())
    engine.dispose()
    return folder, ident, receipt.sha256


@pytest.mark.parametrize("audience", ["patient", "coordinator"])
def test_a_receipt_is_for_coordinators(
    audience: str, recorded: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, ident, sha256 = recorded
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(folder))
    sign_in_as(monkeypatch, audience)
    app = shown("practitioner", id=ident)
    text = read(app)
    words = (
        "Looked up by hand",
        "Confirmed by hand on November 3, 2026: license not active (“<b>NOT</b> RENEWED”)",
        "Looked up by Zoë *Quill*",
        f"(/evidence/{sha256})",
        f"<{WHERE}>",
        "it changes no status above",
    )
    for told in words:
        assert (told in text) == (audience == "coordinator"), told
    assert ("by hand" in text) == (audience == "coordinator")


def test_where_nothing_was_looked_up_nothing_is_said(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch)
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        ident = session.exec(select(Practitioner.id).limit(1)).one()
    engine.dispose()
    assert "by hand" not in read(shown("practitioner", id=ident))


def test_the_notice_of_illinois_stands_where_its_data_stand(recorded: tuple[Path, str, str]) -> None:
    engine = connect(f"sqlite:///{recorded[0] / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        notice = session.get_one(Source, "il_idfpr").notice
    engine.dispose()
    assert notice
    assert "ODbL" in notice
    assert notice in read(shown("sources"))
    assert notice in read(shown("practitioner", id=recorded[1]))


# --- recorded on the page ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(sample: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def receipts(folder: Path) -> list[Receipt]:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = all_receipts(session)
    engine.dispose()
    return found


def somebody(folder: Path) -> Practitioner:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        person = next(p for p in session.exec(select(Practitioner)) if "Rookwood" in p.display_name)
    engine.dispose()
    return person


def filled(app: AppTest, leave_out: str = "", between: Callable[[], object] = lambda: None) -> AppTest:
    """``between``: what happens while the form is filled in."""
    said = {"answered_by": "Ann Able", "board": "a board", "said": "Active"}
    for name, text in said.items():
        if name != leave_out:
            app.text_input(key=f"look-up 0 {name}").input(text)
    if leave_out != "looked_on":
        app.date_input(key="look-up 0 looked_on").set_value(date(2026, 11, 18))
    chosen = {"way": LookUpWay.PHONE, "what": LookedUp.LICENSE, "result": HandResult.ACTIVE}
    for name, value in chosen.items():
        if name != leave_out:
            app.selectbox(key=f"look-up 0 {name}").set_value(value)
    if leave_out != "document":
        app.file_uploader(key="look-up 0 document").set_value(("../call.txt", b"notes of the call", "text/plain"))
    between()
    app.button(key="record it").click()
    app.run()
    assert not app.exception
    return app


@pytest.mark.slow
def test_a_call_is_recorded_signed_shown_in_profile_and_report_and_withdrawn(folder: Path) -> None:
    person = somebody(folder)
    app = filled(shown("receipts", about=person.id))
    assert [one.value for one in app.success] == ["Receipt 1 is recorded."]
    (row,) = receipts(folder)
    assert (row.looked_by, row.practitioner_id, row.document) == ("Casey Coordinator", person.id, "call.txt")
    assert app.text_input(key="look-up 1 board").value == ""  # the form is empty for the next one
    told = "Confirmed by hand on November 18, 2026: license active (“Active”), answered by phone by Ann Able"
    assert told in read(app).replace("**", "")
    profile_page = shown("practitioner", id=person.id)
    assert told in read(profile_page).replace("**", "")

    next(button for button in profile_page.button if button.label == "Make the report").click()
    profile_page.run()
    receipt, _ = parsed(profile_page.session_state["report made"][1][0][1])
    (check,) = [part for part in checks(receipt).parts if isinstance(part, Table) and "By hand" in (part.title or "")]
    cells = {row[0]: row[1] for row in check.rows}
    assert (cells["Class"], cells["By whom"]) == ("by hand", "user: Casey Coordinator; answered by Ann Able")
    assert "call.txt" not in str(cells)

    app = shown("receipts")
    app.text_area(key="receipt why 1").input("of somebody else")
    app.button(key="withdraw receipt 1").click()
    app.run()
    assert [one.value for one in app.success] == ["Receipt 1 is withdrawn."]
    assert "0 recorded" in [one.value for one in app.header]
    assert receipts(folder)[0].withdrawn_by == "Casey Coordinator"
    assert told in read(shown("receipts", withdrawn="true")).replace("**", "")
    assert told not in read(shown("practitioner", id=person.id))


def test_it_is_signed_with_the_name_at_the_click_and_not_with_that_of_the_showing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(
        shown("receipts", about=somebody(folder).id),
        between=lambda: sign_in(monkeypatch, shown="Casey Married-Since"),
    )
    assert [row.looked_by for row in receipts(folder)] == ["Casey Married-Since"]


def test_what_is_kept_and_cannot_be_published_is_told_as_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("directory.pages.publishing.rebuild", no_room)
    app = filled(shown("receipts", about=somebody(folder).id))
    assert not app.error
    assert "Receipt 1 is recorded. It is kept, and shown after the next refresh" in read(app)
    assert "the disk is full" in read(app)
    assert len(receipts(folder)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["looked_on", "answered_by", "what", "result", "said", "way", "document", "board"])
def test_without_one_of_the_four_or_its_proof_nothing_is_saved(missing: str, folder: Path) -> None:
    app = filled(shown("receipts", about=somebody(folder).id), leave_out=missing)
    assert f"{LABELS[missing]}: it is needed" in read(app)
    assert receipts(folder) == []


def test_whom_it_is_about_must_be_told(folder: Path) -> None:
    assert "of whom" in read(filled(shown("receipts")))
    assert receipts(folder) == []


def test_sources_that_are_down_are_told_since_when_with_the_boards_own_look_ups(folder: Path) -> None:
    assert "The newest reading of every source went well." in read(shown("receipts"))
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}")
    with Session(engine) as session:
        for day, outcome in ((18, RunOutcome.UNREACHABLE), (19, RunOutcome.UNREACHABLE)):
            at = datetime(2026, 11, 20, day, tzinfo=UTC)
            session.add(Run(source="wa_doh", how="crawl", origin="x", started=at, finished=at, outcome=outcome))
        session.commit()
    engine.dispose()
    app = shown("receipts", boards_in="Kentucky")
    told = next(table for table in tables(app) if table[0][0] == "Source")
    assert (told[1][1], told[1][2]) == ("could not be reached", "November 20, 2026 at 18:00 UTC")
    assert told[1][3] == "November 20, 2026 at 12:00 UTC"
    boards = next(table for table in tables(app) if table[0][0] == "Board")
    assert all("KY" in row[1] for row in boards[1:])
    assert len(boards) > 1


def test_patients_and_viewers_record_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, Role.VIEWER)
    app = shown("receipts")
    assert not [one for one in app.button if one.label == "Record it"]
    sign_out(monkeypatch)
    assert [title.value for title in shown("receipts").title] == ["For coordinators"]
