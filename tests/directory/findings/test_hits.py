"""Possible hits: decided once, asked again only when what tells of the two has changed, and never cleared otherwise."""

from typing import Any

import msgspec
import pytest

from crawlers.runner import Workplace
from directory import findings
from directory.findings import FindingError
from directory.normalize.names import PersonName
from directory.profiles import profile
from directory.records import Address, Record, TaxonomyLicense
from directory.store.tables import Verification
from directory.vocabulary import Audience, FindingAnswer, FindingKind, PlaceKind
from tests.directory.findings.namesakes import World, board, listed, npi, other

HIT = FindingKind.HIT
DIFFERENT, SAME, UNSURE = FindingAnswer.DIFFERENT, FindingAnswer.SAME, FindingAnswer.UNSURE


@pytest.fixture
def world(place: Workplace) -> World:
    return World(place)


def open_ones(world: World) -> int:
    with world.session() as session:
        number = findings.how_many(session, HIT)
        assert len(findings.waiting(session, HIT, limit=100)) == number
        return number


def hits(world: World) -> list[findings.Hit]:
    with world.session() as session:
        found = findings.search(session, world.ann, world.today)
        assert found is not None
        return found.hits


def decided(world: World, answer: FindingAnswer, who: str = "JR", at: int = 0, **more: Any) -> int:
    row = findings.decide_hit(
        world.place.engine, world.ann, hits(world)[at].evidence, answer, who=who, note="another birth date",
        now=world.now, today=world.today, **more,
    )  # fmt: skip
    assert row.id is not None
    return row.id


def told(world: World) -> list[str]:
    with world.session() as session:
        return [one.sentence for one in findings.dispositions(session, [world.ann]).get(world.ann, ())]


def instead(world: World) -> dict[str, str]:
    with world.session() as session:
        found = findings.told_instead(session, findings.dispositions(session, [world.ann]), world.today)
        return {source: words for (_, source), words in found.items()}


@pytest.mark.slow
def test_nobody_is_asked_about_a_dismissed_hit_in_any_month_to_come(world: World) -> None:
    assert open_ones(world) == 1
    assert told(world) == ["possible hit that nobody has decided about"]
    decided(world, DIFFERENT)
    for _ in range(13):
        assert open_ones(world) == 0
        world.again(oig_exclusions=(listed(), other()), nppes_bulk=(npi(),))
    assert told(world) == ["possible hit dismissed by JR on 2026-11-20: another birth date"]
    assert instead(world) == {"oig_exclusions": "none_found (possible hit dismissed by JR on 2026-11-20)"}


def test_what_the_list_said_stays_as_it_was(world: World) -> None:
    decided(world, DIFFERENT)
    world.again()
    with world.session() as session:
        (check,) = [one for one in session.exec(_checks()) if one.need == "exclusion"]
        assert check.status == "possible_hit"
        for audience in Audience:
            person = profile(session, world.ann, today=world.today, audience=audience)
            assert person is not None
            statuses = [line.status for line in person.lines if line.need == "exclusion"]
            assert statuses == (["possible_hit"] if audience is Audience.COORDINATOR else ["not_covered"])


def _checks() -> Any:
    from sqlmodel import select

    return select(Verification)


SUITE = Address(kind=PlaceKind.PRACTICE, line1="1 MAIN ST", line2="Suite 2", city="Tacoma", state="WA", zip5="98402",
                phone="(253) 555-0142")  # fmt: skip
BO = PersonName(first="Bo", last="Wren")
COSMETIC: list[tuple[str, dict[str, tuple[Record, ...]]]] = [
    ("the list is read again", {"oig_exclusions": (listed(), other())}),
    ("the row stands elsewhere", {"oig_exclusions": (other(), listed())}),
    ("case and marks of the row", {"oig_exclusions": (listed("digest-2", city="Miami", specialty="Owner."), other())}),
    ("somebody else is listed", {"oig_exclusions": (listed(), other(), listed("row-9", name=BO))}),
    ("a phone, a suite, St. for Street", {"nppes_bulk": (npi(addresses=(SUITE,)),)}),
    ("case of the name", {"nppes_bulk": (npi(name=PersonName(first="ANN", last="ABLE")),)}),
    ("letters behind the name", {"nppes_bulk": (npi(credential_text="PT, DPT"),)}),
    ("a renewed license", {"wa_doh": (board(expires=None),)}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "reading"), COSMETIC, ids=[what for what, _ in COSMETIC])
def test_what_tells_nothing_new_does_not_ask_again(what: str, reading: dict[str, Any], world: World) -> None:
    decided(world, DIFFERENT)
    world.again(**reading)
    assert open_ones(world) == 0
    assert instead(world) == {"oig_exclusions": "none_found (possible hit dismissed by JR on 2026-11-20)"}


def test_an_entry_that_left_the_list_and_came_back_is_the_same_one(world: World) -> None:
    rest = (other(), *(listed(f"x{n}", name=PersonName(first="Z", last="Q")) for n in range(60)))
    world.again(oig_exclusions=(listed(), *rest))
    decided(world, DIFFERENT)
    world.again(oig_exclusions=rest)
    assert instead(world) == {}
    world.again(oig_exclusions=(listed(), *rest))
    assert open_ones(world) == 0
    assert instead(world) == {"oig_exclusions": "none_found (possible hit dismissed by JR on 2026-11-27)"}


def two_slots() -> tuple[TaxonomyLicense, ...]:
    return (*npi().taxonomies, msgspec.structs.replace(npi().taxonomies[0], license_number="PT2222"))


TELLING: list[tuple[str, dict[str, tuple[Record, ...]]]] = [
    ("a former name", {"nppes_bulk": (npi(other_names=(PersonName(last="Baker"),)),)}),
    ("a middle name", {"nppes_bulk": (npi(name=PersonName(first="Ann", middle="Q", last="Able")),)}),
    ("another license", {"wa_doh": (board(), board("PT2222")), "nppes_bulk": (npi(taxonomies=two_slots()),)}),
    ("practice in another state", {"nppes_bulk": (npi(addresses=(Address(kind=PlaceKind.PRACTICE, state="FL"),)),)}),
    ("another type", {"oig_exclusions": (listed("digest-2", exclusion_type="1128b4"), other())}),
    ("another day", {"oig_exclusions": (listed("digest-2", excluded_on=None), other())}),
    ("another city", {"oig_exclusions": (listed("digest-2", city="TACOMA"), other())}),
    ("an NPI of somebody without one", {"oig_exclusions": (listed("digest-2", npi=None, state="WA"), other())}),
    ("a column that is not kept, as the birth date", {"oig_exclusions": (listed("digest-2"), other())}),
    ("a second namesake", {"oig_exclusions": (listed(), listed("row-7", state="TX"), other())}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "reading"), TELLING, ids=[what for what, _ in TELLING])
def test_what_tells_something_new_asks_again_and_clears_nobody(
    what: str, reading: dict[str, Any], world: World
) -> None:
    decided(world, DIFFERENT)
    world.again(**reading)
    assert open_ones(world) == 1
    assert instead(world) == {}
    assert "possible hit that nobody has decided about" in told(world)


def test_of_two_namesakes_only_the_new_one_is_asked_about(world: World) -> None:
    decided(world, DIFFERENT)
    world.again(oig_exclusions=(listed(), listed("row-7"), other()))  # which reads the same
    assert sorted(told(world))[1:] == ["possible hit that nobody has decided about"]
    (at,) = [number for number, one in enumerate(hits(world)) if one.told is None]
    decided(world, DIFFERENT, at=at)
    assert open_ones(world) == 0


def test_undoing_asks_again_and_a_new_answer_counts(world: World) -> None:
    number = decided(world, DIFFERENT)
    findings.undo(world.place.engine, number, who="KL", why="the wrong person", now=world.now)
    assert (open_ones(world), instead(world)) == (1, {})
    decided(world, UNSURE)
    assert open_ones(world) == 0
    assert instead(world) == {"oig_exclusions": "possible_hit (looked at by JR on 2026-11-20, who could not tell)"}
    decided(world, SAME)
    assert told(world) == ["a coordinator found it to be the same person: JR on 2026-11-20: another birth date"]
    assert instead(world) == {"oig_exclusions": "possible_hit (found to be the same person by JR on 2026-11-20)"}


def test_an_answer_is_not_overruled_by_who_comes_last(world: World) -> None:
    decided(world, DIFFERENT)
    with pytest.raises(FindingError, match="undo that first: `needleproof findings undo 1`"):
        decided(world, SAME, who="KL")


def test_the_same_person_by_two_people(world: World) -> None:
    number = decided(world, SAME, two_persons=True)
    engine = world.place.engine
    assert open_ones(world) == 1
    assert "a second person has to confirm" in told(world)[0]
    for who, why in ((" jr ", "somebody else has to confirm"), ("", "say who")):
        with pytest.raises(FindingError, match=why):
            findings.confirm(engine, number, who=who, now=world.now)
    findings.confirm(engine, number, who="KL", now=world.now)
    assert open_ones(world) == 0
    assert "the same person: JR" in told(world)[0]
    with pytest.raises(FindingError, match="confirmed by KL already"):
        findings.confirm(engine, number, who="MN", now=world.now)


def test_nobody_confirms_what_somebody_said_otherwise_of_later(world: World) -> None:
    number = decided(world, SAME, two_persons=True)
    before, after = listed(), listed(entry="row-2", city="TAMPA")  # a second row, which is another person's
    world.again(oig_exclusions=(before, after, other()))
    (at,) = (n for n, hit in enumerate(hits(world)) if hit.record.entry == "row-2")
    decided(world, DIFFERENT, who="KL", at=at)
    findings.confirm(world.place.engine, number, who="MN", now=world.now)  # that is of another row
    findings.undo(world.place.engine, number, who="MN", why="too early", now=world.now)


def test_nobody_confirms_what_was_contradicted_upon_other_evidence(world: World) -> None:
    number = decided(world, SAME, two_persons=True)
    world.again(nppes_bulk=(npi(other_names=(PersonName(first="Anna", last="Able"),)),))
    later = decided(world, DIFFERENT, who="KL")
    with pytest.raises(FindingError, match=f"KL decided on .*different; undo that first: .* undo {later}`"):
        findings.confirm(world.place.engine, number, who="MN", now=world.now)
    findings.undo(world.place.engine, later, who="KL", why="mistaken", now=world.now)
    findings.confirm(world.place.engine, number, who="MN", now=world.now)


def test_more_people_than_a_statement_takes_parameters(world: World) -> None:
    everybody = {world.ann, *(f"nobody-{n}" for n in range(70_000))}
    with world.session() as session:
        asked = findings.Asked(among=everybody)
        assert findings.how_many(session, HIT, asked) == len(findings.waiting(session, HIT, asked, limit=9)) == 1
        assert findings.how_many(session, HIT, findings.Asked(among=everybody - {world.ann})) == 0


def test_a_dismissal_needs_one_person_only(world: World) -> None:
    number = decided(world, DIFFERENT, two_persons=True)
    assert open_ones(world) == 0
    with pytest.raises(FindingError, match="does not wait"):
        findings.confirm(world.place.engine, number, who="KL", now=world.now)


def test_a_dismissed_namesake_does_not_hide_that_the_list_is_old(world: World) -> None:
    from datetime import timedelta

    decided(world, DIFFERENT)
    world.now += timedelta(days=40)
    assert instead(world) == {"oig_exclusions": "stale (possible hit dismissed by JR on 2026-11-20)"}


def test_a_dismissed_namesake_does_not_hide_that_the_person_was_listed_before(world: World) -> None:
    own = listed("own", npi=npi().npi)
    world.again(oig_exclusions=(listed(), own, other()))
    world.again(
        oig_exclusions=(listed(), other(), *(listed(f"x{n}", name=PersonName(first="Z", last="Q")) for n in range(60)))
    )
    decided(world, DIFFERENT)
    assert instead(world)["oig_exclusions"].startswith("formerly_listed (possible hit dismissed")


@pytest.mark.parametrize(("state", "source", "number"), [
    ("WA", None, 1), ("FL", None, 0), (None, "oig_exclusions", 1), (None, "sam", 0), ("WA", "oig_exclusions", 1),
])  # fmt: skip
def test_the_queue_is_filtered(state: str | None, source: str | None, number: int, world: World) -> None:
    with world.session() as session:
        asked = findings.Asked(state=state, source=source)
        assert findings.how_many(session, HIT, asked) == number == len(findings.waiting(session, HIT, asked, limit=9))


@pytest.mark.parametrize("evidence", ["", "0" * 64, "x", "0" * 12])
def test_nothing_is_kept_about_what_is_not_asked(evidence: str, world: World) -> None:
    told: Any = {"who": "JR", "note": "", "now": world.now, "today": world.today}
    with pytest.raises(FindingError, match="has changed or is gone"):
        findings.decide_hit(world.place.engine, world.ann, evidence, DIFFERENT, **told)
    for nobody in ("0" * 16, "\0", "ä"):
        with pytest.raises(FindingError, match="nobody has the id"):
            findings.decide_hit(world.place.engine, nobody, evidence, DIFFERENT, **told)
    with pytest.raises(FindingError, match="say who decides"):
        findings.decide_hit(world.place.engine, world.ann, hits(world)[0].evidence, DIFFERENT, **told | {"who": " "})


def test_both_sides_are_told_and_no_birth_date(world: World) -> None:
    with world.session() as session:
        about = findings.abouts(session, [world.ann])[world.ann]
    rows = {row.fact: row for row in findings.side_by_side(hits(world)[0].record, about)}
    assert (rows["name"].theirs, rows["name"].ours, rows["name"].says) == ("Ann Able", "Ann Able", "same")
    assert rows["state"].says == "differs"
    assert rows["NPI"].theirs == "none given"
    assert rows["birth date"].theirs == "on the list, and not kept here"
    would = " ".join(findings.would_settle(hits(world)[0].record, about, "https://source.example.org/"))
    assert "birth date" in would
    assert "gives no NPI" in would
