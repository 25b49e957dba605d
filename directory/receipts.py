"""Receipts: look-ups that a person made where nothing may be crawled, with all that proves them, or not at all."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.look_ups import NEEDED, LookUp, complaints, document_of, lacking, tidy, type_of
from directory.normalize.identifiers import clean_npi, license_digits
from directory.normalize.places import state_code
from directory.normalize.text import clean
from directory.of_whom import current_id, told_of
from directory.store.evidence import EvidenceStore
from directory.store.tables import Practitioner, Receipt
from directory.store.versions import store_bodies


class ReceiptError(ValueError):
    """A receipt that is not saved, or not withdrawn. ``missing``: the fields of `LookUp` that are not there."""

    def __init__(self, message: str, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


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
        if told.practitioner_id and current_id(session, told.practitioner_id) is None:
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
    found = told_of(session, Receipt, person)
    return sorted(found, key=lambda receipt: (receipt.looked_on, receipt.id or 0), reverse=True)
