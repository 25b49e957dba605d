"""Who is watched, each run of monitoring, and what it told. Schema only."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from directory.store.column_types import BigKey, json_column, long_text


def new_salt() -> str:
    """For a leaf of the evidence chain, so that what is sealed in it is not found by trying."""
    return secrets.token_hex(16)


class WatchList(SQLModel, table=True):
    """A named list of people whom somebody watches. Never deleted, only ended.

    ``salt``: sealed with its name in the leaves of the evidence chain, and told nowhere; ``feed_token_sha256``: of the
    secret in the address of its feed and calendar; None where it has no such address.
    """

    __tablename__ = "watch_list"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    name: str = Field(unique=True, max_length=80)
    made_at: datetime
    made_by: str = Field(max_length=200)
    ended_at: datetime | None = None
    ended_by: str | None = Field(default=None, max_length=200)
    feed_token_sha256: str | None = Field(default=None, unique=True, max_length=64)
    salt: str = Field(default_factory=new_salt, max_length=32)


class Watched(SQLModel, table=True):
    """Somebody on a list, under the address they had then; they stay on it when their address changes.

    ``publication_id``: what was shown of them when they were put on it; changes count from there. ``salt``: sealed with
    who it is in the leaves of the evidence chain, and told nowhere.
    """

    __table_args__ = (
        Index(
            "watched_once", "list_id", "practitioner_id", unique=True, sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    list_id: int = Field(foreign_key="watch_list.id", sa_type=BigKey)
    practitioner_id: str = Field(index=True, max_length=16)
    publication_id: int = Field(foreign_key="publication.id")
    added_at: datetime
    added_by: str = Field(max_length=200)
    removed_at: datetime | None = None
    removed_by: str | None = Field(default=None, max_length=200)
    removed_why: str | None = Field(default=None, sa_column=long_text())
    salt: str = Field(default_factory=new_salt, max_length=32)


class MonitorRun(SQLModel, table=True):
    """One run of monitoring with its proof sheet. Never changed but for its sign-off, once; never deleted.

    ``list_id``: None where everybody was looked at; ``sheet``: as `directory.monitoring.sheets` makes it.
    """

    __tablename__ = "monitor_run"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    list_id: int | None = Field(default=None, foreign_key="watch_list.id", sa_type=BigKey)
    began: datetime
    ended: datetime = Field(index=True)
    period_from: datetime
    period_to: datetime
    as_of: date
    publication_id: int = Field(foreign_key="publication.id")
    people: int
    told: int
    sheet: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    sheet_sha256: str = Field(max_length=64)
    signed_at: datetime | None = None
    signed_by: str | None = Field(default=None, max_length=200)
    signed_note: str | None = Field(default=None, sa_column=long_text())


class Notice(SQLModel, table=True):
    """One thing that a run of monitoring told, once and never again: ``once`` is a digest of what makes it this thing.

    ``subject``: the credential or check it is about; ``day``: on which it was first shown, or a credential ends.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    run_id: int = Field(foreign_key="monitor_run.id", index=True, sa_type=BigKey)
    practitioner_id: str = Field(index=True, max_length=16)
    name: str  # as the person was called then
    kind: str = Field(max_length=20)  # directory.monitoring.kinds
    weight: str = Field(max_length=10)
    subject: str
    day: date
    text: str = Field(sa_column=long_text(nullable=False))
    details: dict[str, Any] = Field(default_factory=dict, sa_column=json_column())
    once: str = Field(unique=True, max_length=64)


class Delivery(SQLModel, table=True):
    """Whether the digest of a run reached somebody. ``target_sha256``: of the address, which may hold a secret."""

    __table_args__ = (UniqueConstraint("run_id", "target_sha256", name="delivery_once"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    run_id: int = Field(foreign_key="monitor_run.id", sa_type=BigKey)
    target_sha256: str = Field(max_length=64)
    service: str = Field(max_length=80)  # what kind of receiver it is, such as 'E-Mail'
    tries: int = 0
    tried_at: datetime | None = None
    sent_at: datetime | None = None
