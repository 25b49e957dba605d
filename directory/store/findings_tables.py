"""What coordinators decided about possible exclusion hits and contradictions. Schema only."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey, json_column, long_text, words
from directory.vocabulary import FindingAnswer, FindingKind, SecondOf


class FindingDecision(SQLModel, table=True):
    """A person's answer about one entry of an exclusion list that may be somebody's, or about values that disagree.

    Never changed and never deleted: what was wrong is undone, with who and why. No publishing touches it, and it
    changes nothing that a source said. It holds while ``evidence`` (directory.findings.telling) is what is told now.
    ``source``, ``scope``, ``record_key`` and ``record_id``: of a hit the version of the entry that was looked at;
    ``fact``: what it is about (directory.disputes.facts); ``shown``: what was compared, in sentences.
    """

    __tablename__ = "finding_decision"
    __table_args__ = (Index("finding_decision_evidence", "kind", "evidence"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    kind: FindingKind = Field(sa_type=words(FindingKind))
    practitioner_id: str = Field(index=True, max_length=16)
    npi: str | None = None
    fact: str
    source: str | None = None
    scope: str | None = None
    record_key: str | None = None
    record_id: int | None = Field(default=None, sa_type=BigInteger)
    shown: list[str] = Field(default_factory=list, sa_column=json_column())
    evidence: str = Field(max_length=64)
    answer: FindingAnswer = Field(sa_type=words(FindingAnswer))
    chosen: str | None = Field(default=None, sa_column=long_text())  # of a contradiction: the value that is right
    decided_at: datetime
    decided_by: str
    note: str = Field(sa_column=long_text(nullable=False))
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_why: str | None = Field(default=None, sa_column=long_text())


class SecondLook(SQLModel, table=True):
    """A decision that counts only when somebody else confirms it, where two people are asked for (the two-person rule
    was on when it was made). ``decision``: the number of a LinkDecision or FindingDecision.
    """

    __tablename__ = "second_look"
    __table_args__ = (Index("second_look_of", "of", "decision", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    of: SecondOf = Field(sa_type=words(SecondOf))
    decision: int = Field(sa_type=BigInteger)
    asked_at: datetime
    asked_by: str  # who decided first
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
