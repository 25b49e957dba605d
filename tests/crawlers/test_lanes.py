"""Several sources at once, but one request per host: sources of one host wait for each other, others do not."""

import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.crawlers.apart import FILE, crawled, table

pytestmark = pytest.mark.slow

BODY = (Path(__file__).parents[1] / "fixtures" / "oig_exclusions" / "response.csv").read_bytes()
Answer = tuple[int, dict[str, str], bytes]
PAGES = 3


class Meeting:
    """Notes what is asked, when, and how many are asked at once; may wait until all hosts are being asked."""

    def __init__(self, hosts: int) -> None:
        self.all_here = threading.Barrier(hosts, timeout=20)
        self.met = False
        self.lock = threading.Lock()

    def host(self, *, waits_at: str = "") -> "Host":
        return Host(self, waits_at)

    def wait(self) -> None:
        try:
            self.all_here.wait()
            self.met = True
        except threading.BrokenBarrierError:
            self.met = False


class Host:
    def __init__(self, meeting: Meeting, waits_at: str) -> None:
        self.meeting, self.waits_at = meeting, waits_at
        self.asked: list[str] = []
        self.times: list[float] = []
        self.now = self.most = 0

    def __call__(self, path: str) -> Answer:
        with self.meeting.lock:
            self.asked.append(path)
            self.times.append(time.monotonic())
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self._answer(path)
        finally:
            with self.meeting.lock:
                self.now -= 1

    def _answer(self, path: str) -> Answer:
        if path == self.waits_at:
            self.meeting.wait()
        time.sleep(0.01)  # another request of this host would come in meanwhile
        if path == "/robots.txt":
            return 404, {}, b""
        if path == FILE:
            return 200, {"Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"}, BODY
        name, number = path.strip("/").split("/")
        more = f"<a href='/{name}/{int(number) + 1}'>next</a>" if int(number) < PAGES else ""
        return 200, {}, table(f"{name}-{number}", links=more)


def test_one_request_per_host_and_all_hosts_at_once(serve: Callable[..., Any], tmp_path: Path) -> None:
    meeting = Meeting(3)
    one, two, three = (meeting.host(waits_at=path) for path in ("/a/2", "/d/2", FILE))
    urls = [serve(host).url for host in (one, two, three)]
    sources = {
        "a": {"pages": ["/a/1"], "url": urls[0]},
        "b": {"pages": ["/b/1"], "url": urls[0]},
        "c": {"url": urls[0]},
        "d": {"pages": ["/d/1"], "url": urls[1]},
        "e": {"url": urls[2]},
    }
    told = crawled(tmp_path, sources)
    assert {name: r["outcome"] for name, r in told["reports"].items()} == dict.fromkeys(sources, "healthy")
    assert meeting.met, "the hosts were asked one after another"
    assert (one.most, two.most, three.most) == (1, 1, 1)
    robots = "/robots.txt"
    assert one.asked == [robots, "/a/1", "/a/2", "/a/3", robots, "/b/1", "/b/2", "/b/3", robots, FILE]
    assert list(told["reports"]) == list(sources)


@pytest.fixture(scope="module")
def strangers(serve: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Host, Any]:
    """What came of two hosts with three sources each, treated as anybody else's; the second one does not want us."""
    calm = Meeting(1).host()
    busy: Answer = (429, {"Retry-After": "3600"}, b"")
    refusing = serve(lambda path: (404, {}, b"") if path == "/robots.txt" else busy)
    url, other = serve(calm).url, refusing.url.replace("127.0.0.1", "localhost")
    sources = {
        "a": {"pages": ["/a/3"], "url": url}, "b": {"pages": ["/b/3"], "url": url}, "c": {"url": url},
        "d": {"pages": ["/1", "/2"], "url": other}, "e": {"pages": ["/1"], "url": other}, "f": {"url": other},
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("strangers")
    told = crawled(folder, sources, strangers=True, settings={"DOWNLOAD_DELAY": 0.4, "AUTOTHROTTLE_ENABLED": False})
    return told["reports"], calm, refusing


def test_a_host_has_its_pause_between_two_sources_too(strangers: tuple[dict[str, Any], Host, Any]) -> None:
    reports, calm, _ = strangers
    assert [reports[name]["outcome"] for name in "abc"] == ["healthy"] * 3
    assert len(calm.times) == 6
    gaps = [later - sooner for sooner, later in pairwise(calm.times)]
    assert min(gaps) >= 0.2  # 0.4 by the clock of who asks; a busy server notes some of them late


def test_who_told_one_source_to_stay_away_is_not_asked_by_the_next(
    strangers: tuple[dict[str, Any], Host, Any],
) -> None:
    reports, _, refusing = strangers
    assert refusing.asked == ["/robots.txt", "/1"]
    assert [reports[name]["outcome"] for name in "def"] == ["unreachable"] * 3
    assert "refused: 429, asked to wait 3600 s" in reports["d"]["breaches"][0]
    for name in "ef":
        assert "not asked: " in reports[name]["breaches"][0]
