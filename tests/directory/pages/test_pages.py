"""What readers see on each page, over the sample world."""

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from crawlers.registry import sources
from directory import wording
from directory.pages.text import JOINER
from directory.rules import jurisdictions
from directory.store.database import connect
from directory.store.tables import Practitioner, PractitionerAlias
from directory.texts import say
from tests.directory.signing import sign_in

IdOf = Callable[[str], str]
PAGES = ("find", "practitioner", "states", "sources", "mistakes")


def shown(page: str, /, **asked: str) -> AppTest:
    app = AppTest.from_string(f"from directory.pages import {page}\n{page}.page()", default_timeout=30)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def marked(app: AppTest) -> str:
    """All text of a page as the browser gets it."""
    kinds = ("title", "header", "subheader", "markdown", "info", "warning", "error", "caption")
    found = [str(element.value) for kind in kinds for element in app.get(kind)]
    found += [element.proto.body for element in app.get("html")]
    for element in app.get("bidi_component"):
        told = json.dumps(json.loads(element.proto.json), ensure_ascii=False) if element.proto.json else ""
        found.append(told or element.proto.bytes.decode())
    return "\n".join(found + [str(table.value.to_dict()) for table in app.table])


def read(app: AppTest) -> str:
    """All text of a page as a person reads it."""
    return unescape(re.sub(r"\\+([!-/:-@\[-`{-~])", r"\1", marked(app))).replace(JOINER, "")


class Tables(HTMLParser):
    """Rows of the texts of the cells of each table that a page gives as HTML, without what is hidden from hearing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "table":
                self.found.append([])
            case "tr":
                self.found[-1].append([])
            case "th" | "td":
                self.found[-1][-1].append("")
            case "span":
                self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag == "span"

    def handle_data(self, data: str) -> None:
        if not self.hidden and self.found and self.found[-1]:
            self.found[-1][-1][-1] += data


def tables(app: AppTest) -> list[list[list[str]]]:
    """Each with its heads as the first row."""
    return Tables("".join(element.proto.body for element in app.get("html"))).found


def names(app: AppTest) -> list[str]:
    return [re.sub(r"\\", "", heading.value).replace(JOINER, "") for heading in app.subheader]


@pytest.fixture
def id_of(sample: Path) -> IdOf:
    def find(last: str) -> str:
        engine = connect(f"sqlite:///{sample / 'needleproof.db'}", read_only=True)
        with Session(engine) as session:
            people = session.exec(select(Practitioner.id, Practitioner.display_name))
            return next(ident for ident, name in people if last in name)

    return find


# --- every page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_says_that_it_is_a_sample_and_what_it_is_not(page: str) -> None:
    text = read(shown(page))
    assert wording.SAMPLE_BANNER in text
    assert wording.NOTICE in text


@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_says_how_to_begin(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    text = read(shown(page))
    assert "needleproof demo" in text
    assert "needleproof refresh --state WA" in text


@pytest.mark.slow
def test_a_broken_store_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needleproof.db").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("NEEDLEPROOF_DATA", str(tmp_path))
    assert "The store cannot be read" in read(shown("find"))


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDLEPROOF_TODAY", "tomorrow")
    assert "NEEDLEPROOF_TODAY is 'tomorrow'" in read(shown("find"))


# --- Find -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"near": "59901"}, "0 practitioners within 25 miles of Kalispell, MT"),
        ({"near": "59901"}, "Nearest: 3 at "),
        (
            {"in_state": "Wyoming", "trained": "true"},
            "0 practitioners with training checked or certificate seen in Wyoming",
        ),
        ({"in_state": "Wyoming", "active": "true"}, "the filter “License checked and active” hides them."),
        ({"who": "Nobodywiththisname"}, "0 practitioners found"),
        ({"near": "00001"}, "We do not know the ZIP code “00001”"),
        ({"who": "1234567890"}, "its check digit is wrong"),
        ({"in_state": "Texas"}, "we read no license list"),
    ],
)
def test_nothing_found_says_why(asked: dict[str, str], told: str) -> None:
    app = shown("find", **asked)
    assert len(app.header) == 1, "a result has its heading, also when there is none"
    assert told in read(app)


def test_one_of_several_places_can_be_chosen() -> None:
    app = shown("find", near="Springfield")
    assert "There are 25 places called “Springfield”" in read(app)
    app.button(key="choice Springfield, IL").click().run()
    assert app.text_input(key="near").value == "Springfield, IL"
    assert "within 25 miles of Springfield, IL" in read(app)


def test_people_without_a_published_place_stand_apart() -> None:
    app = shown("find", in_state="South Dakota", page="5")
    assert say("find-no-place") in read(app)


# --- Practitioner -----------------------------------------------------------------------------------------------


def test_a_profile_says_what_when_and_from_where(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Vantongeren")))
    for part in (
        "Marisol K Vantongeren",
        "The source's word: ACTIVE",
        "Read on November 20, 2026 at 12:00 UTC",
        "We show it until December 20, 2026",
        "[data.wa.gov](<https://data.wa.gov/",
        "Listed by Example Institute of Dry Needling",
        "RCW 18.74.200",
        "325 hours of training in all",
        "There is none to show.",
        "criminal record",
        "We cannot tell whether this person meets the rule.",
    ):
        assert part in text
    assert re.search(r"SHA-256\): [0-9a-f]{64}", text)
    assert "/evidence/" not in text


def test_a_profile_asked_for_by_nonsense(id_of: IdOf) -> None:
    assert "We have no page for this person" in read(shown("practitioner", id="../../etc/passwd"))
    assert "Choose a person" in read(shown("practitioner"))


def test_a_former_address_shows_the_person_and_the_address_to_keep(sample: Path, id_of: IdOf) -> None:
    engine = connect(f"sqlite:///{sample / 'needleproof.db'}")
    with Session(engine) as session:
        session.merge(PractitionerAlias(old_id="before", practitioner_id=id_of("Okeyinka")))
        session.commit()
    text = read(shown("practitioner", id="before"))
    assert "Two entries turned out to be one person" in text
    assert "Desmond" in text


def test_look_alikes_are_told_apart(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Castlebury")))
    assert "Careful: somebody else has this name, or one much like it." in text
    assert re.search(r"License: WA PT\d+ for this person; WA PT\d+ for the other", text)
    assert re.search(r"NPI: \d{10} for this person; \d{10} for the other", text)
    assert "Suffix: none on record for this person; Jr. for the other" in read(
        shown("practitioner", id=id_of("Winston Ellerbrook"))
    )


def test_how_the_records_belong_together_is_told_source_by_source(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Fairbrook")))
    _, _, told = text.partition("How we know these records are one person")
    assert "**Washington health care provider credentials**: same Washington physical therapist license number" in told
    assert "**Certified members (sample)**: Marsden and Fairbrook: one is on file as another surname" in told


@pytest.mark.slow
@pytest.mark.parametrize("last", ["Castlebury", "Winston Ellerbrook", "Quillstone", "Hargreaves", "Kittredge"])
def test_open_questions_stand_on_the_person_s_page_for_coordinators_only(
    last: str, id_of: IdOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = id_of(last)
    patient = shown("practitioner", id=ident)
    for words in ("Open questions", "Compare and decide", "may be of this person", "would link"):
        assert words not in read(patient)
    sign_in(monkeypatch)
    app = shown("practitioner", id=ident)
    assert "Open questions about who this is" in [header.value for header in app.header]
    assert any(name.startswith("An entry of ") for name in names(app))
    assert "Coordinator only" in read(app)
    assert [element.proto.label for element in app.get("page_link")].count(":blue[Compare and decide]") == 1


def test_who_waits_for_review_is_not_called_missing_from_the_list(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Hargreaves")))
    assert "? Waits for review" in text
    assert "The person writes “EXDN”. An entry on Example Institute of Dry Needling's list may be this person's" in text
    assert "What you can do: Ask to see the certificate" in text
    assert "Not on the list" not in text
    assert "? Not on the list" in read(shown("practitioner", id=id_of("Morningside")))


def test_hostile_text_is_shown_and_does_nothing(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Brackenridge"))
    assert "<script>alert(1)</script>" in read(app)
    assert not re.search(r"(?<!\\)<script", marked(app))
    assert not any(element.allow_html for element in app.markdown)


def test_an_exclusion_is_shown_with_its_date(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Grindlewald")))
    assert "✕ Listed as excluded" in text
    assert "Listed as excluded since" in text


@pytest.mark.parametrize("page", ["practitioner", "find"])
def test_a_namesake_of_an_excluded_person_is_never_shown_to_patients(page: str, id_of: IdOf) -> None:
    text = read(shown(page, id=id_of("Applethwaite"), who="Applethwaite"))
    assert "Applethwaite" in text
    for word in ("Possible hit", "xcluded", "Review needed", "possible"):
        assert word not in text.replace("Exclusion from public programs", "")


@pytest.mark.usefixtures("as_a_coordinator")
def test_coordinators_see_possible_hits_marked_as_theirs(id_of: IdOf) -> None:
    text = read(shown("practitioner", id=id_of("Applethwaite")))
    assert "Possible hit: review" in text
    assert "Coordinator only" in text
    assert re.search(r"\(/evidence/[0-9a-f]{64}\)", text)


def test_what_a_clinic_says_stands_under_its_name_with_its_words(id_of: IdOf) -> None:
    app = shown("practitioner", id=id_of("Vantongeren"))
    text = read(app)
    assert "What the clinic says" in [header.value for header in app.header]
    assert "Example Spine Clinics" in names(app)
    assert "Kinds of needling, said of the clinic: Trigger point dry needling" in text
    assert "“We offer dry needling for low back pain and headaches at our Seattle clinic.”" in text
    assert "We did not check them" in text
    other = shown("practitioner", id=id_of("Stillwater"))
    assert "What the clinic says" not in [header.value for header in other.header]


def test_post_addresses_stay_with_coordinators(id_of: IdOf, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = id_of("Stillwater")
    assert "No place of practice is published" in read(shown("practitioner", id=ident))
    assert "mailing" not in read(shown("practitioner", id=ident))
    sign_in(monkeypatch)
    assert "Mailing address, no place of practice" in read(shown("practitioner", id=ident))


# --- States and Sources -----------------------------------------------------------------------------------------


def test_states_at_a_glance() -> None:
    (heads, *rows) = tables(shown("states"))[0]
    assert heads[:2] == ["State", "Physical therapist"]
    assert [row[0] for row in rows] == list(jurisdictions().values())
    words = {word for row in rows for word in row[1:]}
    assert words <= {"✓ permitted", "✕ not permitted", "– silent", "? unclear", "! on order", "– nothing found"}


@pytest.mark.parametrize("name", ["Washington", "New York", "Florida", "Oklahoma"])
def test_one_state_in_full(name: str) -> None:
    text = read(shown("states", state=name))
    assert "Physical therapist" in text
    assert "We last read its sources on November 20, 2026" in text
    assert "Not legal advice" in text


def test_a_state_nobody_knows_shows_all() -> None:
    assert len(tables(shown("states", state="Atlantis"))) == 1


def test_sources_with_their_last_reading() -> None:
    app = shown("sources")
    text = read(app)
    assert "Federal exclusion list (LEIE)" in names(app)
    assert "Last read well: November 20, 2026 at 12:00 UTC" in text
    headers = [header.value for header in app.header]
    assert headers[0] == "Sources we have read, or tried to"
    assert {"Asked about one person at a time", "Sources that cannot be read yet"} <= set(headers)
    assert names(app).index("Federal exclusion list (LEIE)") < names(app).index("South Dakota chiropractors")
    assert "Terms: public federal data (read 2026-11-20)" in text
    waiting, runs = (element.value for element in app.table)
    assert len(waiting) == sum(bool(source.needs) for source in sources().values() if not source.sample)
    assert len(runs) > 10
