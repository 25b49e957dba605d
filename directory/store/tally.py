"""Counts what reading brought, a page or a whole run: what adds up, and what a resumed run must still know."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

BREACHES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a run fell short. ``code`` is one short word, ``text`` names file, row and column."""

    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


@dataclass(slots=True)
class Tally:
    """``fills``: how often each field was known (see crawlers.health); ``keys``: record key -> content hash;
    ``shifted``: what differs in rows that were known before; ``version``, ``as_of``: what the source says of itself;
    ``mark``, ``asked_on``: of one page, its plan's mark and the day it was asked for.
    """

    read: int = 0
    kept: int = 0
    new: int = 0
    changed: int = 0
    repeated: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    shifted: Counter[str] = field(default_factory=Counter)
    fills: Counter[str] = field(default_factory=Counter)
    breaches: list[Breach] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    version: str | None = None
    not_modified: bool = False
    mark: str | None = None
    asked_on: date | None = None

    def breach(self, code: str, text: str) -> None:
        """Notes one breach; of each kind the first twenty are kept word for word."""
        if sum(b.code == code for b in self.breaches) < BREACHES_KEPT:
            self.breaches.append(Breach(code, storable(text)))
        self.counts[f"breach_{code}"] += 1

    def drop(self, reason: str, number: int = 1) -> None:
        """Counts rows that were read and not kept; nothing is dropped in silence."""
        self.dropped[storable(reason)] += number

    def add(self, other: "Tally") -> None:
        """Adds what a page brought to what the run brought; its keys are left to whoever needs them."""
        for name in ("read", "kept", "new", "changed", "repeated"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("dropped", "counts", "shifted", "fills"):
            getattr(self, name).update(getattr(other, name))
        for breach in other.breaches:
            if sum(b.code == breach.code for b in self.breaches) < BREACHES_KEPT:
                self.breaches.append(breach)
        self.as_of = other.as_of or self.as_of
        self.version = other.version or self.version
        self.not_modified = self.not_modified or other.not_modified

    def to_payload(self) -> dict[str, Any]:
        """JSON-ready dict; what is empty is left out."""
        found: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("read", "kept", "new", "changed", "repeated", "version", "not_modified", "keys", "mark")
        }
        found |= {name: dict(getattr(self, name)) for name in ("dropped", "counts", "shifted", "fills")}
        found["breaches"] = [[b.code, b.text] for b in self.breaches]
        found |= {name: day.isoformat() for name in ("as_of", "asked_on") if (day := getattr(self, name))}
        return {name: value for name, value in found.items() if value}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Inverse of `to_payload`."""
        made = cls(
            **{
                name: payload[name]
                for name in ("read", "kept", "new", "changed", "repeated", "version", "not_modified", "keys", "mark")
                if name in payload
            }
        )
        for name in ("dropped", "counts", "shifted", "fills"):
            setattr(made, name, Counter(payload.get(name, {})))
        made.breaches = [Breach(code, text) for code, text in payload.get("breaches", ())]
        for name in ("as_of", "asked_on"):
            setattr(made, name, date.fromisoformat(payload[name]) if payload.get(name) else None)
        return made


def storable(text: str) -> str:
    """Text from outside without what no database takes: lone surrogates and NULs."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
