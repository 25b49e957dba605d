"""What coordinators take along from the page Find, and patients are not offered."""

import pytest

from tests.directory.pages.test_pages import shown


def labels(**asked: str) -> list[str]:
    return [button.proto.label for button in shown("find", **asked).get("download_button")]


@pytest.mark.usefixtures("as_a_coordinator")
def test_a_coordinator_may_download_the_list() -> None:
    assert labels(near="98101") == ["Download this list (CSV)"]


@pytest.mark.usefixtures("as_a_coordinator")
def test_there_is_no_file_of_nobody() -> None:
    assert labels(near="82001", profession="chiropractor", trained="true") == []
    assert labels() == []


def test_patients_are_offered_none() -> None:
    assert labels(near="98101") == []
