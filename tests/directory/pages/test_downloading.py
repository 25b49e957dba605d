"""Files that are made on the click ask anew who is signed in: the page may be hours old."""

from collections.abc import Callable

import pytest

from directory.pages.downloading import SignedOutError, for_signed_in
from directory.vocabulary import Role
from tests.directory.pages.test_pages import shown
from tests.directory.signing import sign_in, sign_out


def test_a_file_is_made_for_whoever_is_signed_in_on_the_click(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, Role.VIEWER)
    made = for_signed_in(lambda: b"the list")
    assert made() == b"the list"


def test_nothing_is_made_once_the_session_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def make() -> bytes:
        begun.append("made")
        return b"the list"

    sign_in(monkeypatch)
    made = for_signed_in(make)
    sign_out(monkeypatch)
    with pytest.raises(SignedOutError, match="sign in again"):
        made()
    assert not begun


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("chasing", {}),
        ("discrepancies", {}),
        ("find", {"near": "98101"}),
        ("review", {"kind": "Exclusion hits"}),
        ("review", {"kind": "Who is who"}),
    ],
)
def test_every_page_asks_anew(
    page: str, asked: dict[str, str], on_click: list[Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch)
    shown(page, **asked)
    sign_out(monkeypatch)
    assert on_click
    for made in on_click:
        with pytest.raises(SignedOutError):
            made()
