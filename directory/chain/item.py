"""One leaf of a day: what it is, which one, and its content as canonical JSON. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Self

from directory.chain.merkle import leaf_hash


class Kind(StrEnum):
    """The kinds of leaves, in their order within a day."""

    EVIDENCE = "evidence"  # a response: its body's hash, address and time
    RUN = "run"  # a reading that readers may see, with digests of all versions that it began and ended
    RECEIPT = "receipt"
    RECEIPT_WITHDRAWN = "receipt-withdrawn"
    DOCUMENT = "document"
    DOCUMENT_WITHDRAWN = "document-withdrawn"
    DECISION = "decision"
    DECISION_UNDONE = "decision-undone"
    ACT = "act"
    DISPUTE = "dispute"
    DISPUTE_DECIDED = "dispute-decided"
    DISPUTE_WITHDRAWN = "dispute-withdrawn"
    CHASE_SENT = "chase-sent"  # what was missing was asked for
    REPORT = "report"  # one was made, with the hash of its receipt
    FINDING = "finding"  # what somebody decided of a possible hit or a contradiction
    FINDING_UNDONE = "finding-undone"
    SECOND = "second"  # a decision that waits for a second person
    SECOND_CONFIRMED = "second-confirmed"
    MONITORING = "monitoring"  # a run of it, with the hash of its proof sheet
    MONITORING_SIGNED = "monitoring-signed"
    WATCH_LIST = "watch-list"
    WATCH_LIST_ENDED = "watch-list-ended"
    WATCHED = "watched"  # somebody was put on a watch list
    WATCHED_REMOVED = "watched-removed"
    PUBLICATION = "publication"
    RULES = "rules"


ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Item:
    """``ident``: its number, or its name; ``json``: its content, on one line, keys sorted."""

    kind: Kind
    ident: str
    json: str

    @classmethod
    def of(cls, kind: Kind, ident: int | str, content: Mapping[str, Any]) -> Self:
        return cls(kind, str(ident), canonical({"kind": kind.value, "id": ident, **content}))

    @classmethod
    def read(cls, text: str) -> tuple[Self, str]:
        """The item of a line of a day file, and the leaf hash that stands in it. Raises ValueError."""
        kind, ident, leaf, content = text.split("\t")
        return cls(Kind(kind), ident, content), leaf

    @property
    def leaf(self) -> bytes:
        return leaf_hash(self.json.encode())

    @property
    def key(self) -> tuple[Kind, str]:
        return self.kind, self.ident

    @property
    def place(self) -> tuple[int, int, str]:
        """By which a day's items are ordered: kind, number, name."""
        return ORDER[self.kind], int(self.ident) if self.ident.isdecimal() else 0, self.ident

    def __str__(self) -> str:
        return f"{self.kind}\t{self.ident}\t{self.leaf.hex()}\t{self.json}"

    def named(self) -> str:
        """As people are told: 'receipt 3', 'evidence 12 (SHA-256 …, https://…)'."""
        words = self.kind.replace("-", " ")
        if self.kind is Kind.EVIDENCE:
            told = json.loads(self.json)
            return f"{words} of fetch {self.ident} ({told.get('url')}, SHA-256 {told.get('sha256')})"
        return f"{words} {self.ident}"


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks; times in UTC. The same on both databases and on every machine."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def difference(kept: Item, now: Item) -> tuple[str, str, str]:
    """The first field in which two contents of one item differ: (field, as kept, as it is now)."""
    then, here = json.loads(kept.json), json.loads(now.json)
    for field in sorted(then.keys() | here.keys()):
        if then.get(field) != here.get(field):
            return field, _short(then.get(field)), _short(here.get(field))
    return "content", kept.leaf.hex(), now.leaf.hex()


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"
