"""Chase as a coordinator uses it: whom to ask, the text, marked as asked, the list as a file; patients see nothing."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.chasing import Filters, everybody
from directory.pages.chasing import HEADS, _csv
from directory.store.chasing_tables import ChaseSent
from directory.store.database import connect
from directory.vocabulary import Role
from tests.directory.pages.test_pages import read, shown, tables
from tests.directory.signing import sign_in

TODAY = date(2026, 11, 20)


@pytest.fixture
def folder(sample: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def first(folder: Path, **filters: object) -> tuple[str, str, list[str]]:
    """Id, name and keys of the first person listed."""
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        one = next(everybody(session, Filters(**filters), today=TODAY))  # type: ignore[arg-type]
    engine.dispose()
    return one.id, one.name, [item.key for item in one.items]


def test_patients_find_nothing_there() -> None:
    app = shown("chasing")
    assert [title.value for title in app.title] == ["For coordinators"]
    assert not app.get("download_button")


def test_the_list_is_by_the_filters_of_its_address_and_leads_to_each_person(folder: Path) -> None:
    ident, name, _ = first(folder, state="WA")
    app = shown("chasing", chase_state="Washington")
    (table,) = tables(app)
    assert table[1][0] == name
    assert len(table) == 1 + min(20, int(app.header[0].value.split()[0]))
    (html,) = [element.proto.body for element in app.get("html") if ident in element.proto.body]
    assert f'href="?who={ident}"' in html
    everybody_ = int(shown("chasing").header[0].value.split()[0])
    assert int(app.header[0].value.split()[0]) < everybody_
    with_training = shown("chasing", chase_all="true").header[0].value
    assert int(with_training.split()[0]) > everybody_
    nobody = shown("chasing", chase_asked="Last asked 7 days ago or longer")
    assert nobody.header[0].value == "Nobody is to be asked"


@pytest.mark.slow
def test_what_is_missing_is_marked_as_asked_under_the_reader_s_name_and_stays_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident, name, keys = first(folder)
    app = shown("chasing", who=ident)
    assert app.title[0].value == name
    text = app.code[0].value
    assert text.startswith(f"Dear {name},")
    assert text.rstrip().endswith("Casey Coordinator")
    assert "Not asked yet" in read(app)
    app.text_input(key=f"chase to {ident}").input("jane@example.org")
    app.button(key="mark as asked").click()
    app.run()
    assert not app.exception
    assert [one.value for one in app.success] == [f"{len(keys)} marked as asked\\."]
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        rows = session.exec(select(ChaseSent)).all()
    engine.dispose()
    assert sorted(row.item for row in rows) == sorted(keys)
    assert {(row.asked_by, row.sent_to) for row in rows} == {("Casey Coordinator", "jane@example.org")}
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2026-12-04")
    again = shown("chasing", who=ident)
    assert again.header[0].value == f"{len(keys)} {'item' if len(keys) == 1 else 'items'} open"
    assert "Asked 14 days ago by Casey Coordinator, sent to jane@example.org." in read(again)
    (table,) = tables(shown("chasing", chase_asked="Last asked 14 days ago or longer"))
    assert [row[0] for row in table[1:]] == [name]


def test_a_text_without_an_addressee_is_not_marked(folder: Path) -> None:
    app = shown("chasing", who=first(folder)[0])
    app.button(key="mark as asked").click()
    app.run()
    assert "say who asked, and whom" in read(app)


def test_a_viewer_reads_and_marks_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, Role.VIEWER)
    app = shown("chasing", who=first(folder)[0])
    assert app.code[0].value.startswith("Dear ")
    assert not [one for one in app.button if one.label == "Mark as asked"]


def test_nobody_s_id_is_told(folder: Path) -> None:
    assert shown("chasing", who="0" * 16 + "<b>").title[0].value == "Nobody has this id here"


def test_the_file_has_a_row_for_each_item_of_everybody_and_no_formulas(folder: Path) -> None:
    url = f"sqlite:///{folder / 'needleproof.db'}"
    rows = list(csv.reader(io.StringIO(_csv(url, Filters(state="WA"), TODAY).decode())))
    engine = connect(url, read_only=True)
    with Session(engine) as session:
        wanted = [(one.id, item.what) for one in everybody(session, Filters(state="WA"), today=TODAY)
                  for item in one.items]  # fmt: skip
    engine.dispose()
    assert tuple(rows[0]) == HEADS
    assert [(row[0], row[3]) for row in rows[1:]] == wanted
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
