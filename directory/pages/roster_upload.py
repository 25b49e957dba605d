"""A roster as it is handed in on a page: held in memory alone, with what its columns mean, to be corrected."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st
from sqlmodel import Session

from directory.pages.shared import bullets
from directory.pages.text import plain
from directory.roster.columns import NEVER, Meaning, RosterError, by_label
from directory.roster.file import Looked, look_at
from directory.roster.limits import MOST_BYTES
from directory.roster.mapping import OURS, Proposed, Sure, mapping_from
from directory.store import rosters
from directory.web_addresses import visible

TYPES = ("csv", "txt", "tsv", "psv", "xlsx", "xlsm")
LOOKED = "roster looked"  # kept between two showings: what a file seems to hold, for it takes a while to read
NOT_READ = "not read"
LONGEST_NAME = 100  # characters of a file name
ORDINARY = 0  # the row of the header where nobody names it


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in memory. ``mapping``: label -> meaning, of the columns that somebody corrected just now; ``kept``: of
    those that somebody corrected for such a file before.
    """

    name: str
    body: bytes
    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, Meaning | None] = field(default_factory=dict)
    kept: Mapping[str, Meaning | None] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()

    @property
    def whole_mapping(self) -> dict[str, Meaning | None]:
        return {**self.kept, **self.mapping}

    @property
    def corrected(self) -> bool:
        return any(self.kept.get(name, "") != meaning for name, meaning in self.mapping.items())

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """A path to read it from. Its bytes never reach a disk where the system can do without: what must not be kept
        would be left there if the server were killed. A RosterError calls the file by its own name.
        """
        with _in_memory(self.body) as file:
            try:
                yield file
            except RosterError as error:
                raise RosterError(str(error).replace(str(file), self.name)) from None


@contextmanager
def _in_memory(body: bytes) -> Iterator[Path]:
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        held = os.memfd_create("needleproof-roster")
        try:
            with open(held, "wb", closefd=False) as stream:
                stream.write(body)
            yield Path(f"/proc/self/fd/{held}")
        finally:
            os.close(held)
        return
    with TemporaryDirectory(prefix="needleproof-roster-") as folder:
        file = Path(folder) / "roster"
        file.write_bytes(body)
        yield file


def uploaded(session: Session) -> Upload | None:
    """The file that was chosen, with what its columns mean as somebody looks at it; None where there is none yet, or
    where it cannot be used.
    """
    file = st.file_uploader("The file", TYPES, key="roster_file", max_upload_size=MOST_BYTES >> 20)
    if file is None:
        return None
    upload = Upload(visible(file.name)[-LONGEST_NAME:], file.getvalue())
    try:
        upload = _placed(upload, _looked(upload))
        signature = _looked(upload).signature
        kept = rosters.mapping_of(session, signature)
        if kept is not None:
            upload = replace(upload, kept=by_label(_looked(upload).header, mapping_from(kept.mapping)))
            st.markdown(f"What {plain(kept.by)} said of such columns on {kept.at:%Y-%m-%d} holds here too.")
        upload = _corrected(upload, _looked(upload))
        looked = _looked(upload)
        problem = looked.problem
        if passed_over := [one for one in looked.proposal.columns if one.passed_over]:
            st.markdown(bullets([f"{plain(_name(one))}: {plain(one.why)}" for one in passed_over]))
    except RosterError as error:
        problem = str(error)
    if problem is not None:
        st.error(plain(problem))
        return None
    return upload


def _looked(upload: Upload) -> Looked:
    """What the file seems to hold, read anew only where something else is asked."""
    mapping = upload.whole_mapping
    asked = (upload.sheet, upload.header_row, tuple(sorted(mapping.items())))
    held: dict[object, Looked] = st.session_state.get(LOOKED, {}).get(upload.digest, {})
    if asked not in held:
        with upload.as_file() as path, st.spinner("The file is read", show_time=True):
            found = look_at(path, sheet=upload.sheet, header_row=upload.header_row, mapping=mapping or None)
            told = found.problem.replace(str(path), upload.name) if found.problem else None
        held[asked] = replace(found, problem=told)
        st.session_state[LOOKED] = {upload.digest: held}  # of one file at a time
    return held[asked]


def _placed(upload: Upload, looked: Looked) -> Upload:
    """Where the table stands in it."""
    key = upload.digest[:8]
    sheet = looked.sheet
    if len(looked.sheets) > 1:
        at = looked.sheets.index(looked.sheet) if looked.sheet in looked.sheets else 0
        sheet = st.selectbox("The sheet with the roster", looked.sheets, index=at, key=f"sheet {key}")
    with st.expander("The names of the columns stand somewhere else"):
        row = st.number_input(
            f"The row with the names of the columns; found in row {looked.header_row}", min_value=ORDINARY,
            value=ORDINARY, help="0 leaves it to the program.", key=f"row {key} {sheet}",
        )  # fmt: skip
    return replace(upload, sheet=sheet, header_row=int(row) or None)


def _corrected(upload: Upload, looked: Looked) -> Upload:
    """What each column means, with what is dropped and why; somebody may say otherwise."""
    st.subheader("What the columns mean", anchor=False)
    columns = looked.proposal.columns
    dropped = [one for one in columns if one.dropped]
    if looked.told:
        st.markdown(bullets([plain(sentence) for sentence in looked.told]))
    if dropped:
        st.markdown("Dropped, and empty in every file that is written:")
        st.markdown(bullets([f"{plain(_name(one))}: {plain(one.why)}" for one in dropped]))
    rest = [one for one in columns if not one.dropped and one.why != OURS]
    mapping: dict[str, Meaning | None] = {}
    for one in (one for one in rest if one.meaning is not None):
        _choose(upload, one, looked.signature, mapping)
    unread = [one for one in rest if one.meaning is None]
    if unread:
        with st.expander(f"{len(unread):,} columns that are handed on without being read"):
            for one in unread:
                _choose(upload, one, looked.signature, mapping)
    return replace(upload, mapping=mapping)


_MEANINGS = [meaning.value for meaning in Meaning if meaning not in NEVER]


def _name(one: Proposed) -> str:
    """As a mapping calls it; the place tells columns without a name."""
    return one.label[-60:] if one.header else f"column {one.place + 1}, without a name"


def _choose(upload: Upload, one: Proposed, signature: str, mapping: dict[str, Meaning | None]) -> None:
    """Notes in ``mapping`` what the column means where that is another than its name tells."""
    read = one.meaning if one.sure in (Sure.NAME, Sure.GIVEN) else None
    words = [NOT_READ, *_MEANINGS]
    examples = f" (such as {', '.join(one.examples)})" if one.examples else ""
    chosen = st.selectbox(
        plain(f"{_name(one)}{examples}"), words, index=words.index(read.value) if read else 0,
        key=f"means {signature} {one.place}", help=plain(one.why),
    )  # fmt: skip
    meaning = None if chosen == NOT_READ else Meaning(chosen)
    if meaning is not read or one.label in upload.kept:
        mapping[one.label] = meaning
