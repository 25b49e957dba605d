"""Checks a needleproof receipt by itself: python check_receipt.py RECEIPT.json [chain.txt] (standard library only)."""

import base64
import hashlib
import json
import pathlib
import sys
import zlib


def digest(value):  # of bytes; else of the one JSON form that is hashed: keys sorted, no blanks, UTF-8
    plain = isinstance(value, bytes) or json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(value if plain is True else plain.encode()).hexdigest()


def items(receipt):  # each entry of a list or table by itself, every other key whole
    for key, value in receipt.items():
        inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
        if key not in ("hashes", "sha256", "id"):
            yield from [(f"{key}/{name}", one) for name, one in inner] or [(key, value)]


def climbs(proof):  # RFC 6962: from the leaf to the root by the hashes beside the way
    here, index, last = digest(b"\0" + proof["item"].encode()), proof["index"], proof["leaves"] - 1
    same, path = here == proof["leaf"] and 0 <= index <= last, list(proof["path"])
    while same and last:
        if index & 1 or index < last:
            sides = [path.pop(0) if path else "", here]
            here = digest(b"\1" + bytes.fromhex("".join(sides if index & 1 else sides[::-1])))
        index, last = index >> 1, last >> 1
    return same and not path and here == proof["root"] and f" root={here} " in proof["line"]


def wrong(receipt, lines):
    found, told = {name: digest(value) for name, value in items(receipt)}, receipt["hashes"]
    yield from (f"{name} is not what was sealed" for name in {**told, **found} if found.get(name) != told.get(name))
    if digest(told) != receipt["sha256"] or receipt["id"] != receipt["sha256"][:16]:
        yield "the receipt's own hash or id is not that of its items"
    for n, one in enumerate(receipt["evidence"]):
        if one["excerpt"] and digest(zlib.decompress(base64.b64decode(one["excerpt"]), 31)) != one["excerpt_sha256"]:
            yield f"evidence/{n}: the excerpt is not what its hash names"
    others = [one["file"] for one in receipt["rules"] if digest(one["text"].encode()) != one["sha256"]]
    yield from (f"rules: {name} is not what its hash names" for name in others)
    for n, proof in enumerate(receipt["chain"]):
        if not climbs(proof) or json.loads(proof["item"])["sha256"] not in {e["sha256"] for e in receipt["evidence"]}:
            yield f"chain/{n}: the proof does not lead from this evidence to its root"
        if lines and proof["line"] not in lines:
            yield f"chain/{n}: its line is not in the chain file"
    for n, line in enumerate(lines[1:]):  # each line rests on the one above, the first on the header
        (content, _, own), above = line.partition(" line="), digest(lines[0].encode()) if n == 0 else lines[n][-64:]
        if own != digest(b"\2" + content.encode()) or not content.endswith(f" previous={above}"):
            yield f"chain file: the line of {line[:10]} was changed, or does not rest on the line above it"


given = [pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3]]
found = list(wrong(json.loads(given[0]), given[1].splitlines() if given[1:] else []))
sys.exit("\n".join(found) or print("All hashes are right."))
