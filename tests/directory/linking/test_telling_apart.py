"""Who may be taken for whom, and what tells them apart: mutual, precise, and always a real difference."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.linking import look_alikes
from directory.linking.telling_apart import Difference, Marks, Telling, differences
from directory.normalize.names import PersonName
from directory.records import Address, NpiRecord
from directory.vocabulary import PlaceKind, Profession
from directory.wording import apart
from tests.directory.linking.invented import CHIRO, PT, PTA, A, B, linked, npi, slot

WA = Address(kind=PlaceKind.PRACTICE, state="WA")


def who(number: str, name: str, *, profession: Profession = PT, state: str = "WA", former: str = "") -> NpiRecord:
    at = (Address(kind=PlaceKind.PRACTICE, state=state),)
    return npi(number, name, slot(None, None, profession), addresses=at, former=(former,) if former else ())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (who(A, "Rowan Castle"), who(B, "ROWAN CASTLE"), True),
        (who(A, "Rowan M Castle"), who(B, "Rowan K Castle"), True),  # what differs tells them apart
        (who(A, "Rowan Castle, Jr"), who(B, "Rowan Castle"), True),
        (who(A, "Rowan Castle"), who(B, "Rowan Castle", profession=CHIRO), True),
        (who(A, "Rowan Castle"), who(B, "Rowan Castle", state="OR"), False),
        (who(A, "Rowan Castle"), who(B, "Robin Castle"), False),
        (who(A, "Rowan Castle"), who(B, "R Castle"), False),
        (who(A, "Rowan Castle"), who(B, "Rowan Castel"), False),
        # readers may know her by either surname, and by either half of it
        (who(A, "Rowan Fields", former="Rowan Castle"), who(B, "Rowan Castle"), True),
        (who(A, "Rowan Fields", former="Castle"), who(B, "Rowan Castle"), True),
        (who(A, "Rowan Fields", former="Castle"), who(B, "Robin Castle"), False),
        (who(A, "Rowan Fields-Castle"), who(B, "Rowan Castle"), True),
        (who(A, "Rowan Fields-Castle"), who(B, "Rowan Hill-Fields"), True),
        # Bob and Robert of one profession; of two nobody takes one for the other
        (who(A, "Bob Castle"), who(B, "Robert Castle"), True),
        (who(A, "Bob Castle"), who(B, "Robert Castle", profession=PTA), False),
        (who(A, "Liz Castle"), who(B, "Beth Castle"), False),  # who knows a Liz does not take Beth for her
        (who(A, "Bob Fields", former="Castle"), who(B, "Robert Castle"), True),
    ],
)
def test_who_may_be_taken_for_whom(one: NpiRecord, other: NpiRecord, alike: bool) -> None:
    people = linked(one, other).people
    expected = {f"npi:{A}": (f"npi:{B}",), f"npi:{B}": (f"npi:{A}",)} if alike else {}
    assert look_alikes(people) == expected
    assert look_alikes(people[::-1]) == expected


# --- what tells them apart --------------------------------------------------------------------------------------

SEATTLE, TACOMA = ("12 Larkspur Ave", "SEATTLE", "WA", "98101"), ("7 Copper St", "Tacoma", "WA", "98402")
HERE = Marks(
    name=PersonName(last="Castle", first="Rowan"),
    professions=frozenset({PT}),
    places=frozenset({SEATTLE}),
    licenses=frozenset({("WA", "PT60012345")}),
    npi=A,
)


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ({}, {}, []),
        ({}, {"npi": B}, [f"NPI: {A} for this person; {B} for the other"]),
        ({}, {"npi": None}, []),
        (
            {"name": PersonName(last="Castle", first="Rowan", suffix="JR")},
            {},
            ["Suffix: Jr for this person; none on record for the other"],
        ),
        (
            {},
            {"professions": frozenset({CHIRO})},
            ["Profession: physical therapist for this person; chiropractor for the other"],
        ),
        ({}, {"professions": frozenset({PT, CHIRO})}, []),  # one profession is both people's
        ({}, {"places": frozenset({TACOMA})}, ["City: Seattle, WA for this person; Tacoma, WA for the other"]),
        ({}, {"places": frozenset({TACOMA, SEATTLE})}, []),
        ({}, {"places": frozenset[tuple[str | None, str, str, str | None]]()}, []),
        (
            {},
            {"places": frozenset({("34 Larkspur Ave", "Seattle", "WA", "98101")})},
            ["Address: 12 Larkspur Ave, Seattle for this person; 34 Larkspur Ave, Seattle for the other"],
        ),
        ({}, {"places": frozenset({("12 LARKSPUR AVENUE", "Seattle", "WA", "98101")})}, []),  # another spelling
        ({}, {"places": frozenset({(None, "Seattle", "WA", "98101")})}, []),
        ({}, {"licenses": frozenset({("WA", "PT 60012345")})}, []),
        (
            {},
            {"licenses": frozenset({("WA", "PT60054321")})},
            ["License: WA PT60012345 for this person; WA PT60054321 for the other"],
        ),
    ],
)  # fmt: skip
def test_what_tells_two_apart(here: dict[str, object], there: dict[str, object], told: list[str]) -> None:
    found = differences(replace(HERE, **here), replace(HERE, **there))  # type: ignore[arg-type]
    assert [apart(one) for one in found] == told


@pytest.mark.parametrize(
    ("middle", "other", "differ"),
    [("M", "K", True), ("M", "Mary", False), ("Mary", "Kay", True), ("M", None, False), ("Castle", "K", False)],
)
def test_middle_names_differ_only_where_they_contradict(middle: str | None, other: str | None, differ: bool) -> None:
    a, b = (replace(HERE, name=PersonName(last="Castle", first="Rowan", middle=m)) for m in (middle, other))
    assert [one.fact for one in differences(a, b)] == ([Telling.MIDDLE] if differ else [])


MARKS = st.builds(
    Marks,
    name=st.builds(
        PersonName,
        last=st.just("Castle"),
        first=st.just("Rowan"),
        middle=st.sampled_from([None, "M", "Mary", "Kay", "K L"]),
        suffix=st.sampled_from([None, "Jr", "JR", "III"]),
    ),
    professions=st.frozensets(st.sampled_from([PT, PTA, CHIRO]), max_size=2),
    places=st.frozensets(
        st.tuples(
            st.sampled_from([None, "12 Larkspur Ave", "12 Larkspur", "7 Copper St", "Pier 9"]),
            st.sampled_from(["Seattle", "SEATTLE", "Tacoma"]),
            st.just("WA"),
            st.sampled_from([None, "98101", "98402"]),
        ),
        max_size=2,
    ),
    licenses=st.frozensets(st.tuples(st.just("WA"), st.sampled_from(["PT1234", "1234", "PT9"])), max_size=2),
    npi=st.sampled_from([None, A, B]),
)


@given(MARKS, MARKS)
def test_every_telling_fact_is_a_difference_and_is_told_on_both_sides(here: Marks, there: Marks) -> None:
    found = differences(here, there)
    assert differences(there, here) == [Difference(fact=d.fact, here=d.there, there=d.here) for d in found]
    assert differences(here, here) == []
    for one in found:
        assert not set(one.here) & set(one.there)
        assert one.fact is Telling.SUFFIX or (one.here and one.there)
        # As soon as this one fact is the same on both sides, it is no telling fact any more.
        assert one.fact not in {d.fact for d in differences(here, _given(here, there, one.fact))}


def _given(here: Marks, there: Marks, fact: Telling) -> Marks:
    match fact:
        case Telling.SUFFIX:
            return replace(there, name=PersonName(last="Castle", first="Rowan", suffix=here.name.suffix))
        case Telling.MIDDLE:
            return replace(there, name=PersonName(last="Castle", first="Rowan", middle=here.name.middle))
        case Telling.PROFESSION:
            return replace(there, professions=here.professions)
        case Telling.CITY | Telling.ADDRESS:
            return replace(there, places=here.places)
        case Telling.LICENSE:
            return replace(there, licenses=here.licenses)
        case Telling.NPI:
            return replace(there, npi=here.npi)
