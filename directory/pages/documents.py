"""Papers that coordinators saw, on the practitioner's page: what was filed, a form to file one, and to withdraw one."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from directory.accounts import Reader
from directory.certificates import NEEDED, Seen, shown
from directory.config import config
from directory.documents import DocumentError, documents_about, file_document, withdraw_document
from directory.look_ups import LARGEST, LONGEST
from directory.pages.keeping import NotKeptError, keep
from directory.pages.publishing import shown_at_once
from directory.pages.shared import Visit, bullets, moment
from directory.pages.text import plain
from directory.paper_words import filed_sentence
from directory.store.evidence import EvidenceStore
from directory.store.tables import SeenDocument
from directory.vocabulary import PROFESSION_NAMES, Profession
from directory.wording import day

# Kept between two showings: what came of it, and how many were filed.
TOLD, FILED = "document told", "documents filed"
ANY = "any profession"
TYPES = ("pdf", "png", "jpg", "jpeg", "tif", "tiff")
ANSWERS = {"not said": None, "yes": True, "no": False}
TEXTS = {
    "organization": "For which organization you saw it, as patients will read it",
    "issuer": "Who issued it",
    "title": "The course, or what the paper is called",
    "name": "The person's name, as the paper writes it",
}
LABELS = {
    "seen_on": "Day on which you saw it",
    "document": "The paper: a scan or file",
    "facts": "What it shows, such as hours",
}
HOURS = {
    "total_hours": "Hours in all",
    "in_person_hours": "Hours in person",
    "live_online_hours": "Hours live online",
    "recorded_online_hours": "Hours recorded",
    "theory_in_person": "Theory: hours in person",
    "theory_live_online": "Theory: hours live online",
    "theory_recorded": "Theory: hours recorded",
    "practical_in_person": "Practice: hours in person",
    "practical_online": "Practice: hours online",
}
EXAMS = {
    "written_exam": "Does it show a written exam?",
    "practical_exam": "Does it show a practical exam?",
    "competency_assessment": "Does it show that skills were checked?",
}


def show_documents(visit: Visit, practitioner_id: str) -> None:
    """For coordinators; whoever calls has looked that one is there."""
    st.header("Papers that were seen", anchor=False)
    st.markdown(":violet-badge[Coordinator only] Patients read who saw a certificate and what it shows, not the file.")
    if told := st.session_state.pop(TOLD, None):
        (st.success if told[0] else st.error)(told[1])
    for document in documents_about(visit.session, practitioner_id):
        with st.container(border=True):
            _one(document, visit)
    if visit.reader is not None and visit.may_write:
        with st.expander("File a certificate or other paper that you saw", key="filing"):
            _form(visit, practitioner_id)


def _one(document: SeenDocument, visit: Visit) -> None:
    told = filed_sentence(document.title, document.issuer, document.organization, day(document.seen_on))
    st.markdown(f"**{plain(told)}.**")
    facts = [
        f"Seen by {plain(document.seen_by)}, filed on {moment(document.recorded_at)}",
        f"Name on it: {plain(document.name)}",
        f"Document {document.id}, {plain(document.document)}: "
        f"[the bytes as they were handed in](/evidence/{document.sha256}), SHA-256 {plain(document.sha256)}",
    ]
    st.markdown(bullets(facts))
    if visit.reader is None or not visit.may_write:
        return
    with (
        st.expander(f"Withdraw document {document.id}", key=f"withdrawing {document.id}"),
        st.form(f"withdraw {document.id}"),
    ):
        st.text_area("What is wrong with it", key=f"withdrawn why {document.id}", max_chars=LONGEST)
        st.form_submit_button("Withdraw it", key=f"withdraw it {document.id}", on_click=_withdrawn, args=(document.id,))


def _form(visit: Visit, practitioner_id: str) -> None:
    st.markdown(
        "One course a paper. Leave out what it does not say: that is not known then. What else a paper can show, "
        "`needleproof documents add --help` tells."
    )
    with st.form(f"file {practitioner_id}"):
        for name, label in TEXTS.items():
            st.text_input(label, key=_key(name), max_chars=LONGEST)
        st.date_input(LABELS["seen_on"], value=None, max_value=visit.today, key=_key("seen_on"))
        st.file_uploader(LABELS["document"], TYPES, key=_key("document"), max_upload_size=LARGEST >> 20)
        st.selectbox("It counts for", [ANY, *PROFESSION_NAMES.values()], key=_key("profession"))
        st.date_input("The course was completed on", value=None, max_value=visit.today, key=_key("completed"))
        for name, label in HOURS.items():
            st.number_input(label, min_value=0.0, value=None, step=0.5, key=_key(name))
        for name, label in EXAMS.items():
            st.radio(label, list(ANSWERS), horizontal=True, key=_key(name))
        st.date_input("CPR is valid until", value=None, max_value=None, key=_key("cpr_valid_until"))
        st.checkbox("It lists all of the person's training", key=_key("training_record_complete"))
        st.form_submit_button("File it", key="file it", on_click=_filed, args=(practitioner_id,))


def _key(name: str) -> str:
    """Another one after each filing, so that the form is empty for the next paper."""
    return f"paper {st.session_state.get(FILED, 0)} {name}"


def _said(name: str) -> Any:
    return st.session_state.get(_key(name))


def _filed(practitioner_id: str) -> None:
    told = {name: _said(name) for name in (*HOURS, "completed", "cpr_valid_until")}
    told |= {name: ANSWERS.get(str(_said(name))) for name in EXAMS}
    told["training_record_complete"] = True if _said("training_record_complete") else None
    codes = {word: profession for profession, word in PROFESSION_NAMES.items()}
    profession: Profession | None = codes.get(str(_said("profession")))
    upload = _said("document")

    def act(engine: Engine, now: datetime, evidence: EvidenceStore, who: str) -> str:
        with TemporaryDirectory() as folder:
            file = None
            if upload is not None:
                file = Path(folder) / safe_file_name(upload.name)
                file.write_bytes(upload.getvalue()[: LARGEST + 1])
            seen = Seen(
                **{name: _said(name) for name in (*TEXTS, "seen_on")},
                seen_by=who,
                practitioner_id=practitioner_id,
                profession=profession,
                facts=shown(told),
                document=file,
            )
            document = file_document(engine, evidence, seen, now=now, today=now.date())
        return f"Document {document.id} is filed."

    if _kept(act):
        st.session_state[FILED] = int(st.session_state.get(FILED, 0)) + 1


def _withdrawn(number: int) -> None:
    why = str(st.session_state.get(f"withdrawn why {number}") or "")

    def act(engine: Engine, now: datetime, _evidence: EvidenceStore, who: str) -> str:
        withdraw_document(engine, number, who=who, why=why, now=now)
        return f"Document {number} is withdrawn."

    _kept(act)


def _kept(act: Callable[[Engine, datetime, EvidenceStore, str], str]) -> bool:
    """Keeps one act, given the name that signs it, and shows it at once where that is quick; what came of it, the next
    showing tells.
    """
    found: list[str] = []

    def all_of_it(engine: Engine, now: datetime, reader: Reader) -> None:
        found.append(act(engine, now, EvidenceStore(config().evidence_dir), reader.shown))
        found.append(shown_at_once(engine, now))

    try:
        keep("documents", all_of_it)
    except DocumentError as error:
        lines = [f"{TEXTS.get(name, LABELS.get(name, NEEDED[name]))}: it is needed" for name in error.missing]
        lines += error.wrong or ([] if lines else [str(error)])
        st.session_state[TOLD] = (False, f"Nothing was kept.\n{bullets([plain(line) for line in lines])}")
        return False
    except NotKeptError as error:
        st.session_state[TOLD] = (False, plain(str(error)))
        return False
    st.session_state[TOLD] = (True, "".join(found))
    return True


def safe_file_name(name: str) -> str:
    """What a browser says a file is called, without what could lead elsewhere."""
    return re.sub(r"[^\w.\- ]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")[-100:] or "document"
