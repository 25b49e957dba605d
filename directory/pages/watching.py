"""Watch: the lists of people who are followed, and what was told of them. For coordinators."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from sqlmodel import Session

from directory.monitoring.kinds import KINDS, WEIGHTS, Kind, Weight
from directory.monitoring.lists import watch_lists
from directory.monitoring.members import Member, how_many_on, members
from directory.monitoring.notices import Asked, Shown, how_many, notices
from directory.monitoring.sheets import all_runs
from directory.pages.coordinators import only_for_coordinators
from directory.pages.downloading import for_signed_in
from directory.pages.shared import Visit, framed, titled
from directory.pages.tables import Link, show_table
from directory.pages.tables import Shown as Cell
from directory.pages.text import plain
from directory.pages.watching_files import table_file
from directory.pages.watching_lists import show_changing, show_filling, told_before
from directory.pages.watching_now import show_now
from directory.store.watching_tables import WatchList
from directory.wording import day

ALL_LISTS, ANY_KIND, ANY_WEIGHT = "All lists", "Anything", "All"
PAGE_SIZE = 25
MOST_CHOICES = 500  # people to choose from; of a longer list they are named
HEADS = ("told_on", "weight", "kind", "name", "practitioner_id", "subject", "day", "text")
NOT_PUBLISHED = "Nobody is published under this address any more"


def list_asked(lists: Mapping[str, WatchList]) -> WatchList | None:
    """The list to look at, in the address; None for all of them."""
    name = st.selectbox("Watch list", [ALL_LISTS, *lists], key="watch_list", bind="query-params", on_change=_from_start)
    return lists.get(name)


def lists_of(session: Session) -> dict[str, WatchList]:
    return {one.name: one for one in watch_lists(session)}


def person_link(practitioner_id: str | None, name: str) -> Cell:
    return Link(name, f"/practitioner?id={practitioner_id}") if practitioner_id else name


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    titled("Watch")
    st.title("Watch", anchor=False)
    st.markdown(
        "Whose licenses, exclusions and training are followed, and what monitoring told of them, each thing once. "
        "Monitoring runs with `needleproof monitor`, or from here."
    )
    told_before()
    lists = lists_of(visit.session)
    of = list_asked(lists)
    runs = all_runs(visit.session)
    if runs:
        st.markdown(f"Monitoring ran last for {day(runs[0].as_of)}.")
    elif lists:
        st.markdown("Monitoring never ran: run `needleproof monitor`.")
    if lists:
        show_now(visit, of)
    said = _notices(visit, of)
    st.header("People" if of else "Lists", anchor=False)
    people = how_many_on(visit.session)
    on_it = people.get(of.id or 0, 0) if of else 0
    if of is None:
        _lists(lists, people)
    else:
        _people(visit.session, of, on_it)
    if visit.may_write:
        show_filling(visit, lists, of)
        if of is not None:
            show_changing(of, _names(visit.session, of) if on_it <= MOST_CHOICES else None)
    return said


# --- what was told ----------------------------------------------------------------------------------------------------


def _notices(visit: Visit, of: WatchList | None) -> str:
    st.header("What was told", anchor=False)
    left, right = st.columns(2)
    kinds = {word: kind for kind, word in KINDS.items()}
    weights = {word: weight for weight, word in WEIGHTS.items()}
    kind = left.selectbox("About", [ANY_KIND, *kinds], key="about", bind="query-params", on_change=_from_start)
    weight = right.selectbox("Weight", [ANY_WEIGHT, *weights], key="weight", bind="query-params", on_change=_from_start)
    asked = Asked(list_id=of.id if of else None, kind=kinds.get(kind), weight=weights.get(weight))
    total = how_many(visit.session, asked)
    said = f"{total:,} {'thing was' if total == 1 else 'things were'} told"
    if not total:
        st.markdown("Nothing was told.")
        return "Nothing was told"
    pages = -(-total // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="told_page", bind="query-params") if pages > 1 else 1
    with shown:
        some = notices(visit.session, asked, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
        show_table(
            f"{said}, the newest first", ("Who", "What", "Weight", "About", "Told on"), [_row(one) for one in some]
        )
    bind = visit.session.get_bind()

    def made() -> bytes:
        with Session(bind) as session:  # that of the page is closed by then
            return table_file([HEADS, *map(_line, notices(session, asked))])

    st.download_button(
        "Download as CSV", for_signed_in(made), file_name="monitoring.csv", mime="text/csv", on_click="ignore"
    )
    return said


def _row(one: Shown) -> list[Cell]:
    notice = one.notice
    return [
        person_link(one.practitioner_id, notice.name), notice.text, WEIGHTS[Weight(notice.weight)],
        KINDS[Kind(notice.kind)], day(one.told_at.date()),
    ]  # fmt: skip


def _line(one: Shown) -> tuple[str, ...]:
    notice = one.notice
    return (
        one.told_at.isoformat(timespec="seconds"), notice.weight, notice.kind, notice.name,
        one.practitioner_id or notice.practitioner_id, notice.subject, notice.day.isoformat(), notice.text,
    )  # fmt: skip


# --- who is watched ---------------------------------------------------------------------------------------------------


def _lists(lists: Mapping[str, WatchList], people: Mapping[int, int]) -> None:
    if not lists:
        st.markdown("There is no watch list yet.")
        return
    rows: list[list[Cell]] = [
        [
            Link(name, f"?{urlencode({'watch_list': name})}"), f"{people.get(one.id or 0, 0):,}",
            f"{day(one.made_at.date())}, {one.made_by}", "yes" if one.feed_token_sha256 else "no",
        ]
        for name, one in lists.items()
    ]  # fmt: skip
    show_table("Watch lists", ("List", "People", "Made", "Has a feed"), rows)


def _people(session: Session, of: WatchList, total: int) -> None:
    if not total:
        st.markdown("Nobody is on this list.")
        return
    pages = -(-total // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="people_page", bind="query-params") if pages > 1 else 1
    with shown:
        some = members(session, of.id or 0, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
        show_table(
            f"{total:,} people on the list {of.name}",
            ("Who", "NPI", "Added"),
            [
                [person_link(one.id, _called(one)), one.npi or "none", f"{day(one.added_at.date())}, {one.added_by}"]
                for one in some
            ],
        )
    bind, number_of_list = session.get_bind(), of.id or 0

    def made() -> bytes:
        with Session(bind) as anew:  # that of the page is closed by then
            lines = [
                (one.id or one.added_as, _called(one), one.npi or "none", one.added_at.isoformat(), one.added_by)
                for one in members(anew, number_of_list)
            ]
        return table_file([("practitioner_id", "name", "npi", "added_at", "added_by"), *lines])

    st.download_button(
        "Download the list as CSV", for_signed_in(made), file_name="watch-list.csv", mime="text/csv", on_click="ignore"
    )


def _called(one: Member) -> str:
    return one.name or NOT_PUBLISHED


def _names(session: Session, of: WatchList) -> dict[str, str]:
    """Id as it was put on the list -> how to call the person in a choice."""
    return {
        one.added_as: f"{_called(one)}, NPI {one.npi or 'none'} ({one.added_as})"
        for one in members(session, of.id or 0)
    }


def _from_start() -> None:
    """Other filters are shown from the first page."""
    for key in ("told_page", "people_page"):
        if key in st.session_state:
            st.session_state[key] = 1


def link_to_watch(practitioner_id: str, label: str) -> None:
    """To the form that puts somebody on a list, filled in."""
    here = st.Page(page, title="Watch", url_path="watch")
    st.page_link(here, label=f":blue[{plain(label)}]", query_params={"who": practitioner_id})
