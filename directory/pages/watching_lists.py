"""Forms that change a watch list: people put on it and taken off, its feed, its end."""

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st
from sqlalchemy import Engine

from directory.monitoring.lists import (
    LONGEST_NAME,
    WatchError,
    add_people,
    end_list,
    new_feed,
    remove_people,
    revoke_feed,
)
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit, bullets
from directory.pages.text import plain
from directory.pages.watching_files import base_address
from directory.store.watching_tables import WatchList

# Kept between two showings: what came of it, a feed's secret to be shown once, and how often people were added.
TOLD, SECRET, FILLED = "watch told", "watch secret", "watch filled"
LONGEST_ASKED = 100_000  # characters
LONGEST_WHY = 500


def told_before() -> None:
    """What came of the last act."""
    if told := st.session_state.pop(TOLD, None):
        (st.success if told[0] else st.error)(told[1])
    if token := st.session_state.pop(SECRET, None):
        base = base_address()
        st.warning("These addresses are shown this once. Whoever has them reads what is told of this list.")
        st.code(f"{base}/desk/feeds/{token}.xml\n{base}/desk/feeds/{token}.ics", language=None)


def show_filling(visit: Visit, lists: Mapping[str, WatchList], of: WatchList | None) -> None:
    """``of``: the list that is looked at. The address may name whom to put on a list, as ``?who=``."""
    asked = str(st.query_params.get("who") or "")[:LONGEST_ASKED]
    with st.expander("Put people on a list", expanded=bool(asked)), st.form(f"fill {st.session_state.get(FILLED, 0)}"):
        st.text_input(
            "List: one there is, or a new name", of.name if of else next(iter(lists), ""), key=_key("list"),
            max_chars=LONGEST_NAME,
        )  # fmt: skip
        st.text_area("NPIs or ids in this directory, one a line", asked, key=_key("people"), max_chars=LONGEST_ASKED)
        st.form_submit_button("Put them on the list", key="fill it", on_click=_filled)


def show_changing(of: WatchList, names: Mapping[str, str] | None) -> None:
    """``names``: of the people on the list, by the ids they were put on it with; None where they are too many to choose
    from.
    """
    with st.expander("Take people off this list"), st.form("take off"):
        if names is None:
            st.text_area("Who: NPIs or ids, one a line", key="off_named", max_chars=LONGEST_ASKED)
        else:
            st.multiselect("Who", list(names), format_func=lambda one: names.get(one, one), key="off_who")
        st.text_input("Why", key="off_why", max_chars=LONGEST_WHY)
        st.form_submit_button("Take them off", key="take them off", on_click=_taken_off, args=(of.name,))
    with st.expander("Feed and calendar of this list"):
        st.markdown(
            "A secret address for feed readers and calendars. An entry that may be somebody else's is told there as "
            "“a check needs a look”, without a name. A new address makes the one before lead nowhere."
        )
        st.button("Make a new address", key="new feed", on_click=_new_feed, args=(of.name,))
        if of.feed_token_sha256 is not None:
            st.button("Revoke the address", key="revoke feed", on_click=_revoked, args=(of.name,))
    with st.expander("End this list"):
        st.markdown("Nobody is watched for its sake any more. What it told stays; its name is not used again.")
        st.button("End this list", key="end list", on_click=_ended, args=(of.name,))


def _key(name: str) -> str:
    """Another one after each filling, so that the form is empty for the next people."""
    return f"watch {st.session_state.get(FILLED, 0)} {name}"


def _ids(typed: object) -> list[str]:
    return str(typed or "").replace(",", " ").split()


def _filled() -> None:
    name = str(st.session_state.get(_key("list")) or "")
    people = _ids(st.session_state.get(_key("people")))

    def act(engine: Engine, now: datetime, by: str) -> str:
        if not people:
            raise WatchError("nobody is named: write NPIs or ids, one a line")
        done = add_people(engine, name, people, by=by, now=now)
        lines = [f"{plain(who)}: {plain(why)}" for who, why in done.refused.items()]
        already = f" {len(done.already):,} were on it already." if done.already else ""
        refused = f" Not added:\n{bullets(lines)}" if lines else ""
        return f"{len(done.added):,} added to {plain(done.list_name)}.{already}{refused}"

    if _kept(act):
        st.session_state[FILLED] = int(st.session_state.get(FILLED, 0)) + 1
        st.query_params.pop("who", None)


def _taken_off(name: str) -> None:
    who = list(st.session_state.get("off_who") or ()) or _ids(st.session_state.get("off_named"))
    why = str(st.session_state.get("off_why") or "")

    def act(engine: Engine, now: datetime, by: str) -> str:
        if not who:
            raise WatchError("nobody is named")
        return f"{len(remove_people(engine, name, who, by=by, why=why, now=now)):,} taken off {plain(name)}."

    _kept(act)


def _new_feed(name: str) -> None:
    def act(engine: Engine, now: datetime, by: str) -> str:
        st.session_state[SECRET] = new_feed(engine, name, by=by, now=now)
        return f"{plain(name)} has a new feed."

    _kept(act)


def _revoked(name: str) -> None:
    def act(engine: Engine, now: datetime, by: str) -> str:
        revoke_feed(engine, name, by=by, now=now)
        return f"The feed of {plain(name)} leads nowhere any more."

    _kept(act)


def _ended(name: str) -> None:
    def act(engine: Engine, now: datetime, by: str) -> str:
        return f"{plain(end_list(engine, name, by=by, now=now))} is ended."

    _kept(act)


def _kept(act: Callable[[Engine, datetime, str], str]) -> bool:
    """``act`` is given the name that it is signed with."""
    found: list[str] = []
    try:
        keep("watch lists", lambda engine, now, reader: found.append(act(engine, now, reader.shown)))
    except (WatchError, NotKeptError) as error:
        st.session_state[TOLD] = (False, plain(f"{error}."))
        return False
    st.session_state[TOLD] = (True, "".join(found))
    return True
