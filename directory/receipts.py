"""Receipts: look-ups that a person made where nothing may be crawled, with all that proves them, or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Engine
from sqlmodel import Session, col, or_, select

from directory.look_ups import NEEDED, LookUp, complaints, document_of, lacking, tidy, type_of
from directory.normalize.identifiers import clean_npi, license_digits, license_key
from directory.normalize.names import Agreement, parse_full_name, surnames_agree
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.store.evidence import EvidenceStore
from directory.store.tables import License, Practitioner, PractitionerAlias, Receipt
from directory.store.versions import store_bodies


class ReceiptError(ValueError):
    """A receipt that is not saved, or not withdrawn. ``missing``: the fields of `LookUp` that are not there."""

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


@dataclass(frozen=True, slots=True)
class About:
    """Of whom a receipt is: one practitioner's id, or why it is open."""

    practitioner_id: str | None
    why_open: str | None = None


def record_receipt(engine: Engine, evidence: EvidenceStore, told: LookUp, *, now: datetime, today: date) -> Receipt:
    """Saves a look-up with its document, or nothing. Raises ReceiptError that names all that is missing or wrong."""
    told = tidy(told)
    missing, wrong = lacking(told), list(complaints(told, today))
    body = b""
    try:
        body = document_of(told.document) if told.document else b""
    except ValueError as error:
        wrong.append(str(error))
    with Session(engine, expire_on_commit=False) as session:
        if told.practitioner_id and _current_id(session, told.practitioner_id) is None:
            wrong.append(f"no practitioner has the id {told.practitioner_id!r}")
        if missing or wrong:
            parts = ([f"it lacks {', '.join(NEEDED[name] for name in missing)}"] if missing else []) + wrong
            raise ReceiptError(f"the receipt is not saved: {'; '.join(parts)}", missing)
        assert told.document is not None
        stored = evidence.put(body)
        store_bodies(session.connection(), [stored])
        receipt = Receipt(
            **asdict(told) | {
                "npi": clean_npi(told.npi),
                "license_state": state_code(told.license_state),
                "license_digits": license_digits(told.license_number),
                "recorded_at": now,
                "sha256": stored.sha256,
                "document": told.document.name,
                "document_type": type_of(body),
            }
        )  # fmt: skip
        session.add(receipt)
        session.commit()
        return receipt


def withdraw_receipt(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> Receipt:
    """Marks a receipt as withdrawn; it stays, with who and why. Raises ReceiptError."""
    who, why = (clean(text) or "" for text in (who, why))
    if not who or not why:
        raise ReceiptError("the receipt is not withdrawn: say who withdraws it and why")
    with Session(engine, expire_on_commit=False) as session:
        receipt = session.get(Receipt, number, with_for_update=True)
        if receipt is None:
            raise ReceiptError(f"there is no receipt {number}; `needleproof receipts list` shows them")
        if receipt.withdrawn_at is not None:
            raise ReceiptError(f"receipt {number} was withdrawn by {receipt.withdrawn_by} already")
        receipt.withdrawn_at, receipt.withdrawn_by, receipt.withdrawn_why = now, who, why
        session.add(receipt)
        session.commit()
        return receipt


def all_receipts(session: Session) -> list[Receipt]:
    """Every receipt, the newest first, withdrawn ones too."""
    return list(session.exec(select(Receipt).order_by(col(Receipt.id).desc())))


def receipts_of(session: Session, person: Practitioner) -> list[Receipt]:
    """The receipts that are about this person and nobody else and were not withdrawn, the latest look-up first."""
    former = session.exec(select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == person.id)).all()
    digits = session.exec(select(License.digits).where(License.practitioner_id == person.id)).all()
    keys: list[ColumnElement[bool]] = [
        col(Receipt.practitioner_id).in_([person.id, *former]),
        col(Receipt.license_digits).in_([one for one in digits if one]),
    ]
    if person.npi:
        keys.append(col(Receipt.npi) == person.npi)
    query = select(Receipt).where(or_(*keys), col(Receipt.withdrawn_at).is_(None))
    found = session.exec(query.order_by(col(Receipt.looked_on).desc(), col(Receipt.id).desc()))
    return [receipt for receipt in found if about(session, receipt).practitioner_id == person.id]


def about(session: Session, receipt: Receipt) -> About:
    """The one practitioner that all of a receipt's keys lead to; a key that leads to nobody we know says nothing."""
    keys = [set(key) for key in _keys(session, receipt)]
    known = [key for key in keys if key]
    if not known:
        return About(None, "nobody we know has these numbers")
    fitting = set.intersection(*known)
    if receipt.npi:  # one NPI that we know of nobody, and a license of somebody with another one
        fitting = {one for one in fitting if session.get_one(Practitioner, one).npi in (None, receipt.npi)}
    if not fitting:
        return About(None, "its numbers lead to different people")
    if receipt.name:
        fitting = {one for one in fitting if _may_be_called(session.get_one(Practitioner, one), receipt.name)}
    if len(fitting) == 1:
        return About(fitting.pop())
    return About(None, "more than one person fits" if fitting else "whoever has these numbers is called otherwise")


def _keys(session: Session, receipt: Receipt) -> Iterator[Sequence[str]]:
    if receipt.practitioner_id:
        current = _current_id(session, receipt.practitioner_id)
        yield [current] if current else []
    if receipt.npi:
        yield session.exec(select(Practitioner.id).where(Practitioner.npi == receipt.npi)).all()
    if receipt.license_number:
        query = select(License.practitioner_id, License.number).where(
            License.digits == receipt.license_digits, License.jurisdiction == receipt.license_state
        )
        yield [person for person, number in session.exec(query) if _letters_agree(number, receipt.license_number)]


def _letters_agree(number: str, asked: str) -> bool:
    """CH60012345 is no PT60012345; where one of them is written without letters, they say nothing."""
    letters = {key.prefix for key in (license_key(number), license_key(asked)) if key and key.prefix}
    return len(letters) < 2


def _may_be_called(person: Practitioner, asked: str) -> bool:
    surname = name.last if (name := parse_full_name(asked)) else asked
    own = [person.last, *(n.last for other in person.other_names if (n := parse_full_name(other)))]
    return any(surnames_agree(surname, last) is not Agreement.CONTRADICTS for last in own)


def _current_id(session: Session, practitioner_id: str) -> str | None:
    if not (practitioner_id.isascii() and practitioner_id.isalnum()):
        return None
    if session.get(Practitioner, practitioner_id) is not None:
        return practitioner_id
    alias = session.get(PractitionerAlias, practitioner_id)
    return alias.practitioner_id if alias and session.get(Practitioner, alias.practitioner_id) else None
