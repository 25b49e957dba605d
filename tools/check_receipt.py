"""Checks a needleproof receipt by itself: python check_receipt.py RECEIPT.json [chain.txt] (standard library only)."""

# fmt: off
import base64, hashlib, json, pathlib, sys, zlib  # noqa: E401, I001
def digest(value):  # of bytes; else of the one JSON form that is hashed: keys sorted, no blanks, UTF-8
    plain = isinstance(value, bytes) or json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(value if plain is True else plain.encode()).hexdigest()
def items(receipt):  # each entry of a list or table by itself, every other key whole
    for key, value in [one for one in receipt.items() if one[0] not in ("hashes", "sha256", "id")]:
        inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
        yield from [(f"{key}/{name}", one) for name, one in inner] or [(key, value)]
def excerpt(one, _):
    stream = zlib.decompressobj(31)
    body = one["excerpt"] and stream.decompress(base64.b64decode(one["excerpt"]), 1 << 20)  # and no byte more
    return body is None or (stream.eof and digest(body) == one["excerpt_sha256"])
def climbs(proof, held):  # RFC 6962: from the leaf to the root by the hashes beside the way
    here, index, last = digest(b"\0" + proof["item"].encode()), proof["index"], proof["leaves"] - 1
    same, path = here == proof["leaf"] and 0 <= index <= last, list(proof["path"])
    while same and last:
        if index & 1 or index < last:
            sides = [path.pop(0) if path else "", here]
            here = digest(b"\1" + bytes.fromhex("".join(sides if index & 1 else sides[::-1])))
        index, last = index >> 1, last >> 1
    same = same and not path and here == proof["root"] and f" root={here} " in proof["line"]
    return same and json.loads(proof["item"])["sha256"] in held
def follows(n, lines):  # each line rests on the one above, the first on the header
    (content, _, own), above = lines[n].partition(" line="), lines[n - 1][-64:] if n > 1 else digest(lines[0].encode())
    return own == digest(b"\2" + content.encode()) and content.endswith(f" previous={above}")
def checks(r, lines):  # what is wrong, how to look, at what and by what; what cannot be looked at is as wrong
    rests = "its SHA-256 is that of no evidence", lambda one, held: one["sha256"] in (*held, None, "")
    rule = "the text is not what its hash names", lambda one, _: digest(one["text"].encode()) == one["sha256"]
    looks = {"evidence": ("the excerpt is not what its hash names", excerpt), "rules": rule,
             "chain": ("the proof does not lead from this evidence to its root", climbs)}
    looks |= dict.fromkeys(("sightings", "exclusions", "verdicts"), rests)
    if no := [key for key in ("hashes", *looks) if not isinstance(r[key], dict if key == "hashes" else list)]:
        raise ValueError(f"{no[0]} is not of its form")
    told, found, held = r["hashes"], dict(items(r)), [isinstance(e, dict) and e.get("sha256") for e in r["evidence"]]
    yield from ((f"{n} is not what was sealed", lambda n, of: digest(found[n]) == of[n], n, told) for n in told | found)
    yield "hashes, sha256, id differ", lambda r, of: [digest(of), r["id"]] == [r["sha256"], r["sha256"][:16]], r, told
    yield from ((f"{key}/{n}: {looks[key][0]}", looks[key][1], e, held) for key in looks for n, e in enumerate(r[key]))
    if lines is not None:
        yield "chain file: it begins as none", lambda _, of: of[0].startswith("# needleproof chain "), 0, lines
        yield from ((f"chain file: line {n + 1} was changed", follows, n, lines) for n in range(1, len(lines)))
        kept = "its line is not in the chain file", lambda one, of: one["line"] in of
        yield from ((f"chain/{n}: {kept[0]}", kept[1], one, lines) for n, one in enumerate(r["chain"]))
bad, against = 0, "compared with nothing outside"
try:
    texts = [pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3]]
    receipt, lines = json.loads(texts[0]), texts[1].splitlines() if len(sys.argv) > 2 else None
    for words, look, *of in checks(receipt, lines):
        try:
            fine = look(*of)
        except Exception as error:
            fine, words = False, f"{words} ({type(error).__name__})"
        bad += not fine
        print(end="" if fine else f"{words}\n".encode("ascii", "backslashreplace").decode())
    against = f"its {len(receipt['chain'])} proofs are in the chain file" if lines and receipt["chain"] else against
except Exception as error:
    sys.exit(f"it cannot be checked: {error!a}")
sys.exit(1 if bad else print(f"All hashes are right: consistent in itself; {against}."))
