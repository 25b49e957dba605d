"""The pages States, Coverage and About: each shows what its service tells, and what is asked stands in the address."""

import pytest
from streamlit.testing.v1 import AppTest

from directory import about, rules
from directory.coverage import Check, Way
from directory.pages.coverage import LOOKS, fill_of
from tests.directory.pages.test_pages import names, read, shown

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
    table = app.table[0].value
    assert list(table.columns) == [
        "Who", "May they needle?", "Hours of training", "Rule", "We read it on", "How sure we are"
    ]  # fmt: skip
    assert list(table.iloc[0][:3]) == ["Physical therapist", "✓ permitted", "80"]
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
    grid, rows = (table.value for table in app.table)
    assert list(grid.columns)[1:] == [
        "License", "Needling mark at the board", "Needling training", "Bans from federal programs",
        "Bans from state programs", "NPI",
    ]  # fmt: skip
    assert len(grid) == len(rows) == 52
    assert "automatic" in set(grid["License"])
    assert "November 20\\, 2026" in set(rows["Last read"])
    assert "criminal record" in text
    assert "License, Physical therapist: how we check it" in picture(app)


@pytest.mark.parametrize("way", ["automatic", "by hand", "no way known"])
def test_a_number_leads_to_as_many_rows(way: str) -> None:
    app = shown("coverage", cover_check="License", cover_how=way)
    rows = app.table[1].value
    assert set(rows["How"]) == {way}
    assert f"{way} in [{len(rows)}](/coverage?" in read(app)


def test_coverage_of_one_state() -> None:
    app = shown("coverage", cover_state="Washington", cover_check="Needling training")
    grid, rows = (table.value for table in app.table)
    assert next(iter(grid.iloc[:, 0])).startswith("[Physical therapist](/coverage?")
    assert len(grid) == 6
    assert len(rows) == len(Check)
    assert "Physical therapist, Washington" in read(app)
    assert not app.get("bidi_component") or "<svg" not in str([node.proto for node in app.get("bidi_component")])


@pytest.mark.parametrize("asked", [{"cover_state": "Atlantis"}, {"cover_for": "<b>"}, {"cover_how": "x" * 10_000}])
def test_what_nobody_knows_shows_everything(asked: dict[str, str]) -> None:
    assert len(shown("coverage", **asked).table[0].value) == 52


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
        assert f"(<{source.url}>)" in text
    assert "DOI 10.1097/MD.0000000000011225" in text


def test_a_map_is_given_as_it_is() -> None:
    def page() -> None:
        from directory.pages.maps import show_map

        show_map("<svg></svg>", "A < b", key="one", legend=[("<svg/>", "yes")])

    app = AppTest.from_function(page).run()
    assert not app.exception
