"""Receipts: replayed alike, changed ones named, other people's rows and homes left out, other forms refused."""

import base64
import gzip
import hashlib
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT
from sqlmodel import Session, col, select

from directory.reporting import forms
from directory.reporting.attached import _unpacked
from directory.reporting.excerpts import LONGEST_UNPACKED, unpacked
from directory.reporting.gathering import Gathering, ReportError
from directory.reporting.hashing import broken, canonical, sealed
from directory.reporting.inputs import NOT_SHOWN
from directory.reporting.receipt import MOST_BYTES, ReceiptFileError, packed, parsed, read, receipt_of
from directory.reporting.replay import ReplayError, replay
from directory.reporting.whose import _stood
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.store.tables import LinkDecision, Member, Practitioner, Verification
from directory.verification import SourceState
from directory.verification.model import HandLookUp, Paper
from directory.verification.reading import may_read
from directory.vocabulary import Audience, Need
from tests.directory.conftest import Store
from tests.directory.reporting.conftest import Receipts, changed, order, plain

SCRIPT = Path(__file__).parents[3] / "tools" / "check_receipt.py"


def again(receipt: forms.Receipt) -> tuple[forms.Receipt, dict[str, Any]]:
    """As read back from its file."""
    return parsed(packed(receipt))


def script(*files: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, files)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_everybody_in_the_sample_world_is_replayed_alike(reader: Session, gathering: Gathering) -> None:
    ids = reader.exec(select(Practitioner.id).order_by(col(Practitioner.id))).all()
    assert len(ids) > 400
    differing = {}
    for ident in ids:
        receipt = gathering.receipt(ident, order(Audience.PATIENT))
        done = replay(*again(receipt))
        if not done.identical or done.rules_changed or done.today:
            differing[ident] = done
    assert differing == {}


def test_verdicts_are_those_published(reader: Session, of_cast: list[forms.Receipt]) -> None:
    """Fewer sources in the receipt change nothing, and neither does what a patient may not see."""
    for receipt in of_cast:
        rows = reader.exec(select(Verification).where(Verification.practitioner_id == receipt.person.id)).all()
        shown = [row for row in rows if may_read(receipt.made.audience, row)]
        told = [(r.need, r.subject, r.status, r.verdict, r.grade, r.good_until) for r in shown]
        assert sorted(map(str, told)) == sorted(
            str((v.need, v.subject, v.status, v.verdict and v.verdict.value, v.grade, v.good_until))
            for v in receipt.verdicts
        )


def test_coordinators_replay_alike_with_the_bytes_as_received(receipt: Receipts) -> None:
    exact = 0
    for who in ("golden_wa", "excluded", "namesake_innocent", "reinstated", "claims_exdn_unlisted", "hostile"):
        found = receipt(who)
        assert replay(*again(found)).identical
        exact += sum(one.exact for one in found.evidence)
    assert exact > 6


def test_a_receipt_is_the_same_wherever_and_whenever_it_is_made(
    reader: Session, gathering: Gathering, sample_folder: Path, receipt: Receipts
) -> None:
    first = receipt("golden_wa", Audience.PATIENT)
    other = Gathering(reader, EvidenceStore(sample_folder / "evidence"), proof=gathering.proof)
    assert packed(other.receipt(first.person.id, order(Audience.PATIENT))) == packed(first)


# --- what is changed is named ---------------------------------------------------------------------------------------


def _set(key: str, number: int | str, name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(told: dict[str, Any]) -> None:
        told[key][number][name] = value

    return change


CHANGED: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("verdicts/0", _set("verdicts", 0, "status", "confirmed_not_active")),
    ("sightings/0", _set("sightings", 0, "locator", "row 9999")),
    ("evidence/0", _set("evidence", 0, "sha256", "0" * 64)),
    ("rules/0", lambda told: told["rules"][0].update(text=told["rules"][0]["text"] + " ")),
    ("person/name", lambda told: told["person"].update(name="Somebody Else")),
    ("made/as_of", lambda told: told["made"].update(as_of="2026-11-21")),
    ("sources/1", _set("sources", 1, "promise_days", 9_999)),
    ("hashes", lambda told: told["hashes"].update({"made/at": "0" * 64})),
    ("sha256", lambda told: told.update(sha256="0" * 64)),
    ("id", lambda told: told.update(id="0" * 16)),
    ("verdicts/0", lambda told: told["verdicts"].pop(0)),
    ("withheld", lambda told: told["withheld"].append("oig_exclusions")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), CHANGED)
def test_what_was_changed_is_named(
    name: str, change: Callable[[dict[str, Any]], object], receipt: Receipts, tmp_path: Path
) -> None:
    told = plain(receipt("golden_wa"))
    change(told)
    done = replay(*parsed(canonical(told)))
    assert not done.identical
    assert any(line.startswith((name, "hashes")) for line in done.broken), done.broken
    if name not in ("hashes", "sha256", "id"):
        assert any(line.startswith(name) for line in done.broken), done.broken
    file = tmp_path / "changed.json"
    file.write_bytes(canonical(told))
    status, text = script(file)
    assert status == 1
    assert name in text or name in ("hashes", "sha256", "id")


def test_a_flipped_byte_of_evidence_is_named(receipt: Receipts, tmp_path: Path) -> None:
    """Even where somebody seals the whole receipt anew."""

    def flip(told: dict[str, Any]) -> None:
        one = next(one for one in told["evidence"] if one["excerpt"])
        body = bytearray(unpacked(one["excerpt"]))
        body[3] ^= 1
        one["excerpt"] = base64.b64encode(gzip.compress(bytes(body), mtime=0)).decode()

    forged = changed(receipt("golden_wa"), flip)
    (told,) = replay(*again(forged)).broken
    assert "the excerpt is not what its hash names" in told
    (tmp_path / "forged.json").write_bytes(packed(forged))
    assert script(tmp_path / "forged.json") == (1, f"{told}\n")


def test_a_verdict_sealed_anew_is_found_by_replaying(receipt: Receipts, tmp_path: Path) -> None:
    forged = changed(receipt("expired"), _set("verdicts", 0, "status", "confirmed"))
    done = replay(*again(forged))
    assert not done.broken
    assert [(one.field, one.receipt, one.now) for one in done.differences] == [
        ("status", "confirmed", "confirmed_not_active")
    ]
    assert "license" in str(done.differences[0])
    (tmp_path / "forged.json").write_bytes(packed(forged))
    assert script(tmp_path / "forged.json")[0] == 0  # hashes alone cannot tell: a receipt has to be replayed


BOMB = base64.b64encode(gzip.compress(bytes(LONGEST_UNPACKED + 1))).decode()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (_set("evidence", 0, "excerpt", "AAAA"), "evidence/0"),
        (_set("evidence", 0, "excerpt", BOMB), "evidence/0"),
        (_set("evidence", 0, "sha256", "0" * 64), "its SHA-256 is that of no evidence"),
        (lambda told: told["person"].update(name="\ud800"), "person/name"),
        (lambda told: told.update(hashes=None), "hashes"),
        (lambda told: told.update(chain=[{}]), "chain/0"),
        (lambda told: told.update(evidence=[None]), "evidence/0"),
    ],
)
def test_the_script_names_what_is_hostile(
    change: Callable[[dict[str, Any]], object], name: str, receipt: Receipts, tmp_path: Path
) -> None:
    told = plain(receipt("golden_wa"))
    change(told)
    (tmp_path / "hostile.json").write_text(json.dumps(told))
    status, text = script(tmp_path / "hostile.json")
    assert status == 1
    assert name in text
    assert "Traceback" not in text


@pytest.mark.parametrize("body", ["", '{"hashes": ', "[]", "null", "[" * 100_000])
def test_the_script_says_what_is_no_receipt(body: str, tmp_path: Path) -> None:
    (tmp_path / "hostile.json").write_text(body)
    status, text = script(tmp_path / "hostile.json")
    assert status == 1
    assert "cannot be checked" in text
    assert "Traceback" not in text


def test_what_rests_on_no_evidence_is_named(receipt: Receipts) -> None:
    forged = changed(receipt("golden_wa"), lambda told: told["evidence"].pop(0))
    assert any("that of no evidence" in line for line in replay(*again(forged)).broken)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"name":"', b'"name":"\\ud800', r"name.*surrogate"),
        (b'"promise_days":', b'"promise_days":1e999,"x":', r"promise_days.*too large"),
        (b'"as_of":"2026-11-20","at":', b'"as_of":"9999-12-31","at":', r"made\.as_of"),
        (b'"as_of":"2026-11-20","at":', b'"as_of":"0001-01-01","at":', r"made\.as_of"),
    ],
)
def test_values_that_no_receipt_has_are_refused(old: bytes, new: bytes, words: str, receipt: Receipts) -> None:
    body = packed(receipt("golden_wa"))
    assert old in body
    with pytest.raises(ReceiptFileError, match=words):
        parsed(body.replace(old, new, 1))


def test_facts_that_cannot_be_judged_are_said(receipt: Receipts) -> None:
    paper = {
        "number": 1, "seen_on": "2026-11-01", "seen_by": "x", "organization": "x", "issuer": "x", "title": "x",
        "facts": {"nonsense": 1}, "sha256": "", "document": "x", "profession": None, "recorded_at": None,
    }  # fmt: skip
    forged = changed(receipt("golden_wa"), lambda told: told["papers"].append(paper))
    with pytest.raises(ReplayError, match="cannot be replayed"):
        replay(*again(forged))


def test_a_patients_receipt_has_no_digest_over_a_birth_date(of_cast: list[forms.Receipt]) -> None:
    shown = [one for one in of_cast if one.made.audience is Audience.PATIENT]
    numbers = [
        [one.payload["entry"] for one in (*each.exclusions, *(e.sighting for e in each.exclusions_ended))]
        for each in shown
    ]
    assert any(numbers)
    assert all(found == [str(n) for n in range(1, len(found) + 1)] for found in numbers)


def test_the_script_needs_nothing_of_ours(receipt: Receipts, sample_folder: Path, tmp_path: Path) -> None:
    assert len(SCRIPT.read_text().splitlines()) <= 60
    file, chain = tmp_path / "receipt.json", tmp_path / "chain.txt"
    found = receipt("golden_wa")
    assert found.chain
    file.write_bytes(packed(found))
    chain.write_bytes((sample_folder / "chain.txt").read_bytes())
    alone = (0, "All hashes are right: consistent in itself; compared with nothing outside.\n")
    assert script(file) == alone
    kept = f"its {len(found.chain)} proofs are in the chain file"
    assert script(file, chain) == (0, f"All hashes are right: consistent in itself; {kept}.\n")
    for body in ("", "nonsense\n"):
        chain.write_text(body)
        assert script(file, chain)[0] == 1
    chain.write_bytes((sample_folder / "chain.txt").read_bytes())
    lines = chain.read_text().splitlines()
    chain.write_text("\n".join([*lines[:-1], lines[-1].replace(" root=", " root=0")[:-1]]) + "\n")
    status, text = script(file, chain)
    assert status == 1
    assert "was changed" in text
    forged = changed(found, lambda told: told["chain"][0].update(index=told["chain"][0]["index"] ^ 1))
    file.write_bytes(packed(forged))
    assert "chain/0" in script(file)[1]
    assert replay(*again(forged)).broken == ["chain/0: the proof does not lead to the root it names"]


# --- rules that changed ---------------------------------------------------------------------------------------------


def test_rules_that_changed_since_are_told_and_what_they_change(receipt: Receipts) -> None:
    """The receipt's own rules decide; today's are told beside it."""
    found = receipt("golden_wa")

    def older(told: dict[str, Any]) -> None:
        (rule,) = [one for one in told["rules"] if one["file"] == "us_wa.toml"]
        assert 'id = "US-WA-PT"' in rule["text"]
        rule["text"] = rule["text"].replace("total_hours = ", "total_hours = 1", 1)
        rule["sha256"] = hashlib.sha256(rule["text"].encode()).hexdigest()

    done = replay(*again(changed(found, older)))
    assert done.rules_changed == ["us_wa.toml"]
    assert {one.field for one in done.differences} <= {"details"}
    assert done.differences, "the verdict was not reached by the receipt's own rule"
    assert done.today


def test_a_broken_rule_text_is_named(receipt: Receipts) -> None:
    def spoil(told: dict[str, Any]) -> None:
        told["rules"][-1]["text"] = "nonsense = ["
        told["rules"][-1]["sha256"] = hashlib.sha256(b"nonsense = [").hexdigest()

    (told,) = replay(*again(changed(receipt("golden_wa"), spoil))).broken
    assert "cannot read" in told
    assert ".toml" in told


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_a_patients_receipt_has_no_homes_and_nobody_else(of_cast: list[forms.Receipt]) -> None:
    shown = [one for one in of_cast if one.made.audience is Audience.PATIENT]
    assert len(shown) > 50
    for found in shown:
        for one in _records(found):
            assert "sex" not in one.payload
            for place in [*one.payload.get("addresses", ()), *filter(None, [one.payload.get("address")])]:
                assert place["kind"] in ("practice", "secondary_practice")
            if one.kind == "exclusion":
                assert not one.payload.keys() & {"city", "zip5"}
        assert {one.audience for one in found.verdicts} <= {Audience.PATIENT}
        assert not found.person.open
        assert {one.sentence for one in found.doubts if one.need is Need.TRAINING} <= {NOT_SHOWN}
        bodies = b"".join(unpacked(one.excerpt) for one in found.evidence if one.excerpt)
        assert not any(one.exact for one in found.evidence)
        assert b'"mailing"' not in bodies


def _records(receipt: forms.Receipt) -> Iterator[forms.Sighting]:
    yield from receipt.sightings
    yield from receipt.exclusions
    yield from (one.sighting for one in receipt.exclusions_ended)
    yield from (one.sighting for one in receipt.doubts if one.sighting)


def test_a_namesake_on_an_exclusion_list_is_for_coordinators(receipt: Receipts) -> None:
    told, hidden = receipt("namesake_innocent"), receipt("namesake_innocent", Audience.PATIENT)
    assert told.exclusions
    assert told.withheld == []
    assert hidden.exclusions == []
    assert hidden.withheld == []  # what only somebody with a hit has would tell of the hit
    assert not [one for one in hidden.verdicts if one.need is Need.EXCLUSION]
    near = {one.sha256: one for one in told.evidence}[told.exclusions[0].sha256]
    assert not near.exact


def test_both_databases_make_the_same_receipt(both: tuple[Store, Store]) -> None:
    made = []
    for store in both:
        with store.reader() as session:
            gathering = Gathering(session, store.place.evidence)
            ids = session.exec(select(Practitioner.id)).all()
            made.append([packed(gathering.receipt(ident, order(Audience.PATIENT))) for ident in sorted(ids)[:10]])
    assert made[0] == made[1]


def test_nobody_is_reported_on_records_that_are_no_longer_published(
    reader: Session, gathering: Gathering, receipt: Receipts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that was read anew, and not yet published: without it the verdict would be a wrong one."""
    ident = receipt("golden_wa").person.id
    record = reader.exec(select(Member.record_id).where(Member.practitioner_id == ident, col(Member.current))).first()
    from directory import casefile

    whole = casefile.readings.sightings_of
    monkeypatch.setattr(
        casefile.readings,
        "sightings_of",
        lambda session, records: [one for one in whole(session, records) if one.record_id != record],
    )
    with pytest.raises(ReportError, match="publish first"):
        gathering.receipt(ident, order())


def test_damaged_evidence_makes_no_receipt(reader: Session, receipt: Receipts, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError):
        Gathering(reader, EvidenceStore(tmp_path)).receipt(receipt("golden_wa").person.id, order())


def test_what_changed_since_an_earlier_receipt_is_told(gathering: Gathering, receipt: Receipts) -> None:
    now = receipt("golden_wa")
    earlier = changed(now, _set("verdicts", 0, "status", "stale"))
    later = gathering.receipt(now.person.id, order(since=earlier))
    assert later.person.since == earlier.id
    (one,) = [one for one in later.person.changes if one.field.endswith("status")]
    assert (one.before, one.after, one.on) == ("stale", "confirmed", date(2026, 11, 20))


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "ours", "more"),
    [(forms.Source, SourceState, {"by_file"}), (forms.Paper, Paper, set()), (forms.HandLookUp, HandLookUp, set())],
)
def test_nothing_that_is_judged_is_missing_in_the_form(form: Any, ours: Any, more: set[str]) -> None:
    """Whoever adds a field that verification looks at adds it here too, with a new version of the form."""
    assert set(form.__struct_fields__) == {one.name for one in fields(ours)} | more


def test_unknown_and_missing_keys_are_named(receipt: Receipts) -> None:
    whole = plain(receipt("golden_wa"))
    for change, words in [
        (lambda told: told.update(extra=1), "extra"),
        (lambda told: told.pop("withheld"), "withheld"),
        (lambda told: told["verdicts"][0].pop("grade"), r"grade.*verdicts"),
        (lambda told: told["sources"][0].update(secret=1), r"secret.*sources"),
        (lambda told: told["made"].update(at="yesterday"), r"made\.at"),
        (lambda told: told.update(format="needleproof-receipt/2"), "needleproof-receipt/1"),
    ]:
        told = json.loads(canonical(whole))
        change(told)
        with pytest.raises(ReceiptFileError, match=words):
            parsed(canonical(told))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no JSON"),
        (b"[]", "does not say"),
        (b"{}", "does not say"),
        (b"[" * 100_000, "no JSON"),
        (b'{"format": "needleproof-receipt/1", "format": "needleproof-receipt/1"}', "twice"),
        (b'{"format": NaN}', "NaN"),
        (b"\xff\xfe", "no JSON"),
        (b"%PDF-1.7\nnothing", "PDF"),
        (b" " * (MOST_BYTES + 1), "more than"),
    ],
)
def test_what_is_no_receipt_is_refused(body: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile.json"
    file.write_bytes(body)
    with pytest.raises(ReceiptFileError, match=words) as error:
        read(file)
    assert "hostile.json" in str(error.value)


def test_an_excerpt_unpacks_to_no_more_than_it_may(receipt: Receipts) -> None:
    bomb = base64.b64encode(gzip.compress(bytes(LONGEST_UNPACKED + 1))).decode()
    for text in (bomb, "????", base64.b64encode(b"no gzip").decode(), bomb[: len(bomb) // 8 * 4]):
        with pytest.raises(ValueError, match=r".+"):
            unpacked(text)
    forged = changed(receipt("golden_wa"), _set("evidence", 0, "excerpt", bomb))
    assert "cannot be unpacked" in replay(*again(forged)).broken[0]


def test_hashes_are_of_the_content_alone(receipt: Receipts) -> None:
    told = plain(receipt("golden_wa"))
    assert broken(told) == []
    shuffled = {key: told[key] for key in sorted(told, reverse=True)}
    assert broken(shuffled) == []
    assert (
        receipt_of(sealed({k: v for k, v in shuffled.items() if k not in ("hashes", "sha256", "id")})).id == told["id"]
    )


def test_another_day_is_another_receipt(gathering: Gathering, receipt: Receipts) -> None:
    """As of a later day the license needs a new check, and the windows are over."""
    now = receipt("golden_wa")
    later = gathering.receipt(now.person.id, replace(order(), as_of=date(2027, 4, 1)))
    assert now.verdicts[0].shown == "confirmed"
    assert later.verdicts[0].shown == "stale"
    assert replay(*again(later)).identical


@pytest.mark.parametrize(
    ("decided", "undone", "known", "stood"),
    [
        (1, None, None, True),
        (1, 2, None, False),
        (1, None, 1, True),
        (2, None, 1, False),
        (1, 3, 2, True),
        (1, 2, 2, False),
    ],
)
def test_a_decision_of_an_earlier_day_stands_as_it_stood(
    decided: int, undone: int | None, known: int | None, stood: bool
) -> None:
    def at(hour: int | None) -> datetime | None:
        return datetime(2026, 11, 20, hour, tzinfo=UTC) if hour else None

    assert _stood(LinkDecision(decided_at=at(decided), undone_at=at(undone)), at(known)) is stood


def test_an_attachment_unpacks_to_no_more_than_asked() -> None:
    squeezed = zlib.compress(bytes(1 << 20))
    flate = {"Filter": LIT("FlateDecode")}
    assert len(_unpacked(PDFStream(flate, squeezed), 100)) == 101
    with pytest.raises(ValueError, match="not ours"):
        _unpacked(PDFStream({"Filter": [LIT("FlateDecode"), LIT("FlateDecode")]}, squeezed), 100)
