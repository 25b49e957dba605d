"""Contradictions: both values, decided as a note that changes no status, and asked again when one of them changes."""

from typing import Any

import pytest
from sqlmodel import Session

from crawlers.runner import Workplace
from directory import findings
from directory.findings import Contradiction, FindingError
from directory.store.tables import Verification
from directory.vocabulary import FindingAnswer, FindingKind, Need
from tests.directory.findings.namesakes import World, board

KIND = FindingKind.CONTRADICTION


def two(**second: Any) -> tuple[Any, ...]:
    """Two rows of one license, which disagree."""
    told: dict[str, Any] = {"case_number": "1", "raw_discipline": "x", "raw_status": "EXPIRED", "expires": None}
    return board(), board(**told | second)


@pytest.fixture
def world(place: Workplace) -> World:
    found = World(place)
    found.again(wa_doh=two())
    return found


def of_ann(world: World) -> list[Contradiction]:
    with world.session() as session:
        return findings.contradictions_of(session, world.ann)


def decided(world: World, chosen: int | str | None, who: str = "JR") -> None:
    (one,) = of_ann(world)
    findings.decide_contradiction(
        world.place.engine, world.ann, one.evidence, chosen, who=who, note="asked them", now=world.now
    )


def open_ones(world: World) -> int:
    with world.session() as session:
        return findings.how_many(session, KIND)


def test_both_values_have_source_time_and_evidence(world: World) -> None:
    (one,) = of_ann(world)
    words = [value.words for value in one.values]
    assert [text.split(": ")[1] for text in words] == ["ACTIVE, until 2027-06-30", "EXPIRED, until no date"]
    assert all(value.read_at == world.now and value.sha256 and value.url for value in one.values)
    assert "licensing board rules" in one.rules


@pytest.mark.parametrize("chosen", [0, 1, None])
def test_an_answer_closes_it_until_a_value_changes_and_no_status_changes(chosen: int | None, world: World) -> None:
    decided(world, chosen)
    assert open_ones(world) == 0
    world.again(wa_doh=two())
    assert open_ones(world) == 0
    with world.session() as session:
        assert status(session) == "contradicted"
    world.again(wa_doh=two(raw_status="REVOKED"))
    assert open_ones(world) == 1


def status(session: Session) -> str:
    from sqlmodel import select

    return session.exec(select(Verification).where(Verification.need == Need.LICENSE)).one().status


def test_undoing_opens_it_again(world: World) -> None:
    decided(world, 1)
    with pytest.raises(FindingError, match="undo that first"):
        decided(world, 0, who="KL")
    with world.session() as session:
        (row,) = findings.all_decisions(session)
        assert (row.answer, row.chosen) == (FindingAnswer.RIGHT, row.shown[1])
    findings.undo(world.place.engine, row.id or 0, who="KL", why="they called back", now=world.now)
    assert open_ones(world) == 1
    with pytest.raises(FindingError, match="undone by KL already"):
        findings.undo(world.place.engine, row.id or 0, who="KL", why="twice", now=world.now)


def test_what_cannot_be_told_may_be_told_later(world: World) -> None:
    decided(world, None)
    decided(world, 0)
    assert open_ones(world) == 0


def test_a_value_is_chosen_by_its_key_wherever_it_stands(world: World) -> None:
    (one,) = of_ann(world)
    right = next(value for value in one.values if "EXPIRED" in value.words)
    assert len({value.key for value in one.values}) == 2
    world.again(wa_doh=two(raw_status="Expired")[::-1])  # written otherwise, and the other way round
    assert {value.key for value in of_ann(world)[0].values} == {value.key for value in one.values}
    decided(world, right.key)
    with world.session() as session:
        (row,) = findings.all_decisions(session)
    assert row.chosen is not None
    assert "Expired" in row.chosen
    assert row.record_id == next(v.record for v in of_ann(world)[0].values if v.key == right.key)
    assert open_ones(world) == 0


def test_a_decision_from_before_there_were_keys_still_holds(world: World) -> None:
    decided(world, 0)
    with world.session() as session:
        (row,) = findings.all_decisions(session)
        row.record_id = None
        session.add(row)
        session.commit()
    assert open_ones(world) == 0


@pytest.mark.parametrize("chosen", [-1, 2, 99, "0123456789ab"])
def test_only_values_that_are_there_can_be_right(chosen: int | str, world: World) -> None:
    with pytest.raises(FindingError, match="2 values to choose from"):
        decided(world, chosen)


def test_where_sources_agree_again_nothing_is_asked(world: World) -> None:
    world.again(wa_doh=(board(),))
    assert (of_ann(world), open_ones(world)) == ([], 0)


def test_the_same_evidence_has_its_values_in_the_same_places(world: World) -> None:
    (before,) = of_ann(world)
    world.again(wa_doh=two()[::-1])
    (after,) = of_ann(world)
    assert after.evidence == before.evidence
    assert [value.words for value in after.values] == [value.words for value in before.values]
