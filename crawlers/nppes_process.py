"""Searches a large NPPES file in a process of its own, which sends what it finds through a pipe.

Unpacking and comparing bytes takes about as long as making records of what was found; in one process of Python each
would wait for the other. So `messages` starts this module as a program: ``python -m crawlers.nppes_process FILE PIPE``.
"""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator
from multiprocessing.connection import Connection
from pathlib import Path

from crawlers.nppes_search import Doubt, Ended, Message, Refused, told

LARGE = 8 << 20  # bytes of a file for which a second process pays
_AHEAD = 4  # messages


def messages(file: Path) -> Generator[Message]:
    """What there is to read in a file: `Opened` first, then blocks; `Doubt`, `Refused` or `Ended` last.

    Raises RuntimeError when the process that searches a large file ends without having said so.
    """
    if os.name != "posix" or file.stat().st_size < LARGE:
        yield from told(file)
        return
    reading, writing = os.pipe()
    with Connection(reading, writable=False) as pipe:
        child = subprocess.Popen(
            [sys.executable, "-m", __name__, str(file), str(writing)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(writing,),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        os.close(writing)
        try:
            message: Message | None = None
            while not isinstance(message, Doubt | Refused | Ended):
                message = pipe.recv()
                yield message
        except EOFError:
            raise RuntimeError(f"the process that searches {file.name} ended early ({child.wait()})") from None
        finally:
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
