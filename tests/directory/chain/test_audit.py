"""The audit: all well where all is well, and one flipped byte in any kind of item is named."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from directory.chain import ChainError
from directory.chain.rule_files import NOTED, rule_digests
from tests.directory.chain.conftest import PAGE, THIRD, Chained

Flip = Callable[[Path], None]
# What was changed in the database, and what the first sentence then says. Of JSON, PostgreSQL changes no part in place.
CASES = [
    ("UPDATE receipt SET said = 'Expired'", ["receipt 1 of 2026-11-18", "said; expected: Active; found: Expired"]),
    ("UPDATE receipt SET recorded_at = '2026-11-17 12:00:00'", ["receipt 1 of 2026-11-18", "is gone from"]),
    ("UPDATE receipt SET withdrawn_why = 'x'", ["receipt withdrawn 1 of 2026-11-19", "expected: another person"]),
    ("UPDATE receipt SET withdrawn_at = NULL", ["receipt withdrawn 1 of 2026-11-19", "is gone"]),
    ("DELETE FROM receipt", ["receipt 1 of 2026-11-18", "is gone"]),
    ("UPDATE seen_document SET facts = '{\"trainings\": [{\"hours\": 54}]}'", ["document 1 of 2026-11-18", "27.5"]),
    ("UPDATE seen_document SET sha256 = (SELECT min(sha256) FROM \"fetch\")", ["document 1 of 2026-11-18", "sha256"]),
    ("UPDATE link_decision SET answer = 'same'", ["decision 1 of 2026-11-18", "expected: different; found: same"]),
    ("UPDATE link_decision SET undone_by = 'X'", ["decision undone 1 of 2026-11-19", "expected: JR; found: X"]),
    ("UPDATE finding_decision SET answer = 'different'", ["finding 1 of 2026-11-18", "sha256"]),
    ("UPDATE finding_decision SET undone_by = 'X'", ["finding undone 1 of 2026-11-19", "expected: JR; found: X"]),
    ("UPDATE second_look SET asked_by = 'X'", ["second 1 of 2026-11-18", "expected: JR; found: X"]),
    ("UPDATE second_look SET confirmed_by = 'X'", ["second confirmed 1 of 2026-11-19", "expected: KL; found: X"]),
    ("UPDATE dispute SET wish = 'hide_listing'", ["dispute 1 of 2026-11-18", "expected: correct; found: hide_listing"]),
    ("UPDATE dispute SET text = 'it is Zoë'", ["dispute 1 of 2026-11-18", "text_sha256"]),
    ("UPDATE dispute SET decision = 'accepted'", ["dispute decided 1 of 2026-11-19", "found: accepted"]),
    ("UPDATE dispute SET withdrawn_by = 'X'", ["dispute withdrawn 1 of 2026-11-19", "expected: JR; found: X"]),
    ("DELETE FROM dispute", ["dispute 1 of 2026-11-18", "is gone"]),
    ("UPDATE \"fetch\" SET url = 'https://example.org/' WHERE id = 1", ["evidence of fetch 1", "url; expected"]),
    ("UPDATE \"fetch\" SET sha256 = (SELECT sha256 FROM \"fetch\" WHERE id = 2) WHERE id = 1",
     ["evidence of fetch 1", "sha256"]),
    ("UPDATE run SET source_as_of = '2026-11-25' WHERE id = 2", ["run 2 of 2026-11-19", "source_as_of"]),
    ("UPDATE source_record SET content_hash = 'x' WHERE id = 1", ["run 1 of 2026-11-18", "versions"]),
    ("UPDATE source_record SET ended_run = NULL WHERE ended_run = 2", ["run 2 of 2026-11-19", "versions"]),
    ("DELETE FROM source_record WHERE id = (SELECT max(id) FROM source_record)", ["run 2 of 2026-11-19", "versions"]),
    ("UPDATE source_record SET payload = '{}' WHERE id = 2",
     ["record 2 (wa_doh:Physical Therapist License|", "its content has another hash"]),
    ("UPDATE publication SET digest = 'x' WHERE id = 1", ["publication 1 of 2026-11-18", "digest", "found: x"]),
    ("UPDATE publication SET as_of = '2026-11-01' WHERE id = 2", ["publication 2 of 2026-11-19", "as_of"]),
    ("UPDATE published_version SET digest = 'x' WHERE id = 2", ["publication 1 of 2026-11-18", "versions"]),
    ("UPDATE published_version SET ended_publication = NULL WHERE ended_publication = 2",
     ["publication 2 of 2026-11-19", "versions"]),
    ("UPDATE practitioner SET display_name = 'Y' WHERE id = (SELECT min(id) FROM practitioner)",
     ["practitioner", "is not shown as published"]),
    (f"UPDATE meta SET value = '{{}}' WHERE name = '{NOTED}1'", ["rules ", "of publication 1 of", "is gone"]),
    ("UPDATE receipt SET sha256 = repeat('0', 64)", ["receipt 1 of 2026-11-18", "sha256"]),
]  # fmt: skip


def test_all_is_well(chained: Chained) -> None:
    found = chained.audit()
    assert (found.ok, found.broken, found.notes) == (True, [], [])
    assert [str(day) for day in found.days] == ["2026-11-18", "2026-11-19"]
    kinds = [line.split("\t")[0] for day in found.days for line in chained.files.read_day(day)]
    assert found.items == len(kinds)
    assert {*kinds} == {
        "evidence", "run", "receipt", "receipt-withdrawn", "document", "document-withdrawn", "decision",
        "decision-undone", "act", "dispute", "dispute-decided", "dispute-withdrawn", "chase-sent", "report",
        "finding", "finding-undone", "second", "second-confirmed", "publication", "rules",
    }  # fmt: skip
    assert kinds.count("rules") == 2 * len(rule_digests())


@pytest.mark.parametrize(("statement", "words"), CASES)
def test_whatever_is_changed_in_the_database_is_named_first(chained: Chained, statement: str, words: list[str]) -> None:
    if chained.engine.dialect.name == "sqlite":
        statement = statement.replace("repeat('0', 64)", f"'{'0' * 64}'")
    elif "sha256 = repeat" in statement:
        pytest.skip("PostgreSQL lets no such row in")
    chained.change(statement)
    first = chained.told()[0]
    assert all(word in first for word in words), first


def test_how_to_reach_somebody_may_be_deleted_and_the_chain_holds_no_word_of_a_dispute(chained: Chained) -> None:
    chained.change("UPDATE dispute SET contact = NULL")
    assert chained.audit().ok
    kept = "".join(line for day in chained.audit().days for line in chained.files.read_day(day))
    assert "text_sha256" in kept
    assert not any(word in kept for word in ("ann@example.org", "it is Anne"))


def test_a_row_added_to_a_day_that_was_over_is_named(chained: Chained) -> None:
    chained.change(
        "INSERT INTO link_decision (left_source, left_scope, left_key, left_record_id, right_source, right_scope, "
        "right_key, right_record_id, answer, evidence, decided_at, decided_by, note, linked) SELECT left_source, "
        "left_scope, left_key, left_record_id, right_source, right_scope, right_key, right_record_id, answer, "
        "evidence, decided_at, decided_by, note, linked FROM link_decision"
    )
    assert "decision 2 of 2026-11-18 was added to a day that was closed already" in chained.told()[0]
    chained.change("UPDATE link_decision SET decided_at = '2026-11-12 12:00:00+00:00' WHERE id = 2")
    assert "decision 2 of 2026-11-12 was added to a day that was over" in chained.told()[0]


def test_each_kind_of_evidence_file_is_named_with_what_rests_on_it(chained: Chained, flipped: Flip) -> None:
    page = chained.evidence.put(PAGE).sha256
    assert chained.told() == []
    flipped(chained.evidence.path_of(page))
    (told,) = chained.told()
    assert str(chained.evidence.path_of(page)) in told
    assert "its bytes no longer match" in told
    assert "that of receipt 1" in told
    assert chained.told(deep=False) == []  # its size is what it was
    chained.evidence.path_of(page).write_bytes(b"")
    assert "expected:" in chained.told(deep=False)[0]
    chained.evidence.path_of(page).unlink()
    assert "is missing" in chained.told()[0]


def test_a_flipped_byte_of_a_response_is_named_with_its_address(chained: Chained, flipped: Flip) -> None:
    (*_, evidence) = (json.loads(line.split("\t")[3]) for line in chained.files.read_day(date(2026, 11, 18))[:1])
    flipped(chained.evidence.path_of(evidence["sha256"]))
    (told,) = chained.told()
    assert f"fetch {evidence['id']} of wa_doh (run 1), read 2026-11-18 12:00 UTC at file:wa_doh.json" in told


def test_a_flipped_byte_of_a_published_version_is_named(chained: Chained) -> None:
    with chained.engine.begin() as connection:
        rows = bytearray(connection.exec_driver_sql("SELECT rows FROM published_version WHERE id = 2").scalar_one())
        rows[len(rows) // 2] ^= 1
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(f"UPDATE published_version SET rows = {mark} WHERE id = 2", (bytes(rows),))
    told = chained.told()
    assert "publication 1 of 2026-11-18 was changed after it was recorded: versions" in told[0]
    assert "published version 2 (practitioner" in told[1]


@pytest.mark.parametrize("at", [0, 40, 300, 480, -1])
def test_a_changed_line_of_the_chain_is_named(chained: Chained, at: int) -> None:
    """``at``: the place of a letter within the second line or, at the beginning, in the header."""
    header, first, second = chained.files.file.read_text().splitlines()
    if at == 0:
        changed = f"{header[:9]}X{header[10:]}\n{first}\n{second}\n"
        words = "chain line 1"
    else:
        place = at % len(first)
        letter = "1" if first[place] != "1" else "2"
        changed = f"{header}\n{first[:place]}{letter}{first[place + 1 :]}\n{second}\n"
        words = "chain line 2"
    chained.files.file.write_text(changed)
    assert words in chained.told()[0]
    with pytest.raises(ChainError):
        chained.close(THIRD + timedelta(days=5))


def test_a_day_file_that_was_changed_or_is_gone_is_named(chained: Chained) -> None:
    file = chained.files.day_file(date(2026, 11, 18))
    body = file.read_text()
    file.write_text(body.replace("father and son", "father and sun"))
    (told,) = chained.told()
    assert "day file line" in told
    assert "(decision 1) was changed" in told
    assert str(file) in told
    lines = body.splitlines(keepends=True)
    file.write_text("".join([lines[1], lines[0], *lines[2:]]))  # the same leaves in another order
    assert "whose root is not that of the chain" in chained.told()[0]
    file.write_text("nonsense\n")
    assert "is no leaf" in chained.told()[0]
    file.unlink()
    assert "day file 2026-11-18" in chained.told()[0]


def test_lines_that_were_taken_away_are_missed(chained: Chained) -> None:
    body = chained.files.file.read_bytes()
    lines = body.splitlines(keepends=True)
    chained.files.file.write_bytes(b"".join(lines[:-1]))
    assert "the end of the file was cut off" in chained.told()[0]
    chained.files.file.write_bytes(lines[0] + lines[2])
    told = chained.told()
    assert "does not rest on the line above it" in told[0]
    assert any("day file 2026-11-18" in one and "has no line in the chain" in one for one in told)
    chained.files.file.unlink()
    assert "is not there, though it was begun" in chained.told()[0]


def test_a_line_and_its_leaves_made_anew_do_not_fit_the_lines_after_it(chained: Chained) -> None:
    """Whoever has it all in their hands must make every later line anew, and cannot in a copy that was published."""
    published = chained.files.file.read_bytes()
    chained.change("UPDATE receipt SET said = 'Expired'")
    chained.change("DELETE FROM meta WHERE name = 'chain_line'")
    chained.files.forget()
    assert chained.close() == [date(2026, 11, 18), date(2026, 11, 19)]
    assert chained.told() == []
    chained.files.file.write_bytes(published)
    remembered, changed, *_ = chained.told()
    assert "chain line that was the last" in remembered
    assert "day file 2026-11-18" in changed


def test_a_chain_that_was_never_begun_is_told_plainly(chained: Chained) -> None:
    chained.files.forget()
    chained.change(f"DELETE FROM meta WHERE name LIKE 'chain_line' OR name LIKE '{NOTED}%'")
    found = chained.audit()
    assert found.ok
    assert "There is no chain file" in found.notes[0]
    assert "since 2026-11-18" in found.notes[0]


def test_rules_that_have_changed_since_are_no_break_of_the_past(chained: Chained) -> None:
    used = json.dumps(dict(rule_digests()) | {"us_wa.toml": "0" * 64})
    chained.change(f"UPDATE meta SET value = '{used}' WHERE name = '{NOTED}1'")
    chained.files.forget()
    chained.change("DELETE FROM meta WHERE name = 'chain_line'")
    chained.close()
    found = chained.audit()
    assert found.ok
    assert found.notes == ["rules have changed since the last publication: us_wa.toml"]


def test_days_that_wait_for_closing_are_told(chained: Chained) -> None:
    chained.change("UPDATE publication SET published_at = '2026-11-21 12:00:00+00:00' WHERE id = 2")
    assert chained.audit(now=THIRD + timedelta(days=3)).waiting == [date(2026, 11, 21)]


def test_no_more_than_twenty_are_told(chained: Chained) -> None:
    chained.change("UPDATE meta SET value = '{}' WHERE name LIKE 'rules from%'")
    found = chained.audit()
    assert len(found.broken) == 20
    assert "there may be more" in found.notes[-1]
