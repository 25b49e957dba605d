"""`check --live`: which primary sources are asked about one person, and old and new side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory import live, profiles
from directory.accounts.acts import note
from directory.cli.console import err, escaped, out
from directory.cli.gathering import published_beside
from directory.cli.stores import clock_of, keep_real_out_of_sample
from directory.config import Config, today_of
from directory.live import Answer, Compared, ListRead, Question, Said
from directory.loopback import is_loopback
from directory.registries import nppes
from directory.store.database import reading
from directory.store.evidence import EvidenceStore
from directory.store.tables import License, Practitioner
from directory.vocabulary import ActKind, LiveOutcome, LookUpOutcome, Need, Profession

if TYPE_CHECKING:
    from crawlers.platforms.lookup import LookupSpider
    from crawlers.runner import Workplace

# Three different truths of a question without a new answer: our failure, the source's outage, and nothing found.
TOLD = {
    LiveOutcome.SAME: "the same",
    LiveOutcome.CHANGED: "changed: {differs}",
    LiveOutcome.NEW: "new: we had nothing",
    LiveOutcome.NOT_FOUND: "{owner} answered and shows nobody under {asked}. That is no proof that there is none; what "
    "we had stays, as of then",
    LiveOutcome.TOO_MANY: "{owner} answered with too many people for {asked}; nothing was kept",
    LiveOutcome.REFUSED: "{owner} does not want to be asked by a program; what we had stays. Check by hand: {by_hand}",
    LiveOutcome.UNREACHABLE: "{owner} could not be reached: that says nothing of the person, and what we had stays",
    LiveOutcome.OUR_ERROR: "our fault: the answer of {owner} could not be read; what we had stays",
    LiveOutcome.NOT_ASKED: "not asked: {why}",
}
TOO_MUCH = f"more than {live.MOST} questions are not asked at once"
WITH_WHY = (LiveOutcome.REFUSED, LiveOutcome.UNREACHABLE, LiveOutcome.OUR_ERROR, LiveOutcome.TOO_MANY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of `check --live`: every question with old and new, and the lists that nobody can ask."""

    compared: list[Compared] = field(default_factory=list)
    lists: list[tuple[ListRead, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "live": [
                {
                    "source": one.question.source,
                    "asked": one.question.asked,
                    "before": one.before.as_json() if one.before else None,
                    "after": one.after.as_json() if one.after else None,
                    "outcome": one.outcome.value,
                    "differs": list(one.differs),
                    "said": said(one),
                    "why": one.why,
                }
                for one in self.compared
            ],
            "lists": [{"source": one.source, "read": one.read, "said": told} for one, told in self.lists],
        }


def ask_live(
    found: Config, engine: Engine, *, npi: str | None, number: str | None, state: str | None, urls: Mapping[str, str],
    by: str,
) -> Asked:  # fmt: skip
    """Asks now, keeps what was answered as evidence and runs, and publishes it. Nothing is answered from memory.
    ``by``: who asks; it is kept before anybody is asked.
    """
    from crawlers.registry import record_facts

    with Session(reading(engine)) as session:
        people = _people(session, npi, number, state)
        questions = _questions(session, found, engine, people, npi, number, state, urls)
        had = live.held(session, people)
    names = [question.source for question in questions if question.ask and not question.unasked]
    keep_real_out_of_sample(engine, names, urls)
    record_facts(engine)
    if names:
        with Session(engine) as session:
            whom = f"NPI {npi}" if npi else f"license {number}, {state}"
            note(session, ActKind.SOURCES_ASKED, whom, by=by, at=clock_of(found)(), sources=sorted(set(names)))
            session.commit()
    answers = live.ask_all(questions, at_once=live.AT_ONCE, seconds=live.SECONDS)
    if any(answer.outcome is LookUpOutcome.FOUND for answer in answers):
        published_beside(found, engine, "check --live")
    with Session(reading(engine)) as session:
        compared = list(live.compared(session, questions, answers, had, today_of(found)))
        had = live.held(session, _people(session, npi, number, state))
        lists = live.lists_read(session, had)
        due = _due(session, lists, today_of(found))
    return Asked(compared, [(one, due[one.source]) for one in lists])


def _people(session: Session, npi: str | None, number: str | None, state: str | None) -> list[str]:
    if npi:
        return profiles.ids_by_npi(session, npi)
    return profiles.ids_by_license(session, number or "", state or "")


# --- what is asked ---------------------------------------------------------------------------------------------------


def _questions(
    session: Session, found: Config, engine: Engine, people: Sequence[str], npi: str | None, number: str | None,
    state: str | None, urls: Mapping[str, str],
) -> list[Question]:  # fmt: skip
    """The registry about every NPI, each board that answers about one person about every license in its state."""
    from crawlers.runner import Workplace

    place = Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found))
    known = session.exec(select(Practitioner.npi).where(col(Practitioner.id).in_(people))).all()
    npis = {one for one in (npi, *known) if one}
    own = (col(License.practitioner_id).in_(people), col(License.authority).is_(None))
    rows = session.exec(select(License).where(*own)).all()
    licenses: dict[tuple[str, str, Profession | None], None] = {
        (row.jurisdiction, row.number, row.profession): None for row in sorted(rows, key=_order)
    }
    if not licenses and number and state:
        licenses[state, number, None] = None
    questions = [_of_registry(place, one, urls) for one in sorted(npis)]
    for where, license_number, profession in licenses:
        for kind in _boards(where, profession):
            questions.append(_of_board(found, place, kind, license_number, profession, urls))
    asked, over = questions[: live.MOST], questions[live.MOST :]
    return asked + [replace(one, unasked=one.unasked or TOO_MUCH) for one in over]


def _order(row: License) -> tuple[str, str, str]:
    return row.jurisdiction, row.profession.value, row.number


def _of_registry(place: "Workplace", npi: str, urls: Mapping[str, str]) -> Question:
    from crawlers import settings as crawling
    from crawlers.registry import source

    kind = source(nppes.SOURCE)
    url = urls.get(nppes.SOURCE) or urls.get("")

    def ask(left: float) -> Answer:
        answer = nppes.look_up(
            place.engine, place.evidence, npi, user_agent=crawling.USER_AGENT, clock=place.clock, base_url=url,
            within=left,
        )  # fmt: skip
        return Answer(answer.outcome, answer.report.scope, "; ".join(answer.report.breaches) or None)

    return Question(
        source=nppes.SOURCE, owner="The NPI registry", asked=f"NPI {npi}", need=Need.NPI, number=npi,
        place=_host(url or nppes.ENDPOINT), ask=ask, by_hand=kind.page_url,
    )  # fmt: skip


def _boards(state: str, profession: Profession | None) -> "list[type[LookupSpider]]":
    from crawlers.platforms.lookup import LookupSpider
    from crawlers.registry import sources as registered

    return [
        kind
        for kind in registered().values()
        if issubclass(kind, LookupSpider)
        and kind.jurisdiction == state
        and (profession is None or not kind.professions or profession in kind.professions)
    ]


def _of_board(
    found: Config, place: "Workplace", kind: "type[LookupSpider]", number: str, profession: Profession | None,
    urls: Mapping[str, str],
) -> Question:  # fmt: skip
    from crawlers.lookups import LookUpError, lookup_source
    from crawlers.question import QuestionError
    from crawlers.question import question as questioned

    url = urls.get(kind.name) or urls.get("")
    unasked, ask = None, None
    try:
        lookup_source(kind.name, found.lookups)
        ask = _asking(found, place, kind, questioned(number), url)
    except (LookUpError, QuestionError) as error:
        unasked = str(error)
    return Question(
        source=kind.name, owner=kind.owner, asked=f"license number {number}", need=Need.LICENSE, number=number,
        state=kind.jurisdiction, profession=profession, place=_host(url or kind.page_url), ask=ask, unasked=unasked,
        by_hand=kind.page_url,
    )  # fmt: skip


def _asking(
    found: Config, place: "Workplace", kind: "type[LookupSpider]", question: Any, url: str | None
) -> Callable[[float], Answer]:
    from crawlers import settings as crawling
    from crawlers.asking import GAP, Pace
    from crawlers.lookups import look_up

    pace = Pace(found.data_dir / "asked", gap=0.0 if url and is_loopback(url) else GAP)

    def ask(left: float) -> Answer:
        told = look_up(
            kind, question, place, pace=pace, user_agent=crawling.USER_AGENT, base_url=url, anew=True, within=left
        )
        why = told.why if told.report else f"{told.why}; this was remembered, and it was not asked again"
        return Answer(told.outcome, question.scope, why)

    return ask


def _host(url: str) -> str:
    return urlsplit(url).netloc


# --- what is not asked -----------------------------------------------------------------------------------------------


def _due(session: Session, lists: Sequence[ListRead], today: date) -> dict[str, str]:
    """Of each list when it was read, when it is read next, and what reads it."""
    from crawlers.agenda import entries, histories
    from crawlers.registry import sources as registered

    known = registered()
    kinds = [known[one.source] for one in lists if one.source in known]
    agenda = {entry.kind.name: entry.due.on for entry in entries(kinds, histories(session), today=today)}
    told = {}
    for one in lists:
        kind, read = known.get(one.source), f"last read {one.read}" if one.read else "never read"
        if kind is not None and kind.by_file:
            told[one.source] = f"published as a file, {read}; hand over a new one: needleproof load {one.source} FILE"
        else:
            due = agenda.get(one.source)
            when = "due now" if due is None or due <= today else f"next reading {due}"
            told[one.source] = f"published as a list, {read}, {when}: needleproof refresh {one.source}"
    return told


# --- what is told ----------------------------------------------------------------------------------------------------


def said(one: Compared) -> str:
    """The outcome of one question in words."""
    asked = one.question
    told = TOLD[one.outcome].format(
        owner=asked.owner, asked=asked.asked, by_hand=asked.by_hand, why=one.why, differs=", ".join(one.differs)
    )
    return f"{told} ({one.why})" if one.outcome in WITH_WHY and one.why else told


def print_live(asked: Asked) -> None:
    """Old and new side by side, then the lists that answer no question."""
    if not asked.compared:
        err.print("No source that answers about one person covers what we know of this one.", highlight=False)
    else:
        table = Table("asked", "what we had", "answered now", "outcome", show_lines=True)
        for one in asked.compared:
            who = f"{one.question.source}: {one.question.asked}"
            word = one.outcome.value.replace("_", " ")
            table.add_row(*(escaped(text) for text in (who, _cell(one.before), _cell(one.after), word)))
        out.print(table)
    for one in asked.compared:
        if one.outcome is not LiveOutcome.SAME:
            out.print(f"  {one.question.source}, {escaped(one.question.asked)}: {escaped(said(one))}", highlight=False)
    for published, told in asked.lists:
        out.print(f"  {published.source} is not asked: {escaped(told)}", highlight=False)


def _cell(one: Said | None) -> str:
    if one is None:
        return "–"
    raw = f" (“{one.raw}”)" if one.raw else ""
    until = f", until {one.expires}" if one.expires else ""
    read = f"\nread {one.read_at:%Y-%m-%d %H:%M} UTC" if one.read_at else ""
    return f"{one.status}{raw}{until}{read}\nat {one.source}"
