"""The report of one person: made, filed with who made it, and found again for the next one to tell what changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from directory.findings import decided_for_report
from directory.reporting import forms
from directory.reporting.gathering import gather, no_proof
from directory.reporting.order import Order
from directory.reporting.pdf import Paper, pdf_of
from directory.reporting.receipt import ReceiptFileError, packed, parsed
from directory.reporting.report import file_name
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.reports_tables import ReportMade
from directory.store.tables import PractitionerAlias
from directory.store.versions import store_bodies

MOST_EARLIER = 20  # reports of one person that are listed


@dataclass(frozen=True, slots=True)
class MadeFiles:
    """A report as files, each (name, bytes), and its receipt."""

    receipt: forms.Receipt
    pdf: tuple[str, bytes]
    json: tuple[str, bytes]


def made(
    session: Session,
    evidence: EvidenceStore,
    practitioner_id: str,
    order: Order,
    *,
    paper: Paper = Paper.LETTER,
    proof: Callable[[str], dict[str, Any] | None] = no_proof,
) -> MadeFiles:
    """Raises what `gather` and `pdf_of` raise."""
    receipt = gather(session, evidence, practitioner_id, order, proof=proof, near=decided_for_report)
    return MadeFiles(
        receipt,
        (file_name(receipt, "pdf"), pdf_of(receipt, paper)),
        (file_name(receipt, "json"), packed(receipt)),
    )


def filed(engine: Engine, evidence: EvidenceStore, receipt: forms.Receipt, *, by: str, now: datetime) -> ReportMade:
    """Keeps the receipt, with who made the report for whom; the PDF can be made of it again."""
    with Session(engine, expire_on_commit=False) as session:
        stored = evidence.put(packed(receipt))
        store_bodies(session.connection(), [stored])
        row = ReportMade(
            practitioner_id=receipt.person.id,
            receipt=receipt.id,
            as_of=receipt.made.as_of,
            made_at=now,
            made_by=by,
            prepared_for=receipt.made.prepared_for,
            purpose=receipt.made.purpose,
            sha256=stored.sha256,
        )
        session.add(row)
        session.commit()
        return row


def earlier(session: Session, practitioner_id: str) -> list[ReportMade]:
    """Reports that were filed of a person, the newest first; under former ids too."""
    former = select(PractitionerAlias.old_id).where(PractitionerAlias.practitioner_id == practitioner_id)
    own = or_(col(ReportMade.practitioner_id) == practitioner_id, col(ReportMade.practitioner_id).in_(former))
    query = select(ReportMade).where(own).order_by(col(ReportMade.made_at).desc(), col(ReportMade.id).desc())
    return list(session.exec(query.limit(MOST_EARLIER)))


def receipt_in(evidence: EvidenceStore, row: ReportMade) -> forms.Receipt:
    """The receipt of a filed report. Raises ReceiptFileError where its bytes are missing or are not what they were."""
    try:
        receipt, _ = parsed(evidence.read(row.sha256))
    except EvidenceError as error:
        raise ReceiptFileError(str(error)) from error
    return receipt
