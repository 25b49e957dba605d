"""Accounts: who may sign in, for admins."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session

from directory import accounts
from directory.accounts import AccountError, Reader
from directory.accounts.passwords import LONGEST, SHORTEST
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit, bullets, framed, moment, titled
from directory.pages.tables import show_table
from directory.pages.text import plain
from directory.store.accounts_tables import Account
from directory.vocabulary import Role

TOLD, MADE = "account told", "accounts made"
MAY = {
    Role.VIEWER: "viewer: reads the desk",
    Role.COORDINATOR: "coordinator: decides and records too",
    Role.ADMIN: "admin: manages accounts too",
}
HERE, ELSEWHERE = "a password here", "the identity provider"


@framed
def page(visit: Visit) -> None:
    who = visit.reader
    if who is None or not who.may_manage:
        st.title("For admins", anchor=False)
        st.markdown("This page is there for admins only.")
        return
    titled("Accounts")
    st.title("Accounts", anchor=False)
    if told := st.session_state.pop(TOLD, None):
        (st.success if told[0] else st.error)(told[1])
    found = accounts.accounts(visit.session)
    alike = accounts.namesakes(found)
    in_force = [one for one in found if one.ended_at is None]
    st.header("Who may sign in", anchor=False)
    for one in in_force:
        with st.container(border=True):
            _one(one, alike.get(one.name, ()))
    with st.expander("Make an account", key="making an account"):
        _form()
    _ended([one for one in found if one.ended_at is not None])
    st.header("What was done last", anchor=False)
    rows = [
        (moment(act.at), act.by, act.what.value.replace("_", " "), act.subject)
        for act in accounts.acts.newest(visit.session, 50)
    ]
    show_table("The last 50 acts, the newest first", ("When", "Who", "What", "Whom"), rows)


def _one(account: Account, alike: Sequence[str]) -> None:
    """``alike``: the accounts that sign what they write like it."""
    st.subheader(plain(account.shown), anchor=False)
    facts = [
        f"Signs in as {plain(account.name)}, with {HERE if account.password else ELSEWHERE}",
        f"Made on {moment(account.made_at)}",
    ]
    if alike:
        facts.append(f"Signs like {plain(', '.join(alike))}: what they write cannot be told apart")
    st.markdown(bullets(facts))
    roles = list(MAY)
    chosen = st.selectbox(
        "Role", roles, roles.index(account.role), format_func=MAY.__getitem__, key=f"role {account.name}"
    )
    with st.container(horizontal=True):
        if chosen is not account.role:
            st.button("Change the role", key=f"change {account.name}", on_click=_change, args=(account.name, chosen))
        st.button("Sign out everywhere", key=f"out {account.name}", on_click=_out, args=(account.name,))
        with st.popover("End this account", key=f"ending {account.name}"):
            st.markdown("Nobody signs in with it any more. What they wrote stays, with their name.")
            st.button("End it", key=f"end {account.name}", on_click=_end, args=(account.name,))


def _form() -> None:
    with st.form(_new("form")):
        st.text_input("What they sign in with: a name, or their e-mail address", key=_new("name"), max_chars=80)
        st.text_input("Their name, as all that they write is signed", key=_new("shown"), max_chars=80)
        st.selectbox("Role", list(MAY), 1, format_func=MAY.__getitem__, key=_new("role"))
        st.radio("They sign in with", [HERE, ELSEWHERE], key=_new("way"))
        st.text_input(
            f"First password, {SHORTEST} characters at least; they change it under Your account",
            type="password", key=_new("password"), max_chars=LONGEST, autocomplete="new-password",
        )  # fmt: skip
        st.form_submit_button("Make it", key="make it", on_click=_make)


def _new(part: str) -> str:
    """Another key after each account: nobody gets the password of the one before."""
    return f"new {st.session_state.get(MADE, 0)} {part}"


def _ended(found: list[Account]) -> None:
    if not found:
        return
    st.header("Ended", anchor=False)
    lines = [f"{plain(one.shown)} ({plain(one.name)}), on {moment(one.ended_at)}" for one in found if one.ended_at]
    st.markdown(bullets(lines))


# --- what an admin does -----------------------------------------------------------------------------------------


def _make() -> None:
    name, shown, role = (st.session_state[_new(part)] for part in ("name", "shown", "role"))
    password = st.session_state[_new("password")] if st.session_state[_new("way")] == HERE else None

    def act(session: Session, now: datetime, by: str) -> str:
        accounts.make_account(session, name, shown, role, password, by=by, now=now)
        return f"The account {plain(name)} is made."

    if _kept(act):
        st.session_state[MADE] = st.session_state.get(MADE, 0) + 1


def _change(name: str, role: Role) -> None:
    def act(session: Session, now: datetime, by: str) -> str:
        accounts.change_role(session, name, role, by=by, now=now)
        return f"{plain(name)} is {role.value} now."

    _kept(act)


def _out(name: str) -> None:
    def act(session: Session, now: datetime, by: str) -> str:
        ended = accounts.sign_out_everywhere(session, name, by=by, now=now)
        return f"{plain(name)} was signed out; browsers: {ended}."

    _kept(act)


def _end(name: str) -> None:
    def act(session: Session, now: datetime, by: str) -> str:
        accounts.end_account(session, name, by=by, now=now)
        return f"The account {plain(name)} is ended."

    _kept(act)


def _kept(act: Callable[[Session, datetime, str], str]) -> bool:
    """``act`` is given the name of whoever manages accounts."""
    told: list[str] = []

    def whole(engine: Engine, now: datetime, reader: Reader) -> None:
        with Session(engine) as session:
            told.append(act(session, now, reader.name))
            session.commit()

    try:
        keep("accounts", whole, manage=True)
    except (AccountError, NotKeptError) as error:
        st.session_state[TOLD] = (False, f"Nothing was changed: {plain(str(error))}")
        return False
    st.session_state[TOLD] = (True, told[0])
    return True
