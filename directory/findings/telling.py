"""What of a person and of an entry tells of whom it is, and its hash: what a decision about the two holds for. Pure.

Of the person: names, NPI, licenses and the states of practice; of the entry all that is kept of its row. How something
is written (case, accents, marks) plays no part, nor do phones, streets, web pages and dates of reading.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from directory.normalize.folding import fold
from directory.normalize.identifiers import license_digits
from directory.records import ExclusionRecord


@dataclass(frozen=True, slots=True)
class About:
    """A person as published. ``licenses``: state, profession, number; ``states``: of practice; ``towns``: of practice,
    which are shown and play no part in what a decision holds for.
    """

    names: tuple[str, ...]
    npi: str | None
    licenses: tuple[tuple[str, str, str], ...]
    states: tuple[str, ...]
    towns: tuple[str, ...] = ()


def evidence_of_hit(person: About, source: str, entry: ExclusionRecord) -> str:
    """Hex SHA-256 over what both sides tell."""
    return _hashed({"hit": source, "person": _person(person), "entry": _plain(_kept(entry.to_payload()))})


def evidence_of_values(fact: str, values: Iterable[tuple[str, str]]) -> str:
    """Hex SHA-256 over what is said of a fact: (source, words) each, in any order."""
    told = sorted({said(source, words) for source, words in values})
    return _hashed({"fact": fact, "values": told})


def said(source: str, words: str) -> tuple[str, str]:
    """What makes a value this one, however it is written; values are sorted by it."""
    return source, _folded(words)


def key_of_value(source: str, words: str) -> str:
    """12 hex digits that name a value, however it is written."""
    return _hashed({"value": said(source, words)})[:12]


def same_row(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a row of the list (both as payloads) says what the other says, or is merely written otherwise.

    Where nothing that is kept of it differs, a column that is not kept does: a birth date or a street, which people
    compare, so that it is another row.
    """
    if then == now:
        return True  # it left the list and came back
    return _kept(then) != _kept(now) and row_told(then) == row_told(now)


def row_told(payload: Mapping[str, Any]) -> str:
    """What a row says however it is written: the same for two rows that say the same."""
    return _hashed(_plain(_kept(payload)))


def _person(person: About) -> dict[str, Any]:
    return {
        "names": sorted({fold(name) for name in person.names}),
        "npi": person.npi,
        "licenses": sorted({f"{s} {p} {license_digits(n) or fold(n)}" for s, p, n in person.licenses}),
        "states": sorted(set(person.states)),
    }


def _kept(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != "entry"}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return _folded(value) if isinstance(value, str) else value


def _folded(text: str) -> str:
    """Letters and digits, parted by single blanks, in capitals."""
    kept = "".join(sign if sign.isalnum() else " " for sign in anyascii(text).upper().replace("'", ""))
    return " ".join(kept.split())


def _hashed(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
