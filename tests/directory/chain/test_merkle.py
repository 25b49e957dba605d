"""Merkle proofs: those of a tree hold, and whatever is changed in one makes it fail."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.chain.merkle import leaf_hash, proof, root, verify_proof

CONTENTS = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def rfc(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc(leaves[:k]) + rfc(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_root_is_that_of_rfc_6962(contents: list[bytes]) -> None:
    assert root([leaf_hash(one) for one in contents]) == rfc(contents)


@given(CONTENTS, st.data())
def test_every_leaf_has_a_proof_and_a_changed_one_is_none(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))
    top, path, size = root(leaves), proof(leaves, index), len(leaves)
    assert verify_proof(leaves[index], index, size, path, top)
    assert len(path) <= (size - 1).bit_length()
    other = bytes([leaves[index][0] ^ 1]) + leaves[index][1:]
    assert not verify_proof(other, index, size, path, top)
    assert not verify_proof(leaves[index], index, size, path, other)
    assert not verify_proof(leaves[index], index, size, [*path, other], top)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not verify_proof(leaves[index], index, size, [*path[:at], other, *path[at + 1 :]], top)
        assert not verify_proof(leaves[index], index, size, path[:-1], top)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=20, unique=True), st.data())
def test_the_order_of_leaves_matters(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in contents]
    first, second = sorted(data.draw(st.sets(st.integers(0, len(leaves) - 1), min_size=2, max_size=2)))
    changed = list(leaves)
    changed[first], changed[second] = changed[second], changed[first]
    assert root(changed) != root(leaves)
    assert not verify_proof(leaves[first], second, len(leaves), proof(leaves, first), root(leaves))


def test_a_node_never_passes_for_a_leaf() -> None:
    leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    assert leaf_hash(leaves[0] + leaves[1]) != root(leaves)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_place_that_is_not_there_has_no_proof(index: int) -> None:
    leaves = [leaf_hash(b"a")] * 3
    with pytest.raises(IndexError):
        proof(leaves, index)
    assert not verify_proof(leaves[0], index, 3, proof(leaves, 0), root(leaves))
