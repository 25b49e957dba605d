"""Where a person can look a license up: every address is a web address, every pair is known, and readers are told."""

from urllib.parse import urlsplit

import pytest

from crawlers.registry import sources
from directory.links import BoardLink, board_link, board_links
from directory.normalize.states import STATE_NAMES
from directory.vocabulary import Profession

WAYS = {"form", "register", "browser", "captcha"}
LINKS = sorted(board_links().items())


@pytest.mark.parametrize(("pair", "link"), LINKS, ids=[f"{state} {who}" for (state, who), _ in LINKS])
def test_links(pair: tuple[str, Profession], link: BoardLink) -> None:
    parts = urlsplit(link.address)
    assert pair[0] in STATE_NAMES
    assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
    assert "." in (parts.hostname or "")
    assert parts.path.startswith("/")
    assert link.how in WAYS
    assert link.board.startswith("the ")
    assert link.hint is None or link.hint.endswith(".")


@pytest.mark.parametrize("name", [name for name, kind in sources().items() if kind.lookup and name != "ot_compact"])
def test_every_board_that_is_asked_is_linked_too(name: str) -> None:
    kind = sources()[name]
    for profession in kind.professions:
        link = board_link(kind.jurisdiction or "", profession)
        assert link is not None
        assert urlsplit(link.address).hostname == urlsplit(kind.page_url).hostname


def test_no_link_is_made_up() -> None:
    assert board_link("WY", Profession.PHYSICAL_THERAPIST) is None
    assert board_link("XX", Profession.PHYSICAL_THERAPIST) is None
