"""Papers that coordinators saw: all that must be there or nothing, whose they are, what they change, and that they go
when they are withdrawn.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlmodel import Session, select
from typer.testing import CliRunner

from crawlers.runner import Workplace, load
from directory import profiles
from directory.casefile import case_file
from directory.certificates import MOST_FACTS, NEEDED, Seen, facts_on, hours_of, shown
from directory.cli import app
from directory.cli.demo import SAMPLE_WORLD, fresh_sample
from directory.cli.documents import OPTIONS, UNREADABLE
from directory.documents import DocumentError, all_documents, documents_about, file_document, withdraw_document
from directory.look_ups import LARGEST
from directory.of_whom import DIFFERENT, NOBODY, OTHERWISE, SEVERAL, About, whose
from directory.papers import papers_of
from directory.refresh import rebuild
from directory.rules.judging import facts_from
from directory.search import Query, search
from directory.store.backup import back_up
from directory.store.checkup import check_up
from directory.store.database import connect, ready
from directory.store.restoring import restore
from directory.store.tables import (
    EvidenceBody,
    Practitioner,
    PractitionerAlias,
    SearchEntry,
    SeenDocument,
    Verification,
)
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import Audience, Need
from tests.conftest import NOW, Opened
from tests.databases import Databases, Once

FIXTURES = Path(__file__).parents[1] / "fixtures"
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
NPI, STRANGER, OTHER = "2100001017", "2100009994", "2100001041"
PAGE = b"%PDF-1.7 a certificate"
PATIENT = Audience.PATIENT
COURSE = {"completed": "2024-05-01", "total_hours": 54, "in_person_hours": 30, "live_online_hours": 24}
SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def people(databases: Databases, once: Once, opened: Opened) -> Path:
    """Folder of a store that knows a few people of Washington."""

    def fill(folder: Path) -> None:
        with opened(None, folder, keep=True) as place:
            for name in ("wa_doh", "nppes_bulk"):
                assert load(name, [next((FIXTURES / name).glob("response.*"))], place).healthy
            rebuild(place.engine, as_of=TODAY, now=NOW)

    return once(f"papers-{databases.name}", fill)


@pytest.fixture
def known(people: Path, opened: Opened, tmp_path: Path) -> Iterator[Workplace]:
    with opened(people, tmp_path / "store") as place:
        yield place


@pytest.fixture
def told(tmp_path: Path) -> Seen:
    """A paper that lacks nothing."""
    document = tmp_path / "certificate.pdf"
    document.write_bytes(PAGE)
    return Seen(
        seen_on=TODAY - 2 * DAY, seen_by="JR", organization="Example Clinic", issuer="Example School",
        title="Dry needling 1", name="Saoirse Merriweather", npi=NPI, facts={"trainings": [COURSE]}, document=document,
    )  # fmt: skip


def filed(place: Workplace, told: Seen) -> SeenDocument:
    return file_document(place.engine, place.evidence, told, now=NOW, today=TODAY)


def refused(place: Workplace, told: Seen) -> DocumentError:
    """Why it is not filed; and nothing of it is."""
    with pytest.raises(DocumentError) as why:
        filed(place, told)
    with Session(place.engine) as session:
        assert all_documents(session) == []
        assert session.exec(select(EvidenceBody).where(EvidenceBody.size == len(PAGE))).all() == []
    assert not list(place.evidence.root.rglob("*.zst"))
    return why.value


def person(place: Workplace, last: str) -> str:
    with Session(place.engine) as session:
        return next(p.id for p in session.exec(select(Practitioner)) if (p.last or "").casefold() == last.casefold())


def trained(place: Workplace, last: str = "Merriweather", audience: Audience = Audience.PATIENT) -> list[profiles.Line]:
    with Session(place.engine) as session:
        found = profiles.profile(session, person(place, last), today=TODAY, audience=audience)
    assert found is not None
    return found.of(Need.TRAINING)


def published(place: Workplace) -> None:
    rebuild(place.engine, as_of=TODAY, now=NOW)
    findings = check_up(place.engine, place.evidence, deep=False, told=lambda *_: None)
    assert [one for one in findings if one.check in ("keys", "published", "linking") and not one.ok] == []


# --- what must be there ----------------------------------------------------------------------------------------------


@SQLITE
@pytest.mark.parametrize(
    ("name", "blank"),
    [
        *((name, None) for name in NEEDED if name not in ("facts", "whom")),
        *((name, blank) for name in ("seen_by", "organization", "name") for blank in ("", "  ", "none", "\u200b")),
        ("facts", {}),
    ],
)
def test_each_field_that_is_not_there_is_named(name: str, blank: Any, known: Workplace, told: Seen) -> None:
    error = refused(known, replace(told, **{name: blank}))
    assert error.missing == (name,)
    assert str(error) == f"the document is not filed: it lacks {NEEDED[name]}"


def test_all_that_is_missing_or_wrong_is_named_in_one_message(known: Workplace) -> None:
    error = refused(known, Seen(seen_on=TODAY + DAY, profession="GURU"))
    assert set(error.missing) == set(NEEDED) - {"seen_on"}
    assert all(NEEDED[name] in str(error) for name in error.missing)
    assert len(error.wrong) == 2
    assert all(one in str(error) for one in error.wrong)
    assert set(OPTIONS) == set(NEEDED)


def course(**changed: Any) -> dict[str, Any]:
    return {"facts": {"trainings": [{**COURSE, **changed}]}}


LOOKED_UP = {"state": "WA", "kind": "endorsement", "found": True, "checked": "2026-11-01"}
SPLIT = {"theory": {"in_person": 20}, "practical": {"in_person": 20}}


@SQLITE
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seen_on": TODAY + DAY}, "2026-11-21, is not here yet"),
        ({"npi": "2100001018"}, "check digit"),
        ({"npi": "0000000000"}, "nobody's NPI"),
        ({"license_number": "PENDING", "license_state": "WA"}, "no license number"),
        ({"license_number": "PT60012345", "license_state": "Atlantis"}, "no state is called 'Atlantis'"),
        ({"license_number": "PT60012345"}, "needs its state"),
        ({"practitioner_id": "0" * 16}, "no practitioner has the id"),
        ({"practitioner_id": "x'; DROP TABLE seen_document"}, "no practitioner has the id"),
        ({"profession": "DC"}, "'DC' is no profession"),
        ({"title": "C.M.T.P.T."}, "stands for other things than needling too"),
        ({"name": "Merriweather"}, "cannot be told apart"),
        ({"title": "x" * 2_001}, "title: more than 2,000 characters"),
        ({"document": Path("not_there.pdf")}, "not_there.pdf cannot be read"),
        (course(completed="2026-11-19"), "was completed on 2026-11-19, after the paper was seen"),
        (course(started="2024-06-01"), "lies before the beginning"),
        (course(started="2027-01-01", completed=None), "began on 2027-01-01"),
        (course(total_hours=-1), "no number of hours"),
        (course(total_hours=float("nan")), "no number of hours"),
        (course(total_hours=53), "53 is less than its parts, 54"),
        (course(in_person_hours="30"), "Expected `float"),
        (course(hours=54), "unknown field `hours`"),
        (course(total_hours=39, in_person_hours=None, live_online_hours=None, **SPLIT), "39 hours in all are less"),
        (course(**SPLIT), "30 hours in person are less than those of theory and practice, 40"),
        ({"facts": {"trainings": []}}, "one course, not 0"),
        ({"facts": {"trainings": [COURSE, COURSE]}}, "one course, not 2"),
        ({"facts": {"licences": []}}, "a paper does not show licences"),
        ({"facts": {"profession": "PT"}}, "a paper does not show profession"),
        ({"facts": {"diploma": True}}, "a paper does not show diploma"),
        ({"facts": {"supervised_sessions": -1}}, "cannot be negative"),
        ({"facts": {"cpr_valid_until": "soon"}}, "facts.cpr_valid_until"),
        (
            {"facts": {"board_records": [{**LOOKED_UP, "checked": "2026-12-01"}]}},
            "checked on 2026-12-01",
        ),
        ({"facts": {"board_records": [{**LOOKED_UP, "state": "N/A"}]}}, "missing required field `state`"),
        (course(body_regions=["x" * MOST_FACTS]), "20,000 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(change: dict[str, Any], words: str, known: Workplace, told: Seen) -> None:
    error = refused(known, replace(told, **change))
    assert words in str(error)
    assert error.missing == ()


@SQLITE
@pytest.mark.parametrize(("body", "words"), [(b"", "is empty"), (b"x" * (LARGEST + 1), "has more than")])
def test_a_document_of_no_use_is_refused(body: bytes, words: str, known: Workplace, told: Seen) -> None:
    assert told.document is not None
    told.document.write_bytes(body)
    assert words in str(refused(known, told))


def test_all_of_it_comes_back(known: Workplace, told: Seen) -> None:
    whole = replace(
        told, practitioner_id=person(known, "Merriweather"), license_number=" PT60012345 ", license_state="washington",
        profession="PT", title="Dry\x00 needling  1", facts={"trainings": [{**COURSE, "approved_by": ["A\x00 board"]}]},
    )  # fmt: skip
    number = filed(known, whole).id
    with Session(known.engine) as session:
        (row,) = all_documents(session)
        assert row.id == number
        assert (row.license_number, row.license_state, row.license_digits) == ("PT60012345", "WA", "60012345")
        assert (row.title, row.profession, row.recorded_at) == ("Dry needling 1", "PT", NOW)
        assert row.facts == {"trainings": [{"name": "Dry needling 1", **COURSE, "approved_by": ["A board"]}]}
        assert (row.document, row.document_type) == ("certificate.pdf", "application/pdf")
        assert known.evidence.read(row.sha256) == PAGE


def test_what_says_no_more_than_none_is_not_kept(known: Workplace, told: Seen) -> None:
    """And never as what nobody can read again; a list that was empty is known to be that."""
    vague = {
        "name": "--", "approved_by": ["N/A"], "board_approved_in": [], "body_regions": ["neck", " "],
        "subject_hours": {"n/a": 3}, "theory": {"in_person": None},
    }  # fmt: skip
    filed(known, replace(told, **course(**vague)))
    with Session(known.engine) as session:
        (row,) = all_documents(session)
    expected = {"name": "Dry needling 1", **COURSE, "board_approved_in": [], "body_regions": ["neck"]}
    assert row.facts == {"trainings": [expected]}
    assert facts_on(row.facts) is not None


RUBBISH: list[Any] = [
    {"trainings": [{"approved_by": [None]}]},
    {"trainings": [{"hours": 1}]},
    [],
    "x",
    {"trainings": 3},
]


def test_a_paper_that_nobody_can_read_stops_no_publishing(
    known: Workplace, told: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    good = filed(known, told)
    with Session(known.engine) as session:
        for facts in RUBBISH:
            session.add(SeenDocument(**good.model_dump(exclude={"id", "facts"}), facts=facts))
        session.commit()
    published(known)
    assert caplog.text.count("what it shows cannot be read") == len(RUBBISH)
    assert [line.details["course"] for line in trained(known)] == ["Dry needling 1"]
    mine = person(known, "Merriweather")
    with Session(known.engine) as session:
        assert [one.number for one in papers_of(session, session.get_one(Practitioner, mine))] == [good.id]
        assert len(documents_about(session, mine)) == 1 + len(RUBBISH)  # for whoever withdraws them
        file = case_file(session, mine, TODAY)
        assert file is not None
        assert len(file.case.papers) == 1


@pytest.mark.parametrize(
    ("told", "hours"),
    [
        ({}, {}),
        ({"total_hours": 54}, {"total": 54}),
        (COURSE, {"total": 54, "in_person": 30, "live_online": 24}),
        (
            {"theory": {"in_person": 10, "live_online": 8, "recorded": 6}, "practical": {"in_person": 20, "online": 4}},
            {
                "total": 48, "in_person": 30, "live_online": 8, "recorded": 6, "online": 4, "theory": 24,
                "practical": 24,
            },
        ),
        ({"practical": {"in_person": 20}}, {"in_person": 20, "practical": 20}),  # of theory it says nothing
        ({"theory": {"recorded": 0}, "in_person_hours": 0}, {"in_person": 0, "recorded": 0, "theory": 0}),
    ],
)  # fmt: skip
def test_hours_stay_apart(told: dict[str, Any], hours: dict[str, float]) -> None:
    assert hours_of(facts_from({"trainings": [told]}).trainings[0]) == hours


def test_single_answers_become_facts() -> None:
    told = {"completed": date(2024, 5, 1), "theory_recorded": 3.0, "practical_exam": False, "cpr_valid_until": None}
    assert shown(told | {"meets_degree": True, "approved_by": []}) == {
        "meets_degree": True,
        "trainings": [{"completed": "2024-05-01", "theory": {"recorded": 3.0}, "practical_exam": False}],
    }
    with pytest.raises(ValueError, match="theory_online"):
        shown({"theory_online": 3.0})


# --- whose it is -----------------------------------------------------------------------------------------------------

WASHINGTON = {"license_state": "WA"}
WHOSE: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"npi": NPI}, "Merriweather", None),
    ({"npi": STRANGER}, None, NOBODY),
    ({"license_number": "PT60012345", **WASHINGTON}, "Merriweather", None),
    ({"license_number": "60012345", **WASHINGTON}, "Merriweather", None),
    ({"license_number": "CH60012345", **WASHINGTON}, None, NOBODY),
    ({"license_number": "PT60012345", "license_state": "OR"}, None, NOBODY),
    ({"npi": NPI, "license_number": "PT4711", "license_state": "OR"}, "Merriweather", None),
    ({"npi": OTHER, "license_number": "PT60012345", **WASHINGTON}, None, DIFFERENT),
    ({"npi": STRANGER, "license_number": "PT60012345", **WASHINGTON}, None, DIFFERENT),
    ({"practitioner_id": "f" * 16}, "Merriweather", None),
    ({"practitioner_id": "f" * 16, "npi": OTHER}, None, DIFFERENT),
    ({"npi": NPI, "name": "S. W. Merriweather"}, "Merriweather", None),
    ({"npi": NPI, "name": "Merriweather, Saoirse"}, "Merriweather", None),
    ({"npi": NPI, "name": "Bjorn Thistlewood"}, None, OTHERWISE),
    ({"npi": NPI, "name": "Bjorn Merriweather"}, None, OTHERWISE),
]


def test_whose_a_paper_is(known: Workplace, told: Seen) -> None:
    """By the published people, by those who are being published, and in a case file: the same."""
    mine = person(known, "Merriweather")
    with Session(known.engine) as session:
        session.add(PractitionerAlias(old_id="f" * 16, practitioner_id=mine))
        session.commit()
    expected = []
    for number, (keys, last, why) in enumerate(WHOSE):
        row = filed(known, replace(told, title=f"Dry needling {number}", **{"npi": None} | keys))
        with Session(known.engine) as session:
            assert whose(session, row) == About(mine if last else None, why), keys
        if last:
            expected.append(row.id)
    published(known)
    with Session(known.engine) as session:
        rows = session.exec(select(Verification)).all()
        assert [r.details["paper"] for r in rows if r.details.get("class") == DOCUMENT_SEEN] == expected
        assert {r.practitioner_id for r in rows if r.details.get("class") == DOCUMENT_SEEN} == {mine}
        file = case_file(session, mine, TODAY)
        assert file is not None
        assert [paper.number for paper in file.case.papers] == expected
        assert [row.id for row in documents_about(session, mine)] == expected


def test_a_number_of_two_people_is_nobody_s(known: Workplace, told: Seen) -> None:
    other = person(known, "Featherstone")
    with Session(known.engine) as session:
        taken = session.get_one(Practitioner, other)
        taken.npi, taken.last, taken.first = NPI, "Merriweather", "Saoirse"
        session.add(taken)
        session.commit()
    row = filed(known, told)
    with Session(known.engine) as session:
        assert whose(session, row) == About(None, SEVERAL)


# --- what it changes -------------------------------------------------------------------------------------------------


def test_a_certificate_is_shown_as_seen_and_counts_as_verified_training(known: Workplace, told: Seen) -> None:
    def found() -> list[str]:
        with Session(known.engine) as session:
            asked = Query(state="WA", verified_training=True)
            return [hit.name for hit in search(session, asked, today=TODAY).hits]

    assert found() == []
    filed(known, told)
    published(known)
    (line,) = trained(known)
    assert line.badge[1] == "Certificate seen"
    assert line.sentence == (
        "Certificate seen by Example Clinic on November 18, 2026. It is from Example School, for Dry needling 1: "
        "54 hours (30 in person, 24 online). Example School did not confirm it to us."
    )
    assert (line.status, line.grade, line.reason) == ("issuer_silent", 2, "not_published")
    assert line.details["hours_evidenced"] == {"total": 54, "in_person": 30, "live_online": 24}
    assert (line.details["hours_claimed"], line.details["hours_implied"]) == (None, None)
    assert found() == ["Saoirse Wren Merriweather"]
    with Session(known.engine) as session:
        hit = search(session, Query(state="WA", verified_training=True), today=TODAY).hits[0]
        assert "Certificate seen by Example Clinic" in hit.training_line
        assert hit.training_grade == 2
        stale = search(session, Query(state="WA", verified_training=True), today=TODAY + timedelta(days=400))
        assert stale.hits == []  # the license is not checked any more


def test_patients_see_neither_who_saw_it_nor_the_file(known: Workplace, told: Seen) -> None:
    row = filed(known, replace(told, seen_by="Zoë Quill"))
    published(known)
    for audience in Audience:
        (line,) = trained(known, audience=audience)
        assert line.evidence is not None
        assert (line.evidence.sha256, line.evidence.locator, line.evidence.read_at) == (row.sha256, "the document", NOW)
        assert line.evidence.said["issuer"] == "Example School"
        text = repr((line.details, line.evidence, line.sentence))
        for secret in ("Zoë Quill", "certificate.pdf"):
            assert (secret in text) == (audience is Audience.COORDINATOR)


def test_patients_do_not_read_by_which_paper_a_rule_was_judged(known: Workplace, told: Seen) -> None:
    row = filed(known, told)
    published(known)
    ident = person(known, "Merriweather")
    with Session(known.engine) as session:
        for audience in Audience:
            found = profiles.profile(session, ident, today=TODAY, audience=audience)
            assert found is not None
            treating = profiles.treating_lines(session, ident, "MD", today=TODAY, audience=audience)
            for line in (*found.of(Need.NEEDLING_RULE), *treating):
                judged = line.details["judged"]
                assert judged
                proofs = [one for each in judged for one in each["evidence"] if one["what"].startswith("paper")]
                assert ("facts" in line.details) == (row.sha256 in repr(line.details)) == (audience is not PATIENT)
                if audience is PATIENT:
                    assert all(one == {"what": "paper seen by a coordinator"} for one in proofs)
                if line in treating:
                    assert proofs


@pytest.mark.parametrize(
    ("last", "name", "license_number"),
    [
        ("Peña-Larkspur", "Odalys Peña-Larkspur", "PT00004321"),  # an expired license
        ("Featherstone", "Imani Featherstone", "CH60045678"),  # a suspended one
    ],
)
@SQLITE
def test_nobody_is_verified_without_an_active_license(
    last: str, name: str, license_number: str, known: Workplace, told: Seen
) -> None:
    filed(known, replace(told, npi=None, name=name, license_number=license_number, license_state="WA"))
    published(known)
    mine = person(known, last)
    with Session(known.engine) as session:
        seen = session.exec(select(SearchEntry.certificate_seen).where(SearchEntry.practitioner_id == mine)).all()
        shown_to = session.exec(select(Verification).where(Verification.practitioner_id == mine)).all()
    assert seen
    assert not any(seen)
    assert any(row.details.get("class") == DOCUMENT_SEEN for row in shown_to)


def test_what_is_withdrawn_is_gone_with_the_next_publishing_and_stays_on_file(known: Workplace, told: Seen) -> None:
    number = filed(known, told).id
    assert number is not None
    published(known)
    for who, why in (("", "x"), ("JR", " ")):
        with pytest.raises(DocumentError, match="say who"):
            withdraw_document(known.engine, number, who=who, why=why, now=NOW)
    later = NOW + timedelta(hours=1)
    withdraw_document(known.engine, number, who="KL", why="a forgery", now=later)
    with pytest.raises(DocumentError, match="withdrawn by KL already"):
        withdraw_document(known.engine, number, who="JR", why="again", now=later)
    with pytest.raises(DocumentError, match="no document 99"):
        withdraw_document(known.engine, 99, who="JR", why="again", now=later)
    published(known)
    assert [line.status for line in trained(known)] == ["not_covered"]
    ident = person(known, "Merriweather")
    with Session(known.engine) as session:
        assert not any(session.exec(select(SearchEntry.certificate_seen)))
        assert [row.withdrawn_why for row in all_documents(session)] == ["a forgery"]
        mine = session.get_one(Practitioner, ident)
        at = [NOW - DAY, NOW, later]
        assert [len(papers_of(session, mine, when)) for when in at] == [0, 1, 0]


def test_a_course_counts_once_however_often_its_paper_is_filed(known: Workplace, told: Seen) -> None:
    cases: list[dict[str, Any]] = [
        {},
        {"issuer": "EXAMPLE school", "title": "Dry needling - 1"},
        {"document": told.document, **course(completed=None)},
        course(completed="2025-05-01"),  # of another day; the paper before it may be of this course
        course(completed="2026-05-01"),
        {"title": "Dry needling 2"},
        {"title": "Dry needling 2", "facts": {"cpr_valid_until": "2027-01-01"}},
    ]
    rows = [filed(known, replace(told, **change)).id for change in cases]
    mine = person(known, "Merriweather")
    with Session(known.engine) as session:
        kept = [row.id for row in documents_about(session, mine)]
    assert kept == [rows[1], *rows[3:]]


# --- keeping, and the command line -----------------------------------------------------------------------------------


def test_it_survives_publishing_and_a_backup(known: Workplace, told: Seen, tmp_path: Path) -> None:
    filed(known, told)
    published(known)
    with Session(known.engine) as session:
        before = [row.model_dump() for row in all_documents(session)]
    quiet = lambda _what, _done, _total: None  # noqa: E731
    back_up(known.engine, known.evidence.root, tmp_path / "backup", now=NOW, told=quiet)
    again, evidence = connect(f"sqlite:///{tmp_path / 'again.db'}"), tmp_path / "other" / "evidence"
    restore(again, evidence, tmp_path / "backup", replace=False, told=quiet)
    with Session(again) as session:
        assert [row.model_dump() for row in all_documents(session)] == before
    again.dispose()


@pytest.fixture
def run(sqlite: Databases, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`needleproof documents` on the store of a few people."""
    sqlite.make(tmp_path / "data", people)
    for name, value in (("DATA", str(tmp_path / "data")), ("TODAY", "2026-11-20")):
        monkeypatch.setenv(f"NEEDLEPROOF_{name}", value)
    monkeypatch.delenv("NEEDLEPROOF_DATABASE_URL", raising=False)
    return lambda *words: CliRunner().invoke(app, ["documents", *words])


@pytest.fixture
def options(told: Seen) -> dict[str, str]:
    return {
        "--on": "2026-11-18", "--by": "JR", "--organization": "Example Clinic", "--issuer": "Example School",
        "--title": "Dry needling 1", "--name": "Saoirse Merriweather", "--npi": NPI, "--completed": "2024-05-01",
        "--total-hours": "54", "--document": str(told.document),
    }  # fmt: skip


def given(options: dict[str, str]) -> list[str]:
    return [part for pair in options.items() for part in pair]


def checked() -> dict[str, Any]:
    answer = CliRunner().invoke(app, ["check", NPI, "--json"])
    lines = json.loads(answer.stdout)["people"][0]["lines"]
    found: dict[str, Any] = next(line for line in lines if line["need"] == "training")
    return found


@SQLITE
def test_add_list_show_and_withdraw_and_the_person_changes_at_once(run: Any, options: dict[str, str]) -> None:
    assert checked()["status"] == "not_covered"
    extra = ("--written-exam", "--no-practical-exam", "--subject", "anatomy=12", "--approved-by", "A", "--json")
    added = run("add", *given(options), *extra)
    assert added.exit_code == 0, added.output
    row = json.loads(added.stdout)
    assert row["open"] is None
    assert row["facts"]["trainings"] == [
        {
            "name": "Dry needling 1", "completed": "2024-05-01", "total_hours": 54.0,
            "subject_hours": {"anatomy": 12.0}, "written_exam": True, "practical_exam": False, "approved_by": ["A"],
        }
    ]  # fmt: skip
    assert checked()["details"]["class"] == DOCUMENT_SEEN
    assert json.loads(run("list", "--json").stdout) == [row]
    assert json.loads(run("list", "--open", "--json").stdout) == []
    assert "Example School" in run("list").stdout
    assert row["sha256"] in run("show", "1").stdout.replace("\n", "")
    assert run("withdraw", "1", "--by", "JR", "--why", "the wrong year").exit_code == 0
    assert checked()["status"] == "not_covered"
    assert json.loads(run("list", "--json").stdout) == []
    assert [r["withdrawn_why"] for r in json.loads(run("list", "--withdrawn", "--json").stdout)] == ["the wrong year"]
    again = run("withdraw", "1", "--by", "JR", "--why", "again")
    assert (again.exit_code, "already" in again.output) == (1, True)
    assert run("show", "2").exit_code == 2


@SQLITE
def test_open_papers_are_those_that_cannot_be_read_too(run: Any, options: dict[str, str], tmp_path: Path) -> None:
    assert run("add", *given(options)).exit_code == 0
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'needleproof.db'}")
    with Session(engine) as session:
        row = session.get_one(SeenDocument, 1)
        row.facts = {"trainings": [{"approved_by": [None]}]}
        session.add(row)
        session.commit()
    engine.dispose()
    (told,) = json.loads(run("list", "--open", "--json").stdout)
    assert told["open"] == UNREADABLE
    assert "cannot be read" in " ".join(run("list", "--open").stdout.split())


@pytest.mark.slow
@SQLITE
def test_a_file_may_say_what_a_paper_shows(run: Any, options: dict[str, str], tmp_path: Path) -> None:
    del options["--completed"], options["--total-hours"]
    file = tmp_path / "facts.json"
    cases = [
        ('{"cpr_valid_until": "2027-01-01"}', 0, ""),
        (json.dumps({"board_records": [LOOKED_UP]}), 0, ""),
        ("{", 2, "is no JSON"),
        ("[]", 2, "is an object"),
        ('{"hours": 3}', 2, "does not show hours"),
        ("[" * 100_000, 2, "is no JSON"),
    ]
    for text, code, words in cases:
        file.write_text(text)
        answer = run("add", *given(options), "--facts", str(file))
        assert (answer.exit_code, words in " ".join(answer.output.split())) == (code, True), answer.output
    assert "not both" in run("add", *given(options), "--facts", str(file), "--total-hours", "3").output
    assert "cannot be read" in run("add", *given(options), "--facts", str(tmp_path / "none")).output


@SQLITE
@pytest.mark.parametrize(
    "left_out", ["--on", "--by", "--organization", "--issuer", "--title", "--name", "--document", "--npi"]
)
def test_the_command_says_which_option_is_missing(left_out: str, run: Any, options: dict[str, str]) -> None:
    del options[left_out]
    result = run("add", *given(options))
    assert result.exit_code == 2
    assert left_out in result.output.rpartition("Give")[2]
    assert "There are no documents." in run("list").stdout


@SQLITE
def test_the_demo_is_not_begun_anew_over_somebody_s_papers(known: Workplace, told: Seen, tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    place = replace(known, engine=ready(engine))
    filed(place, replace(told, seen_by=SAMPLE_WORLD))
    fresh_sample(engine)
    filed(place, told)
    with pytest.raises(typer.Exit) as refusal:
        fresh_sample(engine)
    assert refusal.value.exit_code == 2
    engine.dispose()
