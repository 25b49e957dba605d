"""The one box: names with typing errors, in any order, with places and professions; numbers; and what is none of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col

from directory.normalize.names import PersonName, fold, sort_key
from directory.search import LONGEST_TEXT
from directory.search.typed import Typed, typed
from directory.store.name_words import fill_names
from directory.store.tables import License, Practitioner, Publication, SearchEntry, SearchOtherName
from directory.vocabulary import Profession

PT, CHIRO = Profession.PHYSICAL_THERAPIST, Profession.CHIROPRACTOR
# id, first, middle, last, other names, profession, city, state, NPI
PEOPLE: tuple[tuple[str, str, str | None, str, list[str], Profession, str | None, str, str | None], ...] = (
    ("jon", "Jon", None, "Smyth", [], PT, "Seattle", "WA", "2000000002"),
    ("john", "John", "Q", "Smith", [], PT, "Spokane", "WA", "2000000010"),
    ("jonathan", "Jonathan", None, "Smith", [], CHIRO, "Bellevue", "WA", None),
    ("robert", "Robert", None, "Okafor", [], PT, "Denver", "CO", None),
    ("roe", "Jane", None, "Roe-Smith", ["Jane Miller"], PT, "Boise", "ID", None),
    ("cruz", "María José", None, "de la Cruz", [], PT, "New York", "NY", None),
    ("jackson", "Austin", None, "Jackson", [], PT, "Jackson", "MS", None),
    ("austin", "Mary", None, "Austin", [], PT, "Austin", "TX", None),
    ("twin_a", "Kim", None, "Do", [], PT, "Portland", "OR", None),
    ("twin_b", "Kim", None, "Do", [], PT, "Portland", "OR", None),
    ("marisol", "Marisol", None, "Vantongeren", [], CHIRO, "Sioux Falls", "SD", None),
    ("middle", "J.", "Walter", "Ebersole", [], PT, "St. Louis", "MO", None),
    ("spring_il", "Peter", None, "Quill", [], PT, "Springfield", "IL", None),
    ("spring_mo", "Peter", None, "Quill", [], PT, "Springfield", "MO", None),
    ("nowhere", "Olga", None, "Lindqvist", [], PT, None, "MT", None),
    ("ma", "Li", None, "Ma", [], PT, "Boston", "MA", None),
)
WORDS = {who: (first, last, city) for who, first, _, last, _, _, city, _, _ in PEOPLE}


@pytest.fixture(scope="module")
def session(databases: Any) -> Iterator[Session]:
    with databases.empty() as engine, Session(engine) as opened:
        for who, first, middle, last, others, profession, city, state, npi in PEOPLE:
            name = PersonName(last=last, first=first, middle=middle)
            opened.add(
                Practitioner(
                    id=who, display_name=name.display(), last=last, first=first, middle=middle, sort_key=sort_key(name),
                    other_names=others, npi=npi, digest=who,
                )
            )  # fmt: skip
            opened.flush()
            opened.add(
                SearchEntry(
                    practitioner_id=who, profession=profession, state=state, last_folded=fold(last),
                    first_folded=fold(first), city_folded=fold(city) if city else None, license_active=True,
                    training_grade=0, training_claimed=False, excluded=False,
                )
            )  # fmt: skip
        for who, state, number, digits in (
            ("jon", "WA", "PT60012345", "60012345"), ("robert", "CO", "PTL.0060012345", "60012345"),
            ("roe", "ID", "PT-60123456", "60123456"), ("austin", "TX", "1098101", "1098101"),
        ):  # fmt: skip
            opened.add(
                License(
                    practitioner_id=who, jurisdiction=state, profession=PT, license_type="PT", number=number,
                    digits=digits, status="confirmed", source="example_board", record_id=1,
                )
            )  # fmt: skip
        when = datetime(2026, 11, 20, tzinfo=UTC)
        opened.add(Publication(published_at=when, as_of=date(2026, 11, 20), practitioners=1, changed=1, digest="typed"))
        opened.flush()
        fill_names(opened.connection())
        opened.commit()
        yield opened


def first(session: Session, line: str, **chosen: Any) -> str | None:
    told = typed(session, line, **chosen)
    assert told.problem is None, told.problem
    return told.ids[0] if told.ids else None


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "who", "why"),
    [
        ("Jon Smyth", "jon", None),
        ("smyth, jon", "jon", None),
        ("jon smyth pt seatle", "jon", None),
        ("PT Seatle Smyth Jon", "jon", None),
        ("jhon smtih spokane", "john", "similar name"),
        ("john smith", "john", None),
        ("John Q. Smith", "john", None),
        ("John Quincy Smith, DPT", "john", None),
        ("Jon Smith chiropractor bellvue", "jonathan", "nickname"),
        ("bob okafor", "robert", "nickname"),
        ("Rob Okafor denver colorado", "robert", "nickname"),
        ("okafro robbert", "robert", "similar name"),
        ("R Okafor", "robert", None),
        ("Dr. Jane Roe-Smith DPT", "roe", None),
        ("jane roe smith", "roe", None),
        ("jane roe", "roe", "similar name"),
        ("Jane Miller", "roe", "former name"),
        ("Jane Miler Boise", "roe", "former name"),
        ("maria de la cruz", "cruz", "similar name"),
        ("María José de la Cruz", "cruz", None),
        ("maria jose delacruz new york", "cruz", None),
        ("cruz maria", "cruz", "similar name"),
        ("Austin Jackson", "jackson", None),
        ("Jackson Austin", "jackson", None),
        ("mary austin austin", "austin", None),
        ("Mari Vanton", "marisol", "similar name"),
        ("vantongeren", "marisol", None),
        ("vantongren sioux falls", "marisol", "similar name"),
        ("Walter Ebersole", "middle", "similar name"),
        ("walter ebersole st. louis", "middle", "similar name"),
        ("Olga Lindquist", "nowhere", "similar name"),
        ("olga lindqvist montana", "nowhere", None),
        ("Li Ma", "ma", None),
        ("li ma boston ma", "ma", None),
        ("Ольга Lindqvist", "nowhere", None),
        ("\u202ejon\u202c smyth 🙂", "jon", None),
    ],
)
def test_who_is_meant(session: Session, line: str, who: str, why: str | None) -> None:
    told = typed(session, line)
    assert told.problem is None
    assert told.kind == "name"
    assert told.ids[0] == who
    assert told.why.get(who) == why


def test_twins_are_both_found(session: Session) -> None:
    assert set(typed(session, "kim do").ids) == {"twin_a", "twin_b"}


def test_who_is_in_the_place_comes_first(session: Session) -> None:
    for state in ("IL", "MO"):
        told = typed(session, f"peter quill springfield {state.lower()}")
        assert told.ids[0] == f"spring_{state.lower()}"
        assert told.place is not None
        assert told.place.label == f"Springfield, {state}"
    told = typed(session, "smith, jonathan redmond wa")  # beside Bellevue
    assert told.ids[0] == "jonathan"


def test_only_those_that_were_chosen_are_found(session: Session) -> None:
    assert first(session, "peter quill", state="MO") == "spring_mo"
    assert first(session, "jon smith", profession=CHIRO) == "jonathan"
    assert first(session, "peter quill", state="WA") is None


@pytest.mark.parametrize(
    "line", ["", "jon smyth pt seatle", "quill springfield peter mo", "cruz maria new york", "mary austin austin tx"]
)
def test_every_order_of_the_words_finds_the_same(session: Session, line: str) -> None:
    found = {frozenset(typed(session, " ".join(words)).ids) for words in permutations(line.split())}
    assert len(found) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_any_person(session: Session, data: st.DataObject) -> None:
    given_name, surname, city = WORDS[data.draw(st.sampled_from(sorted(WORDS)))]
    words = [
        *given_name.split(),
        *surname.split(),
        *(city or "").split(),
        *data.draw(st.sampled_from(["", "pt", "dpt", "physical therapist"])).split(),
    ]
    mixed = data.draw(st.permutations(words))
    one, other = typed(session, " ".join(words)), typed(session, " ".join(mixed))
    assert set(one.ids) == set(other.ids)
    assert one.ids


# --- people who are hidden --------------------------------------------------------------------------------------------

LINES = (
    "Jon Smyth", "smyth", "jon smyth springfield", "bob okafor", "okafor denver", "robert denver", "austin", "jackson",
    "Austin Jackson", "jackson austin ms", "mary austin austin", "kim do", "vantongren sioux falls", "Jane Miller",
    "jane roe", "peter quill springfield", "quill springfield mo", "quill", "Li Ma", "ebersole", "2000000002",
    "PT60012345", "60012345 WA", "1098101", "maria de la cruz",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("who", ["jon", "robert", "roe", "jackson", "austin", "marisol", "spring_mo", "ma", "twin_a"])
def test_a_hidden_person_is_one_whom_nobody_knows(session: Session, who: str) -> None:
    """Whatever is typed, the answer is the one there is where the person is on no list at all."""
    hidden = [typed(session, line, hidden=frozenset({who})) for line in LINES]
    shown = [typed(session, line) for line in LINES]
    opened = session.begin_nested()
    session.expunge_all()
    for table in (License, SearchEntry, SearchOtherName):
        session.execute(sa.delete(table).where(col(table.practitioner_id) == who))
    session.execute(sa.update(Practitioner).where(col(Practitioner.id) == who).values(npi=None))
    when = datetime(2026, 11, 22, tzinfo=UTC)
    session.add(Publication(published_at=when, as_of=date(2026, 11, 22), practitioners=1, changed=1, digest=who))
    session.flush()
    fill_names(session.connection())
    gone = [typed(session, line) for line in LINES]
    opened.rollback()
    for line, one, other in zip(LINES, hidden, gone, strict=True):
        assert one == other, line
    assert hidden != shown


def test_a_hidden_name_does_not_stand_before_others(session: Session) -> None:
    assert "austin" in typed(session, "austin").ids
    told = typed(session, "austin", hidden=frozenset({"austin", "jackson"}))
    assert (told.kind, told.place.label if told.place else None) == ("nothing", None)
    assert {place.label for place in told.choices} >= {"Austin, TX"}


# --- suffix and middle name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Wendell Ellerby Jr.", ["jr", "plain", "initial", "sr"]),
        ("ellerby, wendell senior", ["sr", "plain", "initial", "jr"]),
        ("Wendell Ellerby", ["plain", "initial", "jr", "sr"]),
        ("Wendell Q Ellerby", ["initial", "plain", "jr", "sr"]),
        ("Wendell Quincy Ellerby", ["initial", "plain", "jr", "sr"]),
    ],
)
def test_the_name_that_was_typed_stands_before_longer_ones(session: Session, line: str, who: list[str]) -> None:
    opened = session.begin_nested()
    for ident, middle, suffix in (
        ("jr", None, "Jr."),
        ("sr", None, "Sr"),
        ("initial", "Q", None),
        ("plain", None, None),
    ):
        add_person(session, ident, PersonName(last="Ellerby", first="Wendell", middle=middle, suffix=suffix))
    when = datetime(2026, 11, 23, tzinfo=UTC)
    session.add(Publication(published_at=when, as_of=date(2026, 11, 23), practitioners=4, changed=4, digest="parts"))
    session.flush()
    fill_names(session.connection())
    told = typed(session, line)
    opened.rollback()
    assert list(told.ids) == who
    assert list(told.groups) == sorted(told.groups)
    assert told.groups[0] < told.groups[1]
    assert told.place is None  # a middle name is no place
    assert not told.choices


def add_person(session: Session, ident: str, name: PersonName) -> None:
    session.add(
        Practitioner(
            id=ident, display_name=name.display(), last=name.last, first=name.first, middle=name.middle,
            suffix=name.suffix, sort_key="", digest=ident,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        SearchEntry(
            practitioner_id=ident, profession=PT, state="WA", last_folded=fold(name.last),
            first_folded=fold(name.first), license_active=True, training_grade=0, training_claimed=False,
            excluded=False,
        )
    )  # fmt: skip


# --- what else stands in the line -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place", "state", "profession", "understood"),
    [
        ("jon smyth pt seatle", "Seattle, WA", "WA", PT, "Read as: Jon Smyth, physical therapist, in Seattle, WA"),
        ("Smyth, Jon", None, None, None, "Read as: Jon Smyth"),
        ("bob okafor colorado", None, "CO", None, "Read as: Bob Okafor, in Colorado"),
        ("jon smyth 98101", "Seattle, WA 98101", "WA", None, "Read as: Jon Smyth, in Seattle, WA 98101"),
        ("maria de la cruz new york", "New York, NY", "NY", None, "Read as: Maria de la Cruz, in New York, NY"),
        ("Austin Jackson", None, None, None, "Read as: Austin Jackson"),
        ("Xqzwv Brzk pt seattle", "Seattle, WA", "WA", PT, "Read as: Xqzwv Brzk, physical therapist, in Seattle, WA"),
    ],
)
def test_what_is_taken_out_of_the_line(
    session: Session, line: str, place: str | None, state: str | None, profession: Profession | None, understood: str
) -> None:
    told = typed(session, line)
    assert (told.place.label if told.place else None, told.state, told.profession) == (place, state, profession)
    assert (told.understood or "").lower() == understood.lower()


@pytest.mark.parametrize(
    ("line", "place", "profession"),
    [("seattle", "Seattle, WA", None), ("pt seattle wa", "Seattle, WA", PT), ("98101", "Seattle, WA 98101", None),
     ("chiropractor", None, CHIRO), ("physical therapist new york", "New York, NY", PT)],
)  # fmt: skip
def test_a_place_alone_is_no_name(
    session: Session, line: str, place: str | None, profession: Profession | None
) -> None:
    told = typed(session, line)
    assert (told.kind, list(told.ids), told.problem) == ("nothing", [], None)
    assert (told.place.label if told.place else None, told.profession) == (place, profession)


def test_a_name_that_is_a_place_too_stays_a_name(session: Session) -> None:
    assert set(typed(session, "jackson").ids) == {"jackson"}
    assert "austin" in typed(session, "austin").ids


def test_a_city_of_several_states_is_left_open(session: Session) -> None:
    told = typed(session, "nobody atall springfield")
    assert told.place is None
    assert len(told.choices) > 5


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind", "who"),
    [
        ("2000000002", "npi", ["jon"]),
        ("NPI: 2000000002", "npi", ["jon"]),
        ("2000 000002", "npi", ["jon"]),
        ("2000000002.", "npi", ["jon"]),
        ("(2000000002)", "npi", ["jon"]),
        ("jon smyth 2000000002", "npi", ["jon"]),
        ("PT60012345", "license", ["jon", "robert"]),
        ("pt 60012345", "license", ["jon", "robert"]),
        ("60012345 WA", "license", ["jon"]),
        ("PTL.0060012345", "license", ["robert", "jon"]),
        ("PT-60123456 (ID)", "license", ["roe"]),
        ("license PT-60123456 Idaho", "license", ["roe"]),
        ("PT-60123456 (WA)", "license", []),
        ("1098101", "license", ["austin"]),
        ("98101%", "license", []),
    ],
)
def test_numbers(session: Session, line: str, kind: str, who: list[str]) -> None:
    told = typed(session, line)
    assert (told.kind, list(told.ids), told.problem) == (kind, who, None)


@pytest.mark.parametrize(
    ("line", "words"),
    [("2000000001", "check digit"), ("206-555-0142", "NPI"), ("0000000000", "nobody's"), ("3000000000", "1 or 2")],
)
def test_numbers_that_are_none(session: Session, line: str, words: str) -> None:
    told = typed(session, line)
    assert words in (told.problem or "")
    assert not told.ids


# --- texts that mean nothing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "",
        "  ",
        "--",
        "🙂",
        "...",
        "%",
        "_",
        "'",
        "\u200f\u200e",
        "\x00",
        "x" * 10_000,
        "1" * 10_000,
        "word " * 30,
        "N/A",
        "()[]{}*?",
    ],
)
def test_texts_without_a_name_get_a_helpful_problem(session: Session, line: str) -> None:
    told = typed(session, line)
    assert (told.kind, list(told.ids)) == ("nothing", [])
    assert told.problem
    assert len(told.problem) < LONGEST_TEXT


@pytest.mark.parametrize(
    "line",
    ["<script>alert(1)</script>", "'; DROP TABLE practitioner; --", "V%ngeren", "=cmd()", "\u202eeltaes", "NULL"],
)
def test_hostile_texts_find_nobody(session: Session, line: str) -> None:
    assert not typed(session, line).ids


def test_the_answer_follows_the_publication(session: Session) -> None:
    assert isinstance(typed(session, "newcomer"), Typed)
    assert not typed(session, "newcomer").ids
    opened = session.begin_nested()
    session.add(
        Practitioner(id="new", display_name="New Newcomer", last="Newcomer", first="New", sort_key="", digest="")
    )
    session.flush()
    session.add(
        SearchEntry(
            practitioner_id="new", profession=PT, state="WA", last_folded="NEWCOMER", first_folded="NEW",
            license_active=True, training_grade=0, training_claimed=False, excluded=False,
        )
    )  # fmt: skip
    when = datetime(2026, 11, 21, tzinfo=UTC)
    session.add(Publication(published_at=when, as_of=date(2026, 11, 21), practitioners=2, changed=1, digest="later"))
    session.flush()
    fill_names(session.connection())
    assert list(typed(session, "newcommer").ids) == ["new"]
    opened.rollback()
