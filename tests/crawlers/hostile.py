"""A server that does what no honest one does: each path is a function that writes to the bare connection."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import cache

import brotli
import zstandard

MIB = 1 << 20
Act = Callable[["Hostile", socket.socket], None]


class Hostile:
    """Runs on loopback until stopped; ``asked``: the paths, in the order in which they came."""

    def __init__(self, acts: Mapping[str, Act], otherwise: Act) -> None:
        self.acts, self.otherwise = dict(acts), otherwise
        self.asked: list[str] = []
        self.stopping = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                request = b""
                while b"\r\n\r\n" not in request and (more := connection.recv(65_536)):
                    request += more
                if request:
                    path = request.split()[1].decode("latin-1")
                    self.asked.append(path)
                    self.acts.get(path.partition("?")[0], self.otherwise)(self, connection)
        except OSError:
            return  # whoever asked has hung up, as it should

    def stop(self) -> None:
        self.stopping.set()
        self.listening.close()


def answer(body: bytes = b"", *, status: str = "200 OK", length: int | None = None, **headers: str) -> Act:
    """An answer that is there at once; ``length``: the Content-Length it claims, ``headers``: Content_Type="…"."""
    told = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    size = len(body) if length is None else length
    whole = f"HTTP/1.1 {status}\r\n{head}Content-Length: {size}\r\nConnection: close\r\n\r\n".encode("latin-1") + body
    return lambda _, connection: connection.sendall(whole)


def redirect(to: str, status: str = "302 Found") -> Act:
    return answer(status=status, Location=to)


def endless(first: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", more: bytes = b"x" * 65_536) -> Act:
    """Data for as long as somebody takes them."""

    def act(server: Hostile, connection: socket.socket) -> None:
        connection.sendall(first)
        while not server.stopping.is_set():
            connection.sendall(more)

    return act


def dripping(first: bytes = b"", drop: bytes = b"a", every: float = 0.1) -> Act:
    """``first`` at once, and then a drop now and then, for ever."""

    def act(server: Hostile, connection: socket.socket) -> None:
        connection.sendall(first)
        while not server.stopping.wait(every):
            connection.sendall(drop)

    return act


def silent(server: Hostile, connection: socket.socket) -> None:
    """Takes the request and never says anything."""
    server.stopping.wait(60)
    connection.close()


@cache
def bombs() -> dict[str, tuple[str, bytes]]:
    """Name -> Content-Encoding and a small body that unpacks to far more than anybody wants."""
    block = gzip.compress(bytes(16 * MIB), mtime=0)
    bomb = block * 192  # 3 GiB in 3 MB
    return {
        "gzip": ("gzip", bomb),
        "deflate": ("deflate", b"".join(_deflated())),
        "br": ("br", brotli.compress(bytes(128 * MIB), quality=1)),
        "zstd": ("zstd", zstandard.ZstdCompressor(level=1).compress(bytes(256 * MIB))),
        "double": ("gzip, gzip", gzip.compress(bomb, mtime=0)),
    }


def _deflated() -> list[bytes]:
    packing = zlib.compressobj(6)
    return [*(packing.compress(bytes(MIB)) for _ in range(256)), packing.flush()]
