"""What several tests need: a store on disk made from one template, what its readers see, and small loopback servers."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, create_engine, select

from crawlers.runner import Workplace
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.runs import READABLE
from directory.store.tables import Run, SourceRecord

# The same examples on every machine, so that main does not turn red by chance; `make explore` looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("few", derandomize=True, deadline=None, max_examples=10)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and nothing in it (test_database sees to it that migrations make the same)."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    engine = create_engine(f"sqlite:///{file}")  # no WAL: its bytes must be all there is
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return file


Opened = Callable[[Path, Path], AbstractContextManager[Workplace]]


@pytest.fixture(scope="session")
def opened() -> Opened:
    """A store in a folder, begun as a copy of a database; left there as ``needleproof.db``. One at a time: all share
    an engine, which knows its compiled statements already.
    """
    engine = connect("sqlite://")  # in memory: quick, and nothing is left of the case before

    @contextmanager
    def open_place(template: Path, folder: Path) -> Iterator[Workplace]:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(engine.raw_connection()) as pooled:
            pooled.driver_connection.deserialize(template.read_bytes())
        yield Workplace(engine=engine, evidence=EvidenceStore(folder / "evidence"), clock=lambda: NOW)
        with closing(engine.raw_connection()) as pooled:
            (folder / "needleproof.db").write_bytes(pooled.driver_connection.serialize())

    return open_place


@pytest.fixture
def place(empty_database: Path, opened: Opened, tmp_path: Path) -> Iterator[Workplace]:
    """A fresh store in its own folder; its clock stands still."""
    with opened(empty_database, tmp_path / "store") as made:
        yield made


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
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # connections stay: many small requests are quick
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                served.asked.append(self.path)
                served.agents.append(self.headers.get("User-Agent", ""))
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
