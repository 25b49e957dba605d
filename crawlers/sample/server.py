"""A loopback HTTP server that answers for the sample world's sources under their true paths."""

import hashlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from crawlers.sample.formats import ms_board, nppes_api
from crawlers.sample.formats.socrata import DATASETS
from crawlers.sample.people import crowd
from crawlers.sample.registry_search import search
from crawlers.sample.sites import SITES
from crawlers.sample.soql import SoqlError, SoqlTable
from crawlers.sample.world import SampleWorld

SOURCE_HOSTS: dict[str, str] = {
    "wa_doh": "data.wa.gov",
    "co_dora": "data.colorado.gov",
    "il_idfpr": "data.illinois.gov",
    "ct_elicense": "data.ct.gov",
    "de_dpr": "data.delaware.gov",
    "nppes_api": "npiregistry.cms.hhs.gov",
    "nppes_bulk": "download.cms.gov",
    "nppes_deactivations": "download.cms.gov",
    "oig_exclusions": "oig.hhs.gov",
    "sd_physical_therapy": "www.sdboards.org",
    "md_acupuncture": "health.maryland.gov",
    "example_exclusions": "medicaid.example.org",
    "ms_physical_therapy": "www.msbpt.ms.gov",
    "example_institute": "institute.example.org",
    **SITES,
}
HOSTS = frozenset(SOURCE_HOSTS.values())
ROBOTS = "User-agent: *\nAllow: /\n"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
START_SECONDS = 10.0


@lru_cache(maxsize=32)
def _table(world: SampleWorld, dataset_id: str) -> SoqlTable:
    stamp = world.updated_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return SoqlTable(DATASETS[dataset_id].fields, world.socrata_rows(dataset_id), stamp)


def _unchanged(request: Request, etag: str, modified: datetime) -> bool:
    if (known := request.headers.get("if-none-match")) is not None:
        return etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since) >= modified
    except (TypeError, ValueError):
        return False


def _span(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single ``bytes=`` range; None when there is none to satisfy."""
    unit, _, spec = header.partition("=")
    first, dash, last = spec.partition("-")
    if unit.strip() != "bytes" or not dash or not (first + last).isdigit():
        return None
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    return (start, end) if start <= end else None


def _file(request: Request, body: bytes, media_type: str, modified: datetime) -> Response:
    """A file with Content-Length, ETag and Last-Modified; 304 when unchanged, 206 or 416 for a range."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Accept-Ranges": "bytes",
    }
    if _unchanged(request, etag, modified):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("range")
    still = request.headers.get("if-range") in (None, etag, headers["Last-Modified"])
    if wanted and still:
        span = _span(wanted, len(body))
        if span is None:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(body)}"})
        headers["Content-Range"] = f"bytes {span[0]}-{span[1]}/{len(body)}"
        return Response(body[span[0] : span[1] + 1], status_code=206, headers=headers, media_type=media_type)
    return Response(body, headers=headers, media_type=media_type)


def _socrata(request: Request, world: SampleWorld, host: str, path: str) -> Response | None:
    kind, _, name = path.removeprefix("api/").rpartition("/")
    dataset = DATASETS.get(name.removesuffix(".json"))
    if dataset is None or dataset.host != host or not name.endswith(".json"):
        return None
    if kind == "views":
        return _file_json(request, world.socrata_view(dataset.id), world)
    if kind != "resource":
        return None
    params = {key: value for key, value in request.query_params.items() if key != "$$app_token"}
    try:
        rows = _table(world, dataset.id).query(params)
    except SoqlError as problem:
        body = {"code": "query.soql.invalid", "error": True, "message": str(problem), "data": {}}
        return JSONResponse(body, status_code=400)
    return _file_json(request, rows, world)


def _file_json(request: Request, content: Any, world: SampleWorld) -> Response:
    return _file(request, bytes(JSONResponse(content).body), "application/json; charset=utf-8", world.updated_at)


def _nppes_bulk(request: Request, world: SampleWorld, path: str) -> Response | None:
    published = world.updated_at.replace(**_ymd(world))
    if path == "nppes/NPI_Files.html":
        return _file(request, world.nppes_index_page.encode(), HTML, published)
    if path == f"nppes/{world.nppes_zip_name}":
        return _file(request, world.nppes_zip, "application/zip", published)
    if path == f"nppes/{world.nppes_deactivations_name}":
        return _file(request, world.nppes_deactivations_zip, "application/zip", world.updated_at)
    if (weekly := world.nppes_weekly_zips.get(path.removeprefix("nppes/"))) is not None:
        return _file(request, weekly, "application/zip", world.updated_at)
    return None


def _ymd(world: SampleWorld) -> dict[str, Any]:
    day = world.nppes_published
    return {"year": day.year, "month": day.month, "day": day.day}


def _sd_board(request: Request, world: SampleWorld, path: str) -> Response | None:
    base = "healthdept/physicaltherapy/verify/"
    if path == base:
        return _file(request, world.sd_verify_page.encode(), HTML, world.updated_at)
    if path == f"{base}roster/{world.sd_pdf_name}":
        return _file(request, world.sd_pdf, "application/pdf", world.updated_at)
    return None


def _site(request: Request, world: SampleWorld, host: str, path: str) -> Response | None:
    found = world.sites.get((host, path))
    return _file(request, found.body, found.media_type, world.updated_at) if found else None


class SampleServer:
    """Serves a world on 127.0.0.1 while its ``with`` block runs; first path segment is the real host name.

    ``world`` and ``down`` may be changed at any time (`swap`). ``down`` takes host or source names; they
    answer 503 except for robots.txt. ``crowded`` adds 1,500 therapists of one city to the NPI search.
    ``requests`` holds ``(host, path?query)`` of everything asked, oldest first.
    """

    def __init__(self, world: SampleWorld, *, down: frozenset[str] = frozenset(), crowded: bool = False) -> None:
        self.world = world
        self.down = down
        self.broken: frozenset[str] = frozenset()  # sources that answer 200 with a login page
        self.requests: list[tuple[str, str]] = []
        self._extra = tuple(nppes_api.result(person) for person in crowd(world.today)) if crowded else ()
        app = Starlette(
            routes=[
                Route("/robots.txt", self._robots),
                Route("/{host}/robots.txt", self._robots),
                Route(f"/www.msbpt.ms.gov/{ms_board.PATH}", self._board, methods=["GET", "POST"]),
                Route("/{host}/{path:path}", self._answer),
            ]
        )
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.bind(("127.0.0.1", 0))
        sockets = [self._socket]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": sockets}, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the sample server did not start")
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(START_SECONDS)
        if self._socket is not None:
            self._socket.close()

    @property
    def port(self) -> int:
        if self._socket is None:
            raise RuntimeError("the sample server is not running")
        return int(self._socket.getsockname()[1])

    def base_url(self, source: str) -> str:
        """``http://127.0.0.1:PORT/<host>`` of a source name; KeyError for an unknown one."""
        return f"http://127.0.0.1:{self.port}/{SOURCE_HOSTS[source]}"

    def swap(self, world: SampleWorld) -> None:
        """From now on answer with another world."""
        self.world = world

    async def _robots(self, request: Request) -> Response:
        return PlainTextResponse(ROBOTS)

    async def _board(self, request: Request) -> Response:
        """A board that answers a form, about one person at a time."""
        self.requests.append(("www.msbpt.ms.gov", f"/{ms_board.PATH}"))
        form = await request.body() if request.method == "POST" else None
        return Response(ms_board.page(form), media_type="text/html")

    def _is_down(self, host: str) -> bool:
        return host in self.down or any(SOURCE_HOSTS.get(name) == host for name in self.down)

    def _answer(self, request: Request) -> Response:
        host, path = str(request.path_params["host"]), str(request.path_params["path"])
        query = f"?{request.url.query}" if request.url.query else ""
        self.requests.append((host, f"/{path}{query}"))
        if host not in HOSTS:
            return PlainTextResponse("no such host in the sample world", status_code=404)
        if self._is_down(host):
            return PlainTextResponse("Service Unavailable", status_code=503, headers={"Retry-After": "120"})
        if any(SOURCE_HOSTS.get(name) == host for name in self.broken):
            return Response("<!DOCTYPE html><html><title>Sign in</title><p>Please sign in.</p></html>", media_type=HTML)
        world = self.world
        answer = self._of_host(request, world, host, path)
        return answer or PlainTextResponse("Not Found", status_code=404)

    def _of_host(self, request: Request, world: SampleWorld, host: str, path: str) -> Response | None:
        handlers: Mapping[str, Callable[[], Response | None]] = {
            "npiregistry.cms.hhs.gov": lambda: self._registry(request, world) if path in ("api", "api/") else None,
            "download.cms.gov": lambda: _nppes_bulk(request, world, path),
            "oig.hhs.gov": lambda: (
                _file(request, world.leie_csv, "text/csv", world.updated_at)
                if path == "exclusions/downloadables/UPDATED.csv"
                else None
            ),
            "medicaid.example.org": lambda: (
                _file(request, world.medicaid_xlsx, XLSX, world.updated_at) if path == "excluded.xlsx" else None
            ),
            "health.maryland.gov": lambda: (
                _file(request, world.md_acupuncture_csv, "text/csv", world.updated_at)
                if path == "bacc/Documents/acupactive.csv"
                else None
            ),
            "www.sdboards.org": lambda: _sd_board(request, world, path),
            "institute.example.org": lambda: (
                _file(request, world.institute_page.encode(), HTML, world.updated_at)
                if path in ("certified", "certified/")
                else None
            ),
        }
        if host in SITES.values():
            return _site(request, world, host, path)
        handler = handlers.get(host)
        return handler() if handler else _socrata(request, world, host, path)

    def _registry(self, request: Request, world: SampleWorld) -> Response:
        results = (*world.api_results, *self._extra)
        return JSONResponse(search(request.query_params, results, world.deactivated_npis))
