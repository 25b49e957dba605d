"""What stands in a store: what readers see, what was acknowledged, and what must never be there."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, MetaData, func, inspect, select
from sqlmodel import SQLModel, col

from directory.store.runs import READABLE
from directory.store.tables import (
    Fetch,
    License,
    Member,
    Page,
    PendingEnd,
    PracticeLocation,
    Practitioner,
    PractitionerAlias,
    Publication,
    Run,
    SearchEntry,
    SourceRecord,
    Verification,
)
from directory.store.writing import sqlite_file
from directory.vocabulary import PageState, RunOutcome

PUBLISHED: tuple[type[SQLModel], ...] = (
    Practitioner,
    PractitionerAlias,
    Member,
    PracticeLocation,
    License,
    Verification,
    SearchEntry,
)
# Numbers that the database gives, and digests over them: another number says nothing else.
NUMBERED = frozenset({"record_id", "digest"})
TOLD = ("read", "kept", "new", "changed", "gone", "dropped", "not_modified", "changes_only", "whole_rows", "planned",
        "done", "failed", "skipped", "source_as_of", "source_version", "breaches")  # fmt: skip
PORT = re.compile(r"http://127\.0\.0\.1:\d+")
TIME_OF_DAY = re.compile(r"(?<=\d\d-\d\d)[T ]\d\d:\d\d:\d\d[\d.+:]*")


# --- what readers see -----------------------------------------------------------------------------------------------


def records_seen(connection: Connection) -> dict[str, list[str]]:
    """Source -> what readers see of it: one line of JSON for each record, with the page and place that show it."""
    query = (
        select(SourceRecord, Fetch.sha256, Fetch.url)
        .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
        .where(col(SourceRecord.first_run).in_(_readable()), col(SourceRecord.ended_run).is_(None))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        shown = {name: row[name] for name in ("scope", "kind", "key", "content_hash", "payload")}
        found[row["source"]].append(_line(shown))
    return {source: sorted(lines) for source, lines in found.items()}


def history(connection: Connection) -> list[str]:
    """Every version that readers see or saw, and every run that brought them; runs are numbered among the readable."""
    columns = [col(getattr(Run, name)) for name in ("id", "source", "scope", "counts", *TOLD)]
    query = select(*columns).where(col(Run.outcome).in_(READABLE)).order_by(col(Run.id))
    turns: dict[int | None, str] = {None: "now"}
    lines = []
    of_source: Counter[str] = Counter()
    for row in connection.execute(query).mappings():
        of_source[row["source"] + row["scope"]] += 1
        turns[row["id"]] = str(of_source[row["source"] + row["scope"]])
        counts = {what: n for what, n in row["counts"].items() if what != "taken up again"}
        told = {name: row[name] for name in ("source", "scope", *TOLD)}
        lines.append(_line({"turn": turns[row["id"]], "counts": counts, **told}))
    names = ("source", "scope", "key", "content_hash", "first_run", "ended_run", "locator")
    versions = (
        select(*(col(getattr(SourceRecord, name)) for name in names), col(Fetch.url), col(Fetch.sha256))
        .join(Fetch, col(Fetch.id) == SourceRecord.fetch_id)
        .where(col(SourceRecord.first_run).in_(_readable()))
    )
    for row in connection.execute(versions).mappings():
        run = {"first_run": turns[row["first_run"]], "ended_run": turns.get(row["ended_run"], "a run nobody may read")}
        lines.append(_line({**row, **run}))
    return sorted(lines)


def published(connection: Connection, *, clock: bool = True) -> list[str]:
    """The published view, a line of JSON for each row. ``clock=False``: times of day are left out."""
    shown = {
        (row["id"]): "|".join((row["source"], row["scope"], row["key"], row["content_hash"]))
        for row in connection.execute(
            select(
                SourceRecord.id, SourceRecord.source, SourceRecord.scope, SourceRecord.key, SourceRecord.content_hash
            )
        ).mappings()
    }
    lines = []
    for table in PUBLISHED:
        own = {"id"} if table not in (Practitioner,) else set()
        for row in connection.execute(select(table.__table__)).mappings():  # type: ignore[attr-defined]
            said = {name: value for name, value in row.items() if name not in own | NUMBERED}
            if row.get("record_id") is not None:
                said["record"] = shown.get(row["record_id"], "a record that is not there")
            lines.append(_line({"table": table.__name__, **said}, clock=clock))
    return sorted(lines)


def schema(connection: Connection) -> list[str]:
    """Every column, index and row count of the database, and its revision."""
    found = inspect(connection)
    lines = []
    everything = MetaData()
    everything.reflect(connection)
    for name, table in everything.tables.items():
        columns = [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(name)]
        indexes = sorted(_index(one) for one in found.get_indexes(name))
        rows: list[Any] = [connection.execute(select(func.count()).select_from(table)).scalar_one()]
        if name in ("alembic_version", "source_record", "fetch"):
            rows = sorted(map(str, connection.execute(select(table)).all()))
        lines.append(_line({"table": name, "columns": columns, "indexes": indexes, "rows": rows}))
    return sorted(lines)


def _index(told: Mapping[str, Any]) -> str:
    """As text without the addresses of objects: the condition of a partial index comes as one."""
    options = {name: str(value) for name, value in told.get("dialect_options", {}).items()}
    return str(sorted({**told, "dialect_options": options}.items(), key=str))


def _readable() -> Any:
    return select(Run.id).where(col(Run.outcome).in_(READABLE))


def _line(row: Mapping[str, Any], *, clock: bool = True) -> str:
    text = json.dumps(dict(row), sort_keys=True, default=str, ensure_ascii=False)
    return PORT.sub("http://here", text if clock else TIME_OF_DAY.sub("", text))


def differing(is_now: list[str], expected: list[str], limit: int = 3) -> str:
    """In words: how many lines are missing or too many, and the first of them."""
    now, then = Counter(is_now), Counter(expected)
    parts = []
    for what, lines in (("missing", then - now), ("too many", now - then)):
        if lines:
            shown = "; ".join(line[:600] for line in sorted(lines)[:limit])
            parts.append(f"{sum(lines.values())} {what}: {shown}")
    return ", ".join(parts) or "no difference"


# --- what was acknowledged ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Stored:
    """What the open crawl of a store holds: page key -> address of pages done, and record key -> content hash."""

    run: int | None = None
    known: set[str] = field(default_factory=set)  # page keys that ended in any way
    pages: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    rows: frozenset[tuple[str, str]] = frozenset()  # versions it has written itself


def stored(connection: Connection, source: str) -> Stored:
    """What the newest run of a source holds that a crawl may still go on with."""
    newest = select(Run.id, Run.outcome).where(Run.source == source).order_by(col(Run.id).desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None or row.outcome is not RunOutcome.RUNNING:
        return Stored()
    found = Stored(row.id)
    pages = select(Page.key, Page.url, Page.state, Page.tally).where(
        Page.run_id == row.id, Page.state != PageState.PLANNED
    )
    for key, url, state, tally in connection.execute(pages):
        found.known.add(key)
        if state == PageState.DONE:
            found.pages[key] = url
            found.records.update((tally or {}).get("keys", {}))
    found.rows = versions_of(connection, row.id)
    return found


def versions_of(connection: Connection, run: int) -> frozenset[tuple[str, str]]:
    """Key and content hash of every version that a run wrote."""
    versions = select(SourceRecord.key, SourceRecord.content_hash).where(SourceRecord.first_run == run)
    return frozenset((key, digest) for key, digest in connection.execute(versions))


def ended(connection: Connection, source: str) -> dict[int, frozenset[tuple[str, str]]]:
    """The versions of every run of a source that came to its end, in whatever way."""
    outcomes = (*READABLE, RunOutcome.BREACHED, RunOutcome.UNREACHABLE)
    found = select(Run.id).where(Run.source == source, col(Run.outcome).in_(outcomes))
    return {run: versions_of(connection, run) for (run,) in connection.execute(found).all()}


# --- what must never be there ---------------------------------------------------------------------------------------


def broken_file(url: Any) -> Iterator[str]:
    """What SQLite says is wrong with a file; nothing for other databases."""
    file = sqlite_file(url)
    if file is None or not file.exists():
        return
    # Not read-only: what a kill left in the journal may have to be put back first.
    with closing(sqlite3.connect(file)) as connection:
        for (told,) in connection.execute("PRAGMA integrity_check"):
            if told != "ok":
                yield f"integrity_check: {told}"
        for row in connection.execute("PRAGMA foreign_key_check"):
            yield f"foreign_key_check: {row}"


def duplicates(connection: Connection) -> Iterator[str]:
    """Records of which readers see two versions, versions written twice, and people published twice."""
    keys = (SourceRecord.source, SourceRecord.scope, SourceRecord.key)
    seen = select(*keys).where(col(SourceRecord.first_run).in_(_readable()), col(SourceRecord.ended_run).is_(None))
    for row in connection.execute(seen.group_by(*keys).having(func.count() > 1)):
        yield f"two open versions of {row}"
    twice = select(*keys, SourceRecord.first_run).group_by(*keys, SourceRecord.first_run).having(func.count() > 1)
    for row in connection.execute(twice):
        yield f"two versions of {row} in one run"
    people = select(Practitioner.npi).where(col(Practitioner.npi).is_not(None)).group_by(col(Practitioner.npi))
    for (npi,) in connection.execute(people.having(func.count() > 1)):
        yield f"two practitioners with NPI {npi}"


def incomplete(connection: Connection) -> Iterator[str]:
    """Runs that readers see though a page of them was not read, and a publication that is not what it says."""
    columns = (Run.id, Run.planned, Run.done, Run.failed, Run.skipped)
    for run, planned, done, failed, skipped in connection.execute(
        select(*columns).where(col(Run.outcome).in_(READABLE))
    ):
        if planned != done or failed or skipped:
            yield f"run {run} is readable with {done} of {planned} pages ({failed} failed, {skipped} skipped)"
    last = connection.execute(select(Publication.practitioners).order_by(col(Publication.id).desc()).limit(1)).scalar()
    people = connection.execute(select(func.count()).select_from(Practitioner)).scalar_one()
    if (last or 0) != people:
        yield f"{people} people are published, the publication says {last}"


def orphans(connection: Connection) -> Iterator[str]:
    """Rows of runs that are over and were never readable, after `sweep`."""
    unread = select(Run.id).where(col(Run.outcome).not_in(READABLE))
    running = connection.execute(
        select(func.count()).select_from(Run).where(Run.outcome == RunOutcome.RUNNING)
    ).scalar_one()
    if running:
        yield f"{running} runs are still open"
    for what, table, run in (
        ("records", SourceRecord, SourceRecord.first_run),
        ("ends", PendingEnd, PendingEnd.run_id),
        ("pages", Page, Page.run_id),
    ):
        broken_off = unread.where(Run.outcome == RunOutcome.BROKEN_OFF)
        number = connection.execute(
            select(func.count()).select_from(table).where(col(run).in_(broken_off))
        ).scalar_one()
        if number:
            yield f"{number} {what} of runs that broke off"
    ends = select(func.count()).select_from(PendingEnd).where(col(PendingEnd.run_id).in_(_readable()))
    if number := connection.execute(ends).scalar_one():
        yield f"{number} ends of readable runs still wait"
