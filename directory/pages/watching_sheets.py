"""Proof sheets of monitoring: what was searched, for whom, with which result; to download and to sign."""

import json
from datetime import datetime
from functools import partial
from urllib.parse import quote

import streamlit as st
from sqlalchemy import Engine

from directory.accounts import Reader
from directory.monitoring.running import MonitorError, sign
from directory.monitoring.sheet_pdf import file_name, pdf_of_sheet
from directory.monitoring.sheet_words import report_of
from directory.monitoring.sheets import Sheet, SheetError, Signed, all_runs, sheet_of_month, sheet_of_run
from directory.pages.coordinators import only_for_coordinators
from directory.pages.downloading import for_signed_in
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit, bullets, framed, moment, titled
from directory.pages.tables import Link, Shown, show_table
from directory.pages.text import plain
from directory.reporting import document
from directory.wording import day

TOLD = "sheet told"  # what came of signing, kept between two showings
LONGEST_NOTE = 2_000
ALL, MONTH, RUN = "All runs", "Month ", "Run "


@framed
def page(visit: Visit) -> str | None:
    if not only_for_coordinators(visit):
        return None
    titled("Proof sheets")
    st.title("Proof sheets", anchor=False)
    st.markdown(
        "What each run of monitoring looked at and found, also when nothing changed. A person reviews and signs."
    )
    if told := st.session_state.pop(TOLD, None):
        (st.success if told[0] else st.error)(told[1])
    runs = all_runs(visit.session)
    if not runs:
        st.markdown("Monitoring never ran: run `needleproof monitor`.")
        return None
    months = sorted({f"{one.ended:%Y-%m}" for one in runs}, reverse=True)
    choices = [ALL, *(f"{MONTH}{month}" for month in months), *(f"{RUN}{one.id}" for one in runs)]
    chosen = st.selectbox("Sheet of", choices, key="sheet", bind="query-params")
    if chosen == ALL:
        rows: list[list[Shown]] = [
            [
                Link(f"{RUN}{one.id}", f"?sheet={quote(f'{RUN}{one.id}')}"), day(one.as_of), f"{one.people:,}",
                f"{one.told:,}",
                f"{one.signed_by}, {moment(one.signed_at)}" if one.signed_at else "not signed yet",
            ]
            for one in runs
        ]  # fmt: skip
        show_table("Runs of monitoring, the newest first", ("Run", "Day", "People", "Changes told", "Signed"), rows)
        return f"{len(runs):,} runs"
    try:
        if chosen.startswith(MONTH):
            sheet = sheet_of_month(visit.session, chosen.removeprefix(MONTH))
        else:
            sheet = sheet_of_run(visit.session, int(chosen.removeprefix(RUN)))
    except SheetError as error:
        st.error(plain(f"{error}."))
        return None
    _sheet(visit, sheet)
    return chosen


def _sheet(visit: Visit, sheet: Sheet) -> None:
    if not sheet.whole:
        st.error("This sheet is not what was written when it was made: do not rely on it.")
    report = report_of(sheet)
    st.markdown(f"**{plain(report.title)}**")
    told = {"sheet": sheet.content, "sha256": sheet.sha256, "signed": [_signature(one) for one in sheet.signed]}
    left, right = st.columns(2)
    left.download_button(
        "Download as PDF", for_signed_in(partial(pdf_of_sheet, sheet)), file_name=file_name(sheet, "pdf"),
        mime="application/pdf", on_click="ignore",
    )  # fmt: skip
    right.download_button(
        "Download as JSON", for_signed_in(lambda: json.dumps(told, ensure_ascii=False, indent=1).encode()),
        file_name=file_name(sheet, "json"), mime="application/json", on_click="ignore",
    )  # fmt: skip
    for section in report.sections:
        st.header(f"{section.number}. {section.title}", anchor=False)
        for part in section.parts:
            _part(section.title, part)
    for one in sheet.signed:
        if one.at is None and visit.reader and visit.may_write and sheet.whole:
            _signing(visit.reader.shown, one.run)


def _signature(one: Signed) -> dict[str, object]:
    return {"run": one.run, "at": one.at.isoformat() if one.at else None, "by": one.by, "note": one.note}


def _part(caption: str, part: document.Part) -> None:
    match part:
        case document.Text():
            st.markdown(f"**{plain(part.words)}**" if part.strong else plain(part.words))
        case document.Items():
            st.markdown(bullets([plain(line) for line in part.lines]))
        case document.Table():
            rows = [
                [Link(one.words, one.address) if isinstance(one, document.Link) else one for one in row]
                for row in part.rows
            ]
            show_table(caption, part.columns, rows)


def _signing(by: str, run: int) -> None:
    with st.form(f"sign {run}"):
        st.markdown(f"**Sign the sheet of run {run}** as {plain(by)}. That is done once.")
        st.text_area("What was done about it (may stay empty)", key=f"sign note {run}", max_chars=LONGEST_NOTE)
        st.checkbox("I have reviewed this sheet", key=f"reviewed {run}")
        st.form_submit_button("Sign it", key=f"sign it {run}", on_click=_signed, args=(run,))


def _signed(run: int) -> None:
    note = str(st.session_state.get(f"sign note {run}") or "")
    if not st.session_state.get(f"reviewed {run}"):
        st.session_state[TOLD] = (False, "Nothing was signed: say that you have reviewed the sheet.")
        return

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        sign(engine, run, by=reader.shown, note=note, now=now)

    try:
        keep("a proof sheet", act)
    except (MonitorError, NotKeptError) as error:
        st.session_state[TOLD] = (False, plain(f"{error}."))
        return
    st.session_state[TOLD] = (True, f"The sheet of run {run} is signed.")
