"""Review: for coordinators, with both sides in words; an answer is kept with its name, from this machine only."""

import re
from pathlib import Path

import pytest
from filelock import FileLock
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from crawlers.runner import Workplace
from directory import reviewing, signed_in
from directory.accounts import Reader
from directory.pages.keeping import NotKeptError, keep
from directory.store.database import connect
from directory.store.evidence import EvidenceStore
from directory.store.tables import LinkDecision, LinkQuestion, Practitioner
from directory.store.writing import lock_file
from directory.vocabulary import LinkAnswer, Role
from tests.databases import Databases
from tests.directory.pages.test_pages import names, read, shown
from tests.directory.reviewing.family import NOW, NPI, asked, entry, moved_in, npi
from tests.directory.reviewing.family import read as loaded
from tests.directory.signing import sign_in, sign_out


@pytest.fixture
def place(sqlite: Databases, tmp_path: Path, as_a_coordinator: None, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A store of the test's own, in the coordinators' view."""
    engine = connect(sqlite.make(tmp_path / "data"))
    found = Workplace(engine=engine, evidence=EvidenceStore(tmp_path / "data" / "evidence"), clock=lambda: NOW)
    moved_in(found)
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path / "data"))
    return found


def decisions(place: Workplace) -> list[LinkDecision]:
    with Session(place.engine) as session:
        return reviewing.all_decisions(session)


def answered(app: AppTest, ident: str, answer: LinkAnswer, note: str = "") -> AppTest:
    app.text_area(key=f"note {ident}").input(note)
    app.button(key=f"{answer} {ident}").click()
    app.run()
    assert not app.exception
    return app


# --- what is shown --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("place")
def test_a_patient_sees_nothing_of_it(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    (ident,) = asked(place, (entry(), npi()))
    sign_out(monkeypatch)
    for app in (shown("review"), shown("question", id=ident)):
        text = read(app)
        assert "in the coordinators' view only" in text
        assert "Stone" not in text
        assert not app.button


def test_where_nothing_is_open_it_says_so(place: Workplace) -> None:
    asked(place)
    assert "No question is open" in read(shown("review"))
    assert "not asked any more" in read(shown("question", id="0" * 12))


def test_the_list_tells_differences_in_words_and_keeps_its_filters_in_the_address(place: Workplace) -> None:
    many = [entry(number) for number in range(1, 13)]
    loaded(place, "example_clinics", *many)
    ids = asked(place, *((one, npi()) for one in many))
    with Session(place.engine) as session:
        session.get_one(LinkQuestion, ids[3]).state = "OR"
        session.commit()
    app = shown("review")
    assert "12 open questions" in read(app)
    assert len(names(app)) == 10
    assert "Differs: middle name" in read(app)
    assert len(names(shown("review", page="2"))) == 2
    there = shown("review", in_state="Oregon", source="example_clinics")
    assert "1 open question" in read(there)
    assert there.selectbox(key="in_state").value == "Oregon"
    assert "No question is open" in read(shown("review", in_state="Idaho"))


def test_one_question_shows_both_sides_as_a_table_with_headers(place: Workplace) -> None:
    (ident,) = asked(place, (entry(), npi()))
    app = shown("question", id=ident)
    table = app.table[0].value
    assert list(table) == ["Fact", "The entry (Example clinics)", "The person we know", "Compared"]
    rows = {row[0]: row[1:] for row in table.values.tolist()}
    assert rows["middle name"] == ["B", "A", "differs"]
    assert rows["suffix"] == ["not told", "SR", "only the person's records say it"]
    text = read(app)
    for told in ("Against: middle initial differs", "it would link if a license number agreed",
                 "(/evidence/", "needleproof publish"):  # fmt: skip
        assert told in text.replace("**", "")


def test_names_that_look_like_markup_stay_text(place: Workplace) -> None:
    from directory.normalize.names import PersonName

    evil = entry(name=PersonName(first="<b>[x](http://evil.example.org)", last="Stone"))
    loaded(place, "example_clinics", evil)
    (ident,) = asked(place, (evil, npi()))
    for app in (shown("review"), shown("question", id=ident)):
        assert "[x](http" not in "\n".join(str(one.value) for one in (*app.markdown, *app.subheader, *app.table))


# --- what is kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", list(LinkAnswer))
def test_an_answer_is_kept_and_told(answer: LinkAnswer, place: Workplace) -> None:
    (ident,) = asked(place, (entry(), npi()))
    app = answered(shown("question", id=ident), ident, answer, "*father* and son")
    assert re.search("Kept: .*takes effect with the next publishing", app.success[0].value)
    (row,) = decisions(place)
    assert (row.answer, row.decided_by, row.note, row.decided_at) == (
        answer,
        "Casey Coordinator",
        "*father* and son",
        NOW,
    )
    assert "Casey Coordinator decided on November 20, 2026" in read(app)
    assert "No question is open" in read(shown("review"))


def test_it_can_be_undone(place: Workplace) -> None:
    (ident,) = asked(place, (entry(), npi()))
    answered(shown("question", id=ident), ident, LinkAnswer.SAME)
    app = shown("question", id=ident)
    assert "Answered." in app.info[-1].value
    app.text_area(key="why 1").input("the wrong man")
    app.button(key="undo it 1").click()
    app.run()
    assert "Decision 1 is undone." in app.success[0].value
    assert decisions(place)[0].undone_why == "the wrong man"
    assert "1 open question" in read(shown("review"))


def test_a_viewer_answers_and_undoes_nothing(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    (ident,) = asked(place, (entry(), npi()))
    answered(shown("question", id=ident), ident, LinkAnswer.UNSURE)
    sign_in(monkeypatch, Role.VIEWER)
    app = shown("question", id=ident)
    assert "Viewers read only" in read(app)
    assert not app.button


@pytest.mark.slow
def test_the_same_person_waits_for_a_second_one_where_two_are_asked_for(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TWO_PERSONS", "yes")
    (ident,) = asked(place, (entry(), npi()))
    app = answered(shown("question", id=ident), ident, LinkAnswer.SAME)
    assert "A second person has to confirm it." in app.success[0].value
    assert "it waits for a second person" in read(shown("review"))
    assert [button.key for button in shown("question", id=ident).button if "second" in str(button.key)] == []
    with Session(place.engine) as session:
        assert len(reviewing.decisions_in_force(session)) == 0
    monkeypatch.setattr(signed_in, "reader", lambda session, cookies: SECOND)
    again = shown("question", id=ident)
    again.button(key="second 1").click()
    again.run()
    assert "Decision 1 is confirmed." in again.success[0].value
    with Session(place.engine) as session:
        assert len(reviewing.decisions_in_force(session)) == 1
    assert "No question is open" in read(shown("review"))


SECOND = Reader(id=2, name="kim", shown="Kim Second", role=Role.COORDINATOR)


def test_changed_evidence_takes_no_answer(place: Workplace) -> None:
    (ident,) = asked(place, (entry(), npi()))
    app = shown("question", id=ident)
    loaded(place, "example_clinics", entry(license_number="PT1", license_state="WA"))
    answered(app, ident, LinkAnswer.SAME)
    assert "has changed since it was asked" in app.error[0].value
    assert decisions(place) == []
    again = shown("question", id=ident)
    assert "The evidence has changed" in again.warning[0].value
    assert not [button for button in again.button if button.key and ident in button.key]


def test_while_another_writes_nothing_is_kept_and_that_is_said(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.pages.keeping.WAIT", 0.0)
    (ident,) = asked(place, (entry(), npi()))
    app = shown("question", id=ident)
    with FileLock(lock_file(tmp_path / "data" / "needleproof.db")):
        answered(app, ident, LinkAnswer.SAME)
    assert "is writing" in app.error[0].value
    assert decisions(place) == []


def test_nothing_is_kept_from_the_patients_view(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_out(monkeypatch)
    with pytest.raises(NotKeptError, match="not signed in"):
        keep("review", lambda _engine, _now, _who: pytest.fail("it wrote"))


# --- on the profiles ------------------------------------------------------------------------------------------------


def test_a_profile_tells_since_when_it_stands_apart(place: Workplace) -> None:
    from directory.store.tables import PractitionerChange
    from directory.vocabulary import ChangeKind

    with Session(place.engine) as session:
        people = session.exec(select(Practitioner)).all()
        one = next(person for person in people if person.npi == NPI)
        other = next(person for person in people if person.npi != NPI)
        for here, there in ((one.id, other.id), (other.id, one.id)):
            session.add(
                PractitionerChange(publication_id=1, kind=ChangeKind.SPLIT, practitioner_id=here, other_id=there,
                                   sentence=f"They are shown under {there}.")
            )  # fmt: skip
        session.commit()
        ids = (one.id, other.id)
    for here, there in (ids, ids[::-1]):
        text = read(shown("practitioner", id=here))
        assert "What changed about who this is" in text
        assert f"November 20, 2026: They are shown under {there}." in text
