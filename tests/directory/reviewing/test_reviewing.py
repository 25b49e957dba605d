"""Decisions of people: who, when, why and upon what; refused where the evidence is another one; undone, never lost."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from crawlers.runner import Workplace
from directory import reviewing
from directory.linking.decisions import evidence_hash, telling
from directory.linking.side_by_side import Fact, Says
from directory.normalize.names import PersonName
from directory.records import Record
from directory.refresh import rebuild
from directory.reviewing import ReviewError
from directory.store.tables import LinkDecision, LinkQuestion, Practitioner
from directory.vocabulary import LinkAnswer
from tests.directory.reviewing.family import NOW, NPI, TWIN, asked, board, entry, moved_in, npi, read

SAME, DIFFERENT, UNSURE = LinkAnswer.SAME, LinkAnswer.DIFFERENT, LinkAnswer.UNSURE


@pytest.fixture
def family(place: Workplace) -> Workplace:
    moved_in(place)
    return place


def decide(place: Workplace, ident: str, answer: LinkAnswer = DIFFERENT, **more: Any) -> LinkDecision:
    return reviewing.decide(place.engine, ident, answer, **{"who": "JR", "note": "", "now": NOW} | more)


def refused(place: Workplace, call: Any) -> str:
    """Why nothing is kept, and nothing is."""
    with Session(place.engine) as session:
        before = [row.model_dump() for row in reviewing.all_decisions(session)]
    with pytest.raises(ReviewError) as why:
        call()
    with Session(place.engine) as session:
        assert [row.model_dump() for row in reviewing.all_decisions(session)] == before
    return str(why.value)


def open_ones(place: Workplace, **more: Any) -> list[reviewing.Question]:
    with Session(place.engine) as session:
        found = reviewing.open_questions(session, limit=10, **more)
        assert reviewing.how_many_open(session, **more) == len(found)
        return found


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_both_sides_stand_beside_each_other(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    (question,) = open_ones(family)
    assert (question.id, question.state, question.tier, question.outdated) == (ident, "WA", "review", False)
    assert (question.left.name, question.left.practitioner_id) == ("John B Stone", None)
    assert question.right.name == "John A Stone Sr"
    assert [one.source_title for one in question.right.records] == ["NPI registry", "Board list"]  # all that we hold
    rows = {row.fact: row for row in question.rows}
    assert rows[Fact.MIDDLE].says is Says.DIFFERS
    assert rows[Fact.SUFFIX].says is Says.RIGHT_ONLY
    assert rows[Fact.LICENSE].right == ("WA PT1111",)
    assert question.would == ["it would link if a license number agreed"]
    assert question.reasons[0]["sentence"] == "middle initial differs"
    assert asdict(question)["rows"][0]["fact"] == "surname"
    with Session(family.engine) as session:
        assert reviewing.question(session, ident) == question
        assert reviewing.question(session, "0" * 12) is reviewing.question(session, "\x00") is None


def test_questions_are_chosen_by_state_and_source_the_likeliest_first(family: Workplace) -> None:
    read(family, "example_clinics", entry(), entry(2), entry(3))
    ids = asked(family, *((entry(number), npi()) for number in (1, 2, 3)))
    with Session(family.engine) as session:
        for ident, probability, state in zip(ids, (0.1, 0.3, 0.2), ("WA", "OR", None), strict=True):
            row = session.get_one(LinkQuestion, ident)
            row.probability, row.state = probability, state
        session.commit()
    assert [one.id for one in open_ones(family)] == [ids[1], ids[2], ids[0]]
    assert [one.id for one in open_ones(family, state="OR")] == [ids[1]]
    assert len(open_ones(family, source="example_clinics")) == 3
    assert open_ones(family, source="wa_doh") == []
    with Session(family.engine) as session:
        assert [one.id for one in reviewing.open_questions(session, limit=1, offset=1)] == [ids[2]]
        assert reviewing.sources_asked(session) == {"example_clinics": "Example clinics"}


def test_publishing_asks_anew_and_twice_the_same_once(family: Workplace) -> None:
    first = asked(family, (entry(), npi()), (entry(), npi()))
    assert len(set(first)) == len(open_ones(family)) == 1
    assert asked(family, (npi(), entry())) == first[:1]  # whichever side stands left
    asked(family)
    assert open_ones(family) == []


# --- what is answered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", list(LinkAnswer))
def test_an_answer_is_kept_and_not_asked_again(answer: LinkAnswer, family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    row = decide(family, ident, answer, who="  Zoë ", note=" the son\u200b ")
    assert (row.id, row.decided_by, row.note, row.decided_at) == (1, "Zoë", "the son", NOW)
    assert open_ones(family) == []
    with Session(family.engine) as session:
        decisions = reviewing.decisions_in_force(session)
        question = reviewing.question(session, ident)
        assert question is not None
        assert question.answered is answer
        assert question.earlier[0].sentence.startswith("Zoë decided on November 20, 2026: ")
    left, right = ("example_clinics", "", "1"), ("nppes_bulk", "", NPI)
    assert decisions.answer(right, left, evidence_hash([telling(npi())], [telling(entry())])) is answer
    asked(family, (npi(), entry()))  # a later publishing that asks the same
    assert open_ones(family) == []


@pytest.mark.parametrize("who", ["", "   ", "\u200b", "none", "x" * 201])
def test_who_decides_must_be_said(who: str, family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    assert "nothing is recorded" in refused(family, lambda: decide(family, ident, who=who))
    assert "2,000 characters" in refused(family, lambda: decide(family, ident, note="x" * 2_001))


@pytest.mark.parametrize("ident", ["", "nobody", "0" * 12, "\x00", "é", "1; DROP TABLE link_decision"])
def test_an_unknown_question_is_refused(ident: str, family: Workplace) -> None:
    assert "no question" in refused(family, lambda: decide(family, ident))


@pytest.mark.parametrize(
    ("source", "records"),
    [
        ("example_clinics", [entry(license_number="PT1111", license_state="WA")]),
        ("example_clinics", []),
        ("nppes_bulk", [npi(name=PersonName(first="John", last="Stone"))]),
    ],
    ids=["a number came", "the entry is gone", "the person lost the suffix"],
)
def test_an_answer_to_old_evidence_is_refused(source: str, records: list[Record], family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    others = [npi(TWIN, name=PersonName(first="Joan", last="Stone"))] if source == "nppes_bulk" else [entry(9)]
    read(family, source, *records, *others, now=NOW + timedelta(days=1))
    (question,) = open_ones(family)
    assert question.outdated
    assert "has changed since it was asked: run `needleproof publish`" in refused(family, lambda: decide(family, ident))


def test_what_tells_nothing_of_who_it_is_leaves_the_question_open(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    read(family, "example_clinics", entry(website="https://clinic.example.org/"), now=NOW + timedelta(days=1))
    (question,) = open_ones(family)
    assert not question.outdated
    assert decide(family, ident).answer is DIFFERENT


def test_journey_not_the_same_then_silence_then_a_number_asks_once_more(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    decide(family, ident, SAME, note="same clinic")
    later = NOW + timedelta(days=7)
    with_number = entry(license_number="PT9999", license_state="WA")
    read(family, "example_clinics", with_number, now=later)
    (again,) = asked(family, (with_number, npi()))
    assert again != ident
    with Session(family.engine) as session:
        decisions = reviewing.decisions_in_force(session)
        evidence = evidence_hash([telling(with_number)], [telling(npi())])
        assert (
            decisions.answer(("example_clinics", "", "1"), ("nppes_bulk", "", NPI), evidence) is None
        )  # links no more
    (question,) = open_ones(family)
    assert question.answered is None
    assert [told.sentence for told in question.earlier] == [
        "JR decided on November 20, 2026: the same person (“same clinic”), but what the records tell has changed "
        "since: license number: was none, is WA PT9999"
    ]
    assert decide(family, again, DIFFERENT, now=later).id == 2
    assert open_ones(family) == []


def test_an_answer_stands_until_it_is_undone_and_only_doubt_may_be_replaced(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    decide(family, ident, UNSURE)
    assert "cannot tell; undo that first" in refused(family, lambda: decide(family, ident, UNSURE))
    decide(family, ident, DIFFERENT, now=NOW + timedelta(minutes=1))
    for answer in (SAME, DIFFERENT):
        why = refused(family, lambda answer=answer: decide(family, ident, answer))  # type: ignore[misc]
        assert "two different people; undo that first: `needleproof review undo 2`" in why


def test_a_second_person_does_not_overrule_who_said_otherwise_since(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    first = decide(family, ident, SAME, two_persons=True)
    later = decide(family, ident, DIFFERENT, who="KL")
    confirm = lambda: reviewing.second(family.engine, first.id or 0, who="MN", now=NOW)  # noqa: E731
    assert f"review undo {later.id}" in refused(family, confirm)
    reviewing.undo(family.engine, later.id or 0, who="KL", why="a slip", now=NOW)
    assert confirm().id == first.id


def test_undoing_keeps_the_row_and_brings_back_what_held_before(family: Workplace) -> None:
    (ident,) = asked(family, (entry(), npi()))
    decide(family, ident, UNSURE)
    decide(family, ident, SAME, now=NOW + timedelta(minutes=1))

    def undo(number: int, who: str = "KL", why: str = "the wrong man") -> LinkDecision:
        return reviewing.undo(family.engine, number, who=who, why=why, now=NOW + timedelta(days=1))

    for number, who, why, words in (
        (9, "KL", "x", "there is no decision 9"),
        (2, "", "x", "say who"),
        (2, "KL", " ", "say why"),
    ):
        assert words in refused(family, lambda n=number, a=who, b=why: undo(n, a, b))  # type: ignore[misc]
    assert undo(2).undone_why == "the wrong man"
    assert "was undone by KL already" in refused(family, lambda: undo(2))
    with Session(family.engine) as session:
        question = reviewing.question(session, ident)
        assert question is not None
        assert question.answered is UNSURE
        assert [told.in_force for told in question.earlier] == [False, True]
        assert question.earlier[0].sentence.endswith("; undone by KL: the wrong man")
        assert [row.id for row in reviewing.all_decisions(session)] == [2, 1]
    undo(1)
    assert [one.id for one in open_ones(family)] == [ident]


def test_two_npis_are_never_one_person(family: Workplace) -> None:
    twin = npi(TWIN, name=PersonName(first="Joan", last="Stone"))
    (ident,) = asked(family, (twin, npi()))
    assert "are two people" in refused(family, lambda: decide(family, ident, SAME))
    assert decide(family, ident, DIFFERENT).answer is DIFFERENT


# --- without a question ----------------------------------------------------------------------------------------------


def people(place: Workplace) -> dict[str, str]:
    with Session(place.engine) as session:
        return {person.npi or person.display_name: person.id for person in session.exec(select(Practitioner))}


def records(place: Workplace, practitioner: str) -> dict[str, int]:
    with Session(place.engine) as session:
        return {one.ident[0]: one.record_id for one in reviewing.held_by(session, practitioner)}


SIGNED: dict[str, Any] = {"who": "JR", "note": "not his", "now": NOW}


def test_splitting_sets_a_record_apart_from_what_the_profile_stands_on(family: Workplace) -> None:
    father = people(family)[NPI]
    held = records(family, father)
    assert list(held) == ["nppes_bulk", "wa_doh"]  # what it stands on comes first
    (row,) = reviewing.split(family.engine, father, [held["wa_doh"]] * 2, **SIGNED)
    assert (row.answer, row.note) == (DIFFERENT, "not his")
    with Session(family.engine) as session:
        decisions = reviewing.decisions_in_force(session)
    evidence = evidence_hash([telling(board())], [telling(npi())])
    assert decisions.apart(("wa_doh", "", board().key), ("nppes_bulk", "", NPI), evidence)
    again = refused(family, lambda: reviewing.split(family.engine, father, [held["wa_doh"]], **SIGNED))
    assert "undo that first: `needleproof review undo 1`" in again


def test_what_cannot_be_split_is_said(family: Workplace) -> None:
    father = people(family)[NPI]
    held = records(family, father)
    for chosen, words in (
        ([], "name the records"),
        ([held["nppes_bulk"]], "the profile stands on record"),
        ([held["wa_doh"], 99_999], "record 99999 is none of John A Stone Sr"),
    ):
        call = lambda chosen=chosen: reviewing.split(family.engine, father, chosen, **SIGNED)  # noqa: E731
        assert words in refused(family, call)
    for nobody in ("0" * 16, "\x00", ""):
        call = lambda nobody=nobody: reviewing.split(family.engine, nobody, [1], **SIGNED)  # noqa: E731
        assert "nobody has the id" in refused(family, call)


def test_merging_joins_what_two_profiles_stand_on(family: Workplace) -> None:
    read(family, "wa_doh", board(), board("PT7777", name=PersonName(first="Johnny", last="Stone")))
    rebuild(family.engine, as_of=NOW.date(), now=NOW)
    by_name = people(family)
    row = reviewing.merge(family.engine, by_name["Johnny Stone"], by_name[NPI], **SIGNED)
    assert (row.answer, row.left_source, row.right_source) == (SAME, "nppes_bulk", "wa_doh")
    for pair, words in (
        ((by_name[NPI], by_name[NPI]), "lead to one profile already"),
        ((by_name[NPI], by_name[TWIN]), "are two people: a person has one NPI"),
        ((by_name[NPI], "0" * 16), "nobody has the id"),
        ((by_name[NPI], by_name["Johnny Stone"]), "undo that first"),
    ):
        call = lambda pair=pair: reviewing.merge(family.engine, *pair, **SIGNED)  # noqa: E731
        assert words in refused(family, call)


def test_decisions_survive_publishing_and_a_backup(family: Workplace, tmp_path: Path) -> None:
    from directory.store.backup import back_up
    from directory.store.database import connect
    from directory.store.restoring import restore

    (ident,) = asked(family, (entry(), npi()))
    decide(family, ident, note="“no”")
    rebuild(family.engine, as_of=NOW.date(), now=NOW)
    with Session(family.engine) as session:
        before = [row.model_dump() for row in reviewing.all_decisions(session)]
    assert len(before) == 1
    quiet = lambda _what, _done, _total: None  # noqa: E731
    back_up(family.engine, family.evidence.root, tmp_path / "backup", now=NOW, told=quiet)
    again = connect(f"sqlite:///{tmp_path / 'again.db'}")
    restore(again, tmp_path / "other" / "evidence", tmp_path / "backup", replace=False, told=quiet)
    with Session(again) as session:
        assert [row.model_dump() for row in reviewing.all_decisions(session)] == before
    again.dispose()
