"""Review: all that waits for a person to decide, each kind with its number. For coordinators."""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from directory import disputes, findings, reviewing, wording
from directory.config import config
from directory.disputes.filing import DECISION
from directory.exporting.cells import cells
from directory.findings import Asked, Waiting
from directory.monitoring.members import watched
from directory.normalize.states import STATE_NAMES
from directory.pages.coordinators import only_for_coordinators
from directory.pages.dispute import link_to_dispute
from directory.pages.downloading import for_signed_in
from directory.pages.findings import link_to_finding, what_it_is
from directory.pages.question import in_short, link_to_question, source_of
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.text import plain
from directory.reviewing import Question
from directory.store.database import connect
from directory.store.tables import Dispute, Practitioner
from directory.vocabulary import FindingKind

FILTERS = ("kind", "in_state", "source", "order", "watched", "page")  # in the address
PAGE_SIZE = 10
ANY_STATE, ANY_SOURCE = "Any state", "Any source"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
# As they stand in the address too.
LINKS, HITS, CONTRADICTIONS, DISPUTES = KINDS = ("Who is who", "Exclusion hits", "Contradictions", "Disputes")
OF_FINDINGS = {HITS: FindingKind.HIT, CONTRADICTIONS: FindingKind.CONTRADICTION}
ABOUT = {
    LINKS: "These entries may be of a person we know, but what is known does not settle it. Nothing is joined until "
    "somebody answers.",
    HITS: "An exclusion list names somebody who is called like this person, and no number says whether it is. Patients "
    "never see these. An answer holds until what tells of the two changes.",
    CONTRADICTIONS: "Sources say different things of one fact. An answer changes no status: it says which you found to "
    "be right, and holds until one of them changes.",
    DISPUTES: f"What people say is wrong. They are promised a decision within {DECISION} days.",
}
OLDEST, NEWEST = "Oldest first", "Newest first"
NONE = {LINKS: "No question is open", HITS: "No possible hit is open", CONTRADICTIONS: "No contradiction is open",
        DISPUTES: "No dispute waits"}  # fmt: skip
ONE = {LINKS: "question", HITS: "possible hit", CONTRADICTIONS: "contradiction", DISPUTES: "dispute"}


def counts(session: Session) -> dict[str, int]:
    """How many of each kind are open."""
    return {
        LINKS: reviewing.how_many_open(session),
        **{kind: findings.how_many(session, of) for kind, of in OF_FINDINGS.items()},
        DISPUTES: len(disputes.waiting(session)),
    }


def how_many_open(session: Session) -> int:
    return sum(counts(session).values())


def _from_start() -> None:
    """Other filters are shown from the first page."""
    if "page" in st.session_state:
        st.session_state["page"] = 1


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    titled("Review")
    st.title("Review", anchor=False)
    numbers = counts(visit.session)
    st.markdown(f"Open: {', '.join(f'{kind} {number:,}' for kind, number in numbers.items())}.")
    kind = st.radio(
        "What to decide", KINDS, key="kind", bind="query-params", horizontal=True, on_change=_from_start
    )  # fmt: skip
    st.markdown(ABOUT[kind])
    if kind == DISPUTES:
        return _disputes(visit)
    if kind == LINKS:
        return _links(visit)
    return _findings(visit, kind)


def _state_and_source(titles: Mapping[str, str]) -> tuple[str | None, str | None]:
    left, right = st.columns(2)
    state = left.selectbox("State", [ANY_STATE, *STATES], key="in_state", bind="query-params", on_change=_from_start)
    source = right.selectbox(
        "Source", [ANY_SOURCE, *titles], format_func=lambda name: titles.get(name, name), key="source",
        bind="query-params", on_change=_from_start,
    )  # fmt: skip
    return STATES.get(state), source if source in titles else None


def _newest() -> bool:
    return (
        st.radio(
            "Order", (OLDEST, NEWEST), key="order", bind="query-params", horizontal=True, on_change=_from_start
        )
        == NEWEST
    )  # fmt: skip


def _heading(kind: str, total: int) -> str:
    told = f"{total:,} open {ONE[kind]}{'' if total == 1 else 's'}" if total else NONE[kind]
    st.header(told, anchor=False)
    return told


def _paged(total: int) -> tuple[Any, int]:
    """Where the items stand, and the number of the first one."""
    pages = -(-total // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return shown, (number - 1) * PAGE_SIZE


def _here() -> dict[str, str]:
    return {name: str(st.query_params[name]) for name in FILTERS if name in st.query_params}


# --- who is who -------------------------------------------------------------------------------------------------


def _links(visit: Visit) -> str:
    state, source = _state_and_source(reviewing.sources_asked(visit.session))
    total = reviewing.how_many_open(visit.session, state=state, source=source)
    told = _heading(LINKS, total)
    if total:
        shown, offset = _paged(total)
        with shown:
            for one in reviewing.open_questions(
                visit.session, limit=PAGE_SIZE, offset=offset, state=state, source=source
            ):
                _card(one)
        _download("questions", HEADS_OF_LINKS, lambda session: _rows_of_links(session, state, source))
    return told


def _card(question: Question) -> None:
    with st.container(border=True):
        st.subheader(plain(f"{question.left.name} and {question.right.name}"), anchor=False)
        lines = [f"Entry of: {plain(source_of(question.left))}"]
        lines += [f"{word}: {plain(facts)}" for word, facts in in_short(question.rows)]
        lines += [plain(one.sentence) for one in question.earlier if one.waits]
        st.markdown(bullets(lines))
        link_to_question(question.id, f"Compare {question.left.name}", _here())


# --- possible hits and contradictions ---------------------------------------------------------------------------


def _findings(visit: Visit, kind: str) -> str:
    of = OF_FINDINGS[kind]
    state, source = _state_and_source(findings.sources_waiting(visit.session, of))
    newest = _newest()
    only = st.checkbox("Only people on a watch list", key="watched", bind="query-params", on_change=_from_start)
    among: Collection[str] | None = watched(visit.session)[0].keys() if only else None
    asked = Asked(state=state, source=source, among=among, newest=newest)
    total = findings.how_many(visit.session, of, asked)
    told = _heading(kind, total)
    if total:
        shown, offset = _paged(total)
        with shown:
            for one in findings.waiting(visit.session, of, asked, limit=PAGE_SIZE, offset=offset):
                _finding(one)
        _download(kind.lower().replace(" ", "-"), HEADS, lambda session: _rows(session, of, asked))
    return told


def _finding(one: Waiting) -> None:
    with st.container(border=True):
        st.subheader(plain(one.name), anchor=False)
        lines = [f"Source: {plain(one.source_title)}", *map(plain, what_it_is(one))]
        if one.since is not None:
            lines.append(f"Since: {wording.day(one.since.date())}")
        st.markdown(bullets(lines))
        link_to_finding(one.practitioner_id, one.kind, f"Compare {one.name}", _here())


# --- disputes ---------------------------------------------------------------------------------------------------


def _disputes(visit: Visit) -> str:
    waiting = disputes.waiting(visit.session)
    if _newest():
        waiting.reverse()
    told = _heading(DISPUTES, len(waiting))
    if waiting:
        shown, offset = _paged(len(waiting))
        with shown:
            part = waiting[offset : offset + PAGE_SIZE]
            whose = disputes.followed(visit.session, part)
            for one in part:
                _dispute(one, visit.session.get(Practitioner, whose[one.id or 0] or ""), visit.today)
        _download("disputes", HEADS_OF_DISPUTES, _rows_of_disputes)
    return told


def _dispute(one: Dispute, person: Practitioner | None, today: date) -> None:
    with st.container(border=True):
        name = person.display_name if person else "nobody who is shown now"
        st.subheader(plain(f"{name}: {one.fact}"), anchor=False)
        st.markdown(
            bullets([f"Filed: {wording.day(one.filed_at.date())}, {_left(one.filed_at, today)}", plain(one.text)])
        )
        link_to_dispute(one.id or 0, f"Decide dispute {one.id}", _here())


def _left(filed: datetime, today: date) -> str:
    days = DECISION - (today - filed.date()).days
    return f"{days} days left" if days >= 0 else "overdue"


# --- downloads --------------------------------------------------------------------------------------------------

HEADS = ("id", "name", "source", "subject", "since", "what")
HEADS_OF_LINKS = ("question", "state", "entry", "source", "person", "person id", "probability")
HEADS_OF_DISPUTES = ("number", "filed", "about", "fact", "wish", "what is wrong")
Row = tuple[str, ...]


def _download(name: str, heads: Row, rows: Callable[[Session], Iterable[Row]]) -> None:
    """The whole list as the filters leave it."""
    st.download_button(
        "Download this list (CSV)", for_signed_in(partial(_csv, heads, rows)), file_name=f"{name}.csv",
        mime="text/csv", on_click="ignore",
    )  # fmt: skip


def _csv(heads: Row, rows: Callable[[Session], Iterable[Row]]) -> bytes:
    """Asked for after the page was made, when its session is closed."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    engine = connect(config().database_url, read_only=True)
    try:
        with Session(engine) as session:
            writer.writerows(cells(row) for row in rows(session))
    finally:
        engine.dispose()
    return text.getvalue().encode("utf-8-sig")


def _rows(session: Session, kind: FindingKind, asked: Asked) -> Iterator[Row]:
    for one in findings.waiting(session, kind, asked, limit=findings.how_many(session, kind, asked)):
        since = f"{one.since:%Y-%m-%d}" if one.since else ""
        yield one.practitioner_id, one.name, one.source_title, one.check.subject, since, "; ".join(what_it_is(one))


def _rows_of_links(session: Session, state: str | None, source: str | None) -> Iterator[Row]:
    many = reviewing.how_many_open(session, state=state, source=source)
    for one in reviewing.open_questions(session, limit=many, state=state, source=source):
        yield (
            one.id, one.state or "", one.left.name, source_of(one.left), one.right.name,
            one.right.practitioner_id or "", f"{one.probability:.3f}",
        )  # fmt: skip


def _rows_of_disputes(session: Session) -> Iterator[Row]:
    waiting = disputes.waiting(session)
    whose = disputes.followed(session, waiting)
    for one in waiting:
        person = session.get(Practitioner, whose[one.id or 0] or "")
        name = person.display_name if person else ""
        yield str(one.id), f"{one.filed_at:%Y-%m-%d}", name, one.fact, one.wish.value, one.text
