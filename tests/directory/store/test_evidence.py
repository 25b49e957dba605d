"""Evidence: the exact bytes, once, under their hash; damage and strange names are refused."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.store.evidence import EvidenceError, EvidenceStore

PAGE = "<html>é \x00 rows</html>".encode() * 50


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def files(store: EvidenceStore) -> list[Path]:
    return sorted(p for p in store.root.rglob("*") if p.is_file())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=2_000))
def test_what_is_put_is_read(body: bytes, store: EvidenceStore) -> None:
    stored = store.put(body)
    assert store.read(stored.sha256) == body
    assert (stored.sha256, stored.size) == (hashlib.sha256(body).hexdigest(), len(body))


def test_pages_are_packed(store: EvidenceStore) -> None:
    stored = store.put(PAGE)
    (file,) = files(store)
    assert file == store.root / stored.sha256[:2] / f"{stored.sha256}.zst"
    assert (stored.encoding, stored.stored_size) == ("zstd", file.stat().st_size)
    assert stored.stored_size < stored.size


def test_bulk_file_is_kept_byte_for_byte(store: EvidenceStore, tmp_path: Path) -> None:
    source = tmp_path / "UPDATED.csv"
    source.write_bytes(bytes(range(256)) * 9_000)  # longer than one chunk
    stored = store.put_file(source)
    assert store.path_of(stored.sha256).read_bytes() == source.read_bytes() == store.read(stored.sha256)
    assert (stored.encoding, stored.size, stored.stored_size) == ("identity", 2_304_000, 2_304_000)
    assert source.exists()


def test_same_body_is_kept_once(store: EvidenceStore, tmp_path: Path) -> None:
    first = store.put(PAGE)
    written = files(store)[0].stat().st_mtime_ns
    assert store.put(PAGE) == first
    assert [f.stat().st_mtime_ns for f in files(store)] == [written]
    copy = tmp_path / "copy"
    copy.write_bytes(b"bulk")
    assert store.put_file(copy) == store.put_file(copy)
    assert len(files(store)) == 2


@pytest.mark.parametrize("damage", [b"", b"not zstd at all", None], ids=["emptied", "overwritten", "cut"])
def test_damaged_page_is_named(store: EvidenceStore, damage: bytes | None) -> None:
    stored = store.put(PAGE)
    (file,) = files(store)
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    with pytest.raises(EvidenceError, match=stored.sha256):
        store.read(stored.sha256)


def test_exchanged_page_is_named(store: EvidenceStore) -> None:
    stored, other = store.put(PAGE), store.put(b"another page")
    store.path_of(stored.sha256).write_bytes(store.path_of(other.sha256).read_bytes())
    with pytest.raises(EvidenceError, match=f"{stored.sha256} is damaged"):
        store.read(stored.sha256)


def test_damaged_bulk_file_is_named(store: EvidenceStore, tmp_path: Path) -> None:
    source = tmp_path / "UPDATED.csv"
    source.write_bytes(b"rows")
    stored = store.put_file(source)
    store.path_of(stored.sha256).write_bytes(b"cows")
    with pytest.raises(EvidenceError, match=f"{stored.sha256} is damaged"):
        store.read(stored.sha256)


def test_missing_evidence_is_named(store: EvidenceStore) -> None:
    name = hashlib.sha256(b"never put").hexdigest()
    with pytest.raises(EvidenceError, match=name):
        store.read(name)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", "/etc/passwd", "a" * 63, "a" * 65, "A" * 64, "../" + "a" * 61, "a/" * 32,
     "a" * 63 + "\n", "%2e" * 21 + "a", "\x00" * 64, "g" * 64],
)  # fmt: skip
def test_only_names_of_bodies_are_looked_up(store: EvidenceStore, name: str) -> None:
    with pytest.raises(EvidenceError, match="not a SHA-256 name"):
        store.path_of(name)


def test_nothing_is_left_of_a_body_that_could_not_be_written(store: EvidenceStore, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        store.put_file(tmp_path / "not there")
    assert not store.root.exists() or not files(store)


def test_what_a_power_failure_emptied_is_written_again(store: EvidenceStore, tmp_path: Path) -> None:
    bulk = tmp_path / "bulk"
    bulk.write_bytes(PAGE)
    sha256 = hashlib.sha256(PAGE).hexdigest()
    kept = [store.path_of(store.put(PAGE).sha256), store.root / sha256[:2] / sha256]
    store.put_file(bulk)
    for file in kept:
        file.write_bytes(b"")
    store.put(PAGE)
    store.put_file(bulk)
    assert store.read(sha256) == kept[1].read_bytes() == PAGE


def test_what_a_killed_process_had_begun_is_removed_later(store: EvidenceStore) -> None:
    kept = store.path_of(store.put(PAGE).sha256)
    begun = kept.with_name(".new-0123456789abcdef")
    begun.write_bytes(PAGE[:10])
    assert store.tidy() == 0, "it may be somebody's who is writing now"
    os.utime(begun, (1, 1))
    assert store.tidy() == 1
    assert files(store) == [kept]
