"""The page Find: its filters in the address, its cards, the ways on from an empty answer, and what it announces."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from directory.normalize.places import find_place
from directory.pages import find
from directory.pages.find_address import FIELDS, FOLDED
from directory.pages.found_cards import distance, list_of
from directory.search import Hit, Result
from directory.vocabulary import PlacePrecision
from tests.directory.pages.test_pages import read, shown

TODAY = date(2026, 11, 20)


def component(app: AppTest, name: str) -> str | None:
    """What the browser gets for a component of ours."""
    found = [e.proto for e in app.get("bidi_component") if e.proto.component_name == f"needleproof_{name}"]
    return found[0].bytes.decode() if found else None


def list_shown(app: AppTest) -> Mapping[str, Any]:
    return json.loads(component(app, "cards") or '{"cards": []}')


def cards(app: AppTest) -> list[Mapping[str, Any]]:
    return list(list_shown(app)["cards"])


def badge_of(app: AppTest, fact: Mapping[str, Any]) -> list[str]:
    """Each badge is sent once, and facts name it by its number."""
    return list(list_shown(app)["badges"][fact["badge"]])


def announced(app: AppTest) -> str:
    return component(app, "announcing") or ""


def headings(app: AppTest) -> list[str]:
    return [re.sub(r"\\", "", header.value) for header in app.header]


# --- the question -----------------------------------------------------------------------------------------------


def test_the_first_screen_asks_little_and_folds_the_rest() -> None:
    app = shown("find")
    assert [box.key for box in app.text_input] == ["near", "who"]
    assert [box.key for box in app.selectbox] == ["within", "profession"]
    assert not app.checkbox
    assert not app.multiselect
    assert announced(app) == ""


ASKED = {
    "near": "Denver, CO", "within": "50 miles", "in_state": "Colorado", "profession": "Physical therapist",
    "who": "Vantongeren", "trained": "true", "active": "true", "since": "2015", "permitted": "true", "shown": "true",
    "technique": "Trigger point dry needling", "condition": "Low back pain", "accepting": "true", "claims": "true",
    "county": "Denver County, CO",
}  # fmt: skip


def test_every_filter_comes_from_the_address_and_stays_there() -> None:
    app = shown("find", **ASKED)
    held = {name: app.session_state[name] for name in ASKED if name != "claims"}
    assert held == {
        "near": "Denver, CO", "within": 50, "in_state": "Colorado", "profession": "Physical therapist",
        "who": "Vantongeren", "trained": True, "active": True, "since": "2015", "permitted": True, "shown": True,
        "technique": ["Trigger point dry needling"], "condition": ["Low back pain"], "accepting": True,
        "county": ["Denver County, CO"],
    }  # fmt: skip
    told = read(app)
    assert f"{len(set(FOLDED) & set(ASKED))} more filters are set" in told
    app.run()
    assert {name: app.query_params[name] for name in ASKED if name != "claims"}.keys() == held.keys()


@pytest.mark.parametrize("name", ["near", "in_state", "county", "profession", "since", "technique", "trained"])
def test_nonsense_in_the_address_is_no_error(name: str) -> None:
    app = shown("find", **{"who": "Vantongeren", name: "<script>alert(1)</script>'; DROP TABLE x; --" * 3})
    assert len(headings(app)) == 1


def test_all_filters_are_offered_when_unfolded() -> None:
    app = AppTest.from_string("from directory.pages import find\nfind.page()", default_timeout=30)
    app.query_params["near"] = "98101"
    app.session_state["more"] = True
    app.run()
    keys = {box.key for kind in (app.checkbox, app.selectbox, app.multiselect) for box in kind}
    assert {"in_state", "county", "since", "trained", "active", "permitted", "shown", "technique"} <= keys
    assert "King County, WA" in app.multiselect(key="county").options
    assert "Trigger point dry needling" in app.multiselect(key="technique").options
    assert re.search(r"Known for [\d,]+ of [\d,]+ people", read(app))
    assert "We did not check it" in read(app)


# --- the answer -------------------------------------------------------------------------------------------------


def test_a_zip_code_lists_people_with_the_best_checked_first() -> None:
    app = shown("find", near="98101")
    [heading] = headings(app)
    assert re.fullmatch(r"\d+ practitioners within 25 miles of Seattle, WA.*", heading)
    assert announced(app).startswith(heading)
    assert [card["name"] for card in cards(app)][:2] == ["Anneliese Featherstone", "Marisol K Vantongeren"]
    first = cards(app)[0]
    assert any(re.fullmatch(r"About \d+ miles? from Seattle, WA.*\.", line) for line in first["lines"])
    facts = {fact["head"]: fact for fact in first["facts"]}
    assert facts["Phone"]["to"] == ["(206) 555-0116", "tel:+12065550116"]
    assert badge_of(app, facts["License"])[:2] == ["✓", "Checked"]
    assert "Washington health care provider credentials" in read(app)
    assert len(cards(app)) == 10


def test_elements_are_few_and_bytes_too() -> None:
    """Both decide how many people one process can serve; `benchmarks.dashboard` measures what comes of it."""
    app = shown("find", near="98101")
    sent = [element.proto.ByteSize() for kind in ("bidi_component", "html") for element in app.get(kind)]
    assert sum(sent) <= 30_000
    assert len(app.get("html")) == 1
    assert len(app.get("bidi_component")) == 2


def test_a_card_leads_to_all_checks_and_the_search_it_came_from() -> None:
    data = list_shown(shown("find", near="98101", within="50 miles", technique="Trigger point dry needling"))
    assert data["back"] == "near=98101&within=50+miles&technique=Trigger+point+dry+needling"


def test_who_only_claims_training_is_counted_and_shown_when_asked() -> None:
    app = shown("find", in_state="Washington", trained="true")
    before = int(headings(app)[0].split()[0])
    box = app.checkbox(key="claims")
    number = int(re.fullmatch(r"(\d+) more only claim it: show", box.label)[1])  # type: ignore[index]
    box.check().run()
    assert headings(app)[0].startswith(f"{before + number} practitioners")


def test_pages_of_a_list_and_back_to_the_first_for_another_question() -> None:
    app = shown("find", in_state="Washington", page="2")
    second = [card["name"] for card in cards(app)]
    assert [card["number"] for card in cards(app)] == list(range(11, 21))
    app.selectbox(key="profession").select("Physical therapist").run()
    assert [card["name"] for card in cards(app)] != second
    assert cards(app)[0]["number"] == 1


def test_an_ambiguous_place_is_asked_about_under_the_same_heading() -> None:
    app = shown("find", near="Springfield")
    assert len(headings(app)) == 1
    labels = [button.label for button in app.button if button.key.startswith("choice ")]
    assert len(labels) > 5
    app.button(key="choice Springfield, IL").click().run()
    assert app.text_input(key="near").value == "Springfield, IL"
    assert announced(app).startswith(headings(app)[0])


@pytest.mark.parametrize(
    ("asked", "choice", "meant"),
    [
        ({"county": "King"}, "King County, WA", {"county": "King County, WA"}),
        (
            {"county": "King", "near": "98101", "active": "true"},
            "King County, WA",
            {"county": "King County, WA", "near": "98101", "active": "true"},
        ),
        ({"county": ["King", "Denver"]}, "King County, TX", {"county": ["King County, TX", "Denver County, CO"]}),
        (
            {"county": "Baltimore", "in_state": "Maryland"},
            "Baltimore City, MD",
            {"county": "Baltimore City, MD", "in_state": "Maryland"},
        ),
        (
            {"county": "Denver County, CO", "in_state": "Washington"},
            "Denver County, CO",
            {"county": "Denver County, CO"},
        ),
        ({"near": "Miami, FL 98101"}, "Seattle, WA 98101", {"near": "Seattle, WA 98101"}),
    ],
    ids=str,
)
def test_a_choice_replaces_what_was_not_clear_and_nothing_else(
    asked: Mapping[str, Any], choice: str, meant: Mapping[str, Any]
) -> None:
    app = shown("find", **asked)
    assert headings(app) == ["No search was made"]
    app.button(key=f"choice {choice}").click().run()
    assert not app.exception
    assert "practitioner" in headings(app)[0]
    assert {name: app.query_params[name] for name in app.query_params} == meant


def test_a_county_in_an_older_spelling_is_the_one_that_is_offered() -> None:
    app = shown("find", county="Baltimore city, MD")
    assert app.multiselect(key="county").value == ["Baltimore City, MD"]
    assert headings(app)[0].endswith("in Baltimore City, MD")


def test_a_filter_that_was_taken_out_is_not_counted_as_set() -> None:
    app = shown("find", county="Denver County, CO", in_state="Washington")
    app.button(key="choice Denver County, CO").click().run()
    assert "1 more filter is set" in read(app)


@pytest.mark.parametrize(
    "asked", [{"near": "59901"}, {"near": "98101", "within": "5 miles", "since": "1951"}, {"who": "Zzyzxqwv"}], ids=str
)
def test_nobody_has_a_heading_a_reason_and_is_announced(asked: Mapping[str, str]) -> None:
    app = shown("find", **asked)
    [heading] = headings(app)
    assert not cards(app)
    assert announced(app).startswith(heading.split(".")[0])
    assert app.get("html")[0].proto.body.count("<p>") >= 2


def test_the_filter_that_hides_most_is_dropped_by_its_button_alone() -> None:
    app = shown("find", near="98101", active="true", since="1951")
    assert not cards(app)
    app.button(key="drop licensed_since").click().run()
    assert cards(app)
    assert "since" not in app.query_params
    assert app.query_params["active"] == "true"


def test_filters_that_only_together_hide_all_go_together() -> None:
    app = shown("find", near="98101", within="5 miles", trained="true", active="true", since="1951")
    app.button(key="drop all").click().run()
    assert cards(app)
    assert sorted(app.query_params) == ["near", "within"]


# --- comparing --------------------------------------------------------------------------------------------------


def test_people_ticked_are_in_the_address_and_lead_to_the_comparison() -> None:
    app = shown("find", near="98101")
    ids = [card["id"] for card in cards(app)][:2]
    app = shown("find", near="98101", compare=",".join([*ids, ids[0], "<b>", "x" * 99]))
    data = list_shown(app)
    assert data["chosen"] == ids
    path, _, asked = data["bar"][1][1].partition("?")
    assert path == "compare"
    assert parse_qs(asked) == {"id": ids, "back": [data["back"]]}
    assert "2 of 3 chosen" in announced(app)
    app.button(key="compare nobody").click().run()
    assert list_shown(app)["chosen"] == []
    assert "compare" not in app.query_params


# --- one card ---------------------------------------------------------------------------------------------------

HIT = Hit(
    id="abc", name="Ada <b>Example</b>", credential_text="PT \u202e", profession="PT", state="WA", city="SEATTLE",
    zip5="98101", phone="(206) 555-0101", miles=4.23, precision=PlacePrecision.ZIP_CENTER, license_status="confirmed",
    license_line="Checked. The board lists it.", license_read_on=TODAY, training_status="claimed",
    training_line="Not checked. A clinic says so.", training_grade=1, needling="cannot_tell",
    needling_line="We cannot tell. Hours are missing.", excluded_line=None, address="1 Example St, Seattle, WA 98101",
    website="javascript:alert(1)", place_source="Example list", place_read_on=TODAY, lat=47.61, lon=-122.33,
)  # fmt: skip


def result(*hits: Hit) -> Result:
    return Result(hits=list(hits), total=len(hits), place=find_place("98101")[0], state="WA")


@pytest.mark.parametrize(
    ("change", "told", "untold"),
    [
        ({}, "From Example list, read on November 20, 2026.", "call before you travel"),
        ({"place_read_on": TODAY - timedelta(days=91)}, "Not confirmed in the last 90 days", "\x00"),
        ({"place_read_on": None}, "Not confirmed in the last 90 days", "From Example list"),
        ({"address": None}, "4 miles from Seattle", "Example St"),
        ({}, "Ada <b>Example</b>", "javascript:"),
        ({"website": "https://example.org/a b"}, "https://example.org/a%20b", "\x00"),
        ({"website": None}, "Ada", "Website"),
        ({"phone": None}, "Ada", "tel:"),
        ({"miles": None, "precision": PlacePrecision.NONE}, "No place of work is published.", "miles from"),
        ({"excluded_line": "Listed as excluded. Since 2020."}, "Since 2020.", "\x00"),
        ({"why": "nickname"}, "Found by: nickname.", "\x00"),
    ],
)  # fmt: skip
def test_what_a_card_says(change: Mapping[str, Any], told: str, untold: str) -> None:
    text = json.dumps(list_of(result(replace(HIT, **change)), 25, TODAY), ensure_ascii=False)
    assert told in text
    assert untold not in text
    assert "\u202e" not in text


def test_the_map_shows_the_numbers_of_the_cards_and_needs_none() -> None:
    drawn = list_of(result(HIT), 25, TODAY)["map"]
    assert drawn is not None
    assert drawn[0].startswith("<svg")
    assert "1 person" in drawn[1]
    assert list_of(result(replace(HIT, lat=None, lon=None)), 25, TODAY)["map"] is None


@pytest.mark.parametrize(
    ("miles", "precision", "told"),
    [
        (4.23, PlacePrecision.ZIP_CENTER, "About 4 miles from X."),
        (0.2, PlacePrecision.CITY_CENTER, "About 1 mile from X."),
        (4.23, "exact", "4.2 miles from X."),
    ],
)
def test_distance_is_a_sentence_of_its_own(miles: float, precision: str, told: str) -> None:
    assert distance(miles, precision, "X") == told


def test_the_page_keeps_nothing_but_what_the_address_may_hold() -> None:
    assert set(FOLDED) < set(find.FILTERS)
    assert set(FIELDS) < set(find.FILTERS)
