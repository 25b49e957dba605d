"""About dry needling: every statement has its source, every number stands in the data, nothing is promised."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from directory import about as module
from directory.about import AboutError, Line, about, compiled, sources, tell_beforehand
from directory.web_addresses import web_address
from tests.directory.test_reading_grade import HIGHEST, grade

VOCABULARY = Path(__file__).parents[3] / "shared" / "sources" / "vocabulary.yaml"
DATA = tomllib.loads(files("directory.about").joinpath("about.toml").read_text("utf-8"))
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FORBIDDEN = re.compile(
    r"\b(?:safe|safely|toxin\w*|detox\w*|cure[sd]?|guarantee\w*|proven|effective|success rate|qualified|approved|best"
    r"|top|endorphin\w*|blood flow|meridian\w*|stars? out)\b",
    re.IGNORECASE,
)
# Of marketing articles, which no source backs: conditions and how often needling is said to help them.
MARKETING = re.compile(r"\b(?:70|75|80|85|90) ?(?:%|percent)")
SECTIONS = ["what", "words", "session", "feels", "after", "help", "tell", "risks", "together", "maintenance",
            "evidence", "why"]  # fmt: skip


def lines() -> Iterator[Line]:
    for section in about():
        yield from section.lines


def everything() -> str:
    return "\n".join(
        [*(f"{s.title}\n{s.lead or ''}" for s in about()), *(f"{x.term} {x.text} {x.note}" for x in lines())]
    )


def test_the_parts_of_the_page() -> None:
    assert [section.id for section in about()] == SECTIONS
    session = next(section for section in about() if section.id == "session")
    assert session.ordered
    assert len(session.lines) == 5
    assert {line.term for line in about()[1].lines} >= {"Trigger point", "Twitch response"}
    assert all(section.lines for section in about())


def test_every_statement_has_a_source_with_its_address_or_says_that_it_has_none() -> None:
    for line in lines():
        assert line.sources or line.own or line.note, line.id
        assert not (line.own and line.sources), line.id
    for source in sources():
        assert web_address(source.url) == source.url
        assert source.read
    used = {source.id for line in lines() for source in line.sources}
    assert used == {source.id for source in sources()}
    assert len(used) == len(DATA["source"])


def test_what_we_have_not_read_stays_visibly_so() -> None:
    for told in (line for section in DATA["section"] for line in section["lines"]):
        titles = [source for source in told.get("sources", []) if of_source(source)["read"] == "title"]
        if titles:  # nothing rests on a page that we only know of
            assert told.get("note") == "guideline", told["id"]
    notes = {line.note for line in tell_beforehand() if line.note}
    assert notes == {
        "Named in a family of guidelines; we have not read the passage.",
        "We hold no page for this one.",
    }


def of_source(name: str) -> dict[str, Any]:
    return next(source for source in DATA["source"] if source["id"] == name)


def test_every_number_stands_in_the_data_with_its_source() -> None:
    for told in (line for section in DATA["section"] for line in section["lines"]):
        line = next(one for one in lines() if one.id == told["id"])
        known = {f"{number:,}" for number in told.get("numbers", {}).values()}
        known |= {str(number) for number in told.get("numbers", {}).values()}
        assert set(NUMBER.findall(line.text)) <= known, line.id
        assert not told.get("numbers") or line.sources
    for section in about():
        assert not NUMBER.search(f"{section.title} {section.lead}")


def test_nothing_is_promised() -> None:
    text = everything()
    assert not FORBIDDEN.findall(text)
    assert not MARKETING.search(text)
    assert "%" not in "\n".join(line.text for s in about() if s.id != "risks" for line in s.lines)


def test_risks_say_who_counted_and_what_is_said_against_it() -> None:
    risks = "\n".join(line.text for section in about() if section.id == "risks" for line in section.lines)
    for told in ("20,464 treatments by 420 therapists", "7,629 treatments by 39 therapists", "36.7%", "19.18%",
                 "one in 1,024", "their own work", "critique"):  # fmt: skip
        assert told in risks


def test_reviews_are_dated_and_only_those_that_were_read() -> None:
    evidence = next(section for section in about() if section.id == "evidence")
    cited = [source for line in evidence.lines for source in line.sources]
    assert {source.id for source in cited} == {"who2023", "hu2018", "clbp2023", "furlan2005"}
    assert next(source for source in cited if source.id == "hu2018").doi == "10.1097/MD.0000000000011225"
    for told in ("short-term", "low certainty"):
        assert told in (evidence.lead or "")
    assert "no review" in evidence.lines[-1].text
    assert "gattie" not in everything().casefold()
    assert compiled().isoformat() == "2026-11-20"


def texts() -> list[str]:
    return [text for section in about() for text in (section.lead, *(line.text for line in section.lines)) if text]


@pytest.mark.parametrize("text", texts())
def test_it_can_be_read_after_eight_years_of_school(text: str) -> None:
    assert grade(text) <= HIGHEST


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"id": "what-is", "sources": []}, "rests on nothing"),
        ({"id": "what-is", "sources": ["nobody"]}, "no source 'nobody'"),
        ({"id": "what-is", "sources": ["gsbvk"], "note": "hearsay"}, "no note 'hearsay'"),
    ],
)
def test_a_line_that_rests_on_nothing_is_refused(
    broken: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {**DATA, "section": [{"id": "what", "lines": [broken]}]}
    monkeypatch.setattr(module, "_file", lambda: told)
    with pytest.raises(AboutError, match=why):
        about()


@pytest.mark.skipif(not VOCABULARY.exists(), reason="the team's vocabulary is not beside this repository")
def test_data_are_those_of_the_vocabulary() -> None:
    team = yaml.safe_load(VOCABULARY.read_text("utf-8"))
    for source in DATA["source"]:
        assert source.get("found") or team["sources"][source["id"]] == source["url"]
    entries = {one["id"]: one for kind in ("absolute", "relative") for one in team["contraindications"][kind]}
    told = {line["entry"]: line for section in DATA["section"] for line in section["lines"] if "entry" in line}
    assert set(told) == set(entries)
    for name, entry in entries.items():
        assert entry.get("source") is None or entry["source"] in told[name]["sources"]
        assert (entry.get("confidence") == "medium") == ("note" in told[name]), name
    measured = " ".join(str(risk.get("measured")) for risk in team["risks"])
    reviews = {
        review["id"]: f"{review['what']} {review['says']} {review['year']}" for review in team["evidence"]["reviews"]
    }
    for line in (line for section in DATA["section"] for line in section["lines"]):
        held = " ".join(reviews.get(source, measured) for source in line.get("sources", []))
        for number in line.get("numbers", {}).values():
            assert re.search(rf"(?<![\d.,]){re.escape(f'{number:,}')}(?![\d])|(?<![\d.,]){number}(?!\d)", held), (
                line["id"],
                number,
            )
