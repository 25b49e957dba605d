"""Asks a board about one named practitioner, keeps what it shows as evidence, and remembers what it would not show."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from sqlmodel import Session

from crawlers.asking import Pace, RefusedError, refusal
from crawlers.changed import SourceChangedError
from crawlers.collection import Collection as Filling
from crawlers.platforms.lookup import Ask, LookupSpider, Rows, TooManyError
from crawlers.question import Question
from crawlers.reading import Dropped, Kept, Reading
from crawlers.registry import UnknownSourceError, record_facts, source
from crawlers.runner import Workplace
from directory.loopback import door
from directory.program import program
from directory.records import LicenseRecord
from directory.robots import robots_delay
from directory.store.readings import look_ups_since, scoped_records
from directory.store.runs import READABLE, RunReport, RunWriter
from directory.vocabulary import LookUpOutcome, RunOutcome
from directory.web import Page, RobotsError, WebClient, WebError

SECONDS = 20.0  # for one whole answer: somebody is waiting for it
LIMIT = 4 << 20  # bytes
LEAST_DAYS = 7  # how long an answer is good, and a refusal is respected
STEPS = 3  # requests of one look-up: a form, its answer, the page about the licensee
REDIRECTS = (301, 302, 303, 307, 308)
MANY = "many"  # the code of a breach
OURS = ("overtaken: ", "error: storing failed")  # breaches that say nothing of the board's answer


class LookUpError(Exception):
    """The look-up may not be made; the message says what would allow it."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What came of a look-up. ``report``: the run, None when the answer was known from an earlier one. ``why``: what
    stood in the way.
    """

    outcome: LookUpOutcome
    found: tuple[LicenseRecord, ...] = ()
    report: RunReport | None = None
    why: str | None = None


def lookup_source(name: str, allowed: Collection[str]) -> type[LookupSpider]:
    """The source, if it is one that is asked and an operator switched it on (``allowed``: names, or 'all').

    Raises UnknownSourceError and LookUpError.
    """
    kind = source(name)
    if not issubclass(kind, LookupSpider):
        raise UnknownSourceError(f"{name} is read whole, nobody is looked up in it: needleproof crawl {name}")
    if kind.needs:
        raise LookUpError(f"{name} cannot be asked yet: it needs {kind.needs}. Check by hand: {kind.page_url}")
    if not {name, "all"} & set(allowed):
        raise LookUpError(
            f"look-ups at {name} are switched off. To allow them: NEEDLEPROOF_LOOKUPS={name} (several parted by "
            f"commas, or all). Or check by hand: {kind.page_url}"
        )
    return kind


def look_up(
    kind: type[LookupSpider],
    question: Question,
    place: Workplace,
    *,
    pace: Pace,
    user_agent: str,
    base_url: str | None = None,
    anew: bool = False,
    within: float = math.inf,
) -> LookedUp:
    """One question under its own run (scope: the question), unless it was answered or refused in the last days.

    ``anew``: what was answered is asked again, a refusal is still respected. ``within``: seconds for all of it. A
    board that cannot be reached, refuses, or answers with something else changes nothing. Raises LookUpError when
    the board takes no such question.
    """
    if not kind.takes(question):
        raise LookUpError(f"{kind.owner} is not asked by name: give the license number")
    record_facts(place.engine, [kind])
    origin = base_url or kind.page_url
    if known := _known(kind, question, place, origin, anew=anew):
        return known
    writer = RunWriter(
        place.engine,
        place.evidence,
        source=kind.name,
        scope=question.scope,
        how="look-up",
        origin=origin,
        now=place.clock(),
    )
    try:
        with WebClient(
            user_agent, doors=door(base_url), seconds=SECONDS, most=0, within=within, sleep=pace.sleep
        ) as web:
            page = _Talk(kind, web, pace, base_url).answer(question)
        return _answered(kind, question, place, writer, page)
    except RefusedError as error:
        writer.breach("refused", str(error))
        return _failed(writer, place, LookUpOutcome.REFUSED, error)
    except WebError as error:
        return _failed(writer, place, LookUpOutcome.UNREACHABLE, error)
    except TooManyError as error:
        writer.breach(MANY, str(error))
        return _unread(writer, place, LookUpOutcome.TOO_MANY, str(error))
    except Exception as error:  # whatever it is, the run says so and readers keep what they have
        told = str(error) if isinstance(error, SourceChangedError) else f"our reader failed: {type(error).__name__}"
        writer.breach("error", told)
        return _unread(writer, place, LookUpOutcome.UNREADABLE, told)


# --- asking ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Talk:
    """The requests of one look-up, at the board's own host and nowhere else."""

    kind: type[LookupSpider]
    web: WebClient
    pace: Pace
    base_url: str | None
    delay: float | None = None  # seconds that robots.txt wants between requests, once it was read

    def answer(self, question: Question) -> Page | None:
        """The page that holds the answer; None where the board shows nobody."""
        talk = self.kind.talk(question)
        ask = next(talk)
        for _ in range(STEPS):
            page = self.asked(ask)
            try:
                ask = talk.send(page)
            except StopIteration as end:
                answer: Page | None = end.value
                return answer
        raise SourceChangedError(f"{self.kind.name}: more than {STEPS} pages lead to the answer")

    def asked(self, ask: Ask) -> Page:
        """The page of one request, a redirect followed once."""
        page = self.fetched(ask)
        if page.status in REDIRECTS and (where := page.headers.get("location")):
            page = self.fetched(Ask(urljoin(page.url, where)))
        if page.status != 200:
            raise WebError(f"{page.url}: answered {page.status}")
        return page

    def fetched(self, ask: Ask) -> Page:
        url = self.at(ask.url)
        self.obey(url)
        headers = {"Accept": self.kind.accept, "Accept-Language": "en-US,en;q=0.9"}
        with self.pace.turn(url, gap=self.delay or 0.0, within=self.web.left):
            if ask.fields is None:
                page = self.web.get(url, limit=LIMIT, headers=headers)
            else:
                page = self.web.post(url, ask.fields, limit=LIMIT, headers=headers)
        if told := refusal(page, json_wanted=self.kind.accept == "application/json"):
            raise RefusedError(f"{url}: {told}")
        return page

    def at(self, url: str) -> str:
        """The address to ask, below ``base_url`` where one was named. Raises WebError for one of another host."""
        parts, own = urlsplit(url), urlsplit(self.kind.start_urls[0])
        if parts[:2] not in (own[:2], urlsplit(self.base_url or "")[:2]):
            raise WebError(f"{url}: leads away from the board's own host: not asked")
        place = self.base_url.rstrip("/") if self.base_url else f"{own.scheme}://{own.netloc}"
        if url.startswith(f"{place}/"):  # what a page there leads to
            return parts._replace(fragment="").geturl()
        return place + parts._replace(scheme="", netloc="", fragment="").geturl()

    def obey(self, url: str) -> None:
        """Raises RefusedError where robots.txt forbids the address, WebError where it cannot be had."""
        if self.delay is None:
            with self.pace.turn(url, within=self.web.left):
                robots = self.web.robots(url)
            self.delay = robots_delay(robots.status, robots.text, self.web.user_agent)
        try:
            self.web.obey_robots(url)
        except RobotsError as error:
            raise RefusedError(f"{url}: {error}") from error


# --- what came back --------------------------------------------------------------------------------------------------


def _answered(
    kind: type[LookupSpider], question: Question, place: Workplace, writer: RunWriter, page: Page | None
) -> LookedUp:
    filling = Filling(kind, writer, clock=place.clock, whole=False)
    if page is None:
        return _nobody(writer, place)
    found = kind.found(page.body, page.url)
    if found.more or len(found.rows) > kind.few:
        raise TooManyError(f"{'more than ' if found.more else ''}{len(found.rows)} licensees came")
    readings: list[Reading] = []
    for row in found.rows:
        told = list(kind.read_rows(Rows([row]), page.url))
        others = [r for r in _licenses(told) if not question.fits(r)]
        readings += [Dropped("about somebody else")] if others else told
    kept = tuple(_licenses(readings))
    fetch_id = filling.keep(page.body, url=page.url, status=page.status, headers=page.headers)
    filling.take(readings, fetch_id)
    if not kept and found.rows and (question.number or any(_unusable(reading) for reading in readings)):
        # Rows that are not about the one asked for are no word about that one.
        raise SourceChangedError(f"{page.url}: asked for {question.told}, the answer shows somebody else")
    writer.flush()
    if not kept and not writer.breaches:
        return _nobody(writer, place)
    for breach in filling.health.breaches(base_kept=None, whole=False):
        writer.breach(breach.code, breach.text)
    report = writer.finish(now=place.clock(), complete=not writer.breaches)
    if not report.healthy:
        return LookedUp(LookUpOutcome.UNREADABLE, report=report, why=report.breaches[0])
    return LookedUp(LookUpOutcome.FOUND, kept, report)


def _licenses(readings: Iterable[Reading]) -> Iterator[LicenseRecord]:
    return (r.record for r in readings if isinstance(r, Kept) and isinstance(r.record, LicenseRecord))


def _unusable(reading: Reading) -> bool:
    """Whether a row might have been about the one asked for, had we been able to read it."""
    return isinstance(reading, Dropped) and reading.reason.startswith("no ")


def _nobody(writer: RunWriter, place: Workplace) -> LookedUp:
    writer.told.counts["allowed_empty"] = 1
    if writer.base_kept:  # silence ends nothing that was known, and must not pass for a new look at it either
        writer.breach("empty", "the board shows nobody today; what it said before stays, as of then")
    return LookedUp(LookUpOutcome.NOT_FOUND, report=writer.finish(now=place.clock(), complete=False))


def _failed(writer: RunWriter, place: Workplace, outcome: LookUpOutcome, error: Exception) -> LookedUp:
    return LookedUp(outcome, report=writer.fail(RunOutcome.UNREACHABLE, str(error), now=place.clock()), why=str(error))


def _unread(writer: RunWriter, place: Workplace, outcome: LookUpOutcome, why: str) -> LookedUp:
    return LookedUp(outcome, report=writer.finish(now=place.clock(), complete=False), why=why)


# --- what is known already -------------------------------------------------------------------------------------------


def _known(
    kind: type[LookupSpider], question: Question, place: Workplace, origin: str, *, anew: bool
) -> LookedUp | None:
    """The answer of the last days: the newest that says anything (not where it is asked ``anew``), else that the board
    refused to be asked at all.
    """
    since = place.clock() - timedelta(days=max(LEAST_DAYS, kind.cache_days))
    with Session(place.engine) as session:
        # What a mirror or a test server answered is not the board's word, nor its refusal the board's.
        runs = [run for run in look_ups_since(session, kind.name, since) if run.origin == origin]
        for run in (run for run in runs if run.scope == question.scope and not anew):
            told = (run.breaches or "").splitlines()
            if run.outcome in READABLE:
                records = scoped_records(session, kind.name, question.scope)
                licenses = tuple(r for r in records if isinstance(r, LicenseRecord)) if run.kept else ()
                return LookedUp(LookUpOutcome.FOUND if licenses else LookUpOutcome.NOT_FOUND, licenses)
            ours = any(text.startswith(OURS) for text in told)
            if run.outcome is RunOutcome.BREACHED and run.program == program() and not ours:
                outcome = next((o for code, o in _TOLD.items() if any(t.startswith(code) for t in told)), None)
                return LookedUp(outcome or LookUpOutcome.UNREADABLE, why=told[0] if told else None)
        for run in runs:
            if refused := [t for t in (run.breaches or "").splitlines() if t.startswith("refused: ")]:
                return LookedUp(LookUpOutcome.REFUSED, why=refused[0].removeprefix("refused: "))
    return None


_TOLD = {f"{MANY}: ": LookUpOutcome.TOO_MANY, "empty: ": LookUpOutcome.NOT_FOUND}
