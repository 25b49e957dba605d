"""The page Compare: the same rows for all, every difference and every gap in them, and nothing that runs."""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from directory.disputes import LETTERS, LISTING, NAME, place_fact
from directory.disputes.facts import OF_REGISTERS, PHONE, WEBSITE
from directory.pages.compare import table
from directory.pages.compared_rows import ASKED, HIDDEN, rows
from directory.profiles import Line, Profile, profile
from directory.store.database import connect
from directory.store.tables import Practitioner
from directory.texts import say
from directory.vocabulary import Audience, Need
from tests.directory.pages.test_pages import read, shown
from tests.directory.signing import sign_in

TODAY = date(2026, 11, 20)
ProfileOf = Callable[[str], Profile]


@pytest.fixture
def of(sample: Path) -> ProfileOf:
    def find(last: str) -> Profile:
        engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
        with Session(engine) as session:
            people = session.exec(select(Practitioner.id, Practitioner.display_name))
            ident = next(ident for ident, name in people if last in name)
            found = profile(session, ident, today=TODAY, audience=Audience.PATIENT)
        assert found is not None
        return found

    return find


class Table(HTMLParser):
    """Counts what a screen reader needs, and keeps the cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scopes: list[str] = []
        self.tags: set[str] = set()
        self.cells = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.cells += tag == "td"
        self.scopes += [value or "" for name, value in attrs if name == "scope"]


def test_all_have_the_same_rows_with_heads_and_gaps_are_cells(of: ProfileOf) -> None:
    people = [of("Vantongeren"), of("Grindlewald"), of("Stillwater")]
    made = table(people)
    seen = Table(made)
    assert seen.scopes.count("col") == 1 + len(people)
    assert seen.scopes.count("row") == len(ASKED)
    assert seen.cells == len(ASKED) * len(people)
    assert made.count(say("compare-nothing")) == sum(not cell for row in rows(people) for cell in row.cells) > 0


def differing(of: ProfileOf) -> list[tuple[str, Profile]]:
    """A person, changed in one fact at a time."""
    one = of("Vantongeren")
    day = datetime(2020, 1, 2, tzinfo=UTC)
    of_line: dict[str, Any] = {
        "title": "Another", "badge": ("?", "Not checked", "gray"), "sentence": "Something else.", "raw": "ELSE",
        "source_title": "Another source", "read_at": day, "source_as_of": day.date(), "good_until": day.date(),
        "overlay": "The source could not be reached.", "disputed_on": day.date(),
    }  # fmt: skip
    of_place: dict[str, Any] = {
        "text": "9 Other St", "phone": "(206) 555-0199", "source_title": "Another source", "read_at": day,
        "updated_on": day.date(), "website": "https://example.org/else", "disputed_on": day.date(),
    }  # fmt: skip
    found = [
        (
            f"{line.need} {name}",
            replace(one, lines=[*one.lines[:at], replace(line, **{name: value}), *one.lines[at + 1 :]]),
        )
        for at, line in enumerate(one.lines)
        for name, value in of_line.items()
        if not (name == "source_title" and line.need is Need.NEEDLING_RULE)
    ]
    gap = replace(one.lines[0], reason="not_published", next_step="Ask the board.")
    found.append(("a gap", replace(one, lines=[gap, *one.lines[1:]])))
    found += [
        (f"place {name}", replace(one, places=[replace(place, **{name: value}), *one.places[1:]]))
        for place in one.places[:1]
        for name, value in of_place.items()
    ]
    found += [
        (f"claim {name}", replace(one, claims=[replace(claim, **{name: value}), *one.claims[1:]]))
        for claim in one.claims[:1]
        for name, value in {"quote": "else", "publisher": "Else", "read_at": day, "code": "else"}.items()
    ]
    whole: dict[str, Any] = {
        "name": "Other", "credential_text": "XYZ", "other_names": ["Else"], "npi": "2999999999", "lines": one.lines[1:],
        "places": [], "claims": [], "look_alikes": [*one.look_alikes, *of("Castlebury").look_alikes],
    }  # fmt: skip
    found += [(name, replace(one, **{name: value})) for name, value in whole.items()]
    assert one.places[0].phone
    assert one.places[0].website
    facts = [NAME, LISTING, LETTERS, *(place_fact(one.places[0], part) for part in (PHONE, WEBSITE))]
    return found + [(f"mark of {fact}", replace(one, notes={fact: ("A fix was asked for.",)})) for fact in facts]


def test_every_difference_in_the_data_appears(of: ProfileOf) -> None:
    one = of("Vantongeren")
    assert one.claims
    assert one.places
    beside = of("Stillwater")
    before = table([one, beside])
    hidden = [what for what, other in differing(of) if table([other, beside]) == before]
    assert not hidden


def test_a_mark_stands_beside_that_fact_only(of: ProfileOf) -> None:
    one, other = of("Vantongeren"), of("Stillwater")
    phone = place_fact(one.places[0], PHONE)
    noted = replace(one, notes={phone: ("A fix was asked for.",)})
    before, after = rows([one, other]), rows([noted, other])
    assert [now.head for was, now in zip(before, after, strict=True) if was != now] == [say("compare-phone")]
    assert table([noted, other]).count("A fix was asked for.") == 1


def test_what_is_hidden_is_no_gap(of: ProfileOf) -> None:
    """Nobody reads 'Nothing known' of what we were asked not to show."""
    one, other = of("Vantongeren"), of("Stillwater")
    lines = [line for line in one.lines if line.need in OF_REGISTERS]
    hidden = replace(one, lines=lines, places=[], claims=[], credential_text=None, other_names=[], why_hidden="Asked.")
    told = {row.head: row.cells for row in rows([hidden, other])}
    for name in HIDDEN:
        assert [fact.words for fact in told[say(f"compare-{name}")][0]] == [say("wrong-hidden-cell")]
    assert [cells[1] for cells in told.values()] == [row.cells[1] for row in rows([one, other])]
    assert told[say("compare-license")][0] == rows([one, other])[3].cells[0]
    assert "<p>Asked.</p>" in table([hidden, other])


def test_nothing_of_a_source_becomes_html(of: ProfileOf) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' &lt;b&gt;"
    one = of("Vantongeren")
    texts = [
        f.name for f in dataclasses.fields(Line) if f.name in ("title", "sentence", "raw", "source_title", "overlay")
    ]
    lines = [replace(line, **dict.fromkeys(texts, hostile)) for line in one.lines]
    places = [replace(place, text=hostile, phone=hostile, website="javascript:alert(1)") for place in one.places]
    claims = [replace(claim, quote=hostile, publisher=hostile) for claim in one.claims]
    made = table([replace(one, name=hostile, credential_text=hostile, lines=lines, places=places, claims=claims)] * 2)
    assert Table(made).tags <= {
        "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "strong", "p", "em", "br", "a",
    }  # fmt: skip
    assert "onerror" not in re.sub(r"&lt;img src=x onerror=alert\(1\)&gt;", "", made)
    assert set(re.findall(r'href="([a-z]+)', made)) == {"practitioner", "compare"}


def test_the_page_takes_three_at_most_and_says_who_is_gone(of: ProfileOf) -> None:
    ids = [of(last).id for last in ("Vantongeren", "Grindlewald", "Stillwater", "Castlebury")]
    app = shown("compare", id=ids)  # type: ignore[arg-type]  # repeated, as the browser gives it
    text = read(app)
    assert all(name in text for name in ("Vantongeren", "Grindlewald", "Stillwater"))
    assert "Castlebury" not in text
    assert say("compare-gone") in read(shown("compare", id=[ids[0], "nobody"]))  # type: ignore[arg-type]
    assert say("compare-choose") in read(shown("compare"))
    assert say("compare-choose") in read(shown("compare", id="../../etc/passwd"))


def test_there_is_a_way_back_to_the_results(of: ProfileOf) -> None:
    ids = [of(last).id for last in ("Vantongeren", "Grindlewald")]
    app = shown("compare", id=ids, back="near=98101&page=2")  # type: ignore[arg-type]
    (link,) = app.get("page_link")
    assert say("person-back") in link.proto.label
    assert link.proto.query_string == "near=98101&page=2"
    assert read(app).count("back=near%3D98101%26page%3D2") == 2 * len(ids)  # profiles, and those who are left
    (link,) = shown("compare").get("page_link")
    assert say("compare-to-find") in link.proto.label


def test_possible_entries_on_exclusion_lists_reach_nobody(of: ProfileOf, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch)  # even then: patients are told what this page tells
    assert "Possible hit" not in read(shown("compare", id=of("Applethwaite").id))
