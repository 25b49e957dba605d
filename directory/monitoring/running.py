"""One run of monitoring: everything to tell of everybody who is watched, and the sheet that proves it was looked at.

All of it is one transaction: where anything fails, nothing was told and nothing is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from directory.accounts.acts import note as note_act
from directory.monitoring.delivering import Receiver, owed
from directory.monitoring.kinds import once
from directory.monitoring.lists import WatchError, list_named
from directory.monitoring.members import Scope, watched
from directory.monitoring.sheet_made import sheet_made
from directory.monitoring.sheets import all_runs
from directory.monitoring.telling import Look, Progress, Told, to_tell
from directory.normalize.text import clean
from directory.refresh import last_publication
from directory.reporting.hashing import digest
from directory.store.watching_tables import MonitorRun, Notice, WatchList
from directory.vocabulary import ActKind


class MonitorError(ValueError):
    """Monitoring did not run, or its sheet was not signed; the message says why and what to do."""


def monitor(
    engine: Engine,
    *,
    today: date,
    clock: Callable[[], datetime],
    by: str,
    list_name: str | None = None,
    to: Sequence[Receiver] = (),
    progress: Progress = lambda *_: None,
) -> int:
    """Looks at everybody who is watched, or on that list, and keeps what is to tell. Returns the number of the run.

    ``by``: who had it run; ``to``: whom its digest is owed from now on (`directory.monitoring.delivering.deliver` sends
    it). To be called by the one writer. Raises MonitorError and WatchError.
    """
    began = clock()
    with Session(engine) as session:
        of = list_named(session, list_name) if list_name else None
        look, earlier = _look(session, of, today)
        found = to_tell(look, progress)
        ended = clock()
        run = MonitorRun(
            list_id=of.id if of else None, began=began, ended=ended,
            period_from=earlier.period_to if earlier else _first_added(look, began), period_to=began, as_of=today,
            publication_id=look.publication.id or 0, people=len(look.people), told=len(found), sheet_sha256="",
        )  # fmt: skip
        session.add(run)
        session.flush()
        for one in found:
            session.add(_notice(run.id or 0, one))
        note_act(session, ActKind.MONITORED, f"run {run.id}", by=by, at=ended)
        session.add_all(owed(run.id or 0, to))
        run.sheet = sheet_made(look, run, of, found)
        run.sheet_sha256 = digest(run.sheet)
        session.add(run)
        session.commit()
        return run.id or 0


def sign(engine: Engine, number: int, *, by: str, note: str, now: datetime) -> None:
    """Signs the sheet of a run, once. Raises MonitorError."""
    by, note = clean(by) or "", clean(note) or ""
    if not by:
        raise MonitorError("the sheet is not signed: say who signs it")
    with Session(engine) as session:
        run = session.get(MonitorRun, number, with_for_update=True)
        if run is None:
            raise MonitorError(f"there is no run {number} of monitoring")
        if run.signed_at is not None:
            raise MonitorError(f"the sheet of run {number} was signed by {run.signed_by} already")
        if digest(run.sheet) != run.sheet_sha256:
            raise MonitorError(f"the sheet of run {number} was changed since it was made: it is not signed")
        run.signed_at, run.signed_by, run.signed_note = now, by[:200], note or None
        session.add(run)
        session.commit()


# --- what to look at --------------------------------------------------------------------------------------------------


def _look(session: Session, of: WatchList | None, today: date) -> tuple[Look, MonitorRun | None]:
    """And the last run that looked at all of them."""
    publication = last_publication(session)
    if publication is None:
        raise MonitorError("nothing is published yet: run `needleproof refresh`")
    if of is not None and of.ended_at is not None:
        raise WatchError(f"the list {of.name!r} was ended by {of.ended_by}")
    people, gone = watched(session, of.id if of else None)
    if not people and not gone:
        raise MonitorError("nobody is watched: put people on a list with `needleproof watch add LIST NPI`")
    runs = all_runs(session)[::-1]
    earlier = next((run for run in reversed(runs) if run.list_id in (None, of.id if of else None)), None)
    if earlier is not None and earlier.as_of > today:
        raise MonitorError(f"monitoring ran for {earlier.as_of} already: it only goes forward")
    last: dict[int | None, MonitorRun] = {run.list_id: run for run in runs}  # in their order: the newest stays
    since = {one: _told_until(scope, last) for one, scope in people.items()}
    return Look(session, today, publication, people, gone, since), earlier


def _told_until(scope: Scope, last: Mapping[int | None, MonitorRun]) -> int:
    """The publication up to which everything was told of a person. ``last``: the newest run of each list."""
    assert scope.added_at is not None
    # A run of a list looked at whoever was on it by then.
    added: list[tuple[int | None, datetime]] = [(None, scope.added_at), *scope.added.items()]
    covering = [last[of] for of, since in added if of in last and last[of].began >= since]
    return max([scope.publication, *(run.publication_id for run in covering)])


def _first_added(look: Look, began: datetime) -> datetime:
    return min((scope.added_at for scope in look.people.values() if scope.added_at), default=began)


def _notice(run: int, one: Told) -> Notice:
    news = one.news
    return Notice(
        run_id=run, practitioner_id=one.practitioner_id, name=one.name, kind=news.kind.value, weight=news.weight.value,
        subject=news.subject, day=news.day, text=news.text, details=dict(news.details),
        once=once(one.practitioner_id, news.kind, news.key),
    )  # fmt: skip
