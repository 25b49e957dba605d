"""Reads the environment; nothing else does."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directory.vocabulary import Audience


@dataclass(frozen=True, slots=True)
class Config:
    """Where the product keeps things and how it presents itself.

    ``data_dir`` holds the SQLite database and the evidence; ``database_url`` is an SQLAlchemy address;
    ``today`` is set only when somebody asked for another day.
    """

    data_dir: Path
    database_url: str
    contact: str
    audience: Audience
    today: date | None

    @property
    def evidence_dir(self) -> Path:
        return self.data_dir / "evidence"


def config() -> Config:
    """The configuration of this process. Raises ValueError naming the variable whose value cannot be read."""
    data_dir = Path(os.environ.get("NEEDLEPROOF_DATA") or "data").resolve()
    url = os.environ.get("NEEDLEPROOF_DATABASE_URL") or f"sqlite:///{data_dir / 'needleproof.db'}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):  # SQLAlchemy would otherwise ask for psycopg2
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    raw_today = os.environ.get("NEEDLEPROOF_TODAY")
    try:
        today = date.fromisoformat(raw_today) if raw_today else None
    except ValueError as error:
        raise ValueError(f"NEEDLEPROOF_TODAY is {raw_today!r}: write a date such as 2026-11-20") from error
    raw_audience = os.environ.get("NEEDLEPROOF_AUDIENCE") or Audience.PATIENT.value
    try:
        audience = Audience(raw_audience)
    except ValueError as error:
        raise ValueError(f"NEEDLEPROOF_AUDIENCE is {raw_audience!r}: use patient or coordinator") from error
    return Config(
        data_dir=data_dir,
        database_url=url,
        contact=os.environ.get("NEEDLEPROOF_CONTACT") or "https://example.org/set-NEEDLEPROOF_CONTACT",
        audience=audience,
        today=today,
    )
