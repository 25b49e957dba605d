"""The report on the practitioner's page: for coordinators, made when asked for."""

import shutil
from pathlib import Path

import pytest

from directory.reporting.receipt import parsed
from directory.reporting.replay import replay
from tests.directory.pages.test_pages import IdOf, id_of, read, shown

__all__ = ["id_of"]  # a fixture

MAKE = "Make the report"


def test_patients_are_offered_no_report(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))  # of Washington
    assert MAKE not in [button.label for button in app.button]
    assert "Report to file" not in read(app)


@pytest.mark.usefixtures("as_a_coordinator")
def test_a_coordinator_makes_one_and_downloads_it(
    id_of: IdOf, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sample, tmp_path / "data")  # what is made is kept
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    app = shown("practitioner", id=id_of("Vantongeren"))  # of Washington
    assert not app.get("download_button")
    next(field for field in app.text_input if field.label == "Prepared for").set_value("Example Clinic")
    next(button for button in app.button if button.label == MAKE).click()
    app.run()
    assert not app.exception
    assert [one.proto.label for one in app.get("download_button")] == [
        "Download the report (PDF)",
        "Download the receipt (JSON)",
    ]
    _, files = app.session_state["report made"]
    receipt, told = parsed(files[0][1])
    assert (receipt.made.prepared_for, receipt.made.by) == ("Example Clinic", "Casey Coordinator")
    assert replay(receipt, told).identical
    assert files[1][0].endswith("_WA_2026-11-20.json")
