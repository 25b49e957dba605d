"""A large file goes on where it was cut, only when it is still the same file, and arrives whole or not at all."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock

from crawlers import download as module
from crawlers.changed import SourceChangedError
from crawlers.download import Download, downloading, sweep
from directory.loopback import door
from directory.store.evidence import EvidenceStore
from directory.web import WebClient, WebError

BODY = bytes(range(256)) * 1200  # 307,200 bytes
OTHER = bytes(reversed(BODY))
OLD = "Fri, 20 Nov 2026 08:00:00 GMT"


class FileServer:
    """One file on a loopback server with ranges; what it does wrong is set from outside."""

    def __init__(self) -> None:
        self.body, self.etag, self.modified = BODY, '"one"', OLD
        self.cut: int | None = None  # bytes after which the connection is closed
        self.drip = False
        self.ranges = True
        self.headers: dict[str, str] = {}  # instead of the true ones; an empty value leaves the header out
        self.status: int | None = None
        self.asked: list[dict[str, str]] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append({k.lower(): v for k, v in self.headers.items()})
                status, headers, body = served.answer(served.asked[-1])
                self.send_response_only(status)
                for name, value in ({"Date": "Fri, 20 Nov 2026 12:00:00 GMT"} | headers | served.headers).items():
                    if value:
                        self.send_header(name, value)
                self.end_headers()
                while served.drip:
                    self.wfile.write(b"x")
                    time.sleep(0.05)
                self.wfile.write(body[: served.cut])

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that hangs up is what we test."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/files/list.csv"

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        about = {"ETag": self.etag, "Last-Modified": self.modified, "Content-Length": str(len(self.body))}
        if self.status is not None:
            return self.status, about | {"Content-Length": "0"}, b""
        if self.etag in asked.get("if-none-match", "-") or self.modified == asked.get("if-modified-since"):
            return 304, {"ETag": self.etag}, b""
        if self.ranges and "range" in asked and asked.get("if-range") in (self.etag, self.modified):
            start = int(asked["range"].removeprefix("bytes=").rstrip("-"))
            rest = self.body[start:]
            place = f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"
            return 206, about | {"Content-Length": str(len(rest)), "Content-Range": place}, rest
        return 200, about, self.body


@pytest.fixture
def server() -> Iterator[FileServer]:
    made = FileServer()
    yield made
    made.drip = False
    made.server.shutdown()
    made.server.server_close()


Fetch = Callable[..., tuple[Download, bytes]]


@pytest.fixture
def fetch(server: FileServer, tmp_path: Path) -> Iterator[Fetch]:
    """Downloads the server's file into one folder; returns it with its bytes as they were while it was there."""
    with WebClient("test", doors=door(server.url), most=0, sleep=lambda _: None) as web:

        def made(*, tries: int = 0, limit: int = 1 << 20) -> tuple[Download, bytes]:
            with downloading(web, server.url, tmp_path, limit=limit, tries=tries, progress=lambda *_: None) as found:
                return found, found.file.read_bytes()

        yield made


def cut_once(server: FileServer, fetch: Fetch, at: int = 100_000) -> None:
    server.cut = at
    with pytest.raises(WebError, match="peer closed"):
        fetch()
    server.cut = None
    server.asked.clear()


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock")


def test_a_file_arrives_whole_hashed_under_its_name_and_is_gone_afterwards(fetch: Fetch, tmp_path: Path) -> None:
    found, body = fetch()
    assert body == BODY
    assert found.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (found.file.name, found.status, found.headers["etag"]) == ("list.csv", 200, '"one"')
    assert left(tmp_path) == []


def test_a_cut_download_goes_on(server: FileServer, fetch: Fetch, tmp_path: Path) -> None:
    cut_once(server, fetch)
    assert left(tmp_path) == [".about", ".part"]
    found, body = fetch()
    assert (body, found.sha256) == (BODY, hashlib.sha256(BODY).hexdigest())
    assert [(asked.get("range"), asked.get("if-range")) for asked in server.asked] == [("bytes=100000-", '"one"')]
    assert left(tmp_path) == []


def test_it_goes_on_at_once_while_there_is_headway(server: FileServer, fetch: Fetch) -> None:
    server.cut = 100_000
    assert fetch(tries=5)[1] == BODY
    assert [asked.get("range") for asked in server.asked] == [
        None, "bytes=100000-", "bytes=200000-", "bytes=300000-"
    ]  # fmt: skip
    server.cut, server.asked = 0, []
    with pytest.raises(WebError):
        fetch(tries=5)
    assert len(server.asked) == 1  # not a byte came


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ({"body": OTHER, "etag": '"two"'}, 1),  # the server sees that If-Range does not hold
        ({"ranges": False}, 1),
        ({"body": OTHER, "headers": {"ETag": '"two"'}}, 2),  # a 206 of another file
        ({"headers": {"Content-Range": "bytes 99999-307199/307200"}}, 2),
        ({"headers": {"Content-Range": "bytes 100000-307199/*"}}, 2),
        ({"headers": {"Content-Range": ""}}, 2),
        ({"body": BODY[:-5], "headers": {}}, 2),  # another length
    ],
)
def test_anything_else_begins_anew(server: FileServer, fetch: Fetch, changed: dict[str, Any], asked: int) -> None:
    cut_once(server, fetch)
    for name, value in changed.items():
        setattr(server, name, value)
    found, body = fetch()
    assert (body, found.sha256) == (server.body, hashlib.sha256(server.body).hexdigest())
    assert [("range" in one) for one in server.asked] == [True, False][:asked]


def test_a_range_that_cannot_be_had_begins_anew(server: FileServer, fetch: Fetch) -> None:
    cut_once(server, fetch)
    true, server.answer = server.answer, lambda asked: (416, {}, b"") if "range" in asked else true(asked)  # type: ignore[method-assign]
    assert fetch()[1] == BODY


@pytest.mark.parametrize(
    "headers",
    [
        {"ETag": 'W/"one"', "Last-Modified": ""},
        {"ETag": "", "Last-Modified": ""},
        {"ETag": "", "Date": "Fri, 20 Nov 2026 08:00:30 GMT"},  # may have changed again within that minute
        {"ETag": "", "Last-Modified": "yesterday"},
    ],
)
def test_without_a_strong_validator_it_begins_anew(server: FileServer, fetch: Fetch, headers: dict[str, str]) -> None:
    server.headers = headers
    cut_once(server, fetch)
    assert fetch()[1] == BODY
    assert ["range" in asked for asked in server.asked] == [False]


def test_an_old_date_validates_as_well(server: FileServer, fetch: Fetch) -> None:
    server.headers = {"ETag": ""}
    cut_once(server, fetch)
    assert fetch()[1] == BODY
    assert server.asked[0]["if-range"] == OLD


@pytest.mark.parametrize("spoiled", [b"", b"{", b"[]", b'{"address": "x", "headers": {}}'])
def test_a_spoiled_description_begins_anew(server: FileServer, fetch: Fetch, tmp_path: Path, spoiled: bytes) -> None:
    cut_once(server, fetch)
    next(tmp_path.rglob(".about")).write_bytes(spoiled)
    assert fetch()[1] == BODY
    assert "range" not in server.asked[0]


def test_evidence_of_a_killed_process_outlives_the_next_state_of_the_file(server: FileServer, tmp_path: Path) -> None:
    evidence = EvidenceStore(tmp_path / "evidence")
    kept: list[str] = []
    for body, etag in ((BODY, '"one"'), (OTHER[:-1], '"two"')):
        server.body, server.etag = body, etag
        with (
            suppress(KeyboardInterrupt),
            WebClient("test", doors=door(server.url)) as web,
            downloading(web, server.url, evidence.downloads, limit=1 << 20, tries=0, progress=print) as found,
        ):
            kept.append(evidence.put_file(found.file, found.sha256).sha256)  # a link to the very file that came
            raise KeyboardInterrupt  # as a kill would, before the file is removed
    assert [evidence.read(sha256) for sha256 in kept] == [BODY, OTHER[:-1]]


def test_a_file_whose_run_was_killed_is_not_fetched_again(server: FileServer, fetch: Fetch, tmp_path: Path) -> None:
    with WebClient("test", doors=door(server.url)) as web, pytest.raises(KeyboardInterrupt):  # noqa: SIM117
        with downloading(web, server.url, tmp_path, limit=1 << 20, tries=0, progress=lambda *_: None):
            raise KeyboardInterrupt
    assert left(tmp_path) == [".about", "list.csv"]
    server.asked.clear()
    found, body = fetch()
    assert (body, found.sha256) == (BODY, hashlib.sha256(BODY).hexdigest())
    assert [asked.get("if-none-match") for asked in server.asked] == ['"one"']
    server.body, server.etag = OTHER, '"two"'
    assert fetch()[1] == OTHER


@pytest.mark.parametrize(
    ("changed", "limit", "said"),
    [
        ({}, 1000, "307,200 bytes announced, at most 1,000 are taken"),
        ({"headers": {"Content-Length": ""}}, 1000, "more than 1,000 bytes came"),
        ({"headers": {"Content-Encoding": "gzip"}}, 1 << 20, "came packed as 'gzip'"),
    ],
)
def test_too_large_or_packed_is_refused(
    server: FileServer, fetch: Fetch, tmp_path: Path, changed: dict[str, Any], limit: int, said: str
) -> None:
    for name, value in changed.items():
        setattr(server, name, value)
    with pytest.raises(SourceChangedError, match=said):
        fetch(limit=limit)
    assert left(tmp_path) == []


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_other_answers_are_told(server: FileServer, fetch: Fetch, status: int) -> None:
    server.status = status
    with pytest.raises(WebError, match=f"answered {status}"):
        fetch()


def test_a_file_that_drips_is_given_up(server: FileServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACE_SECONDS", 0.3)
    server.drip = True
    with pytest.raises(WebError, match=r"too slow: not done after 0\.3 s"):
        fetch()


def test_two_processes_do_not_write_one_file(server: FileServer, fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    (lock,) = tmp_path.glob("*.lock")
    with FileLock(lock), pytest.raises(WebError, match="another process"):
        fetch()


def test_what_was_left_for_a_week_is_swept_away(server: FileServer, fetch: Fetch, tmp_path: Path) -> None:
    cut_once(server, fetch)
    sweep(tmp_path)
    assert left(tmp_path) == [".about", ".part"]
    (place,) = (p for p in tmp_path.iterdir() if p.is_dir())
    for file in (place, *place.iterdir()):
        os.utime(file, (time.time() - 8 * 86_400,) * 2)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
    sweep(tmp_path / "not there")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a/list.csv", "list.csv"), ("/a/NPPES_V2 (1).zip", "NPPES_V2 (1).zip"), ("/a/", "file"), ("/..", "file"),
     ("/a/.part", "file"), ("/%2e%2e%2fetc", "etc"), ("/a/..%2f.about", "file"), ("/" + "a" * 300, "file")],
)  # fmt: skip
def test_a_name_never_leads_out_of_its_folder(path: str, name: str) -> None:
    assert module._name(f"https://board.example.org{path}") == name


def test_the_description_is_plain_json(server: FileServer, fetch: Fetch, tmp_path: Path) -> None:
    cut_once(server, fetch)
    about = json.loads(next(tmp_path.rglob(".about")).read_text(encoding="utf-8"))
    assert (about["address"], about["total"], about["headers"]["etag"]) == (server.url, len(BODY), '"one"')
