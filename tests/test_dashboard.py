"""The application as a whole: the page script with its menu, and the ASGI application with its routes."""

import importlib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).parents[1] / "dashboard.py"


@pytest.fixture(autouse=True)
def nothing_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)


def test_the_page_script_opens_find_and_says_how_to_begin() -> None:
    app = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
    assert not app.exception
    assert "needleproof demo" in app.info[0].value


def test_the_module_is_an_application_for_asgi() -> None:
    assert isinstance(importlib.import_module("dashboard").app, st.App)
