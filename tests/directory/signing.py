"""Somebody who is signed in, for tests of what they see; how it comes about, tests/directory/accounts shows."""

import pytest

from directory import signed_in
from directory.accounts import Reader
from directory.vocabulary import Role


def sign_in(monkeypatch: pytest.MonkeyPatch, role: Role = Role.COORDINATOR, shown: str = "Casey Coordinator") -> Reader:
    """Whoever asks from now on is this reader."""
    reader = Reader(id=1, name="casey", shown=shown, role=role)
    monkeypatch.setattr(signed_in, "reader", lambda session, cookies: reader)
    return reader


def sign_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks from now on is nobody we know."""
    monkeypatch.setattr(signed_in, "reader", lambda session, cookies: None)


def sign_in_as(monkeypatch: pytest.MonkeyPatch, audience: str) -> None:
    """Like `sign_in` for "coordinator", like `sign_out` for "patient"."""
    if audience == "coordinator":
        sign_in(monkeypatch)
    else:
        sign_out(monkeypatch)
