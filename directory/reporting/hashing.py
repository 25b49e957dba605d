"""The hashes of a receipt: one for each item and one over all; `tools/check_receipt.py` does the same by itself."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

SEALS = ("hashes", "sha256", "id")  # made from all the rest
ID_LENGTH = 16


def canonical(value: object) -> bytes:
    """JSON in the one form that is hashed: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: object) -> str:
    """SHA-256 (hex) of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def items(receipt: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """('sightings/0', value): each entry of a list or table by itself, every other key whole."""
    for key, value in receipt.items():
        if key in SEALS:
            continue
        if isinstance(value, list) and value:
            yield from ((f"{key}/{number}", item) for number, item in enumerate(value))
        elif isinstance(value, dict) and value:
            yield from ((f"{key}/{name}", item) for name, item in value.items())
        else:
            yield key, value


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with the hashes of its items, the receipt's own hash, and the id that begins it."""
    hashes = {name: digest(value) for name, value in items(content)}
    whole = digest(hashes)
    return {**content, "hashes": hashes, "sha256": whole, "id": whole[:ID_LENGTH]}


def broken(receipt: Mapping[str, Any]) -> list[str]:
    """Names of the items that are not what was sealed, in the order of the receipt; the seal itself comes last."""
    found = {name: digest(value) for name, value in items(receipt)}
    told: Mapping[str, str] = receipt["hashes"]
    wrong = [name for name in found if told.get(name) != found[name]]
    wrong += [name for name in told if name not in found]
    if digest(dict(told)) != receipt["sha256"]:
        wrong.append("hashes")
    if receipt["id"] != receipt["sha256"][:ID_LENGTH]:
        wrong.append("id")
    return wrong
