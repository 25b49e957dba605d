"""By hand: record a look-up that a person made by phone, web or mail, with its document; which sources are down, and
whom to ask instead. For coordinators.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from directory import wording
from directory.accounts import Reader
from directory.checking_one.down import down
from directory.config import config
from directory.exporting.cells import cells
from directory.links import board_links
from directory.look_ups import LARGEST, LONGEST, NEEDED, LookUp
from directory.normalize.states import STATE_NAMES
from directory.of_whom import whose
from directory.pages.documents import safe_file_name
from directory.pages.keeping import NotKeptError, keep
from directory.pages.publishing import shown_at_once
from directory.pages.shared import Visit, bullets, framed, moment, titled
from directory.pages.tables import Link, show_table
from directory.pages.text import plain
from directory.profiles import find_id
from directory.receipts import ReceiptError, all_receipts, record_receipt, withdraw_receipt
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, Receipt
from directory.vocabulary import HandResult, LookedUp, LookUpWay

ADDRESS = "by_hand"
TOLD, RECORDED = "receipt told", "receipts recorded"
ANY_STATE = "Any state"
STATES = {name: code for code, name in sorted(STATE_NAMES.items(), key=lambda item: item[1])}
WAYS = {LookUpWay.PHONE: "by phone", LookUpWay.WEB: "on the web", LookUpWay.LETTER: "by letter or e-mail"}
TYPES = ("pdf", "png", "jpg", "jpeg", "tif", "tiff", "txt", "html", "eml")
TEXTS = {
    "answered_by": "Who answered: a person, or the page that was asked",
    "board": "The board or registry",
    "address": "Its web address (needed for a look-up on the web)",
    "said": "The registry's own word for it",
    "npi": "Of whom: the NPI",
    "license_number": "Of whom: the license number, with its state",
    "name": "The name you asked for (guards against a slip)",
}
LABELS = {
    **TEXTS,
    "looked_on": "Day of the look-up",
    "way": "How it was looked up",
    "what": "What was verified",
    "result": "The result",
    "document": "The document: a print of the page, the letter, or your notes of the call",
    "license_state": "State of the license or privilege",
}
HEADS = ("number", "day", "how", "what", "result", "said", "answered by", "looked by", "board", "about", "open because",
         "recorded", "withdrawn", "withdrawn by", "why withdrawn", "document SHA-256")  # fmt: skip


@framed
def page(visit: Visit) -> str | None:
    if not visit.for_coordinator:
        st.title("For coordinators", anchor=False)
        st.markdown("This page is there for whoever is signed in.")
        return None
    titled("By hand")
    st.title("Looked up by hand", anchor=False)
    st.markdown(
        "For boards that have no data or cannot be read: what you looked up yourself, with when, by whom, from whom, "
        "what was verified, and the document that proves it. It is shown to coordinators as confirmed by hand."
    )
    message = st.session_state.pop(TOLD, None)
    if message:
        (st.success if message[0] else st.error)(message[1])
    about = _about(visit)
    if visit.may_write and visit.reader is not None:
        st.header("Record a look-up", anchor=False)
        _form(visit, about, visit.reader.shown)
    _recorded(visit)
    _down(visit)
    _boards()
    return str(message[1]) if message else None


def link_to_by_hand(label: str, practitioner_id: str | None = None) -> None:
    here = st.Page(page, title="By hand", url_path=ADDRESS)
    query = {"about": practitioner_id} if practitioner_id else {}
    st.page_link(here, label=f":blue[{plain(label)}]", query_params=query)


def _about(visit: Visit) -> Practitioner | None:
    """Whom the address names."""
    ident = find_id(visit.session, str(st.query_params.get("about") or "")[:64])
    return visit.session.get(Practitioner, ident) if ident else None


# --- recording --------------------------------------------------------------------------------------------------------


def _key(name: str) -> str:
    """Another one after each that was recorded, so that the form is empty for the next."""
    return f"look-up {st.session_state.get(RECORDED, 0)} {name}"


def _form(visit: Visit, about: Practitioner | None, by: str) -> None:
    if about is not None:
        st.markdown(f"About **{plain(about.display_name)}**{f', NPI {about.npi}' if about.npi else ''}.")
    with st.form("look-up by hand"):
        st.markdown(plain(f"It is signed by you, {by}."))
        st.date_input(LABELS["looked_on"], value=None, max_value=visit.today, key=_key("looked_on"))
        st.selectbox(LABELS["way"], list(WAYS), None, format_func=WAYS.__getitem__, key=_key("way"))
        for name in ("answered_by", "board", "address"):
            st.text_input(TEXTS[name], key=_key(name), max_chars=LONGEST)
        st.selectbox(LABELS["what"], list(LookedUp), None, format_func=_spaced, key=_key("what"))
        st.selectbox(LABELS["result"], list(HandResult), None, format_func=_spaced, key=_key("result"))
        st.text_input(TEXTS["said"], key=_key("said"), max_chars=LONGEST)
        for name in ("npi", "license_number") if about is None else ("license_number",):
            st.text_input(TEXTS[name], key=_key(name), max_chars=LONGEST)
        st.selectbox(LABELS["license_state"], list(STATES), None, key=_key("license_state"))
        st.text_input(TEXTS["name"], key=_key("name"), max_chars=LONGEST)
        st.file_uploader(LABELS["document"], TYPES, key=_key("document"), max_upload_size=LARGEST >> 20)
        st.form_submit_button("Record it", key="record it", on_click=_record, args=(about.id if about else None,))


def _spaced(word: str) -> str:
    return str(word).replace("_", " ")


def _said(name: str) -> Any:
    return st.session_state.get(_key(name))


def _record(about: str | None) -> None:
    upload = _said("document")

    def act(engine: Engine, now: datetime, by: str) -> str:
        with TemporaryDirectory() as folder:
            file = None
            if upload is not None:
                file = Path(folder) / safe_file_name(upload.name)
                file.write_bytes(upload.getvalue()[: LARGEST + 1])
            told = LookUp(
                looked_by=by,
                practitioner_id=about,
                license_state=STATES.get(str(_said("license_state"))),
                document=file,
                **{name: _said(name) or None for name in (*TEXTS, "looked_on", "way", "what", "result")},
            )
            evidence = EvidenceStore(config().evidence_dir)
            receipt = record_receipt(engine, evidence, told, now=now, today=now.date())
        return f"Receipt {receipt.id} is recorded."

    if _kept(act):
        st.session_state[RECORDED] = int(st.session_state.get(RECORDED, 0)) + 1


def _kept(act: Callable[[Engine, datetime, str], str]) -> bool:
    """Keeps one act, given the name that signs it, and publishes it where that is quick, for a rule may count it; what
    came of it is told next.
    """
    found: list[str] = []

    def all_of_it(engine: Engine, now: datetime, reader: Reader) -> None:
        found.append(act(engine, now, reader.shown))
        found.append(shown_at_once(engine, now))

    try:
        keep("receipts", all_of_it)
    except ReceiptError as error:
        st.session_state[TOLD] = (False, _lacking(error))
        return False
    except NotKeptError as error:
        st.session_state[TOLD] = (False, plain(str(error)))
        return False
    st.session_state[TOLD] = (True, "".join(found))
    return True


def _lacking(error: ReceiptError) -> str:
    """Each field that is missing by its label; what else is wrong in the service's own words."""
    lines = [f"{LABELS.get(name, NEEDED[name])}: it is needed" for name in error.missing]
    rest = str(error).removeprefix("the receipt is not saved: ")
    others = [part for part in rest.split("; ") if not part.startswith("it lacks ")]
    return f"Nothing was kept.\n{bullets([plain(line) for line in [*lines, *others]])}"


# --- whom to ask ------------------------------------------------------------------------------------------------------


def _down(visit: Visit) -> None:
    st.header("Sources that cannot be read now", anchor=False)
    rows = [
        (one.title, one.what, moment(one.since), moment(one.good) if one.good else "never",
         Link(one.owner, one.page_url))
        for one in down(visit.session)
    ]  # fmt: skip
    if not rows:
        st.markdown("The newest reading of every source went well.")
        return
    show_table("Sources that are down", ("Source", "What happened", "Since", "Last read well", "Whom to ask"), rows)


def _boards() -> None:
    st.header("Where boards can be asked", anchor=False)
    state = st.selectbox("State", [ANY_STATE, *STATES], key="boards_in", bind="query-params")
    found: dict[tuple[str, str], list[str]] = {}
    hints: dict[tuple[str, str], str | None] = {}
    for (code, profession), one in sorted(board_links().items()):
        if STATES.get(state) in (None, code):
            place = (one.board, one.address)
            found.setdefault(place, []).append(f"{code} {profession}")
            hints[place] = one.hint
    if not found:
        st.markdown("No address of a board there is established.")
        return
    rows = [(Link(board, address), ", ".join(whom), hints[board, address] or "–")
            for (board, address), whom in found.items()]  # fmt: skip
    show_table("Where a license can be looked up by hand", ("Board", "Licenses", "What helps there"), rows)


# --- what was recorded ------------------------------------------------------------------------------------------------


def _recorded(visit: Visit) -> None:
    everything = all_receipts(visit.session)
    withdrawn = st.checkbox("Withdrawn ones too", key="withdrawn", bind="query-params")
    found = [one for one in everything if withdrawn or one.withdrawn_at is None]
    st.header(f"{len(found):,} recorded", anchor=False)
    if not found:
        return
    st.download_button(
        "Download this list (CSV)", _csv(visit, found), file_name="by_hand.csv", mime="text/csv", on_click="ignore"
    )
    number = st.pagination(-(-len(found) // 10), key="receipts_page", bind="query-params") if len(found) > 10 else 1
    for one in found[(number - 1) * 10 : number * 10]:
        with st.container(border=True):
            _one(visit, one)


def _one(visit: Visit, one: Receipt) -> None:
    sentence = wording.by_hand(one.what, one.result, one.said, one.way, one.answered_by, one.looked_on)
    st.markdown(f"**{plain(sentence)}.**")
    told = whose(visit.session, one)
    person = visit.session.get(Practitioner, told.practitioner_id) if told.practitioner_id else None
    if person is not None:
        from directory.pages.practitioner import link_to

        link_to(person.id, person.display_name)
    facts = [] if person else [f"Of nobody yet: {plain(told.why_open)}"]
    facts += [
        f"Asked at: {plain(one.board)}",
        f"Looked up by {plain(one.looked_by)}, recorded on {moment(one.recorded_at)}",
        f"Receipt {one.id}. Document {plain(one.document)}: "
        f"[the bytes as they were handed in](/evidence/{one.sha256}), SHA-256 {plain(one.sha256)}",
    ]
    if one.withdrawn_at is not None:
        facts.append(
            f"Withdrawn on {moment(one.withdrawn_at)} by {plain(one.withdrawn_by)}: {plain(one.withdrawn_why)}"
        )
    st.markdown(bullets(facts))
    if one.withdrawn_at is None and visit.may_write and visit.reader is not None:
        with st.expander(f"Withdraw receipt {one.id}", key=f"withdrawing {one.id}"), st.form(f"withdraw {one.id}"):
            st.text_area("What is wrong with it", key=f"receipt why {one.id}", max_chars=LONGEST)
            st.form_submit_button("Withdraw it", key=f"withdraw receipt {one.id}", on_click=_withdraw, args=(one.id,))


def _withdraw(number: int) -> None:
    why = str(st.session_state.get(f"receipt why {number}") or "")

    def act(engine: Engine, now: datetime, by: str) -> str:
        withdraw_receipt(engine, number, who=by, why=why, now=now)
        return f"Receipt {number} is withdrawn."

    _kept(act)


def _csv(visit: Visit, found: Sequence[Receipt]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEADS)
    for one in found:
        told = whose(visit.session, one)
        gone: Mapping[str, object] = one.model_dump(include={"withdrawn_by", "withdrawn_why"})
        row = [
            one.id, str(one.looked_on), one.way.value, one.what.value, one.result.value, one.said, one.answered_by,
            one.looked_by, one.board, told.practitioner_id, told.why_open, f"{one.recorded_at:%Y-%m-%dT%H:%M:%SZ}",
            f"{one.withdrawn_at:%Y-%m-%dT%H:%M:%SZ}" if one.withdrawn_at else None, *gone.values(), one.sha256,
        ]  # fmt: skip
        writer.writerow(cells(row))
    return made.getvalue().encode()
