"""Plain HTML result pages per second over 10 kept connections, beside a route of the same server that does nothing."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from benchmarks.measure import Figure, bound, figure, main

CONNECTIONS, SECONDS, AT_LEAST = 10, 8.0, 200  # requests a second that must be answered
BEGUN, DAY = 90.0, "2026-11-20"
HOT = [
    "/people?" + urlencode(asked)
    for asked in (
        {"near": "98101"}, {"near": "98101", "trained": "true"}, {"in_state": "SD"},
        {"in_state": "WA", "profession": "PT"},
        {"near": "Denver, CO", "within": "50"}, {"who": "Featherstone"}, {"near": "60601", "profession": "PT"},
    )
]  # fmt: skip


def nothing(_request: Request) -> HTMLResponse:
    """The peer: as small as a page from a thread can be."""
    return HTMLResponse("<!doctype html><title>nothing</title>")


peer = Starlette(routes=[Route("/", nothing)])


def cold() -> Iterator[str]:
    """Questions of which none comes twice: each page has to be made."""
    for first in range(98_001, 99_999):
        for radius in (5, 10, 25, 50, 100):
            yield f"/people?near={first}&within={radius}"
            yield f"/people?in_state=WA&who=x{first}{radius}"


@contextmanager
def served(app: str, data: Path) -> Iterator[int]:
    """The port of an application that one process of uvicorn serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, "NEEDLEPROOF_DATA": str(data), "NEEDLEPROOF_TODAY": DAY}
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + BEGUN
    while time.monotonic() < until:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


async def rate(port: int, paths: Iterator[str], seconds: float) -> float:
    """Answers a second. Raises ValueError for any answer but 200."""
    until, answered = time.perf_counter() + seconds, 0

    async def ask() -> None:
        nonlocal answered
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            path = next(paths)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            if " 200 " not in head.partition("\r\n")[0]:
                raise ValueError(f"{path}: {head.partition(chr(13))[0]}")
            await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
            answered += 1
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return answered / (time.perf_counter() - started)


@contextmanager
def filled() -> Iterator[Path]:
    """The sample world, published: that of NEEDLEPROOF_BENCH_DATA, else made anew (a minute and a half)."""
    if given := os.environ.get("NEEDLEPROOF_BENCH_DATA"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "directory.cli", "--today", DAY, "--data", folder, "demo", "--no-serve"]
        subprocess.run(program, check=True, capture_output=True)
        yield Path(folder)


def figures() -> Sequence[Figure]:
    with filled() as data, served("dashboard:app", data) as ours, served("benchmarks.plain_pages:peer", data) as other:
        for port, path in ((ours, HOT[0]), (other, "/")):
            asyncio.run(rate(port, cycle([path]), 1))
        asyncio.run(rate(ours, islice(cycle(HOT), len(HOT) + CONNECTIONS), 0.1))
        kept = asyncio.run(rate(ours, cycle(HOT), SECONDS))
        made = asyncio.run(rate(ours, cold(), SECONDS))
        least = asyncio.run(rate(other, cycle(["/"]), SECONDS))
    return [
        bound("result page that was made before, seconds each (peer: the target)", 1 / kept, 1 / AT_LEAST, 1),
        figure("the same beside a route that does nothing, seconds each", 1 / kept, 1 / least, 10),
        figure("result page made anew beside that route, seconds each", 1 / made, 1 / least, 100),
    ]


if __name__ == "__main__":
    main(figures, __doc__ or "")
