"""Chase: whom to ask for what is missing, with the text to send, and what was asked for already. For coordinators."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from directory.accounts import Reader
from directory.chasing import Chased, ChaseError, Filters, Item, chased, everybody, how_many, letter, mark_asked
from directory.chasing.letter import places_of
from directory.chasing.listing import MOST_COUNTED, NEVER, days_since, people, watch_lists
from directory.chasing.sent import LONGEST
from directory.config import config
from directory.exporting.cells import cells
from directory.normalize.states import STATE_NAMES
from directory.pages.downloading import for_signed_in
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit, bullets, framed, small, titled
from directory.pages.tables import Link, Noted, show_table
from directory.pages.text import plain
from directory.profiles import find_id
from directory.store.database import connect
from directory.vocabulary import PROFESSION_NAMES
from directory.wording import day

ADDRESS = "chase"
FILTERS = ("chase_state", "chase_for", "chase_asked", "chase_list", "chase_all", "chase_page")  # in the address
PAGE_SIZE = 20
TOLD = "chase told"
ANY_STATE, ANY_PROFESSION, ANY_LIST = "Any state", "Any profession", "Everybody"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
PROFESSIONS = {name.capitalize(): profession for profession, name in PROFESSION_NAMES.items()}
AGES: dict[str, str | int | None] = {
    "Asked or not": None, "Never asked": NEVER, **{f"Last asked {n} days ago or longer": n for n in (7, 14, 30, 60)},
}  # fmt: skip
HEADS = ("id", "NPI", "name", "missing", "to send", "asked for by", "last asked", "days ago", "asked by", "sent to")


@framed
def page(visit: Visit) -> str | None:
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there for whoever is signed in.")
        return None
    if told := st.session_state.pop(TOLD, None):
        (st.success if told[0] else st.error)(plain(told[1]))
    asked = str(st.query_params.get("who") or "").strip()[:64]
    if asked:
        return _one(visit, asked)
    return _list(visit)


# --- the list ---------------------------------------------------------------------------------------------------------


def _list(visit: Visit) -> str:
    titled("Chase")
    st.title("What is missing, and who can give it", anchor=False)
    st.markdown(
        "People of whom a verdict is not known for want of a fact or paper that they have. An item closes by itself "
        "when the paper is filed and published; nobody closes one."
    )
    filters = _filters(visit)
    total = how_many(visit.session, filters, today=visit.today)
    if not total:
        st.header("Nobody is to be asked", anchor=False)
        st.markdown("Nothing that people could give is missing here, or the filters hide whom it is missing of.")
        return "Nobody is to be asked"
    many = f"more than {MOST_COUNTED:,} people" if total > MOST_COUNTED else _people(total)
    st.header(many[:1].upper() + many[1:], anchor=False)
    pages = -(-min(total, MOST_COUNTED) // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="chase_page", bind="query-params") if pages > 1 else 1
    with shown:
        found = people(visit.session, filters, today=visit.today, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
        rows = [
            (Link(one.name, f"?who={one.id}"), Noted([item.what for item in one.items]), _last(one, visit))
            for one in found
        ]
        show_table(f"Whom to ask, page {number} of {pages}", ("Who", "Missing", "Last asked"), rows)
    st.download_button(
        "Download this list (CSV)", for_signed_in(partial(_csv, config().database_url, filters, visit.today)),
        file_name="chase.csv", mime="text/csv", on_click="ignore",
    )  # fmt: skip
    return many


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _filters(visit: Visit) -> Filters:
    left, right = st.columns(2)
    state = left.selectbox("State", [ANY_STATE, *STATES], **_kept("chase_state"))
    profession = right.selectbox("Profession", [ANY_PROFESSION, *PROFESSIONS], **_kept("chase_for"))
    age = left.selectbox("Asked before?", list(AGES), **_kept("chase_asked"))
    lists = watch_lists(visit.session)
    watched = right.selectbox("On the watch list", [ANY_LIST, *lists], **_kept("chase_list"))
    everything = st.checkbox(
        "Also those of whom no more than a certificate of training is missing, which no rule asks for",
        **_kept("chase_all"),
    )
    return Filters(
        state=STATES.get(state),
        profession=PROFESSIONS.get(profession),
        asked=AGES.get(age),
        watched=watched if watched in lists else None,
        verdicts=not everything,
    )


def _kept(name: str) -> dict[str, Any]:
    """In the address, and shown from the first page when it changes."""
    return {"key": name, "bind": "query-params", "on_change": _from_start}


def _from_start() -> None:
    if "chase_page" in st.session_state:
        st.session_state["chase_page"] = 1


def _last(one: Chased, visit: Visit) -> str:
    found = [last for item in one.items if (last := one.last_asked(item.key))]
    waiting = len(one.items) - len(found)
    if not found:
        return "not asked yet"
    days = max(days_since(last.asked_at, visit.today) for last in found)
    return f"{_ago(days)}{f'; {waiting} not asked yet' if waiting else ''}"


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} ago"


def _csv(url: str, filters: Filters, today: date) -> bytes:
    """Every item of everybody whom the filters let through, a row each. Read when it is asked for."""
    engine = connect(url, read_only=True)
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEADS)
    try:
        with Session(engine) as session:
            for one in everybody(session, filters, today=today):
                for item in one.items:
                    last = one.last_asked(item.key)
                    told: list[object] = [
                        one.id,
                        one.npi,
                        one.name,
                        item.what,
                        item.paper,
                        "; ".join(places_of(item.asks)),
                    ]
                    told += (
                        [f"{last.asked_at:%Y-%m-%d}", days_since(last.asked_at, today), last.asked_by,
                         last.sent_to] if last else [None] * 4
                    )  # fmt: skip
                    writer.writerow(cells(told))
    finally:
        engine.dispose()
    return made.getvalue().encode()


# --- one person -------------------------------------------------------------------------------------------------------


def _one(visit: Visit, asked: str) -> str | None:
    _back()
    ident = find_id(visit.session, asked)
    one = chased(visit.session, ident) if ident else None
    if one is None:
        titled("Nobody here")
        st.title("Nobody has this id here", anchor=False)
        return None
    titled(one.name, "Chase")
    st.title(plain(one.name), anchor=False)
    from directory.pages.practitioner import link_to  # it links here, so neither can wait for the other

    link_to(one.id, f"The profile of {one.name}: file a paper there")
    show_open(visit, one)
    return f"{len(one.items)} open"


def _back() -> None:
    here = st.Page(page, title="Chase", url_path=ADDRESS)
    query = {name: str(st.query_params[name]) for name in FILTERS if name in st.query_params}
    st.page_link(here, label=":blue[Back to the list]", query_params=query)


def link_to_chase(practitioner_id: str, label: str) -> None:
    here = st.Page(page, title="Chase", url_path=ADDRESS)
    st.page_link(here, label=f":blue[{plain(label)}]", query_params={"who": practitioner_id})


def show_open(visit: Visit, one: Chased) -> None:
    """What is open of one person, the text that asks for it, and what was asked for."""
    if not one.items:
        st.header("Nothing is open", anchor=False)
        st.markdown("Nothing that this person could give is missing for a verdict.")
    else:
        st.header(f"{len(one.items)} {'item' if len(one.items) == 1 else 'items'} open", anchor=False)
        for item in one.items:
            _item(one, item, visit)
        _text(visit, one)
    if one.closed:
        st.header("Asked for, and open no more", anchor=False)
        st.markdown(bullets([
            f"{plain(row.what)}: asked for on {day(row.asked_at.date())} by {plain(row.asked_by)}" for row in one.closed
        ]))  # fmt: skip


def _item(one: Chased, item: Item, visit: Visit) -> None:
    with st.container(border=True):
        st.subheader(plain(f"{item.what[:1].upper()}{item.what[1:]}"), anchor=False)
        st.markdown(plain(f"To send: {item.paper}."))
        st.markdown(bullets([plain(f"Asked for by {line}") for line in places_of(item.asks)]))
        last = one.last_asked(item.key)
        if last is None:
            st.markdown(small("Not asked yet."))
        else:
            ago = _ago(days_since(last.asked_at, visit.today))
            st.markdown(small(f"Asked {ago} by {last.asked_by}, sent to {last.sent_to}."))


def _text(visit: Visit, one: Chased) -> None:
    st.header("Text to send", anchor=False)
    wanted = st.multiselect(
        "What to ask for", [item.key for item in one.items], [item.key for item in one.items],
        format_func={item.key: item.what for item in one.items}.__getitem__, key=f"chase what {one.id}",
    )  # fmt: skip
    items = [item for item in one.items if item.key in wanted]
    if not items:
        st.markdown("Choose what to ask for.")
        return
    text = letter(one.name, items, by=visit.reader.shown if visit.reader else "")
    st.code(text, language=None, wrap_lines=True)
    st.download_button(
        "Download the text", text, file_name=f"request_{one.id}.txt", mime="text/plain", on_click="ignore"
    )
    if visit.may_write and visit.reader is not None:
        with st.form(f"asked {one.id}", clear_on_submit=True):
            st.text_input("Sent to (an address or a person)", key=f"chase to {one.id}", max_chars=LONGEST)
            st.form_submit_button("Mark as asked", on_click=_mark, args=(one.id, items, text), key="mark as asked")


def _mark(practitioner_id: str, items: Sequence[Item], text: str) -> None:
    to = str(st.session_state.get(f"chase to {practitioner_id}") or "")

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        mark_asked(engine, practitioner_id, items, text, by=reader.shown, to=to, now=now)

    try:
        keep("chase", act)
    except (ChaseError, NotKeptError) as error:
        st.session_state[TOLD] = (False, str(error))
        return
    st.session_state[TOLD] = (True, f"{len(items)} marked as asked.")
