"""The pages States, Coverage and About: each shows what its service tells, and what is asked stands in the address."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from directory import about, rules
from directory.coverage import Check, Way
from directory.outlines import FILLS
from directory.pages import maps
from directory.pages.coverage import LOOKS, fill_of
from directory.pages.tables import Link, Noted, table
from directory.texts import say
from tests.directory.pages.test_pages import marked, names, read, shown, tables

PAGES = ("states", "coverage", "about")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_says_how_to_begin(page: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    assert "needleproof demo" in read(shown(page))


def picture(app: AppTest) -> str:
    """What the first map of a page was given."""
    return next(str(node.proto) for node in app.get("bidi_component") if "<svg" in str(node.proto))


def test_states_are_shown_on_a_map_that_leads_to_each() -> None:
    svg = picture(shown("states", map_of="Athletic trainer"))
    assert "Athletic trainer: may they needle?" in svg
    assert "Maryland: permitted" in svg
    assert "state=New+York" in svg


def test_a_state_in_short_and_in_full() -> None:
    app = shown("states", state="Maryland")
    (table,) = tables(app)
    assert table[0] == [
        "Who", "May they needle?", "Hours of training", "Rule", "We read it on", "How sure we are"
    ]  # fmt: skip
    assert table[1][:3] == ["Physical therapist", "✓ permitted", "80"]
    text = read(app)
    assert "May a physical therapist needle in Maryland?" in text
    assert "Yes, after 80 hours of training." in text
    assert "Only within these limits: hand, wrist, elbow and shoulder only" in text
    assert len([name for name in names(app) if name.endswith("needle in Maryland?")]) == len(
        [r for r in rules.rules_for("MD") if r.id.count("-") == 2]
    ) + 1  # and the acupuncturist, of whom nothing was found  # fmt: skip


def test_coverage_in_numbers_in_a_grid_and_in_rows() -> None:
    app = shown("coverage", cover_for="Physical therapist")
    text = read(app)
    assert "License: automatic in [6](" in text
    assert "Of 52 states and territories. Read within our promise in" in text
    grid, rows = tables(app)
    assert grid[0] == ["State", "License", "Needling mark at the board", "Bans from state programs"]
    assert "The same in every state:" in text
    assert "Bans from federal programs: automatic" in text
    assert len(grid) == len(rows) == 1 + 52
    assert "automatic" in {row[1] for row in grid}
    assert "November 20, 2026" in {row[3] for row in rows}
    assert "criminal record" in text
    assert "License, Physical therapist: how we check it" in picture(app)


@pytest.mark.parametrize("way", ["automatic", "by hand", "no way known"])
def test_a_number_leads_to_as_many_rows(way: str) -> None:
    app = shown("coverage", cover_check="License", cover_how=way)
    (heads, *rows) = tables(app)[1]
    assert heads[1] == "How"
    assert {row[1] for row in rows} == {way}
    assert f"{way} in [{len(rows)}](/coverage?" in read(app)


def test_training_is_told_by_the_bodies_that_train_and_looks_like_no_full_coverage() -> None:
    app = shown("coverage", cover_check="Needling training")
    text = read(app)
    line = next(one for one in text.splitlines() if one.startswith("- Needling training: ["))
    assert re.search(r"\[1\]\(/coverage\?[^)]*\) of 3 training bodies' lists read", line)
    assert "A list names only its own graduates." in line
    assert "52" not in line
    assert "- Needling training: 1 of 3 bodies' lists read" in text
    assert FILLS["yes"][0] not in picture(app)


def test_people_whom_the_law_forbids_to_needle_are_no_link_to_nobody() -> None:
    there = shown("coverage", cover_state="California")
    assert "Of California we list nobody who is a physical therapist: the law there forbids needling" in read(there)
    assert not [one for one in there.get("page_link") if say("coverage-see-people") in one.proto.label]
    allowed = shown("coverage", cover_state="Washington")
    assert [one for one in allowed.get("page_link") if say("coverage-see-people") in one.proto.label]


def test_coverage_of_one_state() -> None:
    app = shown("coverage", cover_state="Washington", cover_check="Needling training")
    grid, rows = tables(app)
    assert grid[0][1:] == [say(f"coverage-check-{check}") for check in Check]
    assert grid[1][0] == "Physical therapist"
    assert '<a href="?cover_for=Physical+therapist&amp;cover_state=Washington" target="_self">' in marked(app)
    assert len(grid) == 1 + 6
    assert len(rows) == 1 + len(Check)
    assert "Physical therapist, Washington" in read(app)
    assert not app.get("bidi_component") or "<svg" not in str([node.proto for node in app.get("bidi_component")])


@pytest.mark.parametrize("asked", [{"cover_state": "Atlantis"}, {"cover_for": "<b>"}, {"cover_how": "x" * 10_000}])
def test_what_nobody_knows_shows_everything(asked: dict[str, str]) -> None:
    assert len(tables(shown("coverage", **asked))[0]) == 1 + 52


def test_every_way_has_its_look() -> None:
    assert set(LOOKS) == set(Way)
    fills = [fill_of(way) for way in Way]
    assert len({fill.letter for fill in fills}) == len(fills) == len({fill.word for fill in fills})


def test_about_shows_every_line_with_its_sources() -> None:
    text = read(shown("about"))
    for section in about.about():
        assert section.title in text
        for line in section.lines:
            assert line.text in text
    for source in about.sources():
        assert f'<li id="source-{source.id}"><a href="{source.url}"' in text
        assert f"[{source.name}](#source-{source.id})" in text
    assert "[Boyce and others 2020](#source-boyce2020)" in text
    assert "[Integrity Physical Therapy (a clinic's page)](#source-integritypt)" in text
    assert "DOI 10.1097/MD.0000000000011225" in text


def test_a_map_is_given_as_it_is() -> None:
    def page() -> None:
        from directory.pages.maps import show_map

        show_map("<svg></svg>", "A < b", key="one", legend=[("<svg/>", "Y", "yes")])

    app = AppTest.from_function(page).run()
    assert not app.exception
    (node,) = app.get("bidi_component")
    assert '"Y,", "yes"' in str(node.proto).replace("\\", "")


def test_a_narrow_map_and_its_legend_hide_their_letters_together() -> None:
    style = Path(maps.__file__).with_name("static").joinpath("map.css").read_text("utf-8")
    (narrow,) = re.findall(r"@media \(max-width: \d+px\) \{(.*?)\{ display: none; \}", style)
    assert {".np-map .map-code", ".np-map .np-map-letter", ".np-map li svg text"} == {
        one.strip() for one in narrow.split(",")
    }


@pytest.mark.parametrize(
    ("page", "asked", "told"),
    [
        ("states", {}, "Who may needle, state by state – needleproof"),
        ("states", {"state": "Ohio"}, "Who may needle in Ohio – needleproof"),
        (
            "coverage",
            {"cover_state": "Ohio"},
            "What we check, and what we cannot – Physical therapist, Ohio – needleproof",
        ),
        ("about", {}, "About dry needling – needleproof"),
        ("find", {"near": "59901"}, "0 practitioners within 25 miles of Kalispell, MT – Find – needleproof"),
        ("sources", {}, "Sources – needleproof"),
    ],
)
def test_a_window_is_called_by_what_it_shows(
    page: str, asked: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr("streamlit.set_page_config", lambda *, page_title: called.append(page_title))
    shown(page, **asked)
    assert called[-1] == told


def test_cells_of_a_table_run_nothing_and_lead_to_the_web_only() -> None:
    hostile = '<img src=x onerror=alert(1)>"'
    made = table(
        hostile, ["A", hostile], [[Link(hostile, "javascript:alert(1)"), Noted([Link("b", "//b.example")], hostile)]]
    )
    assert "<img" not in made
    assert "href" not in made
    assert 'href="?a=b" target="_self"' in table("c", ["A"], [[Link("a", "?a=b")]])
    assert 'href="https://example.org/" target="_blank"' in table("c", ["A"], [[Link("a", "https://example.org/")]])
