"""The evidence of a receipt: of each body its hash, and what of it is about the person."""

import base64
import gzip
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from directory.excerpt import excerpt
from directory.records import ExclusionRecord, Sighting
from directory.reporting import forms
from directory.reporting.hashing import canonical
from directory.reporting.inputs import redacted
from directory.store.evidence import EvidenceStore
from directory.store.tables import EvidenceBody
from directory.verification import Case
from directory.vocabulary import Audience

LARGEST_BODY = 32 << 20  # bytes: cutting a line out of more takes longer than a report may
LARGEST = 64 << 10  # bytes of an excerpt
LONGEST_UNPACKED = 1 << 20
OWN_READING = "What we read there, in our own form: {why}."
WHY_PATIENT = "the bytes as received are for coordinators, and name other people"
WHY_EXCLUSION = "the line as received holds a birth date and an address"
WHY_OTHERS = "the entry may be somebody else's"
WHY_LARGE = "the body has {size:,} bytes; `needleproof evidence show` prints the line as received"
WHOLE_LIST = "The whole list, which has no line of this person. It was searched by what the check names."
ON_FILE = "A document on file with whoever keeps this directory, under its hash; it is not part of the receipt."


def packed(body: bytes) -> str:
    """Base64 of gzip, the same on every day and machine."""
    return base64.b64encode(gzip.compress(body, 9, mtime=0)).decode()


def unpacked(text: str) -> bytes:
    """Inverse of `packed`. Raises ValueError for what is no such text, or unpacks to more than a receipt can hold."""
    try:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        body = stream.decompress(base64.b64decode(text, validate=True), LONGEST_UNPACKED)
    except zlib.error as error:
        raise ValueError(f"no gzip: {error}") from error
    if not stream.eof:
        raise ValueError(f"it is cut off, or has more than {LONGEST_UNPACKED:,} bytes")
    return body


class Excerpts:
    """Cuts for one audience; `of` is asked for one person at a time."""

    def __init__(self, session: Session, evidence: EvidenceStore, audience: Audience) -> None:
        self.session, self.evidence, self.audience = session, evidence, audience

    def of(self, case: Case, entries: Sequence[Sighting], verdicts: Sequence[forms.Verdict]) -> list[forms.Evidence]:
        """Of each record, list and paper once. Raises EvidenceError for bytes that are missing or damaged."""
        doubts = [one.sighting for one in case.doubts if one.sighting is not None and one.sighting.sha256]
        found = {_place(s.sha256, s.url, s.locator): self._cut(s) for s in case.sightings}
        for sighting in (*entries, *doubts):
            exclusion = isinstance(sighting.record, ExclusionRecord)
            found.setdefault(
                _place(sighting.sha256, sighting.url, sighting.locator),
                _own(sighting, WHY_EXCLUSION if exclusion else WHY_OTHERS),
            )
        for one in verdicts:
            if one.sha256 and one.record_id is None:
                place = _place(one.sha256, one.url or "", one.locator or "")
                found.setdefault(place, _bare(*place, one.read_at, WHOLE_LIST))
        for sha256 in self._on_file(case):
            place = _place(sha256, "", "document on file")
            found.setdefault(place, _bare(*place, None, ON_FILE))
        return list(found.values())

    def _on_file(self, case: Case) -> Iterable[str]:
        yield from (one.sha256 for one in case.papers)
        yield from (one.sha256 for one in case.by_hand)

    def _cut(self, sighting: Sighting) -> forms.Evidence:
        if self.audience is not Audience.COORDINATOR:
            return _own(sighting, WHY_PATIENT)
        body = self.session.get(EvidenceBody, sighting.sha256)
        if body is not None and body.size > LARGEST_BODY:
            return _own(sighting, WHY_LARGE.format(size=body.size))
        cut = excerpt(self.evidence, sighting.sha256, sighting.locator, url=sighting.url)
        if cut.whole or len(cut.bytes) > LARGEST:
            return _own(sighting, WHY_LARGE.format(size=body.size if body else len(cut.bytes)))
        return _told(sighting, cut.bytes, exact=cut.exact, note=cut.note)


def _place(sha256: str, url: str, locator: str) -> tuple[str, str, str]:
    return sha256, url, locator


def _own(sighting: Sighting, why: str) -> forms.Evidence:
    line = canonical(redacted(sighting).record.to_payload())
    return _told(sighting, line, exact=False, note=OWN_READING.format(why=why))


def _told(sighting: Sighting, body: bytes, *, exact: bool, note: str) -> forms.Evidence:
    return forms.Evidence(
        sha256=sighting.sha256,
        url=sighting.url,
        read_at=sighting.read_at,
        locator=sighting.locator,
        excerpt=packed(body),
        excerpt_sha256=hashlib.sha256(body).hexdigest(),
        exact=exact,
        note=note,
    )


def _bare(sha256: str, url: str, locator: str, read_at: datetime | None, note: str) -> forms.Evidence:
    return forms.Evidence(
        sha256=sha256,
        url=url,
        read_at=read_at,
        locator=locator,
        excerpt=None,
        excerpt_sha256=None,
        exact=False,
        note=note,
    )
