"""Rosters: a file of people is handed in, checked beside the server, and given back with what is known of each."""

from datetime import datetime

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from directory.accounts import Reader
from directory.config import config
from directory.pages.coordinators import only_for_coordinators
from directory.pages.keeping import NotKeptError, keep
from directory.pages.roster_result import ADDRESS, CHANGED, FILTERS, STATUSES, address, show_run
from directory.pages.roster_upload import Upload, uploaded
from directory.pages.shared import Visit, framed, titled
from directory.pages.tables import Link, show_table
from directory.pages.text import plain
from directory.roster import background
from directory.roster.at_once import remember
from directory.roster.columns import RosterError
from directory.roster.file import open_roster
from directory.roster.handed_in import HandedIn
from directory.roster.job import NAMED, Order, Outcome, begin
from directory.roster.limits import LIMITS
from directory.store import rosters
from directory.store.rosters_tables import Roster

TOLD = "roster told"  # kept between two showings: why nothing was begun
MOST_LISTED = 50
SHOWN = "roster shown"  # the showing before was that of a run


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    number = str(st.query_params.get("run") or "")
    roster = rosters.roster_of(visit.session, int(number)) if number.isdecimal() and len(number) < 18 else None
    if roster is not None:
        st.session_state[SHOWN] = True
        return show_run(visit, roster, all_of_them)
    if st.session_state.pop(SHOWN, False):
        # The link to the list leaves the browser's address as it was, and the next act would lead back to the run.
        st.query_params.from_dict({})
    titled("Rosters")
    st.title("Rosters", anchor=False)
    if number:
        st.warning("That roster is not there any more.")
    if (why := st.session_state.pop(TOLD, None)) is not None:
        st.error(why)
    if visit.may_write:
        _form(visit)
    return _earlier(visit)


def all_of_them() -> None:
    """The way back to the list."""
    target = st.Page(page, title="Rosters", url_path=ADDRESS)
    st.page_link(target, label=":blue[All rosters]")


def _form(visit: Visit) -> None:
    st.header("Check a file of people", anchor=False)
    st.markdown(
        f"{plain(LIMITS)} Columns of social security numbers, birth dates, DEA numbers and tax ids are dropped before "
        "anything is kept, and so is any cell that is written like a social security number or tells a birth date. The "
        "other cells are kept with their answers until somebody deletes the roster."
    )
    upload = uploaded(visit.session)
    if upload is None:
        return
    st.text_input(
        "What the roster is called; runs of one name are compared", upload.name[:NAMED], key=_name_key(upload),
        max_chars=NAMED,
    )  # fmt: skip
    st.button("Check this roster", key="check_roster", type="primary", on_click=_begun, args=(visit, upload))


def _name_key(upload: Upload) -> str:
    """Of the field with the name: another file never takes the name of the one before."""
    return f"roster_name {upload.digest[:8]} {upload.name}"


def _begun(visit: Visit, upload: Upload) -> None:
    """Keeps the cleaned file, and lets the check begin."""
    found: list[int] = []

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        with upload.as_file() as file, Session(engine) as session:
            roster = open_roster(
                file, sheet=upload.sheet, header_row=upload.header_row, mapping=upload.whole_mapping or None
            )
            handed, by = HandedIn(roster), reader.shown
            order = Order(
                name=str(st.session_state.get(_name_key(upload)) or "").strip() or None, file_name=upload.name, by=by,
                way="page", today=visit.today, now=now,
            )  # fmt: skip
            found.append(begin(session, handed, order).id)
            if upload.corrected:
                remember(session, handed, upload.whole_mapping, by, now)
            session.commit()

    try:
        keep("roster", act)
    except RosterError as error:
        st.session_state[TOLD] = plain(str(error))
        return
    except NotKeptError as error:
        st.session_state[TOLD] = plain(str(error))
        return
    background.start(config(), found[0])
    for name in FILTERS:
        st.query_params.pop(name, None)
    st.query_params["run"] = str(found[0])


def _earlier(visit: Visit) -> str:
    st.header("Rosters that were checked", anchor=False)
    found = rosters.runs(visit.session)
    if not found:
        st.markdown("None was checked yet.")
        return "No roster was checked yet"
    heads = ("Roster", "Day", "Checked by", "Rows", "Done", "For review", "Rejected", "Changed since the last time")
    show_table("Rosters, the newest first", heads, [_listed(one) for one in found[:MOST_LISTED]])
    if len(found) > MOST_LISTED:
        st.markdown(f"And {len(found) - MOST_LISTED:,} older ones: `needleproof rosters list` names them all.")
    return f"{len(found):,} rosters"


def _listed(one: Roster) -> list[str | Link]:
    name = Link(one.name, address(one.id))
    told: list[str | Link] = [name, one.as_of.isoformat(), one.by, f"{one.rows:,}"]
    if one.ended_at is None:
        return [*told, "not ended yet", "", "", ""]
    came = Outcome.of(one)
    numbers: list[str | Link] = [
        Link(f"{came.statuses[status]:,}", address(one.id, show=word)) for word, status in STATUSES.items()
    ]
    changed: str | Link = "first time" if came.changed is None else f"{came.changed:,}"
    if came.changed:
        changed = Link(f"{came.changed:,}", address(one.id, show=CHANGED))
    return [*told, *numbers, changed]
