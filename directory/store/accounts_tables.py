"""Who may sign in, who is signed in, and what each person did. Schema only."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey, json_column, words
from directory.vocabulary import ActKind, Role, SignInWay


class Account(SQLModel, table=True):
    """Somebody of the coordinators' organization. Never deleted, for what they wrote names them; only ended.

    ``password``: an Argon2 hash, None where they sign in elsewhere; then ``issuer`` and ``subject`` are who they are
    there, None until the first time.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject", name="account_elsewhere"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    name: str = Field(unique=True, max_length=80)  # small letters
    shown: str = Field(max_length=80)
    role: Role = Field(sa_type=words(Role))
    password: str | None = None
    issuer: str | None = None
    subject: str | None = None
    made_at: datetime
    ended_at: datetime | None = None


class SignIn(SQLModel, table=True):
    """A browser that is signed in, until ``ends`` at the latest. Of its token, only the SHA-256 is kept."""

    __tablename__ = "sign_in"

    token_sha256: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True, sa_type=BigKey)
    way: SignInWay = Field(sa_type=words(SignInWay))
    began: datetime
    ends: datetime
    ended_at: datetime | None = None


class Act(SQLModel, table=True):
    """What somebody did to accounts or with one. Never changed and never deleted; no publishing touches it.

    ``by``: the name of an account, or whoever sat at the command line; ``subject``: whom or what it was done to.
    """

    __tablename__ = "act"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    at: datetime = Field(index=True)
    by: str = Field(max_length=200)
    what: ActKind = Field(sa_type=words(ActKind))
    subject: str = Field(max_length=200)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
