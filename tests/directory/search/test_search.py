"""Finding people: distances, filters that keep their word, answers that say why, and texts that mean nothing."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import acos, cos, radians, sin
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from directory.normalize.places import place_of_zip, places_of_city
from directory.search import PAGE_SIZE, RADII, Query, Result, search
from directory.search.typed import typed
from directory.search_rows import with_level
from directory.store import readings
from directory.store.runs import READABLE
from directory.store.search_index import refresh_search
from directory.store.tables import License, Run, SearchEntry, Source, Verification
from directory.vocabulary import Audience, NeedlingDisplay, Profession

TODAY = date(2026, 11, 20)
PT = Profession.PHYSICAL_THERAPIST
SEATTLE = Query(place="98101", radius=10)


@pytest.fixture(scope="module")
def session(today: Any) -> Iterator[Session]:
    with today.reader() as opened:
        yield opened


def every_page(
    session: Session, query: Query, *, day: date = TODAY, audience: Audience = Audience.PATIENT
) -> list[Any]:
    first = search(session, query, today=day, audience=audience)
    hits = list(first.hits)
    for page in range(2, first.pages + 1):
        hits += search(session, replace(query, page=page), today=day, audience=audience).hits
    assert len(hits) == first.total
    return hits


def find(session: Session, **asked: Any) -> Result:
    return search(session, Query(**asked), today=TODAY)


# --- places and distances --------------------------------------------------------------------------------------------


def by_law_of_cosines(a: tuple[float, float], b: tuple[float, float]) -> float:
    (la, oa), (lb, ob) = ((radians(x), radians(y)) for x, y in (a, b))
    return 3958.7613 * acos(min(1.0, sin(la) * sin(lb) + cos(la) * cos(lb) * cos(oa - ob)))


def test_distances_are_those_from_the_middle_of_the_city_to_the_zip_areas(session: Session) -> None:
    (here,) = places_of_city("Seattle", "WA")
    hits = every_page(session, replace(SEATTLE, radius=250))
    assert len(hits) > 30
    for hit in hits:
        there = place_of_zip(hit.zip5)
        assert there is not None
        assert hit.miles == pytest.approx(by_law_of_cosines((here.lat, here.lon), (there.lat, there.lon)), abs=0.02)
    assert {hit.state for hit in hits} == {"WA"}


@pytest.mark.parametrize(
    ("start", "to", "miles"), [("98101", "98402", 25.3), ("98101", "99201", 228.5), ("80202", "80301", 25.0)]
)
def test_distances_against_a_map(session: Session, start: str, to: str, miles: float) -> None:
    hits = [h for h in every_page(session, Query(place=start, radius=250)) if h.zip5 == to]
    assert hits
    assert hits[0].miles == pytest.approx(miles, abs=1.5)


@pytest.mark.parametrize("radius", [1, 10, 50, 250])
def test_the_radius_is_kept_and_misses_nobody(session: Session, radius: int) -> None:
    far = every_page(session, replace(SEATTLE, radius=250))
    near = {h.id for h in far if h.miles <= radius}
    assert {h.id for h in every_page(session, replace(SEATTLE, radius=radius))} == near


@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize(
    ("city", "zips"),
    [("Seattle, WA", "98101"), ("Seattle, WA", "98118"), ("Denver, CO", "80203"), ("Sioux Falls SD", "57104")],
)
def test_a_city_and_its_zips_find_the_same_people(session: Session, city: str, zips: str, radius: int) -> None:
    by_city = [(h.id, h.miles) for h in every_page(session, Query(place=city, radius=radius))]
    assert by_city
    assert [(h.id, h.miles) for h in every_page(session, Query(place=zips, radius=radius))] == by_city


@pytest.mark.slow
@pytest.mark.parametrize("radius", RADII)
def test_the_sentence_on_a_city_and_its_zips_is_true(session: Session, radius: int) -> None:
    """Of every ZIP of Seattle: it gives the list of the city, or says that it is measured from where it is."""
    whole = find(session, place="Seattle, WA", radius=radius)
    (city,), reach = places_of_city("Seattle", "WA"), min(radius, 10)
    assert (
        f"from the middle of Seattle, WA. Its ZIP codes up to {reach} miles from there give the same list."
        in whole.order
    )
    zips = [place for number in range(98101, 98200) if (place := place_of_zip(str(number))) and place.city == "Seattle"]
    apart = set()
    for place in zips:
        assert place.zip5
        miles = by_law_of_cosines((city.lat, city.lon), (place.lat, place.lon))
        listed = find(session, place=place.zip5, radius=radius)
        if miles <= reach:
            assert (listed.total, [h.id for h in listed.hits]) == (whole.total, [h.id for h in whole.hits])
            assert listed.order.startswith(whole.order)
            assert (f"The middle of ZIP code {place.zip5} is {round(miles)} mile" in listed.order) == (round(miles) > 0)
        else:
            apart.add(place.zip5)
            told = (
                f"from the middle of ZIP code {place.zip5}. It is {round(miles)} miles from the middle of Seattle, WA."
            )
            assert told in listed.order
    assert len(zips) > 40
    assert ("98178" in apart) == (radius == 5)
    assert "98101" not in apart
    assert len(apart) < len(zips) / (4 if radius > 5 else 2)


def test_a_city_of_several_states_asks_which(session: Session) -> None:
    asked = find(session, place="Aberdeen")
    assert not asked.hits
    assert asked.problem is not None
    assert "Which one" in asked.problem
    assert any(choice.label.endswith(", SD") for choice in asked.choices)
    assert len(asked.choices) > 1
    for choice in asked.choices:
        assert (choice.of, choice.query.place) == ("near", choice.label)
        assert search(session, choice.query, today=TODAY).problem is None
    assert find(session, place="Aberdeen", state="SD").problem is None


@pytest.mark.parametrize(
    "where", [{"place": "98101"}, {"at": (47.6, -122.3)}, {"counties": ("King County, WA",)}, {"state": "WA"}], ids=str
)
@pytest.mark.parametrize(
    ("name", "words", "other"),
    [
        ("Garcia", "Nobody we can show is called “Garcia”", "Garcia, CO"),
        ("Denver CO", "We read “Denver CO” as a place", "Denver, CO"),
        ("CO", "We read “CO” as a place", "Colorado"),
        ("mirkwood denver", "You typed a place in “mirkwood denver”", "Denver, CO"),
        ("mirkwood colorado", "You typed a place in “mirkwood colorado”", "Colorado"),
        ("Joana Mirkwod denver", "You typed a place in", "Denver, CO"),
    ],
)
def test_a_place_typed_for_who_beside_another_is_asked_about(
    session: Session, where: dict[str, Any], name: str, words: str, other: str
) -> None:
    result = find(session, name=name, **where)
    assert (result.total, result.hits) == (0, [])
    assert words in (result.problem or "")
    assert result.choices[0].label == other
    theirs, ours = (search(session, choice.query, today=TODAY) for choice in result.choices)
    assert (theirs.problem, ours.problem) == (None, None)
    assert (theirs.place.label if theirs.place else "Colorado") == other
    assert theirs.total or name == "Garcia"
    if "irkwo" not in name:  # without a name just what was asked for beside it
        assert ours.total == find(session, **where).total


def test_a_place_typed_for_who_within_the_region_is_no_other_place(session: Session) -> None:
    for where in ({"place": "Aurora, CO"}, {"counties": ("Denver County, CO",)}, {"state": "CO"}):
        result = find(session, name="mirkwood denver", **where)
        assert result.problem is None
        assert any("Mirkwood" in hit.name for hit in result.hits)


def test_a_place_alone_is_read_as_one_and_said_to_be_nobodys_name(session: Session) -> None:
    result = find(session, name="Garcia")
    assert result.problem is None
    assert result.place is not None
    assert result.understood == "Nobody we can show is called “Garcia”. Read as: in Garcia, CO"
    several = find(session, name="Aberdeen")
    assert (several.problem or "").startswith("Nobody we can show is called “Aberdeen”. There are ")


def test_a_state_typed_with_a_city_is_no_border(session: Session) -> None:
    alone, beside = find(session, name="98101"), find(session, place="98101")
    assert [one.id for one in alone.hits] == [one.id for one in beside.hits]
    assert alone.headline == beside.headline


@pytest.mark.parametrize("name", ["chiropractor", "mirkwood chiropractor"])
@pytest.mark.parametrize("where", [{"place": "Denver, CO"}, {}], ids=str)
def test_another_profession_typed_than_chosen_is_asked_about(
    session: Session, name: str, where: dict[str, Any]
) -> None:
    result = find(session, name=name, profession=Profession.PHYSICAL_THERAPIST, **where)
    assert (result.total, result.hits) == (0, [])
    assert "another job" in (result.problem or "")
    assert [choice.label for choice in result.choices] == ["Chiropractor", "Physical therapist"]
    professions = [Profession.CHIROPRACTOR, Profession.PHYSICAL_THERAPIST]
    for choice, profession in zip(result.choices, professions, strict=True):
        answer = search(session, choice.query, today=TODAY)
        assert answer.problem is None
        assert {hit.profession for hit in answer.hits} <= {profession.value}
        assert answer.hits or name != "chiropractor"
    assert find(session, name="pt", profession=Profession.PHYSICAL_THERAPIST, **where).problem is None


def test_names_equally_alike_stand_in_the_order_of_the_list(session: Session) -> None:
    hits = find(session, name="Whitlocke", state="CO").hits
    standing = [standing_of(hit) for hit in hits]
    assert standing == sorted(standing)
    assert len(set(standing)) > 1
    assert [hit.name for hit in hits] != sorted(hit.name for hit in hits)
    near = find(session, name="Everhart", place="98101", radius=250).hits
    keys = [(*standing_of(hit), hit.miles or 0.0) for hit in near]
    assert keys == sorted(keys)
    assert len(set(keys)) > 1


def test_a_bare_number_that_is_a_zip_and_a_license_is_asked_about(
    small_day_two: Path, store_at: Any, tmp_path: Path
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        entry = session.exec(select(SearchEntry).where(SearchEntry.state == "CO")).first()
        assert entry is not None
        held = session.exec(select(License).where(License.practitioner_id == entry.practitioner_id)).first()
        assert held is not None
        held.number, held.digits, held.jurisdiction = "40228", "40228", "CO"
        session.add(held)
        session.commit()
        asked = find(session, name="40228")
        assert "“40228” is a ZIP code, and a license number too" in (asked.problem or "")
        place, number = (search(session, choice.query, today=TODAY) for choice in asked.choices)
        assert [choice.label for choice in asked.choices] == ["Louisville, KY 40228", "License number 40228"]
        assert place.place is not None
        assert place.place.city == "Louisville"
        assert [hit.id for hit in number.hits] == [entry.practitioner_id]
        for line in ({"name": "CO 40228"}, {"name": "Colorado 40228"}, {"name": "40228", "state": "CO"}):
            assert [hit.id for hit in find(session, **line).hits] == [entry.practitioner_id], line
        assert "40228" in (find(session, name="KY 40228").understood or "")
        assert find(session, name="KY 40228").place is not None  # it lies there
        assert typed(session, "40228", hidden=frozenset({entry.practitioner_id})).license is None


def test_the_same_place_or_its_state_typed_for_who_changes_nothing(session: Session) -> None:
    alone = find(session, place="98101")
    for name in ("Seattle", "WA"):
        assert [one.id for one in find(session, place="98101", name=name).hits] == [one.id for one in alone.hits]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"place": "00000"}, "do not know the ZIP code"),
        ({"place": "99999"}, "do not know the ZIP code"),
        ({"place": "123"}, "do not know the ZIP code"),
        ({"place": "Nowhereville, ZZ"}, "do not know the place"),
        ({"place": "Seattle, CO"}, "do not know the place"),
        ({"place": "98101", "state": "CO"}, "in Colorado"),
        ({"state": "XX"}, "do not know a state"),
        ({"state": "Atlantis"}, "do not know a state"),
        ({}, "Give a ZIP code"),
        ({"place": "  ", "state": "", "name": "\t"}, "Give a ZIP code"),
    ],
)
def test_what_cannot_be_found_is_said(session: Session, asked: dict[str, Any], word: str) -> None:
    result = find(session, **asked)
    assert result.problem is not None
    assert word in result.problem
    assert (result.hits, result.total) == ([], 0)


# --- texts that mean nothing -----------------------------------------------------------------------------------------

STRANGE = [
    "x" * 10_000,
    "1" * 10_000,
    "%",
    "_",
    "%%%",
    "__",
    "'",
    '"; DROP TABLE practitioner; --',
    "' || '1'='1",
    "\\",
    "🙂",
    "🧷💉",
    "\u202eeltaes",
    "\u200f\u200e",
    "\x00",
    "<script>alert(1)</script>",
    "=cmd()",
    "()[]{}*?",
    "0000000000",
    "²³¹",
    "٣٤٥٦٧",
    "-",
    ",",
    ",,,",
    ".",
    "98101%",
    "NULL",
    "\ud7ff\uffff",
]


@pytest.mark.parametrize("field", ["place", "state", "name"])
@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_strange_texts_get_a_helpful_answer_and_nobody(session: Session, field: str, text: str) -> None:
    result = search(session, Query(**{field: text}), today=TODAY)
    assert not result.hits, [h.name for h in result.hits]
    assert result.problem or result.headline.startswith("0 ")
    assert len(result.problem or "") < 300


@pytest.mark.parametrize("text", ["%", "_", "🧷", "...", "--", "N/A"])
def test_what_holds_no_name_or_place_never_means_everybody(session: Session, text: str) -> None:
    for asked in ({"state": "WA", "name": text}, {"state": "WA", "place": text}, {"state": text, "place": "98101"}):
        result = find(session, **asked)
        assert result.total == 0
        assert result.problem or result.headline.startswith("0 ")


def test_wildcards_are_no_wildcards(session: Session) -> None:
    whole = {h.id for h in every_page(session, Query(name="Vantongeren"))}
    assert len(whole) == 1
    assert {h.id for h in every_page(session, Query(name="Vantongeren%"))} == whole
    assert find(session, name="V%ren").total == 0


@pytest.mark.parametrize("state", ["WA", "wa", "Washington", " washington "])
def test_states_by_any_spelling(session: Session, state: str) -> None:
    assert find(session, state=state).total == find(session, state="WA").total > 40


# --- names and numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Marisol Vantongeren", "vantongeren marisol", "VANTONGEREN", "Mari Vanton", "  marisol   vantongeren "]
)
def test_by_name(session: Session, text: str) -> None:
    assert [h.name.split()[-1] for h in find(session, name=text).hits] == ["Vantongeren"]


def test_by_name_with_accents(session: Session) -> None:
    for text in ("Muñoz-O'Neil", "munoz oneil", "MUNOZ-ONEIL"):
        found = find(session, name=text)
        assert found.total == (1 if " " not in text else found.total), text


def test_by_npi_and_license_number(session: Session, today: Any) -> None:
    person = today.worlds[2].person("golden_wa")
    held = person.licenses[0].number
    for text in (person.npi, f"{person.npi[:4]} {person.npi[4:]}", held, held.lower(), held[2:]):
        assert person.last in {h.name.split()[-1] for h in find(session, name=text).hits}, text
    assert find(session, name=held, state="CO").total == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2000000001", "check digit"),
        ("3000000000", "1 or 2"),
        ("206-555-0142", "NPI"),
        ("0000000000", "not a valid NPI"),
    ],
)
def test_a_number_of_ten_digits_that_is_no_npi(session: Session, text: str, word: str) -> None:
    result = find(session, name=text)
    assert result.total == 0
    assert result.problem is not None
    assert word in result.problem


def test_an_npi_nobody_has(session: Session) -> None:
    result = find(session, name="2000000002")
    assert result.problem is None
    assert result.headline == "0 practitioners found"


# --- filters ---------------------------------------------------------------------------------------------------------

STATES = ("WA", "CO", "SD", "IL", "CT", "DE", "CA", "PA", "MD", "WY")


@pytest.mark.parametrize("state", STATES)
def test_verified_is_precise(session: Session, state: str) -> None:
    """Everybody shown has an issuer's listing as evidence, and no exclusion, prohibition or lapse."""
    hits = every_page(session, Query(state=state, verified_training=True))
    for hit in hits:
        checks = session.exec(select(Verification).where(Verification.practitioner_id == hit.id)).all()
        listing = [c for c in checks if c.need == "training" and c.status == "confirmed" and (c.grade or 0) >= 3]
        assert listing, hit.name
        assert all(c.sha256 for c in listing)
        assert not [c for c in checks if c.need == "exclusion" and c.status == "listed"]
        here = [c for c in checks if c.need == "license" and c.jurisdiction == state]
        assert not (
            any(c.status == "confirmed_not_active" for c in here)
            and not any(c.status in ("confirmed", "confirmed_restricted") for c in here)
        )
        assert hit.needling != NeedlingDisplay.MAY_NOT
        assert hit.training_grade >= 3
        assert hit.training_status == "confirmed"


def test_claims_are_counted_and_shown_only_when_asked(session: Session) -> None:
    query = Query(state="WA", verified_training=True)
    strict = search(session, query, today=TODAY)
    assert strict.claims_only > 0
    wide = search(session, replace(query, show_claims=True), today=TODAY)
    assert wide.total == strict.total + strict.claims_only
    sure = {h.id for h in every_page(session, query)}
    everybody = every_page(session, replace(query, show_claims=True))
    for hit in everybody:
        assert (hit.id in sure) == (hit.training_grade >= 3)
    placed = [h.id in sure for h in everybody if h.city]
    assert placed == sorted(placed, reverse=True)
    claims = {"claimed", "issuer_silent", "not_listed", "ambiguous_person"}
    assert {h.training_status for h in everybody if h.id not in sure} <= claims


@pytest.mark.parametrize(
    "ident", ["excluded", "excluded_waiver", "withdrawn", "expired", "claims_silent_school", "ca_nppes_only"]
)
def test_who_is_never_among_the_verified(session: Session, today: Any, ident: str) -> None:
    person = today.worlds[2].person(ident)
    found = every_page(session, Query(state=person.state, verified_training=True))
    assert person.last not in {h.name.split()[-1] for h in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"excluded": True},
        {"training_grade": 2},
        {"training_good_until": TODAY - timedelta(days=1)},
        {"training_grade": 0},
    ],
)
def test_each_condition_takes_a_person_out(
    small_day_two: Path, store_at: Any, tmp_path: Path, change: dict[str, Any]
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        query = Query(state="SD", verified_training=True)
        before = every_page(session, query)
        one = before[0].id
        change_facts(session, {one}, **change)
        assert {h.id for h in every_page(session, query)} == {h.id for h in before} - {one}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"training_good_until": TODAY - timedelta(days=1)}, True),  # the list is old, the paper was seen
        ({"training_grade": 2}, True),
        ({"training_grade": 2, "excluded": True}, False),
        ({"training_grade": 2, "license_active": False}, False),
        ({"training_grade": 2, "license_good_until": TODAY - timedelta(days=1)}, False),
        ({"training_grade": 2, "license_good_until": TODAY}, True),
    ],
)
def test_a_certificate_that_was_seen_counts_with_a_license_that_is_still_good(
    small_day_two: Path, store_at: Any, tmp_path: Path, change: dict[str, Any], found: bool
) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        query = Query(state="SD", verified_training=True)
        one = next(h.id for h in every_page(session, query) if h.license_status == "confirmed")
        change_facts(session, {one}, **({"certificate_seen": True} | change))
        assert (one in {h.id for h in every_page(session, query)}) == found


def test_an_active_license_has_an_end(session: Session) -> None:
    query = Query(state="WA", license_active=True)
    hits = every_page(session, query)
    assert hits
    assert {h.license_status for h in hits} <= {"confirmed", "confirmed_restricted"}
    ends = {
        e.practitioner_id: e.license_good_until
        for e in session.exec(select(SearchEntry).where(SearchEntry.state == "WA", col(SearchEntry.license_active)))
    }
    for later in (0, 10, 30, 31):
        day = TODAY + timedelta(days=later)
        shown = {h.id for h in every_page(session, query, day=day)}
        assert shown == {one for one, end in ends.items() if end and end >= day}
    assert not every_page(session, query, day=TODAY + timedelta(days=31))  # the board's promise is 30 days


def test_training_needs_a_new_check_in_the_end(session: Session) -> None:
    query = Query(state="SD", verified_training=True)
    assert search(session, query, today=TODAY + timedelta(days=90)).total > 0
    later = search(session, query, today=TODAY + timedelta(days=91))
    assert later.total == 0


def test_professions_are_kept_apart(session: Session) -> None:
    counts = Counter()
    for profession in Profession:
        hits = every_page(session, Query(state="WA", profession=profession))
        assert {h.profession for h in hits} <= {profession.value}
        counts[profession] = len(hits)
    assert counts[PT] > 30
    assert sum(counts.values()) >= find(session, state="WA").total


# --- lists and pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", [Query(state="CO"), SEATTLE, Query(state="WA", profession=PT), Query(name="Gallowhill")]
)
def test_paging_covers_everybody_once(session: Session, query: Query) -> None:
    hits = every_page(session, query)
    assert len({h.id for h in hits}) == len(hits)
    first = search(session, query, today=TODAY)
    assert first.pages == -(-first.total // PAGE_SIZE)
    assert first.total == first.with_place + first.without_place
    for page in (0, -3):
        assert search(session, replace(query, page=page), today=TODAY).page == 1
    beyond = search(session, replace(query, page=999), today=TODAY)
    assert beyond.page == beyond.pages
    assert beyond.hits


def test_somebody_listed_twice_is_shown_once(session: Session, today: Any) -> None:
    hits = every_page(session, Query(state="CO", verified_training=True))
    assert [h.name.split()[-1] for h in hits].count(today.worlds[2].person("listed_twice").last) == 1


def test_a_state_shows_people_without_a_place_and_a_radius_does_not(session: Session, today: Any) -> None:
    last = today.worlds[2].person("mailing_only").last
    state = every_page(session, Query(state="CO"))
    (hit,) = [h for h in state if h.name.split()[-1] == last]
    assert hit.miles is None
    assert hit.phone is None
    assert hit.precision == "none"
    near = search(session, Query(place="Denver, CO", radius=250), today=TODAY)
    assert last not in {h.name.split()[-1] for h in every_page(session, Query(place="Denver, CO", radius=250))}
    assert any("place not published" in hint for hint in near.hints)
    counted = search(session, Query(state="CO"), today=TODAY)
    assert counted.without_place == sum(h.city is None for h in state) > 0
    for standing in {standing_of(h) for h in state}:
        places = [h.city is None for h in state if standing_of(h) == standing]
        assert places == sorted(places)  # last of those with the same standing


def standing_of(hit: Any) -> tuple[bool, bool]:
    """What the list is ordered by before distance and place: verified training, then an active license."""
    return hit.training_grade < 3, hit.license_status not in ("confirmed", "confirmed_restricted")


def test_verified_first_then_checked_licenses_then_distance(session: Session) -> None:
    hits = every_page(session, replace(SEATTLE, radius=50))
    keys = [(*standing_of(hit), hit.miles) for hit in hits]
    assert keys == sorted(keys)


@pytest.mark.slow
def test_verified_first_also_where_nothing_is_measured(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        query = Query(state="CO", profession=PT)
        nowhere = next(h for h in every_page(session, query) if h.city is None and h.training_grade < 3)
        change_facts(session, {nowhere.id}, training_grade=4, training_good_until=None)
        entries = session.exec(select(SearchEntry).where(SearchEntry.state == "CO", SearchEntry.profession == PT))
        facts = {one.practitioner_id: (one.level < 2, not one.license_active, one.spot is None, one.last_folded)
                 for one in entries}  # fmt: skip
        ids = [h.id for h in every_page(session, query)]
        assert [facts[one] for one in ids] == sorted(facts[one] for one in ids)
        assert 0 < ids.index(nowhere.id) == sum(level for level in (not one[0] for one in facts.values())) - 1
        order = search(session, query, today=TODAY).order
        assert "license checked, then those with a place" in order


def change_facts(session: Session, ids: set[str], **values: Any) -> None:
    """As if these people had been published so."""
    for entry in session.exec(select(SearchEntry).where(col(SearchEntry.practitioner_id).in_(ids))):
        for name, value in with_level(entry.model_dump() | values).items():
            setattr(entry, name, value)
    session.flush()
    refresh_search(session, as_of=TODAY)


def test_a_place_with_a_state_keeps_to_the_state(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        near = {h.id for h in every_page(session, SEATTLE)}
        over = min(near)
        change_facts(session, {over}, state="OR")
        assert {h.id for h in every_page(session, SEATTLE)} == near
        change_facts(session, {over}, spot="97220")
        assert {h.id for h in every_page(session, SEATTLE)} == near - {over}
        inside = replace(SEATTLE, state="WA")
        assert {h.id for h in every_page(session, inside)} == near - {over}
        assert search(session, inside, today=TODAY).headline.endswith("of Seattle, WA, Washington only")
        border = Query(place="Portland, OR", radius=50)
        both = {h.id for h in every_page(session, border)}
        assert over in both
        assert over not in {h.id for h in every_page(session, replace(border, place="Vancouver, WA", state="WA"))}


def test_hints_keep_to_what_was_asked(session: Session, today: Any) -> None:
    for name in ("Zzyzx", "2000000002", "PT99999999"):
        assert find(session, place="98101", radius=5, name=name).hints == []
    last = today.worlds[2].person("mailing_only").last
    (hint,) = [h for h in find(session, place="Denver, CO", radius=5, name=last).hints if "not published" in h]
    assert hint.startswith("1 more is licensed in Colorado")
    for asked in ({"license_active": True}, {"verified_training": True}, {"profession": Profession.PHYSICIAN}):
        query = Query(place="Denver, CO", radius=5, **asked)
        hints = search(session, query, today=TODAY).hints
        (number,) = [int(h.split()[0]) for h in hints if "not published" in h] or [0]
        whole = every_page(session, Query(state="CO", **asked))
        assert number == sum(h.city is None for h in whole), asked


def test_listings_out_of_date_are_counted_and_no_zero_is_made_of_them(session: Session) -> None:
    query = Query(state="WA", verified_training=True)
    now = search(session, query, today=TODAY)
    assert now.needs_new_check == 0
    later = search(session, query, today=TODAY + timedelta(days=91))
    assert (later.total, later.needs_new_check) == (0, now.total)
    assert later.claims_only == now.claims_only
    assert any(f"{now.total} more were listed by an issuer, but that check is out of date" in h for h in later.hints)
    assert not any("publishes training" in h or "name nobody here" in h for h in later.hints)
    unasked = search(session, Query(state="WA"), today=TODAY + timedelta(days=91))
    assert unasked.needs_new_check == 0


def test_a_search_loads_only_its_page(session: Session) -> None:
    loaded: Counter[str] = Counter()

    def count(target: Any, _context: Any) -> None:
        loaded[type(target).__name__] += 1

    with Session(session.get_bind()) as own:
        event.listen(SearchEntry, "load", count)
        event.listen(Source, "load", count)
        try:
            result = search(own, Query(state="WA"), today=TODAY)
        finally:
            event.remove(SearchEntry, "load", count)
            event.remove(Source, "load", count)
        sources = len(own.exec(select(Source)).all())
    assert result.total > 4 * PAGE_SIZE
    assert loaded["SearchEntry"] == PAGE_SIZE
    assert loaded["Source"] == sources


def test_the_last_reads_are_found_without_loading_every_run(small_day_two: Path, store_at: Any, tmp_path: Path) -> None:
    loaded: list[Run] = []
    with store_at(small_day_two, tmp_path / "store") as store, store.session() as session:
        runs = session.exec(select(Run).order_by(col(Run.id))).all()
        newest = {(run.source, run.scope): run.id for run in runs if run.outcome in READABLE}
        assert len(newest) < len(runs)
        session.expunge_all()
        event.listen(Run, "load", lambda run, _: loaded.append(run))
        reads, attempts = readings.last_reads(session), readings.attempts_by_scope(session)
        assert {key: read.run_id for key, read in reads.items()} == newest
        assert set(attempts) == set(newest)
        assert len({run.id for run in loaded}) == len(newest)


def test_coverage_is_told(session: Session) -> None:
    washington = find(session, state="WA").coverage
    assert any("licenses, read today" in line for line in washington)
    montana = find(session, state="MT").coverage
    assert any("no license list" in line for line in montana)
    later = search(session, Query(state="WA"), today=TODAY + timedelta(days=3)).coverage
    assert any("3 days ago" in line for line in later)


def test_patients_never_see_possible_hits(session: Session, today: Any) -> None:
    last = today.worlds[2].person("namesake_innocent").last
    for audience in Audience:
        (hit,) = search(session, Query(name=last), today=TODAY, audience=audience).hits
        assert hit.excluded_line is None
        text = str(dataclasses.asdict(hit)).casefold()
        assert "possible" not in text
        assert "exclu" not in text.replace("excluded_line", "")


def test_an_exclusion_stands_on_the_card(session: Session, today: Any) -> None:
    (hit,) = find(session, name=today.worlds[2].person("excluded").last).hits
    assert hit.excluded_line is not None
    assert hit.excluded_line.startswith("Listed as excluded")
    assert hit.training_grade == 0


# --- the honest zero --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_training_source_read_and_one_that_names_nobody(store_at: Any, tmp_path: Path) -> None:
    with store_at(None, tmp_path / "store") as store:
        assert store.load("sd_physical_therapy").healthy
        store.rebuild()
        query = Query(state="SD", verified_training=True)
        with store.session() as session:
            everybody = search(session, Query(state="SD"), today=TODAY).total
            assert everybody > 15
            before = search(session, query, today=TODAY)
            assert before.total == 0
            assert any(f"0 of {everybody}: no source here publishes training" in hint for hint in before.hints)
        page = store.files[2]["example_institute"].read_text()
        head, _, rest = page.partition("<tbody>") if "<tbody>" in page else page.partition("</tr>")
        rows = [part + "</tr>" for part in rest.split("</tr>")[:-1]]
        elsewhere = [row for row in rows if "SD" not in row and "sd" not in row]
        file = tmp_path / "certified.html"
        file.write_text(
            head + ("<tbody>" if "<tbody>" in page else "</tr>") + "".join(elsewhere) + rest.split("</tr>")[-1]
        )
        report = store.load("example_institute", file)
        assert report.healthy, report.breaches
        store.rebuild()
        with store.session() as session:
            after = search(session, query, today=TODAY)
        assert after.total == 0
        assert any("Example Institute of Dry Needling" in hint and "name nobody here" in hint for hint in after.hints)


# --- what is said of an answer ---------------------------------------------------------------------------------------


def test_lists_are_blamed_only_where_their_filter_leaves_nobody(session: Session) -> None:
    trained = find(session, place="98101", verified_training=True)
    assert trained.total
    both = find(session, place="98101", verified_training=True, licensed_since=1951)
    assert both.total == 0
    assert not any("name nobody here" in hint for hint in both.hints)


def test_of_all_professions_it_is_said_who_may_not_needle(session: Session) -> None:
    everybody = find(session, state="CA")
    (hint,) = (hint for hint in everybody.hints if "may not needle in California" in hint)
    everyone = every_page(session, Query(state="CA"))
    there = sum("does not allow" in hit.needling_line for hit in everyone)
    assert there
    assert hint.startswith(f"{there} physical therapist")
    assert not any("may not needle" in hint for hint in find(session, state="WA").hints)


def test_a_misspelt_city_is_offered_and_never_taken(session: Session) -> None:
    asked = find(session, place="Seatle", profession=PT)
    assert (asked.total, asked.hits) == (0, [])
    first = asked.choices[0]
    assert (first.label, first.of) == ("Seattle, WA", "near")
    assert search(session, first.query, today=TODAY).total == find(session, place="Seattle, WA", profession=PT).total


def test_an_empty_answer_names_the_boards_that_can_be_asked(session: Session) -> None:
    asked = find(session, state="OR", profession=PT)
    assert asked.empty is not None
    assert all(address.startswith("https://") for _, address in asked.empty.boards)
    assert asked.empty.boards
