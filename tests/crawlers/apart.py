"""Small sources of invented people, and a process that crawls them: Scrapy's reactor starts only once in each."""

import dataclasses
import os
import resource
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.http import Response

from crawlers import bulk, download, lanes
from crawlers import settings as ours
from crawlers.collection import Collection
from crawlers.expect import Expect
from crawlers.job import Job, Workplace
from crawlers.markup import parsed
from crawlers.platforms.issuer_table import IssuerTableSpider
from crawlers.runner import crawl
from crawlers.spiders.oig_exclusions import OigExclusionsSpider
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore
from directory.store.frontier import Plan, Visit
from tests.crawlers.processes import apart

FILE = "/files/UPDATED.csv"


class ProbeSpider(IssuerTableSpider):
    """A table of people on every page, and links that are followed wherever they lead."""

    title, issuer, owner = "Probe", "Probe Institute", "Probe Institute"
    terms, terms_read = "invented", "2026-11-20"
    page_url = "https://probe.example.org/1"
    promise_days, sample, credential = 30, True, "EXDN"
    columns = {"Name": "name", "Certificate": "certificate"}  # noqa: RUF012
    expect = Expect(at_least=1, at_most=1_000, filled={"name.last": 1.0})

    def parse(self, response: Response, **_: Any) -> Any:
        yield from super().parse(response)
        for href in parsed(response.text, response.url).css("a::attr(href)").getall():
            yield self.ask(response.urljoin(href), self.parse)


class ProbeFile(OigExclusionsSpider):
    """One file that goes to disk."""

    start_urls = [f"https://probe.example.org{FILE}"]  # noqa: RUF012


def table(certificate: str, *, name: str = "Ada Ashgrove", links: str = "") -> bytes:
    """A page that is read: one person, and links."""
    return (
        "<html><body><table><tr><th>Name</th><th>Certificate</th></tr>"
        f"<tr><td>{name}</td><td>{certificate}</td></tr></table>{links}</body></html>"
    ).encode()


def source(name: str, said: Mapping[str, Any]) -> type[ProbeSpider] | type[ProbeFile]:
    """``said``: ``pages`` (paths it begins with; none = a file), and attributes."""
    kind = ProbeSpider if said.get("pages") else ProbeFile
    urls = [f"https://probe.example.org{path}" for path in said.get("pages") or [FILE]]
    return type(name, (kind,), {"name": name, "start_urls": urls, **said.get("attributes", {})})


def crawled(folder: Path, sources: Mapping[str, Mapping[str, Any]], **plan: Any) -> dict[str, Any]:
    """What a process of its own tells: ``reports`` and ``ends`` (path -> how the page ended and why) by source,
    ``grown`` (MB of memory), ``seconds``, ``stderr``.

    ``settings``: other values of ours; ``pace``: seconds for a mebibyte of a file; ``strangers``: this machine is
    treated like somebody else's; ``once_held``: MB that the process had before it crawled.
    """
    told: dict[str, Any] = apart(crawl_all, {"folder": str(folder), "sources": sources, **plan}, seconds=90)
    return told


def crawl_all(plan: dict[str, Any]) -> dict[str, Any]:
    """Crawls what stands in the plan; in a process that does nothing else."""
    for name, value in plan.get("settings", {}).items():
        setattr(ours, name, value)
    download.PACE_SECONDS = plan.get("pace", download.PACE_SECONDS)
    if plan.get("strangers"):
        lanes.HERE.clear()
        bulk.is_loopback = lambda _: False
        Job.here = property(lambda _: False)  # type: ignore[assignment, method-assign]
    bytearray(b"x") * (plan.get("once_held", 0) << 20)
    folder = Path(plan["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    said = folder / "stderr.txt"
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    engine = ready(connect(f"sqlite:///{folder / 'needleproof.db'}"))
    place = Workplace(engine, EvidenceStore(folder / "evidence"), lambda: datetime.now(UTC))
    kinds = [source(name, said) for name, said in plan["sources"].items()]
    ends = _noting_ends({name: said["url"] for name, said in plan["sources"].items()})
    before, started = peak(), time.monotonic()
    reports = crawl(kinds, place, base_urls={name: said["url"] for name, said in plan["sources"].items()})
    return {
        "reports": {report.source: dataclasses.asdict(report) for report in reports},
        "ends": ends,
        "grown": peak() - before,
        "seconds": time.monotonic() - started,
        "stderr": said.read_text(encoding="utf-8", errors="replace"),
    }


def _noting_ends(urls: Mapping[str, str]) -> dict[str, dict[str, tuple[str, str]]]:
    """Fills itself while pages end: those of a run that is not readable are forgotten in the store."""
    found: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in urls}
    real = Collection._end

    def end(self: Collection, visit: Visit) -> list[Plan]:
        name = self.source.name
        found[name][visit.plan.url.removeprefix(urls[name])] = (visit.state.value, visit.reason or "")
        return real(self, visit)

    Collection._end = end  # type: ignore[method-assign]
    return found


def peak() -> float:
    """MB. Of this process alone: what `getrusage` tells begins with the peak of whoever started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
