"""A visitor of a Streamlit page without a browser: speaks its websocket protocol, and counts what comes back."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 120  # seconds for a server to start, and for one rerun


@dataclass(frozen=True, slots=True)
class Rerun:
    """One showing of the page: wall seconds until it was whole, bytes of all frames, and their elements' texts."""

    seconds: float
    bytes: int
    shown: str


class Visitor:
    """One session; its address is whatever it asks for next, as if the browser had gone there."""

    def __init__(self, port: int) -> None:
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE
        )
        self._page = ""  # which of the application's pages it is on

    def ask(self, query: str) -> Rerun:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.is_history_navigation = True  # the address counts, not what was typed before
        started = time.perf_counter()
        self._socket.send(message.SerializeToString())
        size, shown = 0, []
        while True:
            frame = self._socket.recv(timeout=PATIENCE)
            size += len(frame)
            told = ForwardMsg()
            told.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
            if told.HasField("navigation"):
                self._page = told.navigation.page_script_hash
            shown.append(str(told.delta.new_element) if told.HasField("delta") else "")
            if told.WhichOneof("type") == "script_finished":
                return Rerun(time.perf_counter() - started, size, "\n".join(shown))

    def leave(self) -> None:
        self._socket.close()


@dataclass(frozen=True, slots=True)
class Server:
    """A served application. Linux only: what it costs is read from /proc."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of processor time that it took so far, its own and the system's for it."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Resident megabytes (10^6 bytes)."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def served(application: str, settings: Mapping[str, str]) -> Iterator[Server]:
    """``application``: 'module:app'. Raises RuntimeError where it does not answer in time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--no-access-log"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            if not _answers(port, process):
                log.seek(0)
                raise RuntimeError(f"{application} did not answer in {PATIENCE} s: {log.read()[-1_000:]}")
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False
