"""A report to file, on the practitioner's page: made when a coordinator asks for it, and then to be downloaded."""

from functools import partial

import streamlit as st

from directory.chain import inclusion
from directory.config import config
from directory.pages.shared import Visit
from directory.pages.text import plain
from directory.reporting.gathering import ReportError, gather
from directory.reporting.order import LONGEST, Order, here, made_at
from directory.reporting.pdf import PdfError, pdf_of
from directory.reporting.receipt import packed
from directory.reporting.report import file_name
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.moments import Moment, MomentError

MADE = "report made"  # kept between two showings: of whom and as of when, and the files
SAID = {"prepared_for": "Prepared for", "purpose": "Purpose", "by": "Made by (name or initials)"}


def show_report(visit: Visit, practitioner_id: str, moment: Moment | None) -> None:
    """For coordinators; whoever calls has looked that one is there."""
    st.header("Report to file", anchor=False)
    st.markdown(
        "A PDF with everything above, when and where it was read, and the evidence; its receipt is inside. "
        "`needleproof receipt replay FILE` reaches the same verdicts again without this database."
    )
    whose = (practitioner_id, visit.today, moment, visit.version)
    with st.form("report"):
        said = {name: st.text_input(label, max_chars=LONGEST) for name, label in SAID.items()}
        if st.form_submit_button("Make the report"):
            st.session_state[MADE] = (whose, _made(visit, practitioner_id, moment, said))
    of, files = st.session_state.get(MADE, (None, None))
    if files is None or of != whose:
        return
    if isinstance(files, str):
        st.error(plain(files))
        return
    for name, body, mime, label in files:
        st.download_button(label, body, file_name=name, mime=mime, on_click="ignore")


def _made(
    visit: Visit, practitioner_id: str, moment: Moment | None, said: dict[str, str]
) -> list[tuple[str, bytes, str, str]] | str:
    """Name, bytes, type and label of both files, or why there are none."""
    found = config()
    order = Order(
        as_of=moment.true_on if moment else visit.today,
        at=made_at(found.today),
        zone=here(),
        audience=visit.audience,
        moment=moment,
        prepared_for=said["prepared_for"],
        purpose=said["purpose"],
        by=said["by"],
    )
    evidence, proof = EvidenceStore(found.evidence_dir), partial(inclusion, found.data_dir)
    try:
        receipt = gather(visit.session, evidence, practitioner_id, order, proof=proof)
        pdf = pdf_of(receipt)
    except (ReportError, EvidenceError, PdfError, MomentError) as error:
        return f"No report was made: {error}"
    return [
        (file_name(receipt, "pdf"), pdf, "application/pdf", "Download the report (PDF)"),
        (file_name(receipt, "json"), packed(receipt), "application/json", "Download the receipt (JSON)"),
    ]
