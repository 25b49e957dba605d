"""Searches a large NPPES file in a process of its own, which sends what it finds through a pipe.

Unpacking and comparing bytes takes about as long as making records of what was found; in one process of Python each
would wait for the other. So `messages` starts this module as a program: ``python -m crawlers.nppes_process FILE PIPE``.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Generator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from crawlers.nppes_search import Doubt, Ended, Message, Refused, told

LARGE = 8 << 20  # bytes of a file for which a second process pays
_AHEAD = 16  # messages
# What glibc would give back to the system and take again for every block, at the cost of a fifth of the search.
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}


def messages(file: Path) -> "Generator[Message] | Searching":
    """What there is to read in a file: `Opened` first, then blocks; `Doubt`, `Refused` or `Ended` last."""
    return told(file) if os.name != "posix" or file.stat().st_size < LARGE else Searching(file)


class Searching:
    """The messages of a process that searches a file, begun at once; it ends when this is closed or forgotten.

    Raises RuntimeError when the process ends without having said so.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._over = False
        reading, writing = os.pipe()
        _widen(writing)
        self._pipe = Connection(reading, writable=False)
        try:
            self._child = subprocess.Popen(
                [sys.executable, "-m", __name__, str(file), str(writing)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(writing,),
                env={**os.environ, **_MEMORY, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        finally:
            os.close(writing)
        self.close = weakref.finalize(self, _end, self._pipe, self._child)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Message:
        if self._over:
            raise StopIteration
        try:
            message: Message = self._pipe.recv()
        except EOFError:
            raise RuntimeError(
                f"the process that searches {self._file.name} ended early ({self._child.wait()})"
            ) from None
        self._over = isinstance(message, Doubt | Refused | Ended)
        return message


def _widen(pipe: int) -> None:
    """So that a message takes few turns of both processes; smaller pipes do as well."""
    with contextlib.suppress(AttributeError, OSError):
        import fcntl  # POSIX only

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)


def _end(pipe: Connection, child: subprocess.Popen[bytes]) -> None:
    pipe.close()
    child.kill()
    child.wait()


def _send(file: Path, descriptor: int) -> None:
    """Sends the messages, some of them ahead of their being received."""
    waiting: queue.Queue[Message | None] = queue.Queue(_AHEAD)

    def sending(pipe: Connection) -> None:
        while (message := waiting.get()) is not None:
            try:
                pipe.send(message)
            except OSError:  # nobody listens any more
                os._exit(1)

    with Connection(descriptor, readable=False) as pipe:
        sender = threading.Thread(target=sending, args=(pipe,), daemon=True)
        sender.start()
        for message in told(file):
            waiting.put(message)
        waiting.put(None)
        sender.join()


if __name__ == "__main__":
    _send(Path(sys.argv[1]), int(sys.argv[2]))
