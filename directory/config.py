"""Reads the environment; nothing else does."""

import ipaddress
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from directory.loopback import is_loopback
from directory.vocabulary import Audience

# What an address may begin with, and the driver that we have for it.
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class OpenId:
    """An identity provider: its discovery document is at ``issuer`` + /.well-known/openid-configuration."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


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
    lookups: frozenset[str] = frozenset()  # sources that may be asked about one practitioner; 'all' for every one
    chain: Path | None = None  # the evidence chain, where it is kept elsewhere than in the data folder
    public_url: str = ""  # how others reach this server, such as 'https://example.org'; '' where nobody said
    notify: tuple[str, ...] = field(default=(), repr=False)  # whom monitoring tells: addresses of Apprise, secret
    openid: "OpenId | None" = None  # where coordinators sign in; with a password here where nobody said
    # Addresses and networks of reverse proxies: what they say of who asks is believed, and what nobody else says.
    trusted_proxies: tuple[str, ...] = ()
    two_persons: bool = False  # whether "the same person" counts only when a second person confirms it

    @property
    def evidence_dir(self) -> Path:
        return self.data_dir / "evidence"


def config() -> Config:
    """The configuration of this process. Raises ValueError naming the variable whose value cannot be read."""
    data_dir = Path(os.environ.get("NEEDLEPROOF_DATA") or "data").resolve()
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
        database_url=_database_url(data_dir).render_as_string(hide_password=False),
        contact=os.environ.get("NEEDLEPROOF_CONTACT") or "https://example.org/set-NEEDLEPROOF_CONTACT",
        audience=audience,
        today=today,
        chain=Path(raw_chain).resolve() if (raw_chain := os.environ.get("NEEDLEPROOF_CHAIN")) else None,
        public_url=_public_url(),
        notify=tuple((os.environ.get("NEEDLEPROOF_NOTIFY") or "").split()),
        openid=_openid(),
        trusted_proxies=_networks("NEEDLEPROOF_TRUSTED_PROXIES"),
        two_persons=_yes("NEEDLEPROOF_TWO_PERSONS"),
        lookups=frozenset(os.environ.get("NEEDLEPROOF_LOOKUPS", "").replace(",", " ").split()),
    )


def _yes(name: str) -> bool:
    raw = (os.environ.get(name) or "no").strip().lower()
    if raw not in ("yes", "no"):
        raise ValueError(f"{name} is {raw!r}: use yes or no")
    return raw == "yes"


def _networks(name: str) -> tuple[str, ...]:
    """Addresses and networks, parted by commas or spaces; each as it is usually written."""
    found = []
    for one in (os.environ.get(name) or "").replace(",", " ").split():
        try:
            found.append(str(ipaddress.ip_network(one) if "/" in one else ipaddress.ip_address(one)))
        except ValueError as error:
            raise ValueError(
                f"{name} has {one!r}: write addresses and networks such as 10.0.0.5 or 10.0.0.0/24"
            ) from error
    return tuple(found)


def _public_url() -> str:
    """Without a slash at its end. Nothing but a scheme, a host and a port: our paths begin at the root."""
    raw = (os.environ.get("NEEDLEPROOF_PUBLIC_URL") or "").rstrip("/")
    if raw and not _ORIGIN.fullmatch(raw):
        raise ValueError(
            f"NEEDLEPROOF_PUBLIC_URL is {raw!r}: write an address without a path such as https://example.org"
        )
    return raw


def _openid() -> OpenId | None:
    """All three settings or none. What is wrong is said without the secret."""
    names = ("NEEDLEPROOF_OPENID_ISSUER", "NEEDLEPROOF_OPENID_CLIENT", "NEEDLEPROOF_OPENID_SECRET")
    issuer, client, secret = (os.environ.get(name) or "" for name in names)
    if not (issuer or client or secret):
        return None
    missing = [name for name, value in zip(names, (issuer, client, secret), strict=True) if not value]
    if missing:
        raise ValueError(
            f"{' and '.join(missing)} must be set too: an identity provider needs all of {', '.join(names)}"
        )
    address = urlsplit(issuer)
    if address.scheme not in ("https", "http") or (address.scheme == "http" and not is_loopback(issuer)):
        raise ValueError(f"{names[0]} is {issuer!r}: write an address that begins with https://")
    return OpenId(issuer.rstrip("/"), client, secret)


def _database_url(data_dir: Path) -> URL:
    """The address of the database; what is wrong with it is said without it, for it may hold a password."""
    raw = os.environ.get("NEEDLEPROOF_DATABASE_URL")
    if not raw:
        return URL.create("sqlite", database=str(data_dir / "needleproof.db"))
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        url = None
    driver = DRIVERS.get(url.drivername) if url else None
    if url is None or driver is None:
        raise ValueError(
            "NEEDLEPROOF_DATABASE_URL cannot be read: write an address such as sqlite:////data/needleproof.db or "
            "postgresql://user@host/needleproof"
        )
    return url.set(drivername=driver)


def today_of(settings: Config) -> date:
    """The day it is for this process: the one asked for, else the machine's own."""
    return settings.today or datetime.now(UTC).astimezone().date()
