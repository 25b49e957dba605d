"""Real saved replies served on loopback under their true paths, and real list entries written in their list's form."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.sample.registry_search import search

SD_PAGE = "/healthdept/physicaltherapy/verify/"


def api_results(real: Path) -> list[dict[str, Any]]:
    """Every distinct provider of the saved NPI registry replies."""
    folder = real / "nppes_api"
    bodies = [json.loads(file.read_text()) for file in sorted((folder / "raw_bodies").glob("*.json"))]
    bodies.append(json.loads((folder / "page_of_100.json").read_text()))
    for name in ("relevant_professions.jsonl", "other_professions.jsonl"):
        bodies += [json.loads(line)["body"] for line in (folder / name).read_text().splitlines()]
    return list({str(r["number"]): r for body in bodies for r in body.get("results", [])}.values())


@contextmanager
def serving(real: Path) -> Iterator[str]:
    """The address of a server for the NPI registry's API, and the South Dakota board's page and roster."""
    results = api_results(real)
    pdf = next((real / "sd_pt_roster").glob("*.pdf"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/api/":
                self._answer(json.dumps(search(params, results, ())).encode(), "application/json")
            elif parts.path == SD_PAGE:
                self._answer(f'<html><a href="{pdf.name}">Verify a license</a></html>'.encode(), "text/html")
            elif parts.path == SD_PAGE + pdf.name:
                self._answer(pdf.read_bytes(), "application/pdf")
            else:
                self.send_error(404)

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def leie_file(real: Path, target: Path) -> int:
    """The verbatim head of the list and the derived entries, in the list's own layout; returns the number of rows."""
    head = (real / "leie" / "leie_head_verbatim_2026-08-01.csv").read_text().splitlines()
    columns = head[0].split(",")
    rows = [dict(zip(columns, row, strict=True)) for row in csv.reader(head[1:])]
    seen: set[tuple[str, ...]] = set()
    for name in ("derived_npi_index_2026-01.json", "derived_recent_2026-01.json"):
        for entry in json.loads((real / "leie" / name).read_text()):
            who, state, month = (entry.get(long) or entry.get(short) for long, short in
                                 (("name", "n"), ("state", "s"), ("date", "d")))  # fmt: skip
            key = (who, state, month)
            if key in seen:
                continue
            seen.add(key)
            last, comma, first = who.partition(", ")
            rows.append(
                dict.fromkeys(columns, "")
                | {
                    "LASTNAME": last if comma else "",
                    "FIRSTNAME": first if comma else "",
                    "BUSNAME": "" if comma else who,
                    "SPECIALTY": entry.get("spec") or entry.get("sp") or "",
                    "NPI": entry["npi"] or "0000000000",
                    "STATE": state,
                    "EXCLTYPE": "1128b4",
                    "EXCLDATE": f"{month[3:]}{month[:2]}20",
                    "REINDATE": "00000000",
                    "WAIVERDATE": "00000000",
                }
            )
    with target.open("w", newline="") as stream:
        stream.write(head[0] + "\r\n")
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerows([[row[c] for c in columns] for row in rows])
    return len(rows)
