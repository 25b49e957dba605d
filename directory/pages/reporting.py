"""A report to file: made when asked for, downloaded, and kept, so that the next one tells what changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import streamlit as st
from sqlalchemy import Engine

from directory.accounts import Reader
from directory.chain import inclusion
from directory.checking_one.reports import MadeFiles, earlier, filed, made, receipt_in
from directory.config import config
from directory.pages.keeping import NotKeptError, keep
from directory.pages.shared import Visit, moment
from directory.pages.tables import Link, show_table
from directory.pages.text import plain
from directory.reporting import forms
from directory.reporting.gathering import ReportError
from directory.reporting.order import LONGEST, Order, here, made_at
from directory.reporting.pdf import PdfError
from directory.reporting.receipt import MOST_BYTES, ReceiptFileError, parsed
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.moments import Moment, MomentError
from directory.store.reports_tables import ReportMade

MADE = "report made"  # kept between two showings: of whom and as of when, and the files
CHANGED = "report changes"  # what the report that was made tells of changes
SAID = {"prepared_for": "Prepared for", "purpose": "Purpose"}
NOTHING_EARLIER = 0  # the choice of no earlier report
Files = list[tuple[str, bytes, str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report shall hold besides: what was submitted, field -> words, and the rules of the patient's state."""

    submitted: Mapping[str, str] = field(default_factory=dict)
    treating_in: str | None = None
    region: str | None = None


def show_report(visit: Visit, practitioner_id: str, moment_: Moment | None, wanted: Wanted | None = None) -> None:
    """For coordinators; whoever calls has looked that one is there."""
    st.header("Report to file", anchor=False)
    st.markdown(
        "A PDF with everything above, when and where it was read, and the evidence; its receipt is inside. "
        "`needleproof receipt replay FILE` reaches the same verdicts again without this database. Its block for a "
        "reviewer is empty until a person signs it."
    )
    wanted = wanted or Wanted()
    before = earlier(visit.session, practitioner_id)
    _before(before)
    whose = (practitioner_id, visit.today, moment_, visit.version, repr(wanted))
    with st.form("report"):
        said = {name: st.text_input(label, max_chars=LONGEST) for name, label in SAID.items()}
        chosen = _since(before)
        upload = st.file_uploader(
            "Or compare with an earlier receipt or report in a file", ("json", "pdf"), max_upload_size=MOST_BYTES >> 20
        )
        if st.form_submit_button("Make the report"):
            body = upload.getvalue() if upload is not None else None
            st.session_state[MADE] = (whose, _made(visit, practitioner_id, moment_, said, wanted, chosen, body))
    of, files = st.session_state.get(MADE, (None, None))
    if files is None or of != whose:
        return
    if isinstance(files, str):
        st.error(plain(files))
        return
    for name, body, mime, label in files:
        st.download_button(label, body, file_name=name, mime=mime, on_click="ignore")
    _changes()


def _before(before: Sequence[ReportMade]) -> None:
    if not before:
        return
    st.subheader("Reports made before", anchor=False)
    rows = [
        (moment(one.made_at), one.made_by, one.prepared_for or "not stated", str(one.as_of),
         Link(f"Receipt {one.receipt}", f"/evidence/{one.sha256}"))
        for one in before
    ]  # fmt: skip
    show_table("Reports of this person, the newest first", ("Made", "By", "Prepared for", "As of", "Receipt"), rows)


def _since(before: Sequence[ReportMade]) -> ReportMade | None:
    """Which earlier report the new one is compared with: the newest, unless another is chosen."""
    if not before:
        return None
    names = {NOTHING_EARLIER: "with none"} | {
        one.id or 0: f"with report {one.receipt} of {one.as_of}, by {one.made_by}" for one in before
    }
    number = st.selectbox("Compare", list(names), 1, format_func=names.__getitem__, key="report since")
    return next((one for one in before if one.id == number), None)


def _changes() -> None:
    since, rows = st.session_state.get(CHANGED, (None, ()))
    if since is None:
        return
    st.subheader(f"What changed since report {plain(since)}", anchor=False)
    if rows:
        show_table("Changes since the earlier report", ("Field", "Before", "Now"), rows)
    else:
        st.markdown("No result is another one than in that report.")


def _made(
    visit: Visit,
    practitioner_id: str,
    moment_: Moment | None,
    said: Mapping[str, str],
    wanted: Wanted,
    chosen: ReportMade | None,
    upload: bytes | None,
) -> Files | str:
    """Name, bytes, type and label of both files, or why there are none."""
    found = config()
    evidence, proof = EvidenceStore(found.evidence_dir), partial(inclusion, found.data_dir, file=found.chain)
    st.session_state.pop(CHANGED, None)
    try:
        since = parsed(upload)[0] if upload else receipt_in(evidence, chosen) if chosen else None
        order = Order(
            as_of=moment_.true_on if moment_ else visit.today,
            at=made_at(found.today),
            zone=here(),
            audience=visit.audience,
            submitted=wanted.submitted,
            moment=moment_,
            prepared_for=said["prepared_for"],
            purpose=said["purpose"],
            by=visit.reader.shown if visit.reader else None,
            since=since,
            treating_in=wanted.treating_in,
            region=wanted.region,
        )
        done = made(visit.session, evidence, practitioner_id, order, proof=proof)
        if since is not None and not _same_person(since, done.receipt):
            return "No report was made: the earlier receipt is of somebody else"
    except (ReportError, EvidenceError, PdfError, MomentError, ReceiptFileError) as error:
        return f"No report was made: {error}"
    if since is not None:
        st.session_state[CHANGED] = (since.id, _since_then(done.receipt))
    _file(visit, evidence, done)
    return [
        (*done.pdf, "application/pdf", "Download the report (PDF)"),
        (*done.json, "application/json", "Download the receipt (JSON)"),
    ]


def _same_person(one: forms.Receipt, other: forms.Receipt) -> bool:
    return one.person.id == other.person.id or (one.person.npi is not None and one.person.npi == other.person.npi)


def _since_then(receipt: forms.Receipt) -> list[tuple[str, str, str]]:
    return [(one.field, one.before, one.after) for one in receipt.person.changes if one.field != "who is who"]


def _file(visit: Visit, evidence: EvidenceStore, done: MadeFiles) -> None:
    """Kept by whoever may write; a report can be made and downloaded all the same where it cannot be kept."""
    if visit.reader is None or not visit.may_write:
        return

    def act(engine: Engine, now: datetime, reader: Reader) -> None:
        filed(engine, evidence, done.receipt, by=reader.shown, now=now)

    try:
        keep("reports", act)
    except NotKeptError as error:
        st.warning(plain(f"The report was made, and is not kept here: {error}"))
