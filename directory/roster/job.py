"""A run over a roster: begun with all its rows, answered batch by batch, ended. Killed at any moment it goes on."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from shlex import quote

from sqlalchemy import Engine
from sqlmodel import Session

from directory.refresh import last_publication
from directory.roster.changes import Before
from directory.roster.checking import Checking, Earlier, Receipt, Seen
from directory.roster.columns import RosterError
from directory.roster.deciding import RowStatus
from directory.roster.dropping import secret_in
from directory.roster.handed_in import HandedIn, as_json, columns_from
from directory.roster.register import Register
from directory.store import rosters
from directory.store.database import reading
from directory.store.rosters import AnsweredElsewhereError
from directory.store.rosters_tables import Roster
from directory.store.writing import WAIT, writing

AT_ONCE = 1_000  # rows of one transaction
NAMED = 100  # characters of a roster's name
Told = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``name``: None takes the one that the same file had, else its own; ``asked``: what else makes it another work."""

    file_name: str
    by: str
    way: str
    today: date
    now: datetime
    name: str | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """``resumed``: the run was begun before and never ended; ``answered`` rows have their answers already."""

    id: int
    name: str
    rows: int
    resumed: bool = False
    answered: int = 0


def begin(session: Session, handed: HandedIn, order: Order) -> Begun:
    """Keeps a file with all of its rows, cleaned, or finds the same work begun; the caller is the one writer, and
    commits. Raises RosterError without a published view, for a file without rows, and for a name that must not be kept.
    """
    if not handed.rows:
        raise RosterError(f"{order.file_name}: no row stands below the names of the columns")
    for what, told in (("the roster's name", order.name or ""), ("the file's name", order.file_name)):
        if (kind := secret_in(told)) is not None:
            raise RosterError(f"{what} is written like a {kind.value}, and would be kept; give it another one")
    name = order.name or rosters.name_of(session, handed.digest) or order.file_name[:NAMED]
    found = rosters.begun(session, name, handed.digest, order.asked)
    if found is not None and found.id is not None:
        waiting = rosters.how_many(session, found.id)[None]
        return Begun(found.id, name, found.rows, True, found.rows - waiting)
    publication = last_publication(session)
    if publication is None or publication.id is None:
        raise RosterError("nothing is published yet: run `needleproof refresh` first")
    last = rosters.last_ended(session, name)
    roster = Roster(
        name=name, file_name=order.file_name, by=order.by, way=order.way, begun_at=order.now, as_of=order.today,
        publication_id=publication.id, digest=handed.digest, asked=order.asked, signature=handed.signature,
        header=list(handed.columns.header), shape=handed.shape, at=as_json(handed.columns),
        never=[[place, meaning.value] for place, meaning in handed.columns.never.items()],
        emptied={name: dict(found) for name, found in handed.emptied.items()}, rows=handed.rows,
        previous_id=last.id if last else None,
    )  # fmt: skip
    rosters.begin(session, roster, handed.waiting())
    assert roster.id is not None
    return Begun(roster.id, name, roster.rows)


def go_on(
    engine: Engine,
    roster_id: int,
    told: Told,
    *,
    today: date,
    earlier: Before | None = None,
    receipt: Receipt | None = None,
    wait: float = WAIT,
) -> None:
    """Answers the rows that wait, as of ``today``; all of them anew where something was published or a day has passed
    since. ``earlier``: answers of a file, to compare with instead of those of the last run.

    Raises BusyError where another command writes for longer than ``wait`` seconds; what was answered is kept. Raises
    RosterError where the run was deleted meanwhile, begun anew, or is answered elsewhere.
    """
    roster = _up_to_date(engine, roster_id, today, wait)
    what = f"roster {roster.name}"
    with Session(reading(engine)) as session:
        columns = columns_from(roster.header, roster.at, roster.never, roster.shape)
        seen = Seen.of(rosters.answered_before(session, roster_id))
        compared = _earlier(session, roster.previous_id, earlier)
        checking = Checking(Register(session), columns, roster.as_of, seen, compared, receipt)
        done, after = seen.keys.total(), 0
        told(what, done, roster.rows)
        while batch := rosters.waiting(session, roster_id, after, AT_ONCE):
            answers = checking.answers(batch)
            with writing(engine, "roster", wait=wait), Session(engine) as writer, _told():
                rosters.answer(writer, roster, answers)
                writer.commit()
            done, after = done + len(batch), batch[-1].number
            told(what, done, roster.rows)


def to_go_on(roster: Roster) -> str:
    """How a run that was begun and did not come to its end goes on, for whoever looks at it."""
    if roster.way == "page":
        return f"It was begun on a page, and goes on when a coordinator opens /rosters?run={roster.id}."
    same = ", and the same --previous or --receipts" if roster.asked else ""
    return (
        "It was begun by a command. Where that was stopped, the same command with the same file goes on where it was: "
        f"needleproof roster {quote(roster.file_name)} --out OUT --name {quote(roster.name)}{same}"
    )


@contextmanager
def _told() -> Iterator[None]:
    """A run that is not what it was stops with words for whoever waits for it."""
    try:
        yield
    except AnsweredElsewhereError as error:
        raise RosterError(str(error)) from error


def _up_to_date(engine: Engine, roster_id: int, today: date, wait: float) -> Roster:
    with Session(reading(engine)) as session:
        roster, publication = rosters.roster_of(session, roster_id), last_publication(session)
        if roster is None or publication is None or publication.id is None:
            raise RosterError("the roster was forgotten meanwhile")
        session.expunge(roster)
        newest = publication.id
    if (roster.publication_id, roster.as_of) != (newest, today):
        with writing(engine, "roster", wait=wait), Session(engine) as writer, _told():
            rosters.begin_anew(writer, roster_id, newest, today)
            writer.commit()
        roster.publication_id, roster.as_of = newest, today
    return roster


def _earlier(session: Session, previous: int | None, earlier: Before | None) -> Earlier | None:
    if earlier is not None:
        return lambda keys: earlier
    if previous is None:
        return None

    def asked(keys: Collection[str]) -> Before:
        return rosters.answers_of(session, previous, keys)

    return asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. ``again``: rows about somebody whom an earlier row was about; ``changed``: rows with
    something that the previous run did not say, None where nothing was compared; ``gone``: its rows that are missing.
    """

    rows: int
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    again: int
    changed: int | None
    gone: int | None

    @classmethod
    def of(cls, roster: Roster) -> "Outcome":
        """Of a run that ended."""
        return cls(**roster.counts)


def outcome(session: Session, roster_id: int, *, compared: bool = False) -> Outcome:
    """Of a run whose rows are all answered. ``compared``: with a file, instead of the last run.

    Raises RosterError where the run was deleted meanwhile, or rows of it wait.
    """
    roster = rosters.roster_of(session, roster_id)
    if roster is None:
        raise RosterError("the roster was deleted meanwhile")
    statuses = rosters.how_many(session, roster_id)
    if statuses[None]:
        raise RosterError(f"roster {roster.name}: {statuses[None]:,} rows wait for their answers; check it again")
    gone = None
    if roster.previous_id is not None and not compared:
        gone = rosters.missing(session, roster_id, roster.previous_id)
    return Outcome(
        rows=roster.rows,
        statuses={status.value: statuses[status.value] for status in RowStatus},
        reasons=rosters.reasons(session, roster_id),
        again=rosters.again(session, roster_id),
        changed=rosters.count(session, roster_id, changed=True) if compared or roster.previous_id else None,
        gone=gone,
    )


def end(engine: Engine, roster_id: int, found: Outcome, now: datetime, *, wait: float = WAIT) -> None:
    """The run is over: all of its rows are answered, and its file is written where there is one.

    Raises RosterError where that is not so any more.
    """
    counts = {name: getattr(found, name) for name in Outcome.__dataclass_fields__}
    with writing(engine, "roster", wait=wait), Session(engine) as session, _told():
        rosters.end(session, roster_id, counts, now)
        session.commit()
