"""Possible hits, contradictions and disputes for coordinators: both sides, an answer with its name, and nobody else."""

from pathlib import Path

import pytest
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from crawlers.runner import Workplace
from directory import disputes, findings
from directory.disputes import Told
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import Dispute, Verification
from directory.vocabulary import FindingAnswer, FindingKind, Role, SaidBy, Wish
from tests.conftest import NOW
from tests.databases import Databases
from tests.directory.findings.namesakes import World, board, listed, other
from tests.directory.pages.test_pages import read, shown
from tests.directory.signing import sign_in, sign_out

DIFFERENT = FindingAnswer.DIFFERENT


@pytest.fixture
def world(sqlite: Databases, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> World:
    engine = connect(sqlite.make(tmp_path / "data"))
    place = Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "data" / "evidence"), clock=lambda: NOW)
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return World(place)


def clicked(app: AppTest, begins: str, note: str) -> AppTest:
    (area,) = [one for one in app.text_area if str(one.key).startswith("note ")]
    area.input(note)
    next(one for one in app.button if str(one.key).startswith(begins)).click()
    app.run()
    assert not app.exception
    return app


# --- possible hits ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_queue_tells_the_numbers_of_each_kind(world: World) -> None:
    app = shown("review", kind="Exclusion hits")
    assert "1 open possible hit" in read(app)
    assert "Ann Able" in read(app)
    assert "OWNER, FL, 1128a1, 2011-05-19" in read(app).replace("\\", "")
    assert "Open: Who is who 0, Exclusion hits 1, Contradictions 0, Disputes 0." in read(app)
    assert "1 open" in read(shown("desk"))
    assert "No possible hit is open" in read(shown("review", kind="Exclusion hits", in_state="Idaho"))
    assert "No possible hit is open" in read(shown("review", kind="Exclusion hits", watched="true"))


def test_a_hit_is_compared_and_dismissed_and_undone(world: World) -> None:
    app = shown("findings", id=world.ann, what="hit")
    text = read(app).replace("\\", "")
    for told in ("Differs: state", "The same: name", "birth date", "gives no NPI", "(/evidence/"):
        assert told in text
    clicked(app, "different", "=other *birth* date")
    assert "Kept: not the same person." in app.success[0].value
    assert "No possible hit is open" in read(shown("review", kind="Exclusion hits"))
    with world.session() as session:
        (row,) = findings.all_decisions(session)
    assert (row.decided_by, row.note, row.answer) == ("Casey Coordinator", "=other *birth* date", DIFFERENT)
    profile = read(shown("practitioner", id=world.ann)).replace("\\", "")
    assert "possible hit dismissed by Casey Coordinator on 2026-11-20: =other *birth* date" in profile
    assert "none_found (possible hit dismissed by Casey Coordinator" in profile.replace("\u2060", "")
    again = shown("findings", id=world.ann, what="hit")
    again.text_area(key="why 1").input("a slip")
    again.button(key="undo it 1").click()
    again.run()
    assert "Decision 1 is undone." in again.success[0].value
    assert "1 open possible hit" in read(shown("review", kind="Exclusion hits"))


def test_patients_and_viewers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clicked(shown("findings", id=world.ann, what="hit"), "unsure", "x")
    sign_in(monkeypatch, Role.VIEWER)
    app = shown("findings", id=world.ann, what="hit")
    assert "Viewers read only" in read(app)
    assert not app.button
    sign_out(monkeypatch)
    for page in ("review", "findings", "dispute"):
        text = read(shown(page, id=world.ann, kind="Exclusion hits"))
        assert "in the coordinators' view only" in text
        assert "Able" not in text
    assert "dismissed" not in read(shown("practitioner", id=world.ann))
    assert "possible" not in read(shown("practitioner", id=world.ann)).lower()


@pytest.mark.parametrize("ident", ["", "0" * 16, "%00", "x" * 500])
def test_an_address_of_nobody_says_so(ident: str, world: World) -> None:
    assert "nobody under this address" in read(shown("findings", id=ident, what="nonsense"))


def test_entries_that_look_like_markup_stay_text(world: World) -> None:
    evil = listed("evil", specialty="<b>[x](http://evil.example.org)</b>")
    world.again(oig_exclusions=(evil, other()))
    for app in (shown("review", kind="Exclusion hits"), shown("findings", id=world.ann, what="hit")):
        assert "[x](http" not in "\n".join(str(one.value) for one in (*app.markdown, *app.subheader))
        assert not any("<b>" in str(one.proto.body) for one in app.get("html"))


# --- contradictions ---------------------------------------------------------------------------------------------


def test_both_values_stand_with_source_and_time_and_an_answer_closes_it(world: World) -> None:
    two = (board(), board(case_number="1", raw_status="EXPIRED", raw_discipline="x", expires=None))
    world.again(wa_doh=two)
    assert "1 open contradiction" in read(shown("review", kind="Contradictions"))
    app = shown("findings", id=world.ann, what="contradiction")
    html = " ".join(one.proto.body for one in app.get("html"))
    for told in ("ACTIVE, until 2027-06-30", "EXPIRED, until no date", "Board list", "November 27, 2026 at 12:00 UTC"):
        assert told in html
    assert "The licensing board rules this" in read(app)
    clicked(app, "right 0", "asked the board")
    assert "Kept: A is right." in app.success[0].value
    assert "No contradiction is open" in read(shown("review", kind="Contradictions"))
    with world.session() as session:
        statuses = {one.status for one in session.exec(_checks()) if one.need == "license"}
        assert statuses == {"contradicted"}
    world.again(wa_doh=two)
    assert "No contradiction is open" in read(shown("review", kind="Contradictions"))
    world.again(wa_doh=(two[0], board(case_number="1", raw_status="REVOKED", raw_discipline="x", expires=None)))
    assert "1 open contradiction" in read(shown("review", kind="Contradictions"))


def _checks() -> object:
    from sqlmodel import select

    return select(Verification)


# --- disputes ---------------------------------------------------------------------------------------------------


def test_a_dispute_is_decided_on_its_page(world: World) -> None:
    told = Told(practitioner_id=world.ann, fact="name", text="it is *Anne*", said_by=SaidBy.PERSON, wish=Wish.CORRECT)
    disputes.file_dispute(world.place.engine, told, shown="Ann Able", now=NOW)
    queue = shown("review", kind="Disputes")
    assert "1 open dispute" in read(queue)
    assert "30 days left" in read(queue)
    app = shown("dispute", id="1")
    assert "it is *Anne*" in read(app).replace("\\", "")
    app.button(key="rejected 1").click()
    app.run()
    assert "say who decides and why" in app.error[0].value
    app.text_area(key="dispute why 1").input("the registry says Ann")
    app.button(key="rejected 1").click()
    app.run()
    assert "Dispute 1 is rejected." in app.success[0].value
    with Session(world.place.engine) as session:
        row = session.get_one(Dispute, 1)
        assert (row.decided_by, row.decided_why) == ("Casey Coordinator", "the registry says Ann")
    assert "No dispute waits" in read(shown("review", kind="Disputes"))
    app = shown("dispute", id="1")
    app.text_area(key="dispute back 1").input("filed twice")
    app.button(key="withdraw 1").click()
    app.run()
    assert "Dispute 1 is taken back." in app.success[0].value


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "²"])
def test_there_is_no_such_dispute(number: str, world: World) -> None:
    assert "There is no such dispute" in read(shown("dispute", id=number))


def test_how_many_are_open_is_asked_of_every_kind(world: World) -> None:
    from directory.pages.review import KINDS, counts

    with world.session() as session:
        assert set(counts(session)) == set(KINDS)
        assert counts(session)["Exclusion hits"] == findings.how_many(session, FindingKind.HIT) == 1


def test_every_queue_can_be_downloaded_as_it_is_filtered(world: World) -> None:
    from directory.pages import review

    told = Told(practitioner_id=world.ann, fact="name", text="=cmd()", said_by=SaidBy.PERSON, wish=Wish.CORRECT)
    disputes.file_dispute(world.place.engine, told, shown="Ann Able", now=NOW)
    for rows, number in (
        (lambda session: review._rows(session, FindingKind.HIT, findings.Asked()), 1),
        (lambda session: review._rows(session, FindingKind.HIT, findings.Asked(state="OR")), 0),
        (lambda session: review._rows_of_links(session, None, None), 0),
        (review._rows_of_disputes, 1),
    ):
        lines = review._csv(("a",), rows).decode("utf-8-sig").splitlines()
        assert len(lines) == number + 1
        assert not any(cell.startswith("=") for line in lines for cell in line.split(","))
    assert shown("review", kind="Exclusion hits").get("download_button")
