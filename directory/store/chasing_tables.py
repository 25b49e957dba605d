"""Which missing facts and documents were asked for, of whom and when. Schema only."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey


class ChaseSent(SQLModel, table=True):
    """Something missing that somebody was asked for. Never changed and never deleted, and it closes nothing: what was
    asked for is open until what is published says otherwise.

    ``item``: the key of what is missing (`directory.chasing.items`); ``what``: the same in words, as it was asked for.
    """

    __tablename__ = "chase_sent"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    practitioner_id: str = Field(index=True, max_length=16)
    item: str
    what: str
    asked_by: str
    asked_at: datetime = Field(index=True)
    sent_to: str  # an address or a person, as it was written down
    text_sha256: str = Field(max_length=64)  # of the text that was sent, in UTF-8
