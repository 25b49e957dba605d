"""Papers on the practitioner's page: a coordinator files and withdraws them there, patients read what they show."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from directory.documents import all_documents
from directory.pages.documents import EXAMS, HOURS, TEXTS, safe_file_name
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, SearchEntry, SeenDocument
from tests.directory.pages.test_pages import read, shown
from tests.directory.signing import sign_in, sign_out

PAGE = b"%PDF-1.7 a certificate"


@pytest.fixture
def folder(sample: Path, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    shutil.copytree(sample, tmp_path / "data")
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def documents(folder: Path) -> list[SeenDocument]:
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        found = all_documents(session)
    engine.dispose()
    return found


def somebody(folder: Path) -> Practitioner:
    """Licensed and active, and of no issuer's list."""
    engine = connect(f"sqlite:///{folder / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        good = select(SearchEntry.practitioner_id).where(
            col(SearchEntry.license_active),
            SearchEntry.training_grade == 0,
            col(SearchEntry.verdict).not_in(("not_met", "not_permitted")),
            col(SearchEntry.excluded).is_(False),
        )
        person = session.exec(
            select(Practitioner).where(col(Practitioner.id).in_(good), col(Practitioner.npi).is_not(None))
        ).first()
    engine.dispose()
    assert person is not None
    return person


def filled(app: AppTest, name: str) -> AppTest:
    said = {
        "organization": "Example *Clinic*", "issuer": "Example School", "title": "Dry needling 1",
        "name": name,
    }  # fmt: skip
    for field, text in said.items():
        app.text_input(key=f"paper 0 {field}").input(text)
    app.date_input(key="paper 0 seen_on").set_value(date(2026, 11, 18))
    app.number_input(key="paper 0 total_hours").set_value(54.0)
    app.radio(key="paper 0 written_exam").set_value("yes")
    app.file_uploader(key="paper 0 document").set_value(("../cert.pdf", PAGE, "application/pdf"))
    return app


def sent(app: AppTest) -> AppTest:
    app.button(key="file it").click()
    app.run()
    assert not app.exception
    return app


@pytest.mark.slow
def test_what_is_filed_is_shown_at_once_and_withdrawn_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = somebody(folder)
    app = sent(filled(shown("practitioner", id=person.id), person.display_name))
    assert [one.value for one in app.success] == ["Document 1 is filed."]
    (row,) = documents(folder)
    assert (row.practitioner_id, row.seen_by, row.document) == (person.id, "Casey Coordinator", "cert.pdf")
    assert row.facts == {"trainings": [{"name": "Dry needling 1", "total_hours": 54.0, "written_exam": True}]}
    assert EvidenceStore(folder / "evidence").read(row.sha256) == PAGE
    text = read(app)
    told = "Certificate seen by Example *Clinic* on November 18, 2026. It is from Example School, for Dry needling 1"
    for words in (told, "Seen by Casey Coordinator", f"(/evidence/{row.sha256})", "Hours on the paper: 54 in all",
                  "The paper shows a written exam"):  # fmt: skip
        assert words in text.replace("**", ""), words
    assert app.text_input(key="paper 1 issuer").value == ""  # the form is empty for the next one

    sign_out(monkeypatch)
    text = read(shown("practitioner", id=person.id))
    assert told in text.replace("**", "")
    for words in ("Casey Coordinator", "cert.pdf", "(/evidence/", "Papers that were seen"):
        assert words not in text
    sign_in(monkeypatch)

    app = shown("practitioner", id=person.id)
    app.text_area(key="withdrawn why 1").input("a forgery")
    app.button(key="withdraw it 1").click()
    app.run()
    assert [one.value for one in app.success] == ["Document 1 is withdrawn."]
    assert "Certificate seen" not in read(app)
    assert documents(folder)[0].withdrawn_why == "a forgery"


def test_what_is_missing_or_wrong_is_named_by_its_label_and_what_was_written_stays(folder: Path) -> None:
    person = somebody(folder)
    app = filled(shown("practitioner", id=person.id), person.display_name)
    app.text_input(key="paper 0 issuer").input("")
    app.file_uploader(key="paper 0 document").set_value(None)
    app.number_input(key="paper 0 in_person_hours").set_value(60.0)
    text = sent(app).error[0].value
    for words in (TEXTS["issuer"], "a scan or file: it is needed", "54 is less than its parts"):
        assert words in text.replace("\\", ""), words
    assert TEXTS["organization"] not in text
    assert app.text_input(key="paper 0 title").value == "Dry needling 1"
    assert documents(folder) == []


def test_every_field_has_a_label_of_its_own(folder: Path) -> None:
    app = shown("practitioner", id=somebody(folder).id)
    labels = [one.label for kind in (app.text_input, app.number_input, app.radio, app.date_input) for one in kind]
    assert {*TEXTS.values(), *HOURS.values(), *EXAMS.values()} <= set(labels)
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\Zoë 1.pdf", "Zoë 1.pdf"),
        ("a\x00b:c.pdf", "a_b_c.pdf"),
        ("..", "document"),
        ("", "document"),
        (f"{'x' * 500}.pdf", f"{'x' * 96}.pdf"),
    ],
)
def test_a_file_s_name_leads_nowhere(name: str, kept: str) -> None:
    assert safe_file_name(name) == kept
