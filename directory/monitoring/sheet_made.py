"""Makes the proof sheet of one run of monitoring."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from directory.monitoring.hits import hits, results
from directory.monitoring.lists import watch_lists
from directory.monitoring.parts import parts
from directory.monitoring.searched import rests_on, searched
from directory.monitoring.sheets import SCHEMA, counted, criteria, exceptions, people_hash, unread_runs
from directory.monitoring.telling import Look, Told
from directory.program import program
from directory.store.tables import Practitioner
from directory.store.watching_tables import MonitorRun, WatchList


def sheet_made(look: Look, run: MonitorRun, of: WatchList | None, found: Sequence[Told]) -> dict[str, Any]:
    session, ids = look.session, sorted(look.people)
    published = look.publication.published_at
    lines = list(searched(session, rests_on(session, ids), look.today, run.period_from, published))
    came_out, near = results(session, ids, look.today), list(hits(session, ids))
    waiting = len({one["practitioner_id"] for one in near if one["open"]})
    changed = [
        {
            "practitioner_id": one.practitioner_id, "name": one.name, "kind": one.news.kind.value,
            "weight": one.news.weight.value, "subject": one.news.subject, "day": one.news.day.isoformat(),
            "text": one.news.text,
        }
        for one in found
    ]  # fmt: skip
    return {
        "schema": SCHEMA,
        "program": program(),
        "period": {"from": _moment(run.period_from), "to": _moment(run.period_to)},
        "runs": [
            {
                "run": run.id, "list": of.name if of else None, "began": _moment(run.began),
                "ended": _moment(run.ended),
                "as_of": look.today.isoformat(), "publication": look.publication.id,
                "published_at": _moment(look.publication.published_at), "people": len(ids),
                "people_sha256": people_hash(ids),
            }
        ],
        "people": {"count": len(ids), "sha256": people_hash(ids), "lists": _lists(look, of)},
        "criteria": criteria(len(ids), _with_npi(session, ids)),
        "searched": lines,
        "results": dict(came_out),
        "hits": near,
        "counts": counted(changed),
        "changes": changed,
        "exceptions": list(exceptions(lines, came_out, waiting, look.gone, unread_runs(session, look.publication))),
    }  # fmt: skip


def _lists(look: Look, of: WatchList | None) -> list[dict[str, Any]]:
    asked = [of] if of else watch_lists(look.session)
    members = {one.name: [ident for ident, scope in look.people.items() if one.id in scope.lists] for one in asked}
    return [{"name": name, "count": len(ids), "sha256": people_hash(ids)} for name, ids in members.items()]


def _with_npi(session: Session, ids: list[str]) -> int:
    query = select(Practitioner.id).where(col(Practitioner.npi).is_not(None))
    return sum(len(session.exec(query.where(col(Practitioner.id).in_(part))).all()) for part in parts(ids))


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
