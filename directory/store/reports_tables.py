"""Which reports were made of whom, each with its receipt. Schema only."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey


class ReportMade(SQLModel, table=True):
    """A report that somebody made here to file. Never changed and never deleted.

    ``receipt``: its id, from the hash of its content; ``sha256``: of the receipt's own bytes, which are kept.
    """

    __tablename__ = "report_made"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(index=True, max_length=16)
    receipt: str
    as_of: date
    made_at: datetime = Field(index=True)
    made_by: str
    prepared_for: str | None = None
    purpose: str | None = None
    sha256: str = Field(foreign_key="evidence_body.sha256", index=True)
