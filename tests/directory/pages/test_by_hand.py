"""Look-ups made by hand on the practitioner page, and to whom; and the notice that the license of Illinois asks for."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.look_ups import LookUp
from directory.receipts import record_receipt
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, Source
from directory.vocabulary import HandResult, LookedUp, LookUpWay
from tests.directory.pages.test_pages import read, shown

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
    monkeypatch.setenv("NEEDLEPROOF_AUDIENCE", audience)
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
    monkeypatch.setenv("NEEDLEPROOF_AUDIENCE", "coordinator")
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
