"""What we can check where, how, and when we last did: worked out from the sources, their readings and the rules."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, not_
from sqlmodel import Session, col, select

from directory import rules, wording
from directory.disputes import hidden_listings
from directory.links import board_link
from directory.normalize.states import STATE_NAMES
from directory.search.many import among
from directory.state_rules import COLUMNS
from directory.store import readings
from directory.store.readings import LastRead
from directory.store.tables import Meta, Practitioner, SearchEntry, Source
from directory.texts import say
from directory.verification.model import LONGEST_PROMISE, true_on
from directory.vocabulary import Audience, Need, Permission, Profession, SourceKind

Reads = Mapping[tuple[str, str], LastRead]


class Check(StrEnum):
    """What can be checked of somebody."""

    LICENSE = "license"
    NEEDLING = "needling"  # what the rule asks of the board beyond the license: endorsement, register, papers lodged
    TRAINING = "training"
    EXCLUSION = "exclusion"  # the federal lists
    STATE_EXCLUSION = "state-exclusion"
    NPI = "npi"


class Way(StrEnum):
    """How it is checked, the best first."""

    AUTOMATIC = "automatic"
    FILE = "file"  # a person fetches the list, a program reads it
    PART = "part"  # some bodies' lists are read; each names only its own people, so that a gap in them tells nothing
    ONE = "one"  # the source answers about one named person, where somebody switched that on
    HAND = "hand"
    IMPOSSIBLE = "impossible"
    NOTHING = "nothing"  # there is nothing to check: the rule asks for none, or forbids needling


WAYS = tuple(Way)
KINDS: Mapping[Check, tuple[SourceKind, Need]] = {
    Check.LICENSE: (SourceKind.LICENSE, Need.LICENSE),
    Check.TRAINING: (SourceKind.TRAINING, Need.TRAINING),
    Check.EXCLUSION: (SourceKind.EXCLUSION, Need.EXCLUSION),
    Check.STATE_EXCLUSION: (SourceKind.EXCLUSION, Need.EXCLUSION),
    Check.NPI: (SourceKind.IDENTITY, Need.NPI),
}
NATIONAL = (Check.TRAINING, Check.EXCLUSION, Check.NPI)  # the same sources everywhere
READ = (Way.AUTOMATIC, Way.FILE)  # of a source: its whole list is read
LODGED = ("attestation", "proof_filed")  # papers that nobody publishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A source behind a cell. ``why``: what is missing, or how its file is come by; ``read_on``: the day of which the
    last healthy reading tells, None where there was none; ``fresh``: whether that is within our promise.
    """

    name: str
    title: str
    url: str
    way: Way
    why: str | None
    read_on: date | None
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One check of one profession in one place. ``why``: in words, where no source tells it; ``look``: (label, address)
    of where a person can look; ``behind``: all sources there are, those that ``way`` rests on first.
    """

    state: str
    profession: Profession
    check: Check
    way: Way
    why: str | None
    look: tuple[str, str] | None
    behind: Sequence[Behind]

    @property
    def used(self) -> list[Behind]:
        """The sources that ``way`` rests on."""
        ways = {Way.PART: READ, Way.AUTOMATIC: (Way.AUTOMATIC,), Way.FILE: (Way.FILE,), Way.ONE: (Way.ONE,)}
        return [one for one in self.behind if one.way in ways.get(self.way, ())]

    @property
    def read_on(self) -> date | None:
        """The newest day of which those sources tell."""
        return max((one.read_on for one in self.used if one.read_on), default=None)

    @property
    def fresh(self) -> bool:
        return any(one.fresh for one in self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """In how many of ``of`` places a check goes which way, and in how many the list was read within our promise."""

    check: Check
    profession: Profession
    ways: Mapping[Way, int]
    fresh: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """Of the ``of`` bodies that train, those whose whole list was read, and those where that is within our promise.

    Places are no measure of it: each body lists its own graduates, wherever they are.
    """

    read: int
    fresh: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Of the ``of`` people in the directory, those of whom a fact is held; all as published."""

    check: Check
    known: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What is covered on a day. ``places``: code -> name of the states and territories that the rules know."""

    on: date
    places: Mapping[str, str]
    cells: Mapping[tuple[str, Profession, Check], Cell]
    bodies: Bodies

    def share(self, check: Check, profession: Profession) -> Share:
        found = [self.cells[code, profession, check] for code in self.places]
        return Share(
            check=check,
            profession=profession,
            ways=Counter(cell.way for cell in found),
            fresh=sum(cell.fresh for cell in found),
            of=len(found),
        )

    def never(self) -> list[str]:
        """What is checked of nobody: what no source of ours is about, and what none of them can be read for."""
        read = {cell.check for cell in self.cells.values() if cell.used}
        return [*wording.NOT_CHECKED, *(say(f"coverage-never-{check}") for check in Check if check not in read)]


def coverage(session: Session, on: date) -> Coverage:
    """Everything there is to know of what we check, from what the store holds and the rules in force on that day."""
    sample = session.get(Meta, "sample_data") is not None
    known = [source for source in readings.sources(session).values() if sample or not source.sample]
    return covered(known, readings.last_reads(session), on)


def covered(sources: Iterable[Source], reads: Reads, on: date) -> Coverage:
    """As `coverage`, of these sources and their last healthy readings."""
    places = {code: name for code, name in rules.jurisdictions().items() if code in STATE_NAMES}
    grouped = _grouped(sources)
    training = grouped.get((Check.TRAINING, None), ())
    cells = {}
    for code in places:
        for check in Check:
            where = None if check in NATIONAL else code
            behind = [(one, _behind(one, check, code, reads, on)) for one in grouped.get((check, where), ())]
            for profession in COLUMNS:
                fitting = [
                    told for one, told in behind if check is not Check.LICENSE or profession.value in one.professions
                ]
                cells[code, profession, check] = _cell(code, profession, check, fitting, on)
    return Coverage(on=on, places=places, cells=cells, bodies=_bodies(training, reads, on))


def _bodies(training: Sequence[Source], reads: Reads, on: date) -> Bodies:
    whole = {key: read for key, read in reads.items() if key[1] == ""}
    told = [_behind(one, Check.TRAINING, "", whole, on) for one in training]
    read = [one for one in told if one.read_on]
    return Bodies(read=len(read), fresh=sum(one.fresh for one in read), of=len(told))


def _grouped(sources: Iterable[Source]) -> Mapping[tuple[Check, str | None], Sequence[Source]]:
    """The sources of each check and place; None is the whole country."""
    found: dict[tuple[Check, str | None], list[Source]] = {}
    for source in sources:
        where = None if source.jurisdiction == "US" else source.jurisdiction
        for check, (kind, _) in KINDS.items():
            if source.kind is kind and (where is None) == (check in NATIONAL):
                found.setdefault((check, where), []).append(source)
    return found


def people(
    session: Session,
    profession: Profession,
    on: date,
    state: str | None = None,
    *,
    audience: Audience = Audience.PATIENT,
) -> list[People]:
    """How many people of a profession the directory shows, and of how many a license and a training are confirmed.

    Of exclusions nothing is counted: who is missing from such a count would be told. Nor are those whose listing is
    hidden from patients, unless a coordinator asks: a count that is one more than the list would tell of them.
    """
    person = col(SearchEntry.practitioner_id)
    asked = [col(SearchEntry.profession) == profession]
    if state:
        asked.append(col(SearchEntry.state) == state)
    hidden = hidden_listings(session) if audience is not Audience.COORDINATOR else frozenset[str]()
    if hidden:
        entries = SearchEntry.__table__.c  # type: ignore[attr-defined]
        asked.append(not_(among(entries.practitioner_id, "hidden", session.get_bind().dialect.name)))
    license_fresh = col(SearchEntry.license_good_until).is_(None) | (col(SearchEntry.license_good_until) >= on)
    distinct = func.count(person.distinct())

    def number(*more: object) -> int:
        return one(select(distinct).where(*asked, *more))  # type: ignore[arg-type]

    def one(query: Select[Any]) -> int:
        return int(session.connection().execute(query, {"hidden": sorted(hidden)}).scalar_one())

    numbered = (
        select(distinct)
        .join(Practitioner, col(Practitioner.id) == person)
        .where(*asked, col(Practitioner.npi).is_not(None))
    )
    held = {
        Check.LICENSE: number(col(SearchEntry.license_known), license_fresh),
        Check.TRAINING: number(col(SearchEntry.verified_until) >= on),
        Check.NPI: one(numbered),
    }
    everybody = number()
    return [People(check=check, known=found, of=everybody) for check, found in held.items()]


# --- one cell ---------------------------------------------------------------------------------------------------


def _cell(state: str, profession: Profession, check: Check, fitting: Iterable[Behind], on: date) -> Cell:
    board = board_link(state, profession) if check in (Check.LICENSE, Check.NEEDLING) else None
    look = (board.board, board.address) if board else None
    why: str | None = None
    if check is Check.NEEDLING:
        way, why = _registration(state, profession, on)
        return _made(state, profession, check, way, why, look if way is Way.HAND else None, ())
    behind = sorted(fitting, key=lambda one: (WAYS.index(one.way), not one.fresh, one.name))
    way = behind[0].way if behind else Way.IMPOSSIBLE
    if check is Check.TRAINING and way in READ:
        way = Way.PART
    if not behind and (look or check is Check.TRAINING):
        way = Way.HAND
    if way is Way.HAND and behind and look is None:
        look = behind[0].title, behind[0].url
    if way in (Way.HAND, Way.IMPOSSIBLE):
        why = say(f"coverage-why-{check}-{way}")
    return _made(state, profession, check, way, why, look if way is Way.HAND else None, tuple(behind))


def _made(
    state: str,
    profession: Profession,
    check: Check,
    way: Way,
    why: str | None,
    look: tuple[str, str] | None,
    behind: Sequence[Behind],
) -> Cell:
    return Cell(state=state, profession=profession, check=check, way=way, why=why, look=look, behind=behind)


def _behind(source: Source, check: Check, state: str, reads: Reads, on: date) -> Behind:
    way = way_of(source)
    found = [reads[source.name, scope] for scope in ("", f"state={state}") if (source.name, scope) in reads]
    told = max((true_on(read.read_at, read.as_of) for read in found), default=None)
    days = min(source.promise_days, LONGEST_PROMISE[KINDS[check][1]])
    return Behind(
        name=source.name,
        title=source.title,
        url=source.page_url,
        way=way,
        why=source.needs or source.by_file,
        read_on=told,
        fresh=told is not None and on <= told + timedelta(days=days),
    )


def way_of(source: Source) -> Way:
    """How a source is read, by the facts it was declared with."""
    if source.needs:
        return Way.HAND
    if source.lookup:
        return Way.ONE
    return Way.FILE if source.by_file else Way.AUTOMATIC


def _registration(state: str, profession: Profession, on: date) -> tuple[Way, str]:
    """What a rule asks of the board beyond the license. No source of ours reads it: boards do not list it."""
    rule = rules.rule_for(state, profession, on)
    if rule is None:
        return Way.IMPOSSIBLE, say("coverage-why-no-rule")
    if rule.permission in (Permission.PROHIBITED, Permission.SILENT, Permission.UNCLEAR):
        way = Way.IMPOSSIBLE if rule.permission is Permission.UNCLEAR else Way.NOTHING
        return way, say(f"coverage-why-{rule.permission}")
    asked = rule.requirements.get("board_registration")
    if asked in LODGED:
        return Way.HAND, say("coverage-why-lodged")
    if asked in ("registry", "endorsement"):
        return Way.HAND, say("coverage-why-registered")
    if asked == "none" or rule.unlisted == "not_required":
        return Way.NOTHING, say("coverage-why-none-asked")
    return Way.IMPOSSIBLE, say("coverage-why-not-read")


def sources_of(cells: Iterable[Cell]) -> Iterator[Behind]:
    """Every source behind these cells, each once, the best way first."""
    found = {one.name: one for cell in cells for one in cell.behind}
    yield from sorted(found.values(), key=lambda one: (WAYS.index(one.way), one.title))
