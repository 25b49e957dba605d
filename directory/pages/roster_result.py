"""A roster that is checked, or was: how far it is; its rows with what came of each, to choose from and take away."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from directory.accounts import Reader
from directory.config import config
from directory.pages.downloading import for_signed_in
from directory.pages.keeping import NotKeptError, keep
from directory.pages.looking_still import Bind, signed_out
from directory.pages.shared import Visit, bullets, moment, titled
from directory.pages.tables import Link, Noted, Shown, show_table
from directory.pages.text import plain
from directory.roster import background
from directory.roster.columns import Columns, Meaning
from directory.roster.deciding import RowStatus
from directory.roster.emptied import sentences
from directory.roster.handed_in import columns_from
from directory.roster.job import Outcome, to_go_on
from directory.roster.result_file import excel_bytes, result_bytes
from directory.roster.results import COLUMNS
from directory.store import rosters
from directory.store.rosters_tables import Roster, RosterRow

ADDRESS = "rosters"
FILTERS = ("run", "show", "reason", "roster_page")  # in the address
PAGE_SIZE = 25
EVERY = 1.5  # seconds between two looks at how far it is
# What rows can be chosen by, as the address has it.
ALL, DONE, REVIEW, REJECTED, CHANGED = "All", "Done", "For review", "Rejected", "Changed"
STATUSES = {DONE: RowStatus.DONE, REVIEW: RowStatus.REVIEW, REJECTED: RowStatus.REJECTED}
ANY = "any reason"
TOLD = "roster run told"
_NAMES = (Meaning.FULL_NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST, Meaning.SUFFIX)
_SHOWN = ("np_license_status", "np_exclusion", "np_training_status", "np_rule_verdict")
_HEADS = ("Row", "Status", "Why", "Person", "License", "Exclusion", "Training", "State's rule")


def address(run: int | None, **filters: str) -> str:
    """Of a run, with some of its rows chosen."""
    return f"/{ADDRESS}?{urlencode({'run': str(run), **filters})}"


def show_run(visit: Visit, roster: Roster, back: Callable[[], None]) -> str:
    """``back``: shows the way to the list. What it returns is told to screen readers."""
    titled(roster.name, "Rosters")
    back()
    st.title(plain(roster.name), anchor=False)
    if (why := st.session_state.pop(TOLD, None)) is not None:
        st.error(why)
    st.markdown(bullets([plain(line) for line in _about(visit, roster)]))
    if roster.ended_at is None:
        _on_its_way(visit, roster)
        return "The roster is checked"
    told = _ended(visit, roster)
    _deleting(visit, roster)
    return told


def _about(visit: Visit, roster: Roster) -> list[str]:
    lines = [
        f"{roster.file_name}, handed in by {roster.by} on {moment(roster.begun_at)}; checked as of {roster.as_of}",
    ]
    if roster.never:
        dropped = (f"{roster.header[int(place)] or 'a column without a name'} ({what})" for place, what in roster.never)
        lines.append(f"Dropped before anything was kept: {', '.join(dropped)}")
    lines += [f"{told}; not kept" for told in sentences(roster.emptied)]
    previous = rosters.roster_of(visit.session, roster.previous_id) if roster.previous_id else None
    if previous is not None:
        lines.append(f"Compared with the run of {previous.as_of}")
    return lines


# --- on its way -----------------------------------------------------------------------------------------------------


def _on_its_way(visit: Visit, roster: Roster) -> None:
    assert roster.id is not None
    state, ours = background.RUNS.state(roster.id), roster.way == "page"
    if state is None and ours and visit.may_write:  # the server was started anew since
        background.start(config(), roster.id)
    elif state is not None and state.failed:
        st.error(plain(state.failed))
        st.markdown("It was begun and did not come to its end. What was answered is kept.")
        if ours and visit.may_write:
            st.button("Go on", key="go_on", on_click=_goes_on, args=(roster.id,))
        else:
            st.markdown(plain(to_go_on(roster)))
        return
    _progress(visit.session.get_bind(), roster.id, roster.rows)
    here = ours and (state is not None or visit.may_write)
    st.markdown(_GOES_ON if here else plain(to_go_on(roster)))


_GOES_ON = "This page may be closed: the check goes on, and this address leads back to it."


def _goes_on(roster_id: int) -> None:
    """Only for somebody who may write as they press the button: the page may be an old one."""
    try:
        keep("roster", lambda _engine, _now, _reader: background.start(config(), roster_id))
    except NotKeptError as error:
        st.session_state[TOLD] = plain(str(error))


@st.fragment(run_every=EVERY)
def _progress(bind: Bind, roster_id: int, rows: int) -> None:
    """How far it is; shows the whole page anew once it is at its end, and when whoever looks is signed out."""
    if signed_out(bind):
        st.rerun()
    state = background.RUNS.state(roster_id)
    with Session(bind) as session:
        kept = rosters.roster_of(session, roster_id)
        answered = rows - rosters.how_many(session, roster_id)[None]
    if kept is None or kept.ended_at is not None or (state is not None and state.failed):
        st.rerun()
    if state is not None and state.ahead:
        turn = "one roster has its" if state.ahead == 1 else f"{state.ahead} rosters have their"
        st.markdown(f"It waits: {background.AT_ONCE} rosters are checked at a time, and {turn} turn before.")
    left = f", about {_time(state.left)} left" if state is not None and state.left is not None else ""
    st.progress(answered / rows if rows else 1.0, f"{answered:,} of {rows:,} rows are answered{left}")


def _time(seconds: float) -> str:
    return f"{max(1, round(seconds))} s" if seconds < 90 else f"{round(seconds / 60)} min"


# --- ended ----------------------------------------------------------------------------------------------------------


def _ended(visit: Visit, roster: Roster) -> str:
    assert roster.id is not None
    came = Outcome.of(roster)
    told = f"{came.rows:,} rows: " + ", ".join(
        f"{came.statuses[status]:,} {word.lower()}" for word, status in STATUSES.items()
    )
    st.header(told, anchor=False)
    if came.changed is not None:
        gone = f"; {came.gone:,} of its rows are gone" if came.gone else ""
        many = "1 row" if came.changed == 1 else f"{came.changed:,} rows"
        st.markdown(f"**{many} changed** since the last time{gone}.")
        told += f", {many} changed"
    if roster.thinned:
        st.markdown("Its rows are not kept any more: only those of the last two runs are.")
        return told
    if came.reasons:
        reasons = (
            f"[{many:,} {plain(code)}]({address(roster.id, reason=code)})"
            for code, many in sorted(came.reasons.items())
        )
        st.markdown(f"Reasons: {', '.join(reasons)}.")
    _downloads(visit, roster, came)
    kind, reason = _chosen(came)
    status = STATUSES.get(kind)
    total = rosters.count(visit.session, roster.id, changed=kind == CHANGED, status=status, reason=reason)
    if not total:
        st.markdown("No row is so.")
        return told
    pages = -(-total // PAGE_SIZE)
    table = st.container()
    number = st.pagination(pages, key="roster_page", bind="query-params") if pages > 1 else 1
    columns = columns_from(roster.header, roster.at, roster.never, roster.shape)
    found = rosters.rows(
        visit.session, roster.id, changed=kind == CHANGED, status=status, reason=reason,
        offset=(number - 1) * PAGE_SIZE, most=PAGE_SIZE,
    )  # fmt: skip
    heads = (*_HEADS, "Changed") if came.changed is not None else _HEADS
    with table:
        show_table(f"{kind}: {total:,} rows", heads, [_row(one, columns, len(heads)) for one in found])
    return told


def _from_start() -> None:
    if "roster_page" in st.session_state:
        st.session_state["roster_page"] = 1


def _chosen(came: Outcome) -> tuple[str, str | None]:
    """Which rows are shown: by what came of them, and by the code of their reason."""
    numbers = {ALL: came.rows, **{word: came.statuses[status] for word, status in STATUSES.items()}}
    numbers |= {} if came.changed is None else {CHANGED: came.changed}
    kind = st.radio(
        "Rows", list(numbers), captions=[f"{number:,}" for number in numbers.values()], key="show",
        bind="query-params", horizontal=True, on_change=_from_start,
    )  # fmt: skip
    if not came.reasons:
        return kind, None
    reason = st.selectbox(
        "Reason", [ANY, *sorted(came.reasons)], key="reason", bind="query-params", on_change=_from_start
    )
    return kind, reason if reason in came.reasons else None


def _row(one: RosterRow, columns: Columns, width: int) -> list[Shown]:
    answers = dict(zip(COLUMNS, one.answers or (), strict=False))
    people = [ident for ident in answers["np_practitioner_id"].split("; ") if ident]
    links = [Link(ident if len(people) > 1 else "Profile", f"/practitioner?id={ident}") for ident in people]
    called = " ".join(_cells(one, columns))
    cells: list[Shown] = [
        Noted([f"{one.number}"], called or None),
        answers["np_row_status"],
        Noted([answers["np_reason"] or "–"], answers["np_match_basis"] or None),
        Noted(links) if links else "–",
        *(answers[name].replace("_", " ") or "–" for name in _SHOWN),  # the file has the words as they are
    ]
    return [*cells, answers["np_changed_since_last"] or "–"][:width]


def _cells(one: RosterRow, columns: Columns) -> list[str]:
    """The name, as the row has it."""
    places = [columns.place(meaning) for meaning in _NAMES]
    return [one.cells[place][:80] for place in places if place is not None and one.cells[place].strip()]


def _downloads(visit: Visit, roster: Roster, came: Outcome) -> None:
    """Made when somebody wants them."""
    bind = visit.session.get_bind()
    stem = roster.name.rpartition(".")[0] or roster.name
    with st.container(horizontal=True):
        _download("The file with the answers", bind, roster, f"{stem}-checked.csv")
        _download("The same as a workbook", bind, roster, f"{stem}-checked.xlsx")
        if came.changed:
            _download("Only the rows that changed", bind, roster, f"{stem}-changed.csv", only_changes=True)


def _download(label: str, bind: Bind, roster: Roster, name: str, *, only_changes: bool = False) -> None:
    assert roster.id is not None
    st.download_button(
        label, for_signed_in(partial(_body, bind, roster.id, name.endswith(".xlsx"), only_changes)), file_name=name,
        on_click="ignore", key=f"download {name}",
    )  # fmt: skip


def _body(bind: Bind, roster_id: int, workbook: bool, only_changes: bool) -> bytes:
    with Session(bind) as session:
        roster = rosters.roster_of(session, roster_id)
        if roster is None:
            raise ValueError("the roster was deleted meanwhile")
        make = excel_bytes if workbook else result_bytes
        return make(session, roster, only_changes=only_changes)


def _deleting(visit: Visit, roster: Roster) -> None:
    if not visit.may_write:
        return
    with st.expander("Delete this roster"):
        st.markdown(
            f"All runs of {plain(roster.name)} are deleted with their rows and answers. Files that were taken away "
            "stay where they are."
        )
        st.button("Delete all of it", key="forget", on_click=_deleted, args=(roster.name,))


def _deleted(name: str) -> None:
    def act(engine: Engine, _now: datetime, _reader: Reader) -> None:
        with Session(engine) as session:
            rosters.forget_all(session, name)
            session.commit()

    try:
        keep("roster", act)
    except NotKeptError as error:
        st.session_state[TOLD] = plain(str(error))
        return
    st.query_params.pop("run", None)
