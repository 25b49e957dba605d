"""Proves that a body was in the evidence of a closed day, to whoever has the published chain file."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from directory.chain.files import ChainFiles
from directory.chain.item import Item, Kind
from directory.chain.lines import Line
from directory.chain.merkle import leaf_hash, proof, verify_proof


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Place ``index`` of ``leaves`` of a day. ``item``: the JSON whose hash the leaf is; ``path``: the hashes beside
    the way up to ``root``, the lowest first; ``line``: of the chain file. Hashes are hex.
    """

    day: str
    root: str
    leaf: str
    index: int
    leaves: int
    path: list[str]
    item: str
    line: str


def inclusion(
    data_folder: Path, sha256: str, *, since: date | None = None, file: Path | None = None
) -> dict[str, Any] | None:
    """The proof that the body was read on a closed day: of the first such day from ``since`` on; None without one.

    JSON: {"day": "2026-11-20", "root": hex, "leaf": hex, "index": 3, "leaves": 12, "path": [hex, …], "item": text,
    "line": text}. To check it: SHA-256 of the byte 00 and ``item`` is ``leaf``; ``item`` names the body's SHA-256; the
    leaf goes up to ``root`` by ``path`` (RFC 6962: SHA-256 of the byte 01, left, right; the bits of ``index`` tell
    which side); ``line`` holds ``root`` and stands in the published chain file. ``file``: the chain, where it is not
    ``chain.txt`` in the data folder. What the chain does not bear out is no proof: None.
    """
    files = ChainFiles.at(data_folder, file)
    chain = files.read()
    if chain is None or chain.faults:
        return None
    for line in chain.lines:
        if since is None or line.day >= since:
            for found in _on(files, line, sha256):
                return asdict(found)
    return None


def proved(told: dict[str, Any]) -> bool:
    """Whether such a proof is one: its item, its way up and its line fit together."""
    try:
        line, leaf = Line.read(told["line"]), leaf_hash(told["item"].encode())
        path, top = [bytes.fromhex(one) for one in told["path"]], bytes.fromhex(told["root"])
        same = (str(line.day), line.root, line.leaves) == (told["day"], told["root"], told["leaves"])
        fits = verify_proof(leaf, told["index"], told["leaves"], path, top)
        return line.true and same and fits and leaf.hex() == told["leaf"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _on(files: ChainFiles, line: Line, sha256: str) -> Iterator[Inclusion]:
    try:
        texts = files.read_day(line.day)
    except FileNotFoundError:
        return
    if not any(sha256 in text for text in texts):
        return
    try:
        items = [Item.read(text)[0] for text in texts]
        place = next((at for at, item in enumerate(items) if _is_of(item, sha256)), None)
    except ValueError:
        return
    if place is None:
        return
    leaves = [item.leaf for item in items]
    path = proof(leaves, place)
    if verify_proof(leaves[place], place, len(leaves), path, bytes.fromhex(line.root)) and line.leaves == len(leaves):
        yield Inclusion(
            day=str(line.day),
            root=line.root,
            leaf=leaves[place].hex(),
            index=place,
            leaves=len(leaves),
            path=[one.hex() for one in path],
            item=items[place].json,
            line=str(line),
        )


def _is_of(item: Item, sha256: str) -> bool:
    return item.kind is Kind.EVIDENCE and sha256 in item.json and json.loads(item.json).get("sha256") == sha256
