"""Each number beside a filter is that of the list which choosing it gives, also where a law forbids, and later on."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from directory import disputes
from directory.coverage import Check, people
from directory.disputes import LISTING
from directory.normalize.states import STATE_NAMES
from directory.search import Facet, Query, Result, find, search
from directory.search.filters import forbidding
from directory.store.search_index import YEARS
from directory.store.tables import SearchEntry
from directory.vocabulary import Profession, SaidKind, Wish
from tests.directory.conftest import TODAY, noon

PT, PTA = Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT
AT, OT = Profession.ATHLETIC_TRAINER, Profession.OCCUPATIONAL_THERAPIST
# Around Baltimore lie states with and without a law against assistants; Fort Collins and San Diego are where one holds.
PLACES = (
    Query(place="Baltimore, MD", radius=100), Query(place="21701", radius=50), Query(place="Dover, DE", radius=100),
    Query(place="Fort Collins, CO", radius=50), Query(place="San Diego, CA", radius=25),
    Query(place="Seattle, WA", radius=100), Query(place="Denver, CO", radius=25, state="CO"),
    Query(counties=("King County, WA",)), Query(counties=("Frederick County, MD", "Larimer County, CO")),
)  # fmt: skip
FORBIDDEN = (PT, PTA, AT, OT)  # in some state of the sample world
YES = ("verified_training", "license_active", "permitted", "requirements_met")


@pytest.fixture(scope="module")
def session(today: Any) -> Iterator[Session]:
    with today.reader() as opened:
        yield opened


def total(session: Session, query: Query, day: date) -> int:
    result, listing = find(session, query, today=day)
    assert listing is not None, result.problem
    return listing.total


def facets_of(session: Session, query: Query, day: date) -> tuple[Result, Mapping[str, Facet]]:
    result = search(session, query, today=day)
    assert result.problem is None
    return result, {facet.name: facet for facet in result.facets}


def check_region(session: Session, region: Query, day: date) -> int:
    """Every option of every facet of a region, with and without each profession; how many were compared."""
    compared = 0
    by_profession = {
        profession: total(session, replace(region, profession=profession), day) for profession in Profession
    }
    for profession in (None, *(one for one, number in by_profession.items() if number or one in FORBIDDEN)):
        query = replace(region, profession=profession)
        result, facets = facets_of(session, query, day)
        told = {option.code: option.count for option in facets["profession"].options} if facets else {}
        assert told == {one.value: number for one, number in by_profession.items() if number}, query
        for facet in facets.values():
            of = total(session, region, day) if facet.name == "profession" else result.total
            assert facet.of == of, (query, facet)
            assert 0 < facet.known <= facet.of, (query, facet)
            assert all(0 <= option.count <= facet.known for option in facet.options), (query, facet)
        for name, code, asked in options_of(query, facets):
            options = facets[name].options if name in facets else ()
            number = next((one.count for one in options if one.code == code), 0)
            assert number == total(session, asked, day), (name, code, asked)
            compared += 1
    return compared


def options_of(query: Query, facets: Mapping[str, Facet]) -> Iterator[tuple[str, str, Query]]:
    """All that a facet could offer, offered or not, and the question that choosing it asks."""
    for name in YES:
        if name != "permitted" or query.profession is not None:
            yield name, "true", replace(query, **{name: True})  # type: ignore[arg-type]
    for year in YEARS:
        yield "licensed_since", str(year), replace(query, licensed_since=year)
    for kind in SaidKind:
        for option in facets[kind.value].options if kind.value in facets else ():
            yield kind.value, option.code, replace(query, said=((kind, option.code),))


@pytest.mark.slow
@pytest.mark.parametrize("later", [0, 31, 200, 900])
def test_counts_are_the_totals_of_the_lists_in_every_state(session: Session, later: int) -> None:
    day = TODAY + timedelta(days=later)
    lived_in = set(session.exec(select(SearchEntry.state).distinct()))
    assert {"CA", "CO", "DE", "MD"} <= lived_in
    compared = sum(check_region(session, Query(state=state), day) for state in sorted(lived_in))
    assert compared > 200
    for state in sorted(set(STATE_NAMES) - lived_in):
        assert search(session, Query(state=state), today=day).facets == []


@pytest.mark.parametrize("later", [0, 200, 900])
@pytest.mark.parametrize("region", PLACES, ids=lambda one: one.place or one.counties[0])
def test_counts_are_the_totals_of_the_lists_around_places(session: Session, region: Query, later: int) -> None:
    assert check_region(session, region, TODAY + timedelta(days=later)) > 5


@pytest.mark.slow
def test_counts_are_the_totals_of_the_lists_also_when_people_are_hidden(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.session() as session:
            rows = session.exec(select(SearchEntry).order_by(col(SearchEntry.id))).all()
        barred = [row for row in rows if row.state in forbidding(row.profession, TODAY)]
        several = [row for row in rows if row.several and row.spot]
        around = [row for row in rows if row.state in ("MD", "PA") and row.spot]
        ids = {one.practitioner_id for some in (barred, several, around) for one in some[:3]}
        assert {one.state for one in barred} & {"CA", "CO", "DE", "MD"}
        for one in sorted(ids):
            signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": noon(TODAY)}
            disputes.hide(store.place.engine, one, LISTING, Wish.HIDE_LISTING, **signed)
        with store.session() as session:
            for region in (*PLACES[:4], *(Query(state=state) for state in ("CA", "CO", "DE", "MD", "WA"))):
                assert check_region(session, region, TODAY) > 5
                assert check_region(session, region, TODAY + timedelta(days=200)) > 5


@pytest.mark.parametrize(("state", "profession"), [("CA", PT), ("CO", OT), ("MD", PTA)])
def test_a_profession_that_a_state_forbids_is_no_option_there(
    session: Session, state: str, profession: Profession
) -> None:
    entries = select(SearchEntry).where(SearchEntry.state == state, SearchEntry.profession == profession)
    known = {one.practitioner_id for one in session.exec(entries)}
    assert known
    everybody, facets = facets_of(session, Query(state=state), TODAY)
    assert profession.value not in {option.code for option in facets["profession"].options}
    assert everybody.total == facets["profession"].known  # whoever asks for nobody's profession still finds them
    assert known <= {one.person for one in find_all(session, Query(state=state))}


def find_all(session: Session, query: Query) -> list[Any]:
    _, first = find(session, query, today=TODAY)
    assert first is not None
    pages = (find(session, replace(query, page=page), today=TODAY)[1] for page in range(1, first.pages + 1))
    return [one for listing in pages if listing is not None for one in listing.people]


# --- what a board said ends with its promise ------------------------------------------------------------------------


def known_licenses(session: Session, state: str, day: date) -> tuple[int, int]:
    """(of how many the license is known, of how many since when), by looking at everybody."""
    known, since = set[str](), set[str]()
    for one in session.exec(select(SearchEntry).where(SearchEntry.state == state, SearchEntry.profession == PT)):
        if one.license_good_until is not None and one.license_good_until < day:
            continue
        if one.license_known:
            known.add(one.practitioner_id)
        if one.licensed_since is not None:
            since.add(one.practitioner_id)
    return len(known), len(since)


@pytest.mark.parametrize("region", [Query(state="WA"), Query(place="Ellensburg, WA", radius=250)])
@pytest.mark.parametrize("later", [0, 30, 31, 900])
def test_a_check_that_is_out_of_date_makes_nothing_known(session: Session, region: Query, later: int) -> None:
    day = TODAY + timedelta(days=later)
    _, facets = facets_of(session, replace(region, profession=PT, state="WA"), day)
    known, since = known_licenses(session, "WA", day)
    told = {name: facets[name].known if name in facets else 0 for name in ("license_active", "licensed_since")}
    if region.place is None:
        assert (told["license_active"], told["licensed_since"]) == (known, since)
        (told_of,) = [one for one in people(session, PT, day, "WA") if one.check is Check.LICENSE]
        assert told_of.known == known
    if later > 30:  # the promise of the board
        assert "licensed_since" not in facets
        for year in YEARS:
            assert total(session, replace(region, profession=PT, licensed_since=year), day) == 0
    else:
        assert told["licensed_since"] > 10
        assert total(session, replace(region, profession=PT, licensed_since=2026), day) == told["licensed_since"]


# --- nobody --------------------------------------------------------------------------------------------------------


def test_nobody_is_told_of_with_the_same_words_where_the_only_one_is_hidden(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.session() as session:
            entries = session.exec(select(SearchEntry)).all()
        by_state = {state: {one.practitioner_id for one in entries if one.state == state} for state in STATE_NAMES}
        alone = {state: ids for state, ids in by_state.items() if len(ids) == 1}
        nobody = next(state for state, ids in by_state.items() if not ids)
        signed: dict[str, Any] = {"shown": "", "who": "JR", "why": "called", "now": noon(TODAY)}
        for (person,) in alone.values():
            disputes.hide(store.place.engine, person, LISTING, Wish.HIDE_LISTING, **signed)
        with store.session() as session:
            empty = search(session, Query(state=nobody), today=TODAY).empty
            assert empty is not None
            for state in alone:
                told = search(session, Query(state=state), today=TODAY).empty
                assert told is not None
                sentence = told.sentence.replace(STATE_NAMES[state], STATE_NAMES[nobody])
                assert (told.kind, sentence) == (empty.kind, empty.sentence)
    assert alone
