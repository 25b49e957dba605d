"""Check one as a coordinator uses it: numbers, names, differences, windows, report, what changed; no SSN kept."""

import shutil
import socket
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from crawlers.sample.world import SampleWorld
from directory.checking_one import asking_again
from directory.reporting.receipt import parsed
from directory.reporting.replay import replay
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.reports_tables import ReportMade
from directory.store.tables import License, Practitioner
from directory.vocabulary import Role
from tests.directory.conftest import TODAY
from tests.directory.pages.test_pages import read, shown, tables
from tests.directory.signing import sign_in

MAKE = "Make the report"


@pytest.fixture
def folder(sample: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def golden(folder: Path) -> tuple[Practitioner, License]:
    npi = SampleWorld(TODAY, 2).person("golden_wa").npi
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        person = session.exec(select(Practitioner).where(Practitioner.npi == npi)).one()
        license_ = session.exec(select(License).where(License.practitioner_id == person.id)).first()
    engine.dispose()
    assert license_ is not None
    return person, license_


def compared(app: AppTest) -> dict[str, list[str]]:
    """What -> submitted, found and result, of the table that stands side by side."""
    found = next(table for table in tables(app) if table[0] == ["What", "Submitted", "Found", "Result"])
    return {row[0]: row[1:] for row in found[1:]}


def made(app: AppTest) -> list[tuple[str, bytes, str, str]]:
    next(button for button in app.button if button.label == MAKE).click()
    app.run()
    assert not app.exception
    assert not app.error, [one.value for one in app.error]
    _, files = app.session_state["report made"]
    return list(files)


def test_patients_find_nothing_there() -> None:
    app = shown("check_one", npi="2000000002")
    assert [title.value for title in app.title] == ["For coordinators"]
    assert not app.text_input


def test_a_license_in_and_the_report_out(folder: Path) -> None:
    person, license_ = golden(folder)
    app = shown("check_one")
    app.text_input(key="check license").input(license_.number)
    app.selectbox(key="check license_state").set_value(license_.jurisdiction)
    app.text_input(key="check name").input(person.display_name)
    app.selectbox(key="check treating").set_value("CO")
    app.button(key="check it").click()
    app.run()
    assert not app.exception
    assert app.header[0].value == person.display_name
    assert dict(app.query_params) == {
        "license": license_.number, "license_state": "WA", "name": person.display_name, "treating": "CO",
    }  # fmt: skip
    rows = compared(app)
    assert (rows["License number"][2], rows["Name"][2]) == ("agreesChecked, physical therapist", "agrees")
    assert rows["Profession"][2] == "not submitted"
    assert "All that was submitted agrees." in read(app)
    assert "For treatment in Colorado" in read(app)
    next(field for field in app.text_input if field.label == "Prepared for").set_value("Example Clinic")
    files = made(app)
    receipt, told = parsed(files[0][1])
    assert files[0][1].startswith(b"%PDF")
    assert files[1][0].endswith("_WA_2026-11-20.json")
    assert (receipt.made.by, receipt.made.prepared_for, receipt.made.treating_in) == (
        "Casey Coordinator", "Example Clinic", "CO",
    )  # fmt: skip
    assert receipt.made.submitted == {"name": person.display_name, "license": license_.number, "state": "WA"}
    assert replay(receipt, told).identical
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        (row,) = session.exec(select(ReportMade)).all()
    engine.dispose()
    assert (row.practitioner_id, row.receipt, row.made_by) == (person.id, receipt.id, "Casey Coordinator")
    assert EvidenceStore(folder / "evidence").read(row.sha256) == files[1][1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "what", "result"),
    [
        ({"name": "Nobody Else"}, "Name", "DIFFERS"),
        ({"profession": "CHIRO"}, "Profession", "DIFFERS"),
        ({"profession": "PT"}, "Profession", "agrees"),
        ({"place": "Denver, CO"}, "Town or ZIP of practice", "DIFFERS"),
        ({"license": "PT60999999", "license_state": "WA"}, "License number", "DIFFERS"),
        ({"license": "PT60999999", "license_state": "CO"}, "License number", "NOT FOUND"),
        ({"claimed": "PT, FAAOMPT"}, "Claimed: PT", "agrees"),
        ({"claimed": "PT, FAAOMPT"}, "Claimed: FAAOMPT", "NOT FOUND"),
    ],
)
def test_differences_are_marked_in_words(asked: dict[str, str], what: str, result: str, sample: Path,
                                         as_a_coordinator: None) -> None:  # fmt: skip
    person, _ = golden(sample)
    app = shown("check_one", npi=person.npi or "", **asked)
    assert compared(app)[what][2].startswith(result)
    assert ("not as found" in read(app)) == (result != "agrees" or "FAAOMPT" in asked.get("claimed", ""))


@pytest.mark.usefixtures("as_a_coordinator")
def test_a_name_decides_nothing_until_somebody_is_chosen(sample: Path) -> None:
    person, _ = golden(sample)
    app = shown("check_one", name=person.display_name, place="WA")
    assert "may be meant" in app.header[0].value
    assert MAKE not in [one.label for one in app.button]
    html = "".join(element.proto.body for element in app.get("html"))
    assert f"id={person.id}" in html
    chosen = shown("check_one", name=person.display_name, place="WA", id=person.id)
    assert chosen.header[0].value == person.display_name


@pytest.mark.usefixtures("as_a_coordinator")
def test_numbers_that_lead_to_two_people_are_told(sample: Path) -> None:
    person, license_ = golden(sample)
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        other = next(one for one in session.exec(select(Practitioner)) if one.npi and one.id != person.id)
    engine.dispose()
    app = shown("check_one", npi=other.npi or "", license=license_.number, license_state="WA")
    assert "one of the two is wrong" in read(app)
    assert app.header[0].value == "2 people may be meant"


@pytest.mark.usefixtures("as_a_coordinator")
def test_who_is_not_found_is_looked_for_elsewhere() -> None:
    app = shown("check_one", license="PT1", license_state="KY")
    assert app.header[0].value == "Not found"
    text = read(app)
    assert "That says nothing about the person." in text
    assert "npiregistry.cms.hhs.gov" in text
    assert "Kentucky Board of Physical Therapy" in text


@pytest.mark.parametrize(("field", "secret"), [("name", "Jane 078-05-1120"), ("npi", "078051120"),
                                               ("license", "078 05 1120")])  # fmt: skip
def test_what_looks_like_an_ssn_goes_nowhere(field: str, secret: str, folder: Path) -> None:
    app = shown("check_one")
    app.text_input(key=f"check {field}").input(secret)
    app.button(key="check it").click()
    app.run()
    assert "looks like a social security number" in read(app)
    assert app.text_input(key=f"check {field}").value == ""
    assert dict(app.query_params) == {}
    by_address = shown("check_one", **{field: secret, "place": "Seattle, WA"})
    assert field not in by_address.query_params
    assert secret not in read(by_address)
    kept = [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert kept == []


def test_after_91_and_121_days_the_windows_are_over_and_the_next_report_tells_what_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, _ = golden(folder)
    asked = {"npi": person.npi or ""}
    app = shown("check_one", **asked)
    assert "window ended" not in read(app)
    made(app)
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2027-02-19")
    text = read(shown("check_one", **asked))
    assert "the 90-day window ended on" in text
    assert "the 120-day window" not in text
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "2027-03-21")
    app = shown("check_one", **asked)
    assert "the 120-day window ended on" in read(app)
    assert "no file may rest on it any more" in read(app)
    receipt, _ = parsed(made(app)[0][1])
    assert receipt.person.since is not None
    changes = next(table for table in tables(app) if table[0] == ["Field", "Before", "Now"])
    assert any(row[1:] == ["confirmed", "stale"] for row in changes[1:]), changes
    assert "What changed since report" in read(app)
    assert "Reports made before" in read(app)


def test_a_viewer_makes_a_report_that_is_not_kept_and_asks_no_source(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, Role.VIEWER)
    person, _ = golden(folder)
    app = shown("check_one", npi=person.npi or "")
    assert "Ask now" not in [one.label for one in app.button]
    made(app)
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        assert session.exec(select(ReportMade)).all() == []
    engine.dispose()


def test_with_the_network_cut_all_but_the_question_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def loopback_only(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith("127."):
            raise OSError("the network is cut")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", loopback_only)
    person, license_ = golden(folder)
    app = shown("check_one", license=license_.number, license_state="WA", treating="WA")
    assert app.header[0].value == person.display_name
    assert len(made(app)) == 2
    for page in ("chasing", "receipts"):
        assert shown(page).title


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((), "this database holds the invented sample world"),
        (("--base-url", "nppes_api=http://127.0.0.1:9"), "could not be reached"),
    ],
)
def test_asking_now_says_what_came_of_it(
    more: tuple[str, ...], words: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_again, "ask_again", partial(asking_again.ask_again, more=more))
    person, _ = golden(folder)
    app = AppTest.from_string("from directory.pages import check_one\ncheck_one.page()", default_timeout=120)
    app.query_params["npi"] = person.npi or ""
    app.run()
    app.button(key="ask now").click()
    app.run()
    assert not app.exception
    assert words in read(app)
    assert app.header[0].value == person.display_name
