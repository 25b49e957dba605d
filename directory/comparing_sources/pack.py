"""A correction pack: a folder for each office with its letter and what was read, and a manifest with all hashes.

Each folder can be sent as it is: the office gets its own entry byte for byte, and of entries that say otherwise what
was read of them in our own form, without homes and birth dates.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime

from anyascii import anyascii
from sqlmodel import Session

from directory.comparing_sources.letters import Letter, letters
from directory.comparing_sources.listing import HEADS, Chosen, rows
from directory.comparing_sources.model import Column
from directory.comparing_sources.reading import Compared
from directory.excerpt import excerpt
from directory.redaction import own_line
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.tables import SourceRecord
from directory.vocabulary import Audience

LARGEST = 1 << 20  # bytes of what is cut out for one entry
NOT_CUT = "the entry's own line could not be cut out: it stands in the whole body under this SHA-256"
OWN_FORM = "what was read there, in our own form"


def pack(session: Session, one: Compared, evidence: EvidenceStore, *, now: datetime, sender: str) -> bytes:
    """The zip for one person; the same inputs make the same bytes. Evidence that cannot be attached is named in the
    manifest with why. ``now``: aware; ``sender``: who signs the letters.
    """
    files: dict[str, bytes] = {}
    told = []
    for number, letter in enumerate(letters(one.name, one.npi, one.found, now.date(), sender=sender), start=1):
        folder = f"{number}-{_slug(letter.to)}"
        files[f"{folder}/letter.txt"] = letter.text.encode()
        attached = list(_attached(session, letter, evidence, folder, files))
        told.append({
            "letter": f"{folder}/letter.txt", "to": letter.to, "page": letter.page,
            "about": [each.fact.value for each in letter.about], "evidence": attached,
        })  # fmt: skip
    manifest = {
        "person": {"id": one.practitioner_id, "name": one.name, "npi": one.npi},
        "made_at": now.isoformat(),
        "discrepancies": [dict(zip(HEADS, row, strict=True)) for row in rows(one, Chosen())],
        "letters": told,
        "sha256": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())},
    }
    files["manifest.json"] = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    return _zipped(files, now)


def file_name(one: Compared, now: datetime) -> str:
    return f"corrections-{_slug(one.name)}-{now:%Y-%m-%d}.zip"


def _attached(
    session: Session, letter: Letter, evidence: EvidenceStore, folder: str, files: dict[str, bytes]
) -> Iterator[dict[str, object]]:
    """What goes with a letter, each entry once; your own file is no evidence."""
    others = {one.right.key: one.right for one in letter.about}
    for column in (letter.column, *others.values()):
        if column.sha256 is None:
            continue
        body, note = _cut(column, evidence) if column is letter.column else _in_our_form(session, column)
        name = f"{folder}/{_slug(column.key)}.txt"
        if body is not None:
            files[name] = body
        yield _told(column, name if body is not None else None, note)


def _cut(column: Column, evidence: EvidenceStore) -> tuple[bytes | None, str]:
    """A whole page or list names other people, and stays where it is."""
    try:
        found = excerpt(evidence, column.sha256 or "", column.locator or "", url=column.url or "")
    except (EvidenceError, OSError) as error:
        return None, str(error)
    if found.whole or not found.bytes or len(found.bytes) > LARGEST:
        return None, NOT_CUT
    return found.bytes, found.note


def _in_our_form(session: Session, column: Column) -> tuple[bytes | None, str]:
    record = session.get(SourceRecord, column.record_id)
    if record is None:
        return None, NOT_CUT
    said = own_line(record.payload, Audience.PATIENT, exclusion=False)
    return json.dumps(said, indent=2, ensure_ascii=False, sort_keys=True).encode() + b"\n", OWN_FORM


def _told(column: Column, file: str | None, note: str) -> dict[str, object]:
    return {
        "source": column.title, "kept_by": column.office, "page": column.page, "url": column.url,
        "read_at": column.read_at.isoformat() if column.read_at else None, "sha256_of_the_body": column.sha256,
        "place_in_it": column.locator, "file": file, "note": note,
    }  # fmt: skip


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")[:40] or "unnamed"


def _zipped(files: dict[str, bytes], now: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(files.items()):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return made.getvalue()
