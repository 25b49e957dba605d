"""Merkle trees after RFC 6962: one hash for a day's leaves, and short proofs that a leaf is among them. Pure.

Hashes are SHA-256. That of a leaf is over the byte 0x00 and its content, that of a node over 0x01 and the hashes below
it, left and right: so no node can pass for a leaf. Of n leaves the left branch holds the largest power of two below n.
"""

import hashlib
from collections.abc import Sequence

LEAF, NODE, LINE = b"\x00", b"\x01", b"\x02"  # the last: of a line of the chain file


def leaf_hash(content: bytes) -> bytes:
    """The 32 bytes that stand for a leaf."""
    return hashlib.sha256(LEAF + content).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The hash over all leaves (each a `leaf_hash`) in their order; of none that of no bytes."""
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes beside the way from leaf ``index`` up to the root, the lowest first. Raises IndexError."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"there are {len(leaves)} leaves, and none has the place {index}")
    path, level = [], list(leaves)
    while len(level) > 1:
        if (beside := index ^ 1) < len(level):
            path.append(level[beside])
        level, index = _above(level), index >> 1
    return path


def verify_proof(leaf: bytes, index: int, size: int, path: Sequence[bytes], top: bytes) -> bool:
    """Whether ``leaf`` is at place ``index`` of ``size`` leaves whose root is ``top``."""
    if not 0 <= index < size:
        return False
    found, last, rest = leaf, size - 1, list(path)
    while last:
        if index & 1 or index < last:
            if not rest:
                return False
            beside = rest.pop(0)
            found = _node(beside, found) if index & 1 else _node(found, beside)
        index, last = index >> 1, last >> 1
    return not rest and found == top


def _above(level: Sequence[bytes]) -> list[bytes]:
    """Pairs become nodes; one that is left over goes up as it is."""
    pairs = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + list(level[len(pairs) * 2 :])


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
