"""Receipts of look-ups made by hand: all that must be there or nothing, whose they are, and that they stay."""

import errno
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from crawlers.runner import Workplace, load
from directory import profiles
from directory.cli import app
from directory.cli.receipts import OPTIONS
from directory.look_ups import LARGEST, NEEDED, LookUp
from directory.of_whom import About, whose
from directory.receipts import ReceiptError, all_receipts, record_receipt, withdraw_receipt
from directory.refresh import rebuild
from directory.store.backup import back_up
from directory.store.checkup import check_up
from directory.store.database import connect
from directory.store.restoring import restore
from directory.store.tables import EvidenceBody, Practitioner, PractitionerAlias, Publication, Receipt, Verification
from directory.vocabulary import Audience, HandResult, LookedUp, LookUpWay
from tests.conftest import NOW, Opened
from tests.databases import Databases, Once

FIXTURES = Path(__file__).parents[1] / "fixtures"
TODAY = date(2026, 11, 20)
NPI, STRANGER, OTHER = "2100001017", "2100009994", "2100001041"
PAGE = b"%PDF-1.7 what the registry showed"


@pytest.fixture(scope="module")
def people(databases: Databases, once: Once, opened: Opened) -> Path:
    """Folder of a store that knows a few people of Washington."""

    def fill(folder: Path) -> None:
        with opened(None, folder, keep=True) as place:
            for name in ("wa_doh", "nppes_bulk"):
                assert load(name, [next((FIXTURES / name).glob("response.*"))], place).healthy
            rebuild(place.engine, as_of=TODAY, now=NOW)

    return once(f"people-{databases.name}", fill)


@pytest.fixture
def known(people: Path, opened: Opened, tmp_path: Path) -> Iterator[Workplace]:
    with opened(people, tmp_path / "store") as place:
        yield place


@pytest.fixture
def told(tmp_path: Path) -> LookUp:
    """A look-up that lacks nothing."""
    document = tmp_path / "page.pdf"
    document.write_bytes(PAGE)
    return LookUp(
        looked_on=TODAY - timedelta(days=2), looked_by="JR", answered_by="the public registry page", way=LookUpWay.WEB,
        board="BOC registry", address="https://registry.example.org/find", what=LookedUp.CERTIFICATION, npi=NPI,
        result=HandResult.CERTIFIED, said="Certified", document=document,
    )  # fmt: skip


def record(place: Workplace, told: LookUp) -> Receipt:
    return record_receipt(place.engine, place.evidence, told, now=NOW, today=TODAY)


def refused(place: Workplace, told: LookUp) -> ReceiptError:
    """Why it is not saved; and nothing of it is."""
    with pytest.raises(ReceiptError) as why:
        record(place, told)
    with Session(place.engine) as session:
        assert all_receipts(session) == []
        assert session.exec(select(EvidenceBody).where(EvidenceBody.size == len(PAGE))).all() == []
    assert not list(place.evidence.root.rglob("*.zst"))
    return why.value


def person(place: Workplace, last: str) -> str:
    with Session(place.engine) as session:
        return next(p.id for p in session.exec(select(Practitioner)) if (p.last or "").casefold() == last.casefold())


# --- what must be there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "blank"),
    [
        *((name, None) for name in NEEDED if name not in ("address", "whom")),
        *((name, blank) for name in ("looked_by", "answered_by", "board") for blank in ("", "  ", "none", "\u200b")),
        ("said", "  "),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_each_field_that_is_not_there_is_named(name: str, blank: Any, known: Workplace, told: LookUp) -> None:
    error = refused(known, replace(told, **{name: blank}))
    assert error.missing == (name,)
    assert str(error) == f"the receipt is not saved: it lacks {NEEDED[name]}"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_registry_may_answer_none(known: Workplace, told: LookUp) -> None:
    assert record(known, replace(told, said=" None ")).said == "None"


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"address": None}, ("address",)),
        ({"npi": None}, ("whom",)),
        ({"npi": None, "license_number": "PT60012345"}, ("whom",)),
        ({"npi": None, "license_state": "WA"}, ("whom",)),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_address_and_identity_are_needed_too(
    change: dict[str, Any], missing: tuple[str], known: Workplace, told: LookUp
) -> None:
    assert refused(known, replace(told, **change)).missing == missing


def test_all_that_is_missing_is_named_in_one_message(known: Workplace) -> None:
    error = refused(known, LookUp())
    assert set(error.missing) == set(NEEDED) - {"address"}
    assert all(NEEDED[name] in str(error) for name in error.missing)
    assert "web address" in str(refused(known, LookUp(way=LookUpWay.WEB)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"looked_on": TODAY + timedelta(days=1)}, "2026-11-21, is not here yet"),
        ({"npi": "2100001018"}, "check digit"),
        ({"npi": "0000000000"}, "nobody's NPI"),
        ({"address": "registry.example.org"}, "no web address"),
        ({"address": "javascript:alert(1)"}, "no web address"),
        ({"license_number": "PENDING", "license_state": "WA"}, "no license number"),
        ({"license_number": "PT60012345", "license_state": "Atlantis"}, "no state is called 'Atlantis'"),
        ({"license_number": "PT60012345"}, "needs its state"),
        ({"practitioner_id": "0" * 16}, "no practitioner has the id"),
        ({"practitioner_id": "x'; DROP TABLE receipt"}, "no practitioner has the id"),
        ({"what": LookedUp.EXCLUSION}, "certified is no result of a look-up of exclusion"),
        ({"result": HandResult.LISTED}, "listed is no result of a look-up of certification"),
        ({"said": "x" * 2_001}, "2,000 characters"),
        ({"document": Path("not_there.pdf")}, "not_there.pdf cannot be read"),
        ({"document": Path()}, "cannot be read"),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_wrong_is_not_saved(change: dict[str, Any], words: str, known: Workplace, told: LookUp) -> None:
    error = refused(known, replace(told, **change))
    assert words in str(error)
    assert error.missing == ()


@pytest.mark.parametrize(("size", "saved"), [(0, False), (1, True), (LARGEST, True), (LARGEST + 1, False)])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_document_has_a_size(size: int, saved: bool, known: Workplace, told: LookUp) -> None:
    assert told.document is not None
    told.document.write_bytes(bytes(size))
    if saved:
        assert record(known, told).document_type == "text/plain"
    else:
        assert "page.pdf" in str(refused(known, told))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"<!DOCTYPE html><p>Certified", "text/html"),
        ("Called at ten; Zoë said “active”".encode(), "text/plain"),
        (b"\x00\xff\xfe", "application/octet-stream"),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_its_type_is_told_by_its_bytes(body: bytes, kind: str, known: Workplace, told: LookUp) -> None:
    assert told.document is not None
    told.document.write_bytes(body)
    assert record(known, told).document_type == kind


# --- there and back --------------------------------------------------------------------------------------------------


def test_all_of_it_comes_back(known: Workplace, told: LookUp) -> None:
    whole = replace(
        told, practitioner_id=person(known, "Merriweather"), license_number=" PT60012345 ", license_state="washington",
        name="Saoirse Merriweather",
    )  # fmt: skip
    number = record(known, whole).id
    with Session(known.engine) as session:
        (kept,) = all_receipts(session)
        assert kept.id == number
        for one in fields(LookUp):
            if one.name not in ("document", "license_number", "license_state"):
                assert getattr(kept, one.name) == getattr(whole, one.name), one.name
        assert (kept.license_number, kept.license_state, kept.license_digits) == ("PT60012345", "WA", "60012345")
        assert (kept.document, kept.document_type, kept.recorded_at) == ("page.pdf", "application/pdf", NOW)
        assert known.evidence.read(kept.sha256) == PAGE
        assert session.get_one(EvidenceBody, kept.sha256).size == len(PAGE)


def test_one_document_may_show_two_look_ups(known: Workplace, told: LookUp) -> None:
    first, second = record(known, told), record(known, replace(told, npi=OTHER))
    assert first.id != second.id
    assert first.sha256 == second.sha256


# --- whose it is -----------------------------------------------------------------------------------------------------

NOBODY = "nobody we know has these numbers"
TWO = "its numbers lead to different people"
WASHINGTON = {"license_state": "WA"}


WHOSE: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"npi": NPI}, "Merriweather", None),
    ({"npi": STRANGER}, None, NOBODY),
    ({"license_number": "PT60012345", **WASHINGTON}, "Merriweather", None),
    ({"license_number": "pt 60012345", **WASHINGTON}, "Merriweather", None),
    ({"license_number": "60012345", **WASHINGTON}, "Merriweather", None),
    ({"license_number": "CH60012345", **WASHINGTON}, None, NOBODY),
    ({"license_number": "PT60012345", "license_state": "OR"}, None, NOBODY),
    # A registry of another state whose licenses we do not read, and an NPI that we know.
    ({"npi": NPI, "license_number": "PT4711", "license_state": "OR"}, "Merriweather", None),
    ({"npi": OTHER, "license_number": "PT60012345", **WASHINGTON}, None, TWO),
    ({"npi": STRANGER, "license_number": "PT60012345", **WASHINGTON}, None, TWO),
    ({"npi": NPI, "name": "S. Merriweather"}, "Merriweather", None),
    ({"npi": NPI, "name": "Merriweather, Saoirse"}, "Merriweather", None),
    ({"npi": NPI, "name": "Bjorn Thistlewood"}, None, "whoever has these numbers is called otherwise"),
]


def test_whose_a_receipt_is(known: Workplace, told: LookUp) -> None:
    expected: Counter[str | None] = Counter()
    for keys, last, why in WHOSE:
        receipt = record(known, replace(told, **{"npi": None} | keys))
        expects = About(person(known, last) if last else None, why)
        with Session(known.engine) as session:
            assert whose(session, receipt) == expects, keys
        expected[expects.practitioner_id] += 1
    with Session(known.engine) as session:
        for one in session.exec(select(Practitioner)).all():
            shown = profiles.profile(session, one.id, today=TODAY, audience=Audience.COORDINATOR)
            assert shown is not None
            assert len(shown.by_hand) == expected[one.id]


def test_a_number_of_two_people_is_nobody_s(known: Workplace, told: LookUp) -> None:
    """As in Colorado, whose numbers come again under each prefix."""
    mine, other = person(known, "Merriweather"), person(known, "Featherstone")
    with Session(known.engine) as session:
        taken = session.get_one(Practitioner, other)
        taken.npi = NPI
        session.add(taken)
        session.commit()
    receipt, settled = record(known, told), record(known, replace(told, practitioner_id=mine))
    with Session(known.engine) as session:
        assert whose(session, receipt) == About(None, "more than one person fits")
        assert whose(session, settled) == About(mine)


def test_a_former_id_leads_to_the_person_too(known: Workplace, told: LookUp) -> None:
    mine = person(known, "Merriweather")
    with Session(known.engine) as session:
        session.add(PractitionerAlias(old_id="f" * 16, practitioner_id=mine))
        session.commit()
    record(known, replace(told, npi=None, practitioner_id="f" * 16))
    with Session(known.engine) as session:
        shown = profiles.profile(session, mine, today=TODAY, audience=Audience.COORDINATOR)
    assert shown is not None
    assert len(shown.by_hand) == 1


# --- who sees it, and that it changes nothing -----------------------------------------------------------------------


def test_only_coordinators_see_it_and_it_changes_no_status(known: Workplace, told: LookUp) -> None:
    mine = person(known, "Merriweather")

    def seen(audience: Audience) -> profiles.Profile:
        with Session(known.engine) as session:
            found = profiles.profile(session, mine, today=TODAY, audience=audience)
        assert found is not None
        return found

    before = {audience: seen(audience) for audience in Audience}
    record(known, told)
    record(known, replace(told, what=LookedUp.LICENSE, way=LookUpWay.PHONE, address=None, result=HandResult.NOT_FOUND,
                          said="no such person", answered_by="Jane Roe", looked_on=TODAY))  # fmt: skip
    published = rebuild(known.engine, as_of=TODAY, now=NOW)
    assert published.changed == 0
    assert seen(Audience.PATIENT) == before[Audience.PATIENT]
    after = seen(Audience.COORDINATOR)
    assert after.lines == before[Audience.COORDINATOR].lines
    assert [one.sentence for one in after.by_hand] == [
        "Looked up by hand on November 20, 2026: license not found (“no such person”), answered by phone by Jane Roe",
        "Confirmed by hand on November 18, 2026: certification certified (“Certified”), answered on the web by the "
        "public registry page",
    ]
    with Session(known.engine) as session:
        assert {v.sha256 for v in session.exec(select(Verification))}.isdisjoint({o.sha256 for o in after.by_hand})


def test_what_was_wrong_is_withdrawn_and_stays(known: Workplace, told: LookUp) -> None:
    number, mine = record(known, told).id, person(known, "Merriweather")
    assert number is not None
    for who, why in (("", "wrong person"), ("JR", "  ")):
        with pytest.raises(ReceiptError, match="who withdraws it and why"):
            withdraw_receipt(known.engine, number, who=who, why=why, now=NOW)
    withdraw_receipt(known.engine, number, who="JR", why="the wrong Saoirse", now=NOW)
    with pytest.raises(ReceiptError, match="withdrawn by JR already"):
        withdraw_receipt(known.engine, number, who="XY", why="again", now=NOW)
    with pytest.raises(ReceiptError, match="there is no receipt 4711"):
        withdraw_receipt(known.engine, 4711, who="XY", why="again", now=NOW)
    with Session(known.engine) as session:
        (kept,) = all_receipts(session)
        assert (kept.withdrawn_at, kept.withdrawn_by, kept.withdrawn_why) == (NOW, "JR", "the wrong Saoirse")
        assert (kept.said, kept.looked_by) == ("Certified", "JR")
        assert known.evidence.read(kept.sha256) == PAGE
        shown = profiles.profile(session, mine, today=TODAY, audience=Audience.COORDINATOR)
        assert shown is not None
        assert shown.by_hand == []


def test_it_survives_publishing_and_a_backup(known: Workplace, told: LookUp, tmp_path: Path) -> None:
    record(known, told)
    rebuild(known.engine, as_of=TODAY, now=NOW)
    with Session(known.engine) as session:
        before = [receipt.model_dump() for receipt in all_receipts(session)]
    quiet = lambda _what, _done, _total: None  # noqa: E731
    back_up(known.engine, known.evidence.root, tmp_path / "backup", now=NOW, told=quiet)
    again, evidence = connect(f"sqlite:///{tmp_path / 'again.db'}"), tmp_path / "other" / "evidence"
    restore(again, evidence, tmp_path / "backup", replace=False, told=quiet)
    with Session(again) as session:
        assert [receipt.model_dump() for receipt in all_receipts(session)] == before
    again.dispose()
    assert {f.check for f in check_up(known.engine, known.evidence, deep=True, told=quiet) if not f.ok} <= {"evidence"}
    known.evidence.path_of(before[0]["sha256"]).unlink()
    (wrong,) = [f for f in check_up(known.engine, known.evidence, deep=False, told=quiet) if not f.ok]
    assert any(before[0]["sha256"] in one for one in wrong.wrong)


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def run(sqlite: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`needleproof receipts` on an empty store."""
    sqlite.make(tmp_path / "data")
    for name, value in (("DATA", str(tmp_path / "data")), ("TODAY", "2026-11-20")):
        monkeypatch.setenv(f"NEEDLEPROOF_{name}", value)
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)
    return lambda *args: CliRunner().invoke(app, ["receipts", *args])


@pytest.fixture
def options(told: LookUp) -> dict[str, str]:
    return {
        "--on": "2026-11-18", "--by": "JR", "--from": "the page", "--how": "web", "--registry": "BOC registry",
        "--address": "https://registry.example.org/", "--what": "certification", "--npi": NPI,
        "--result": "certified", "--said": "Certified", "--document": str(told.document),
    }  # fmt: skip


def given(options: dict[str, str]) -> list[str]:
    return [part for pair in options.items() for part in pair]


def test_every_needed_field_has_its_option() -> None:
    assert OPTIONS.keys() == NEEDED.keys()


def test_add_list_show_and_withdraw(run: Any, options: dict[str, str]) -> None:
    added = run("add", *given(options), "--json")
    assert added.exit_code == 0, added.output
    row = json.loads(added.stdout)
    assert (row["id"], row["about"], row["open"]) == (1, None, NOBODY)
    assert json.loads(run("list", "--open", "--json").stdout) == [row]
    assert "BOC registry" in run("list").stdout
    shown = run("show", "1")
    assert "Confirmed by hand on November 18, 2026: certification certified" in " ".join(shown.stdout.split())
    assert row["sha256"] in shown.stdout
    assert run("withdraw", "1", "--by", "JR", "--why", "the wrong year").exit_code == 0
    assert json.loads(run("list", "--json").stdout) == []
    assert [r["withdrawn_why"] for r in json.loads(run("list", "--withdrawn", "--json").stdout)] == ["the wrong year"]
    again = run("withdraw", "1", "--by", "JR", "--why", "again")
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert run("show", "2").exit_code == 2


def test_the_command_publishes_what_it_keeps(run: Any, options: dict[str, str], tmp_path: Path) -> None:
    assert run("add", *given(options)).exit_code == 0
    assert run("withdraw", "1", "--by", "JR", "--why", "the wrong year").exit_code == 0
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        assert len(session.exec(select(Publication)).all()) == 2
    engine.dispose()


def test_what_is_kept_and_cannot_be_published_is_told_as_kept(
    run: Any, options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("directory.cli.gathering.rebuild", no_room)
    done = run("add", *given(options))
    assert (done.exit_code, "Receipt 1 is recorded" in done.stdout) == (0, True)
    told = " ".join(done.stderr.split())
    assert "is kept, and shown with the next" in told
    assert "the disk is full" in told


@pytest.mark.slow
@pytest.mark.parametrize("left_out", ["--on", "--by", "--from", "--how", "--registry", "--what", "--result", "--said",
                                      "--document", "--address", "--npi"])  # fmt: skip
def test_the_command_says_which_option_is_missing(left_out: str, run: Any, options: dict[str, str]) -> None:
    del options[left_out]
    result = run("add", *given(options))
    assert result.exit_code == 2
    assert left_out in result.output.rpartition("Give")[2]
    assert "There are no receipts." in run("list").stdout


def test_the_demo_is_not_begun_anew_over_receipts(run: Any, options: dict[str, str]) -> None:
    assert run("add", *given(options)).exit_code == 0
    result = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert result.exit_code == 2
    assert "receipts that people recorded" in " ".join(result.output.split())
    assert "BOC registry" in run("list").stdout
