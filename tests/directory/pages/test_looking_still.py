"""What shows itself anew on a page of the desk tells nothing to whoever is signed out meanwhile."""

import pytest
from sqlmodel import create_engine

from directory.pages import roster_result
from tests.directory.signing import sign_out


class AnewError(Exception):
    """The whole page would be shown anew."""


def test_how_far_a_roster_is_is_not_told_to_who_is_signed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def anew() -> None:
        raise AnewError

    sign_out(monkeypatch)
    monkeypatch.setattr(roster_result.st, "rerun", anew)
    with pytest.raises(AnewError):  # before anything of it is read: this database has no tables
        roster_result._progress.__wrapped__(create_engine("sqlite://"), 1, 1)
