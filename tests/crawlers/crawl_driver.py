"""Crawls what a JSON plan on standard input says, in this process of its own (Scrapy's reactor starts only once).

Plan: ``{"crawls": [{"name", "base_url", "state", "database", "evidence"}, …], "small": {"module.NAME": number}}``.
Each crawl has a store of its own; all run side by side. Reports go to standard output as JSON, in order.
"""

import dataclasses
import importlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from crawlers import runner
from crawlers.platforms.bulk_file import BulkFileSpider
from crawlers.registry import record_facts, source
from crawlers.runner import Workplace
from directory.store.database import connect
from directory.store.evidence import EvidenceStore

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def main() -> None:
    plan = json.load(sys.stdin)
    for path, number in plan["small"].items():
        module, _, name = path.rpartition(".")
        setattr(importlib.import_module(module), name, number)
    reports, waiting = {}, []
    for number, crawl in enumerate(plan["crawls"]):
        place = Workplace(connect(crawl["database"]), EvidenceStore(Path(crawl["evidence"])), lambda: NOW)
        base_url = crawl["base_url"]
        if plan.get("one_by_one"):
            (reports[number],) = runner.crawl(
                [crawl["name"]], place, state=crawl.get("state"), base_urls={crawl["name"]: base_url}
            )
            continue
        kind = runner._runnable(crawl["name"], crawl.get("state"), {"": base_url})
        record_facts(place.engine)
        run = runner._open(kind, place, how="crawl", origin=base_url, state=crawl.get("state"), base_url=base_url)
        if issubclass(kind, BulkFileSpider):
            reports[number] = runner._crawl_bulk(kind, run, base_url, place)
        else:
            waiting.append((number, (kind, run, base_url)))
    if waiting:
        runner._crawl_pages([job for _, job in waiting], "WA")
        reports |= {number: run.close() for number, (_, run, _) in waiting}
    print(json.dumps([dataclasses.asdict(reports[n]) for n in sorted(reports)]))  # noqa: T201


main()
