"""Crawls in processes of their own, for Scrapy's reactor starts only once in each: copies of one that imported all."""

import dataclasses
import importlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawlers.runner import Workplace, crawl
from directory.store.database import connect
from directory.store.evidence import EvidenceStore

# A start costs 0.05 s instead of the two seconds in which everything is imported.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tools.drill.preload"])


def apart(work: Callable[..., Any], *args: Any, seconds: float = 120.0) -> Any:
    """What ``work`` returns in a process of its own; fails with the words of what it raises."""
    here, there = PROCESSES.Pipe(duplex=False)
    child = PROCESSES.Process(target=_tell, args=(there, work, args))
    child.start()
    there.close()
    try:
        assert here.poll(seconds), f"not done after {seconds} s"
        done, told = here.recv()
        child.join(10)
    finally:
        child.kill()
    assert done, told
    return told


def _tell(there: Connection, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        there.send((True, work(*args)))
    except BaseException:
        there.send((False, traceback.format_exc()[-3000:]))
        raise


def crawled_apart(
    database: str,
    evidence: Path,
    base_urls: Mapping[str, str],
    now: str,
    *,
    states: Sequence[str] = (),
    pages: Mapping[str, int] | None = None,
) -> dict[str, dict[str, Any]]:
    """The reports of a crawl, by source. ``pages``: 'crawlers.platforms.socrata.PAGE' -> another size than ours."""
    return dict(apart(_crawl, database, evidence, dict(base_urls), now, tuple(states), dict(pages or {})))


def _crawl(
    database: str, evidence: Path, base_urls: dict[str, str], now: str, states: Sequence[str], pages: dict[str, int]
) -> dict[str, dict[str, Any]]:
    for name, size in pages.items():
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, size)
    clock = datetime.fromisoformat(now)
    place = Workplace(connect(database), EvidenceStore(evidence), lambda: clock)
    reports = crawl(list(base_urls), place, states=states, base_urls=base_urls)
    return {report.source: dataclasses.asdict(report) for report in reports}


def commanded_apart(folder: Path, *args: str) -> tuple[int, str]:
    """Exit status and output of `needleproof` with that data folder, for commands that crawl."""
    code, output = apart(_command, str(folder), args)
    return int(code), str(output)


def _command(folder: str, args: Sequence[str]) -> tuple[int, str]:
    from typer.testing import CliRunner

    from directory.cli import app

    result = CliRunner().invoke(app, ["--data", folder, *args])
    return result.exit_code, result.output
