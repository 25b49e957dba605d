"""What a refresh reads today and what it leaves, from the runs in the store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from crawlers.ending import BY_HAND
from crawlers.scheduling import Due, History, due, overdue
from crawlers.source import SourceSpider
from directory.store.runs import READABLE
from directory.store.tables import Run
from directory.vocabulary import RunOutcome

STATE = "state="
FAILED = (RunOutcome.BREACHED, RunOutcome.UNREACHABLE)  # a process that was killed is no failure of the source
Histories = Mapping[tuple[str, str], History]  # by source and scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A source, or one state of it, and when it is due."""

    kind: type[SourceSpider]
    state: str | None
    due: Due

    @property
    def label(self) -> str:
        return self.kind.name + (f" {STATE}{self.state}" if self.state else "")


def histories(session: Session) -> dict[tuple[str, str], History]:
    """What became of every source and scope that was ever read or tried."""
    query = (
        select(*map(col, (Run.source, Run.scope, Run.how, Run.outcome, Run.finished, Run.source_as_of, Run.breaches)))
        .where(col(Run.finished).is_not(None))
        .order_by(col(Run.id))
    )
    found: dict[tuple[str, str], History] = {}
    for source, scope, how, outcome, finished, as_of, breaches in session.execute(query):
        before, day = found.get((source, scope), History()), finished.date()
        if outcome in READABLE:
            found[source, scope] = History(day, as_of, day)
        elif how == "crawl" and outcome in FAILED and BY_HAND not in (breaches or ""):
            # A bad file that somebody handed over says nothing of the site, nor does who pressed Ctrl-C.
            found[source, scope] = replace(before, tried_on=day, failed=before.failed + 1)
    return found


def entries(
    kinds: Iterable[type[SourceSpider]], known: Histories, *, states: Sequence[str] = (), today: date
) -> list[Entry]:
    """Every source that can be crawled, with the day it is due; a regional one for each of ``states``, else for the
    states that were ever asked for.
    """
    found = []
    for kind in kinds:
        for state in _states(kind, known, states) if kind.regional else (None,):
            history = known.get((kind.name, f"{STATE}{state}" if state else ""), History())
            when = due(history, promise_days=kind.promise_days, every_days=kind.every_days, as_of=today)
            found.append(Entry(kind, state, when))
    return found


def _states(kind: type[SourceSpider], known: Histories, states: Sequence[str]) -> list[str]:
    asked = (scope.removeprefix(STATE) for name, scope in known if name == kind.name and scope.startswith(STATE))
    return list(dict.fromkeys(states)) or sorted(asked)


def to_hand_over(kinds: Iterable[type[SourceSpider]], known: Histories, *, today: date) -> list[tuple[str, str, date]]:
    """(source, how to come by its file, day its promise ran out) of what nobody may crawl and somebody once loaded."""
    late = (
        (kind, overdue(known.get((kind.name, ""), History()), promise_days=kind.promise_days, as_of=today))
        for kind in kinds
        if kind.by_file and not kind.needs
    )
    return [(kind.name, kind.by_file or "", day) for kind, day in late if day is not None]
