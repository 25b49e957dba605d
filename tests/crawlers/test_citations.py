"""The watcher of cited pages against a loopback server: what changed is flagged, and nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session

from crawlers.registry import UnknownSourceError
from crawlers.runner import Workplace, crawl
from directory.citations import addresses, citation_changes
from directory.rules import packaged
from directory.store.database import connect
from tests.conftest import Answer, Served, Site
from tests.crawlers.processes import commanded_apart

pytestmark = pytest.mark.slow

PAGE = (Path(__file__).parents[1] / "fixtures" / "rule_citations" / "response.html").read_bytes()
HTML = {"Content-Type": "text/html"}
URLS = addresses(packaged())[:6]
LAW, STAMP, GONE, BROKEN, KEPT_OUT, WALL = (urlsplit(url).path for url in URLS)
FEW = ("--at-most", str(len(URLS)))


class Changing:
    """A host whose pages are others on the second day."""

    second = False

    def __call__(self, path: str) -> Answer:
        if path == "/robots.txt":
            closed = f"User-agent: *\nDisallow: {KEPT_OUT}\n" if self.second else "User-agent: *\nDisallow:\n"
            return 200, {"Content-Type": "text/plain"}, closed.encode()
        if not self.second:
            return 200, HTML, PAGE
        if path == GONE:
            return 404, HTML, b"<html><body>This page is not here any more.</body></html>"
        if path == BROKEN:
            return 200, {**HTML, "Content-Length": "99999"}, PAGE
        if path == WALL:
            return 200, HTML, b"<html><body>Just a moment. Verify you are a human.</body></html>"
        old, new = (b"at least 50 hours", b"at least 54 hours") if path == LAW else (b"November 20", b"December 25")
        return 200, HTML, PAGE.replace(old, new)


def watch(folder: Path, server: Served, day: str, *more: str) -> tuple[int, str]:
    return commanded_apart(folder, "--today", day, "rules", "watch", "--base-url", server.url, *more)


def test_a_changed_law_is_flagged_and_nothing_else(serve: Callable[[Site], Served], tmp_path: Path) -> None:
    site = Changing()
    server = serve(site)
    code, told = watch(tmp_path, server, "2026-11-21", *FEW)
    assert (code, f"{len(URLS)} pages asked for: {len(URLS)} read, 0 could not be had" in told) == (0, True), told
    assert "None of them changed since we read it." in told
    assert sorted(server.pages()) == sorted(urlsplit(url)._replace(scheme="", netloc="").geturl() for url in URLS)

    site.second = True
    server.asked.clear()
    code, told = watch(tmp_path, server, "2026-11-25", "--at-most", "2")
    assert code == 0, told
    assert len(server.pages()) == 2  # what was read four days ago is not due: the next ones of the list are
    assert not set(server.pages()) & {LAW, STAMP}

    code, told = watch(tmp_path, server, "2026-12-25", *FEW, "--all", "--json")
    after = {one["url"]: one for one in map(json.loads, told.strip().splitlines())}
    assert {url: one["changed_on"] for url, one in after.items() if one["changed_on"]} == {URLS[0]: "2026-12-25"}
    failed = {urlsplit(url).path: one["failed"] for url, one in after.items() if one["failed"]}
    assert set(failed) == {GONE, BROKEN, KEPT_OUT, WALL}
    assert "404" in failed[GONE]
    assert "robots.txt" in failed[KEPT_OUT]
    assert "characters of text" in failed[WALL]
    assert all(after[url]["first_read"] == "2026-11-21" for url in URLS)

    engine = connect(f"sqlite:///{tmp_path / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        changes = citation_changes(session)
    assert {one.url for one in changes.values()} == {URLS[0]}
    of = {name for name, source in packaged().sources.items() if source.url == URLS[0]}
    assert changes.keys() == of

    code, told = commanded_apart(tmp_path, "rules", "changed", "--json")
    rows = [json.loads(line) for line in told.strip().splitlines()]
    assert code == 1
    assert {row["rule"] for row in rows} == {
        rule.id for rule in packaged() if of & {*rule.sources, *rule.evidence.values()}
    }
    assert {(row["url"], row["first_seen_changed"]) for row in rows} == {(URLS[0], "2026-12-25")}
    rule = packaged().by_id()[rows[0]["rule"]]
    code, told = commanded_apart(tmp_path, "rules", "show", rule.jurisdiction, "--all")
    assert "changed since we read it: read again (first seen on 2026-12-25)" in " ".join(told.split())


@pytest.mark.parametrize("states", [(), ("WA",)])
def test_it_is_read_by_its_own_command_only(states: tuple[str, ...]) -> None:
    with pytest.raises(UnknownSourceError, match="needleproof rules watch"):
        crawl(["rule_citations"], Workplace(None, None, None), states=states)  # type: ignore[arg-type]
