"""The proof sheet of a run of monitoring: what was looked at, by what, with which result; also when nothing changed.

A sheet holds JSON values only, and is kept with the SHA-256 of its canonical form. The sheet of a month is made of
those of its runs.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from directory.monitoring.kinds import THRESHOLDS
from directory.monitoring.searched import CLEARS, NEEDS_MORE, NEVER, PART, tries
from directory.reporting.hashing import digest
from directory.store.tables import Publication, Run
from directory.store.watching_tables import MonitorRun
from directory.vocabulary import ExclusionStatus

SCHEMA = "needleproof-proof-sheet-1"
MONTH_SCHEMA = "needleproof-month-sheet-1"  # as `together` makes it


class SheetError(ValueError):
    """There is no such sheet; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed the sheet of which run; ``at`` is None while nobody has."""

    run: int
    at: datetime | None
    by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``sha256``: of ``content``; ``broken``: the runs whose sheet is not what was written when it was made."""

    content: Mapping[str, Any]
    sha256: str
    signed: Sequence[Signed]
    broken: Sequence[int] = ()

    @property
    def whole(self) -> bool:
        return not self.broken


def people_hash(ids: Iterable[str]) -> str:
    """SHA-256 (hex) of the sorted ids, a line each."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def criteria(people: int, with_npi: int) -> list[str]:
    """How was searched, and when something is told, in sentences."""
    return [
        f"Lists of exclusions were searched for each of the {people:,} people by every name known of them, former ones "
        f"too, and by the NPI, which {with_npi:,} of them have. An entry with the person's own NPI counts as the "
        "person's; one where only the name fits never does, and waits for somebody to compare it.",
        "Licenses, NPIs and training were compared with what was shown at the last monitoring, by what they mean: "
        "spelling, order and repeated readings are no change.",
        f"The end of each credential is told {', '.join(map(str, THRESHOLDS))} days before it and when it has passed, "
        "each time once. A renewed credential is told as renewed and drops off.",
        "A source that was down, not read as it should be, read only in part, or older than its promise clears nobody.",
    ]


def exceptions(
    searched: Sequence[Mapping[str, Any]],
    results: Mapping[str, int],
    waiting: int,
    gone: Sequence[str],
    unread: int,
) -> Iterator[str]:
    """What keeps the result from being complete, a sentence each. ``waiting``: people with an open possible hit."""
    yield from not_clear(searched)
    if missed := results.get(ExclusionStatus.TOO_LITTLE_DATA, 0):
        yield f"{missed:,} checks of lists of exclusions could not be made: too little is known of the name."
    if waiting:
        words = "possible entry on a list of exclusions waits" if waiting == 1 else "people with a possible entry wait"
        yield f"{waiting:,} {words} for somebody to compare it."
    if gone:
        yield f"{len(gone):,} of the people watched are not published any more and were not checked: {', '.join(gone)}."
    if unread:
        yield f"{unread:,} readings ended after the last publishing and are not part of this sheet."


def not_clear(searched: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each source that clears nobody: what is wrong with it, and what is shown instead."""
    yield from (_of_source(one) for one in searched if one["state"] not in CLEARS)


def _of_source(one: Mapping[str, Any]) -> str:
    title = f"{one['title']} ({one['part']})" if one["part"] else one["title"]
    rests = f" {one['people']:,} checks of these people rest on it." if one["people"] else ""
    if one["state"] == NEEDS_MORE:
        return f"{title} was not searched: it cannot be read here.{rests}"
    if one["state"] == NEVER:
        why = f" The last attempt ended {one['attempt']}: {one['attempt_why']}." if one["attempt"] else ""
        return f"{title} was never read and was not searched.{why}{rests}"
    last = f"the results are those of {one['as_of'] or one['fetched_at'][:10]}, with {one['rows']:,} rows"
    told = [f"{title}: {one['state']}; {last}."]
    if one["attempt_why"] is not None:
        told.append(
            f"The attempt of {one['attempt_at']} ended {one['attempt']}: {one['attempt_why'] or 'no reason kept'}."
        )
    told.append(f"{'That somebody is not on it clears nobody' if one['state'] == PART else 'It clears nobody'}.{rests}")
    return " ".join(told)


def unread_runs(session: Session, publication: Publication) -> int:
    """Readings that ended after a publishing."""
    return len(session.exec(select(Run.id).where(col(Run.finished) > publication.published_at)).all())


def counted(changes: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(str(one["kind"]) for one in changes).items()))


# --- reading them again -----------------------------------------------------------------------------------------------


def all_runs(session: Session) -> Sequence[MonitorRun]:
    """All runs of monitoring, the newest first; their sheets are read when they are asked for."""
    query = select(MonitorRun).options(defer(MonitorRun.sheet))  # type: ignore[arg-type]  # a column, not its value
    return session.exec(query.order_by(col(MonitorRun.id).desc())).all()


def sheet_of_run(session: Session, number: int | None = None) -> Sheet:
    """That of one run; of the last one without a number. Raises SheetError."""
    newest = all_runs(session)
    if not newest:
        raise SheetError("monitoring never ran: run `needleproof monitor`")
    if number is None:
        return _sheet(newest[:1], newest[0].sheet)
    found = [run for run in newest if run.id == number]
    if not found:
        raise SheetError(f"there is no run {number} of monitoring; the last one is {newest[0].id}")
    return _sheet(found, found[0].sheet)


def sheet_of_month(session: Session, month: str) -> Sheet:
    """Of all runs that ended in a month, such as 2026-11. Raises SheetError."""
    found = [run for run in all_runs(session) if f"{run.ended:%Y-%m}" == month]
    if not found:
        months = sorted({f"{run.ended:%Y-%m}" for run in all_runs(session)})
        there = f"there are sheets of {', '.join(months)}" if months else "monitoring never ran"
        raise SheetError(f"monitoring did not run in {month}: {there}")
    runs = found[::-1]
    attempts = tries(session, min(run.period_from for run in runs), runs[-1].ended)
    return _sheet(runs, together([run.sheet for run in runs], attempts))


def _sheet(found: Sequence[MonitorRun], content: Mapping[str, Any]) -> Sheet:
    broken = [run.id or 0 for run in found if digest(run.sheet) != run.sheet_sha256]
    signed = [Signed(run.id or 0, run.signed_at, run.signed_by, run.signed_note) for run in found]
    return Sheet(content, digest(content), signed, broken)


def together(
    sheets: Sequence[Mapping[str, Any]], attempts: Mapping[tuple[str, str], Mapping[str, int]]
) -> dict[str, Any]:
    """One sheet of several, the earliest first: all runs, all who were in scope, all hits and all that changed. What is
    the same in several runs stands there once, with the numbers of these ``runs``; of each list or board what the last
    run that searched it saw, for what kept it from being complete in any run is an exception. ``attempts``: at each
    source, or part of one, in the period of all of them.
    """
    changes = [change for one in sheets for change in one["changes"]]
    scopes = [(one, {"list": one["runs"][-1]["list"], "people": one["people"]}) for one in sheets]
    searched = {(line["source"], line["part"] or ""): line for one in sheets for line in one["searched"]}
    return {
        "schema": MONTH_SCHEMA,
        "program": sheets[-1]["program"],
        "period": {"from": min(one["period"]["from"] for one in sheets), "to": sheets[-1]["period"]["to"]},
        "runs": [run for one in sheets for run in one["runs"]],
        "scopes": _by_runs(scopes),
        "criteria": list(dict.fromkeys(line for one in sheets for line in one["criteria"])),
        "searched": [
            {**line, "attempts": dict(sorted(attempts.get(key, {}).items()))} for key, line in searched.items()
        ],
        "outcomes": _by_runs([(one, {"results": one["results"]}) for one in sheets]),
        "hits": _by_runs([(one, hit) for one in sheets for hit in one["hits"]]),
        "changes": changes,
        "counts": counted(changes),
        "exceptions": list(dict.fromkeys(line for one in sheets for line in one["exceptions"])),
    }


def _by_runs(told: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """What sheets told, each once, with the runs that told it."""
    found: dict[str, dict[str, Any]] = {}
    for sheet, one in told:
        numbers = found.setdefault(digest(one), {**one, "runs": []})["runs"]
        numbers += [run["run"] for run in sheet["runs"]]
    return list(found.values())
