"""Discrepancies: of one person every source side by side, with letters to set it right; of all people a list. For
coordinators.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import partial

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from directory import comparing_sources, wording
from directory.comparing_sources import HEADS, OURS, Chosen, Column, Compared, Discrepancy, Fact, Holder
from directory.config import config
from directory.exporting.cells import cells
from directory.normalize.states import STATE_NAMES
from directory.pages.coordinators import only_for_coordinators
from directory.pages.downloading import for_signed_in
from directory.pages.practitioner import link_to
from directory.pages.shared import Visit, bullets, framed, titled
from directory.pages.tables import Link, Noted, Shown, show_table
from directory.pages.text import plain
from directory.profiles import find_id
from directory.store.database import connect
from directory.store.evidence import EvidenceStore

ADDRESS = "discrepancies"
PAGE_SIZE = 20
MOST_LOOKED_AT = 2_000  # people, for one showing of the list
ANY_STATE, ANY_FACT, ANY_HOLDER = "Any state", "Any fact", "Anybody's"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
FACTS = {fact.value.capitalize(): fact for fact in Fact if fact is not Fact.FORMER}
HOLDERS = {
    "The NPI registry's": Holder.REGISTRY, "A board's": Holder.BOARD, "A training body's": Holder.ISSUER,
    "A clinic's or finder's": Holder.LISTING,
}  # fmt: skip
OF_OURS = {
    "name": "Name", "license_number": "License number", "license_state": "State of the license",
    "license_expires": "License expires", "profession": "Profession", "letters": "Letters after the name",
    "address": "Practice address, in one line", "mailing_address": "Mailing address, in one line", "phone": "Phone",
    "web_page": "Web page",
}  # fmt: skip
assert set(OF_OURS) <= set(OURS)


def link_to_discrepancies(practitioner_id: str, label: str) -> None:
    target = st.Page(page, title="Discrepancies", url_path=ADDRESS)
    st.page_link(target, label=f":blue[{plain(label)}]", query_params={"who": practitioner_id})


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    asked = str(st.query_params.get("who") or "").strip()[:64]
    return _one(visit, asked) if asked else _list(visit)


# --- one person -------------------------------------------------------------------------------------------------


def _one(visit: Visit, asked: str) -> str:
    st.html(f'<p><a href="/{ADDRESS}" target="_self">All discrepancies</a></p>')
    ident = find_id(visit.session, asked)
    if ident is None:
        titled("Discrepancies")
        st.title("There is nobody under this address", anchor=False)
        return "There is nobody under this address"
    top = st.container()  # the page's own heading stands first
    with st.expander("Compare with your own file"):
        given = {
            key: text for key, label in OF_OURS.items() if (text := st.text_input(label, key=f"ours {key}").strip())
        }
        st.markdown("What you type here is compared and not kept.")
    (one,) = comparing_sources.compared(visit.session, [ident], given or None)
    titled("Discrepancies", one.name)
    with top:
        st.title(plain(f"What sources say of {one.name}"), anchor=False)
        link_to(one.practitioner_id, f"See all checks: {one.name}")
    _side_by_side(one)
    total = len(one.found)
    told = f"{total:,} {'discrepancy' if total == 1 else 'discrepancies'}" if total else "Nothing differs"
    st.header(told, anchor=False)
    if not one.found:
        st.markdown(
            "Nicknames, abbreviations, suites, letters behind a name and the form of numbers are no difference."
        )
        return told
    show_table("What differs, and whose word counts", ("Fact", "Differs in", "Says", "What counts", "Why"),
               [_row(found) for found in one.found])  # fmt: skip
    _letters(visit, one)
    return told


def _side_by_side(one: Compared) -> None:
    columns = [column for column in one.columns if column.facts]
    if not columns:
        st.markdown("No source that can be compared is linked to this person.")
        return
    wrong = {(found.fact, found.wrong.key, found.says.words) for found in one.found}
    rows: list[Sequence[Shown]] = []
    for fact in Fact:
        if any(column.facts.get(fact) for column in columns):
            rows.append([fact.value, *(_cell(fact, column, wrong) for column in columns)])
    rows.append(["read at", *(_read(column) for column in columns)])
    show_table("Every source side by side", ["Fact", *(column.title for column in columns)], rows)


def _cell(fact: Fact, column: Column, wrong: set[tuple[Fact, str, str]]) -> Shown:
    told = column.facts.get(fact, ())
    if not told:
        return "not told"
    return Noted([f"≠ DIFFERS: {one.words}" if (fact, column.key, one.words) in wrong else one.words for one in told])


def _read(column: Column) -> Shown:
    if column.read_at is None:
        return "typed in by you"
    lines: list[str | Link] = [wording.moment(column.read_at)]
    if column.page:
        lines.append(Link("its page", column.page))
    if column.sha256:
        lines.append(Link("the bytes", f"/evidence/{column.sha256}"))
    return Noted(lines)


def _row(found: Discrepancy) -> Sequence[Shown]:
    note = f"{found.why} Neither is proved." if found.claims else found.why
    return (
        found.fact.value, found.wrong.title, found.says.words, f"{found.right.title}: {found.ruling.words}",
        note,
    )  # fmt: skip


def _letters(visit: Visit, one: Compared) -> None:
    sender = visit.reader.shown if visit.reader else ""
    st.header("Letters to set it right", anchor=False)
    for letter in comparing_sources.letters(one.name, one.npi, one.found, visit.today, sender=sender):
        st.subheader(plain(f"To {letter.to}"), anchor=False)
        if letter.page:
            st.markdown(bullets([f"Where the entry stands: {plain(letter.page)}"]))
        st.code(letter.text, language=None, wrap_lines=True)
    now = datetime.combine(visit.today, time(12), UTC)
    st.download_button(
        "Download letters and evidence (ZIP)", for_signed_in(partial(_pack, one, now, sender)),
        file_name=comparing_sources.file_name(one, now), mime="application/zip", on_click="ignore",
    )  # fmt: skip


def _pack(one: Compared, now: datetime, sender: str) -> bytes:
    """Asked for after the page was made, when its session is closed."""
    settings = config()
    engine = connect(settings.database_url, read_only=True)
    try:
        with Session(engine) as fresh:
            return comparing_sources.pack(fresh, one, EvidenceStore(settings.evidence_dir), now=now, sender=sender)
    finally:
        engine.dispose()


# --- all people -------------------------------------------------------------------------------------------------


def _from_start() -> None:
    if "page" in st.session_state:
        st.session_state["page"] = 1


def _list(visit: Visit) -> str:
    titled("Discrepancies")
    st.title("Where sources disagree about a person", anchor=False)
    st.markdown(
        "What one source writes otherwise than the one whose word counts in it, with letters to set it right. Other "
        "spellings of the same are left out."
    )
    chosen = _chosen()
    ids = comparing_sources.people(visit.session, chosen, limit=MOST_LOOKED_AT + 1)
    looked = ids[:MOST_LOOKED_AT]
    found = [one for _, part in comparing_sources.differing(visit.session, looked, chosen) for one in part]
    told = f"{len(found):,} {'person' if len(found) == 1 else 'people'} with discrepancies"
    st.header(told, anchor=False)
    if len(ids) > len(looked):
        st.markdown(
            f"These are of the first {MOST_LOOKED_AT:,} people by name. Choose a state, or let "
            "`needleproof discrepancies --out FILE` look at all."
        )
    if not found:
        return told
    pages = -(-len(found) // PAGE_SIZE)
    shown = st.container()
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    with shown:
        rows: list[Sequence[Shown]] = [
            (
                Link(one.name, f"?who={one.practitioner_id}"),
                Noted([f"{each.fact.value}: {each.wrong.title}" for each in one.found if chosen.fits(each)]),
            )
            for one in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        ]
        show_table(f"People with discrepancies, page {number} of {pages}", ("Who", "What, and in which source"), rows)
    st.download_button(
        "Download this list (CSV)", for_signed_in(partial(_csv, found, chosen)), file_name="discrepancies.csv",
        mime="text/csv", on_click="ignore",
    )  # fmt: skip
    return told


def _chosen() -> Chosen:
    left, middle, right = st.columns(3)
    state = _select(left, "State", ANY_STATE, STATES, "state")
    fact = _select(middle, "Fact", ANY_FACT, FACTS, "fact")
    holder = _select(right, "Whose entry is wrong", ANY_HOLDER, HOLDERS, "holder")
    return Chosen(state=STATES.get(state), fact=FACTS.get(fact), holder=HOLDERS.get(holder))


def _select(where: DeltaGenerator, label: str, anything: str, options: Mapping[str, object], key: str) -> str:
    return where.selectbox(label, [anything, *options], key=key, bind="query-params", on_change=_from_start)


def _csv(found: Sequence[Compared], chosen: Chosen) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for one in found:
        writer.writerows(cells(row) for row in comparing_sources.rows(one, chosen))
    return text.getvalue().encode("utf-8-sig")
