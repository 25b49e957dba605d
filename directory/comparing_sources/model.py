"""What sources say of one person, side by side. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from tomllib import loads

from directory.normalize.names import PersonName
from directory.records import Address
from directory.vocabulary import LicenseStatus


class Fact(StrEnum):
    """What is compared, in the order in which it is shown."""

    NAME = "name"
    FORMER = "former names"
    LETTERS = "letters"
    PROFESSION = "profession"
    LICENSE = "license number"
    STATUS = "license status"
    EXPIRES = "license expires"
    PRACTICE = "practice address"
    MAILING = "mailing address"
    PHONE = "phone"
    PAGE = "web page"


class Holder(StrEnum):
    """Who keeps what a column shows."""

    REGISTRY = "registry"
    BOARD = "board"
    ISSUER = "issuer"
    LISTING = "listing"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that a source says. ``words``: as it is shown; the rest is what it is compared by: ``of``: the state
    and digits of the license that it is said of, or None.
    """

    words: str
    name: PersonName | None = None
    families: frozenset[str] = frozenset()
    of: tuple[str, str] | None = None
    number: str | None = None
    status: LicenseStatus | None = None
    day: date | None = None
    address: Address | None = None
    digits: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A source as it speaks of the person. ``page``: where the entry can be looked at; ``office``: who keeps it;
    ``sha256`` None: your own file.
    """

    key: str
    title: str
    holder: Holder
    office: str
    page: str | None
    facts: Mapping[Fact, tuple[Told, ...]]
    source: str | None = None
    read_at: datetime | None = None
    as_of: date | None = None
    url: str | None = None
    sha256: str | None = None
    locator: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Something that one source says otherwise than the one whose word counts. ``claims``: neither is proved, and the
    person is to be asked.
    """

    fact: Fact
    wrong: Column
    says: Told
    right: Column
    ruling: Told
    why: str
    claims: bool


@dataclass(frozen=True, slots=True)
class Authority:
    rules: tuple[Holder, ...]
    why: str
    claims: bool


@lru_cache(maxsize=1)
def authority() -> Mapping[Fact, Authority]:
    """Whose word counts for which fact, from authority.toml."""
    rows = loads(files("directory.comparing_sources").joinpath("authority.toml").read_text("utf-8"))["fact"]
    return {
        Fact(row["name"]): Authority(tuple(map(Holder, row["rules"])), row["why"], row.get("claims", False))
        for row in rows
    }
