"""What a person tells of a look-up they made by hand, and what is missing or wrong in it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from directory.normalize.identifiers import clean_npi, license_digits
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.vocabulary import HandResult, LookedUp, LookUpWay

LARGEST = 20 << 20  # bytes of a document
LONGEST = 2_000  # characters of what somebody writes
# What must be there (the address only of the web), as a person calls it: the four of The Joint Commission (when, who,
# from whom, what), and what proves them.
NEEDED = {
    "looked_on": "the day of the look-up",
    "looked_by": "who looked",
    "answered_by": "who answered",
    "way": "how it was looked up",
    "board": "the board or registry",
    "what": "what was verified",
    "result": "the result",
    "said": "the registry's own word",
    "document": "the document",
    "address": "the web address",
    "whom": "of whom (an NPI, a practitioner's id, or a license number with its state)",
}
OF_LISTS = {HandResult.LISTED, HandResult.NOT_FOUND, HandResult.COULD_NOT_TELL}  # what a list of exclusions can answer
OF_A_STATE = (LookedUp.PRIVILEGE, LookedUp.REGISTRATION)
SIGNS = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"), (b"II*\x00", "image/tiff"), (b"MM\x00*", "image/tiff"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What a person tells of a look-up they made, as they wrote it; None is not told.

    ``board``: the name of a source of ours, or in words; ``name``: of the person asked about, as it was asked.
    """

    looked_on: date | None = None
    looked_by: str | None = None
    answered_by: str | None = None
    way: LookUpWay | None = None
    board: str | None = None
    address: str | None = None
    what: LookedUp | None = None
    npi: str | None = None
    practitioner_id: str | None = None
    license_number: str | None = None
    license_state: str | None = None
    name: str | None = None
    result: HandResult | None = None
    said: str | None = None
    document: Path | None = None


FIELDS = tuple(name for name in NEEDED if name not in ("address", "whom"))


def tidy(told: LookUp) -> LookUp:
    """The same without blanks about it; what is blank, or says no more than 'none', is not told."""
    texts = {one.name: value for one in fields(LookUp) if type(value := getattr(told, one.name)) is str}
    cleaned = {name: clean(text) for name, text in texts.items()}
    if told.said and cleaned["said"] is None:  # a registry may answer with just that word
        cleaned["said"] = " ".join(told.said.split()) or None
    return replace(told, **cleaned)  # type: ignore[arg-type]  # texts and nothing else


def lacking(told: LookUp) -> list[str]:
    """The fields that must be there and are not, as keys of NEEDED."""
    missing = [name for name in FIELDS if getattr(told, name) is None]
    if told.way is LookUpWay.WEB and told.address is None:
        missing.append("address")
    if not (told.npi or told.practitioner_id or (told.license_number and told.license_state)):
        missing.append("whom")
    return missing


def complaints(told: LookUp, today: date) -> Iterator[str]:
    """What is wrong with what was told, one sentence each."""
    if told.looked_on is not None and told.looked_on > today:
        yield f"the day of the look-up, {told.looked_on}, is not here yet"
    if told.address is not None and not _is_web_address(told.address):
        yield f"{told.address!r} is no web address: it begins with https:// or http://"
    try:
        if told.npi and clean_npi(told.npi) is None:
            yield f"{told.npi!r} is nobody's NPI"
    except ValueError as error:
        yield str(error)
    if told.license_number and license_digits(told.license_number) is None:
        yield f"{told.license_number!r} is no license number"
    if told.what in OF_A_STATE and not told.license_state:
        yield f"a {told.what} holds in one state: say in which"
    alone = told.what in OF_A_STATE and told.license_state  # the state of the privilege, which has no number
    if bool(told.license_number) != bool(told.license_state) and (told.npi or told.practitioner_id) and not alone:
        yield "a license number needs its state, and a state its license number"
    if told.license_state and state_code(told.license_state) is None:
        yield f"no state is called {told.license_state!r}"
    if told.what and told.result and not (told.result in OF_LISTS if told.what is LookedUp.EXCLUSION
                                          else told.result is not HandResult.LISTED):  # fmt: skip
        yield f"{told.result} is no result of a look-up of {told.what}"
    for one in fields(LookUp):
        if isinstance(value := getattr(told, one.name), str) and len(value) > LONGEST:
            yield f"{one.name}: more than {LONGEST:,} characters; put the rest into the document"


def document_of(file: Path) -> bytes:
    """The bytes of a document. Raises ValueError for one that is not there, empty or too large."""
    try:
        with file.open("rb") as stream:
            body = stream.read(LARGEST + 1)
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror or error})") from error
    if not body:
        raise ValueError(f"{file} is empty")
    if len(body) > LARGEST:
        raise ValueError(f"{file} has more than {LARGEST:,} bytes")
    return body


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def type_of(body: bytes) -> str:
    """By its first bytes: what a file is called proves nothing."""
    if found := next((kind for sign, kind in SIGNS if body.startswith(sign)), None):
        return found
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/html" if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")) else "text/plain"
