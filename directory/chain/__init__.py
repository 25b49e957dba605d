"""The evidence chain: a Merkle root a day over all that was read, decided and published, in a file only added to."""

from directory.chain.auditing import audit
from directory.chain.broken import Audit, Broken
from directory.chain.closing import after_publishing, close_days
from directory.chain.files import ChainError, ChainFiles
from directory.chain.inclusion import inclusion, proved
from directory.chain.merkle import leaf_hash, proof, root, verify_proof

__all__ = [
    "Audit",
    "Broken",
    "ChainError",
    "ChainFiles",
    "after_publishing",
    "audit",
    "close_days",
    "inclusion",
    "leaf_hash",
    "proof",
    "proved",
    "root",
    "verify_proof",
]
