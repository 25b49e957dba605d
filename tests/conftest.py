"""What several tests need: stores on both databases, what their readers see, and small loopback servers."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest
from filelock import FileLock
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawlers.runner import Workplace
from directory.store.evidence import EvidenceStore
from directory.store.runs import READABLE
from directory.store.tables import Run, SourceRecord
from tests import postgresql
from tests.databases import Databases, Once, Postgresql, Sqlite

# The same examples on every machine, so that main does not turn red by chance; `make explore` looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("few", derandomize=True, deadline=None, max_examples=10)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RUN = pytest.StashKey[postgresql.Run]()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the first process of the run, not one that it starts for a part
        config.stash[RUN] = postgresql.Run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if run := config.stash.get(RUN, None):
        run.end()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """A folder that all workers of a run share: who needs it first fills it, the others wait for it."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    shared.mkdir(exist_ok=True)

    def made(name: str, fill: Callable[[Path], None]) -> Path:
        folder = shared / name
        with FileLock(shared / f"{name}.lock"):
            if not (shared / f"{name}.done").exists():
                folder.mkdir()  # fails when filling it failed before: that was told there
                fill(folder)
                (shared / f"{name}.done").touch()
        return folder

    return made


@pytest.fixture(scope="session")
def sqlite(once: Once) -> Sqlite:
    """For tests that need a store, but ask the database nothing that differs."""
    return Sqlite(once)


@pytest.fixture(scope="session")
def pg(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """For tests of PostgreSQL alone. Skips where no server can be had; fails there if it must be had, as in CI."""
    try:
        url = postgresql.server()
    except postgresql.UnavailableError as error:
        if os.environ.get("NEEDLEPROOF_NEED_POSTGRESQL") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))
    databases = Postgresql(url, once, tmp_path_factory.mktemp("own"))
    yield databases
    databases.close()


@pytest.fixture(scope="session", params=("sqlite", "postgresql"))
def databases(request: pytest.FixtureRequest) -> Databases:
    """Stores are made here: every test that uses one, however far away, runs on both."""
    found: Databases = request.getfixturevalue("sqlite" if request.param == "sqlite" else "pg")
    return found


class Opened(Protocol):
    """Opens the store of a folder, begun as a copy of another folder's, or empty; ``keep``: it is copied later."""

    def __call__(
        self, template: Path | None, folder: Path, *, keep: bool = False
    ) -> AbstractContextManager[Workplace]: ...


@pytest.fixture(scope="session")
def opened(databases: Databases) -> Opened:
    """The quickest store there is; on SQLite one at a time."""

    @contextmanager
    def open_place(template: Path | None, folder: Path, *, keep: bool = False) -> Iterator[Workplace]:
        with databases.quick(folder, template, keep=keep) as engine:
            yield Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: NOW)

    return open_place


@pytest.fixture
def place(databases: Databases, tmp_path: Path) -> Iterator[Workplace]:
    """A fresh store with its evidence in the test's own folder; its clock stands still."""
    with databases.empty() as engine:
        yield Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "store" / "evidence"), clock=lambda: NOW)


def state_of(engine: Engine) -> str:
    """Canonical JSON of everything readers see: open versions of readable runs, and the last readable run of each
    source and scope.
    """
    with Session(engine) as session:
        readable = select(Run.id).where(col(Run.outcome).in_(READABLE))
        records = session.exec(
            select(SourceRecord)
            .where(col(SourceRecord.first_run).in_(readable), col(SourceRecord.ended_run).is_(None))
            .order_by(col(SourceRecord.id))
        )
        rows = [record.model_dump(mode="json") for record in records]
        runs: dict[str, Any] = {}
        for run in session.exec(select(Run).where(col(Run.outcome).in_(READABLE)).order_by(col(Run.id))):
            runs[f"{run.source} {run.scope}"] = run.model_dump(mode="json")
    return json.dumps({"records": rows, "last": runs}, sort_keys=True, ensure_ascii=False)


@pytest.fixture(scope="session")
def readable_state() -> Callable[[Engine], str]:
    return state_of


Answer = tuple[int, dict[str, str], bytes]
Site = Callable[[str], Answer]  # path with query -> status, headers, body


class Served:
    """A running loopback server: its address and what was asked of it."""

    def __init__(self, site: Site) -> None:
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.headers: list[Message] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections stay: many small requests are quick
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                served.asked.append(self.path)
                served.agents.append(self.headers.get("User-Agent", ""))
                served.headers.append(self.headers)
                status, headers, body = site(self.path)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = headers.get("Content-Length", str(len(body))) != str(len(body))  # cut off

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def pages(self) -> list[str]:
        """What was asked, robots.txt aside."""
        return [path for path in self.asked if path != "/robots.txt"]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Site], Served]]:
    """Starts a server for a function from path to answer; all are stopped in the end."""
    with ExitStack() as running:

        def start(site: Site) -> Served:
            served = Served(site)
            running.callback(served.stop)
            return served

        yield start


# Every source in every way takes minutes: a file of a worker, and the last file to end must be a short one.
LONG = ("test_spoiled_sources.py", "test_drift.py", "test_old_and_published.py", "test_same_answers.py")


@pytest.hookimpl(trylast=True)
def _database(item: pytest.Item) -> object:
    """Which of the two databases a test is given; None where it is given neither."""
    call = getattr(item, "callspec", None)
    return call.params.get("databases") if call else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start processes, servers or a browser come first, then other long ones. What is asked of PostgreSQL
    outside the store has been asked of SQLite too: `make test-fast` leaves it out.
    """
    for item in items:
        if item.path.parent.name != "store" and _database(item) == "postgresql":
            item.add_marker("postgresql")
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in slow, item.path.name not in LONG))
