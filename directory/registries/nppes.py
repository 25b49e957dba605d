"""Asks the NPI registry about one NPI, now, and keeps the answer as evidence."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Engine
from sqlmodel import Session

from directory.loopback import door
from directory.nppes import NppesFormatError, deactivated_by_error, from_api_body, from_api_result
from directory.records import NpiRecord
from directory.store.evidence import EvidenceStore
from directory.store.readings import known_npi
from directory.store.runs import RunReport, RunWriter
from directory.vocabulary import LookUpOutcome, NpiStatus, RunOutcome
from directory.web import UNWILLING, Page, RobotsError, WebClient, WebError

SOURCE = "nppes_api"
ENDPOINT = "https://npiregistry.cms.hhs.gov/api/"
SECONDS = 15.0  # for one whole answer: somebody is waiting for it
LIMIT = 1 << 20  # bytes; an answer about one NPI is far smaller


@dataclass(frozen=True, slots=True)
class LookUp:
    """The run of one look-up and what the registry said in words."""

    report: RunReport
    said: str
    outcome: LookUpOutcome


def look_up(
    engine: Engine,
    evidence: EvidenceStore,
    npi: str,
    *,
    user_agent: str,
    clock: Callable[[], datetime],
    base_url: str | None = None,
    within: float = math.inf,
) -> LookUp:
    """One live question under its own run (source ``nppes_api``, scope ``npi=…``); never answered from a cache.

    A registry that cannot be reached, or answers with something else, ends in an unhealthy run and changes nothing.
    ``within``: seconds for all of it.
    """
    endpoint = base_url.rstrip("/") + urlsplit(ENDPOINT).path if base_url else ENDPOINT
    url = f"{endpoint}?{urlencode({'version': '2.1', 'number': npi})}"
    writer = RunWriter(engine, evidence, source=SOURCE, scope=f"npi={npi}", how="look-up", origin=url, now=clock())
    try:
        page = _ask(url, user_agent, base_url, within)
    except WebError as error:
        return _failed(writer, f"{url}: {error}", clock(), refused=isinstance(error, RobotsError))
    fetch_id = writer.fetched(page.body, url=url, at=clock(), status=page.status, headers=page.headers)
    if page.status != 200:
        return _failed(writer, f"{url}: answered {page.status}", clock(), refused=page.status in UNWILLING)
    try:
        outcome, said = _take(writer, page.body, npi, fetch_id, engine)
    # any shape but the documented one
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        report = writer.fail(RunOutcome.BREACHED, f"{url}: {error}", now=clock())
        return LookUp(report, "The answer could not be read.", LookUpOutcome.UNREADABLE)
    report = writer.finish(now=clock(), complete=writer.read > 0)
    if outcome is LookUpOutcome.FOUND and not report.healthy:  # overtaken by another that asked the same
        outcome = LookUpOutcome.UNREADABLE
    return LookUp(report, said, outcome)


def _failed(writer: RunWriter, why: str, now: datetime, *, refused: bool) -> LookUp:
    report = writer.fail(RunOutcome.UNREACHABLE, why, now=now)
    if refused:
        return LookUp(report, "The registry does not want to be asked by a program.", LookUpOutcome.REFUSED)
    return LookUp(report, "The registry could not be reached.", LookUpOutcome.UNREACHABLE)


def _ask(url: str, user_agent: str, base_url: str | None, within: float) -> Page:
    # Asked to wait, we do not make the person who looks somebody up wait: the run says so, and nothing changes.
    with WebClient(user_agent, doors=door(base_url), seconds=SECONDS, most=0, within=within) as web:
        web.obey_robots(url)
        return web.get(url, limit=LIMIT)


def _take(writer: RunWriter, body: bytes, npi: str, fetch_id: int, engine: Engine) -> tuple[LookUpOutcome, str]:
    value = json.loads(body)
    results, errors = from_api_body(value, "the registry's answer")
    if deactivated_by_error(value):
        record: NpiRecord = NpiRecord(npi=npi, status=NpiStatus.DEACTIVATED)
        with Session(engine) as session:
            known = known_npi(session, npi)
        kept = record.onto(known)
        writer.told.read += 1
        writer.add(kept, fetch_id, "$.Errors[0]")
        return LookUpOutcome.FOUND, "The registry says that this NPI is deactivated."
    if errors:
        raise NppesFormatError("; ".join(errors))
    if value["result_count"] != len(results):
        raise NppesFormatError(f"result_count is {value['result_count']!r}, but {len(results)} results came")
    writer.told.read += len(results)
    for index, result in enumerate(results):
        if not isinstance(result, dict):
            raise NppesFormatError(f"results[{index}] is no object")
        found = from_api_result(result)
        if found.npi != npi:
            raise NppesFormatError(f"asked for {npi}, the answer is about {found.npi}")
        writer.add(found, fetch_id, f"$.results[{index}]")
    if not results:
        writer.told.counts["allowed_empty"] = 1
        if writer.base_kept:  # silence ends nothing that was known, and must not pass for a new look at it either
            writer.breach("empty", "the registry shows no such NPI today; what it said before stays, as of then")
        said = "The registry shows no such NPI today: it was never issued, or is out of service."
        return LookUpOutcome.NOT_FOUND, said
    return LookUpOutcome.FOUND, "The registry lists this NPI."
