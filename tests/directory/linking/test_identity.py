"""Who is settled, who needs a person and why: tables of pairs, and what must hold for any. Everybody is invented."""

from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.linking.explaining import reasons, sentence_of
from directory.linking.gates import Gate
from directory.linking.identity import Outcome, Tier, decide, needs_more
from directory.linking.keys import asked_keys, stored_keys
from directory.linking.party import NumberGiven, Party, Spot
from directory.linking.side import side_of
from directory.linking.turning import turns
from directory.linking.weights import Level, Weights, weights
from directory.normalize.identifiers import npi_check_digit
from directory.normalize.names import PersonName, parse_full_name

PT, MD = frozenset({"PT"}), frozenset({"MD_DO"})
SEATTLE = Spot(city="Seattle", state="WA")
HOME = Spot("12 Larkspur Ave Ste 3", "Seattle", "WA", "98101")


class Register:
    """5,000 people in a state; of the surnames in ``common`` one in a thousand."""

    def __init__(self, *, people: int = 5_000, whole: bool = True, common: tuple[str, ...] = ("STONE",)) -> None:
        self.people, self.whole, self.common = people, whole, common

    def size(self, state: str | None) -> int:
        return self.people

    def share(self, surname: str, state: str | None) -> float:
        return 0.001 if surname in self.common else 1 / self.people

    def gap(self, state: str | None, families: frozenset[str]) -> str | None:
        return None if self.whole else "not loaded"


def an_npi(serial: int) -> str:
    nine = f"2{serial:08d}"
    return nine + str(npi_check_digit(nine))


def who(text: str, spot: Spot | None = None, families: frozenset[str] = frozenset(), **more: object) -> Party:
    """'Robert M Stone Jr' of a place."""
    name = parse_full_name(text) or PersonName(last=text)
    return replace(Party(name=name, families=families, spots=(spot,) if spot else ()), **more)  # type: ignore[arg-type]


def number(text: str, families: frozenset[str] = PT, state: str | None = "WA") -> tuple[NumberGiven, ...]:
    return (NumberGiven(text, state, families),)


def outcome(left: Party, *people: Party, register: Register | None = None) -> Outcome[int]:
    return decide(side_of(left), [(at, side_of(party)) for at, party in enumerate(people)], register or Register())


def told(found: Outcome[int], left: Party) -> str:
    assert found.best is not None
    return sentence_of(reasons(side_of(left), found.best))


OTTOLINE = who("Ottoline M Greaves", HOME, PT)
STONE = who("Robert M Stone", HOME, PT)
FORMER = replace(OTTOLINE, other_names=(PersonName(last="Pinkwater"),))
IN_TACOMA = Spot(city="Tacoma", state="WA")
IN_SPOKANE = Spot(city="Spokane", state="WA")

SETTLED = {
    "city and profession": (who("Ottoline Greaves", SEATTLE, PT), OTTOLINE),
    "last name first": (who("GREAVES, OTTOLINE M", SEATTLE, PT), OTTOLINE),
    "accents and marks": (who("Óttoline O'Greaves", SEATTLE, PT), who("OTTOLINE OGREAVES", HOME, PT)),
    "nickname with place and profession": (who("Bob Stone", SEATTLE, PT), STONE),
    "short form of another": (who("Rob Stone", SEATTLE, PT), who("Bob Stone", HOME, PT)),
    "former surname on file": (who("Ottoline Pinkwater", SEATTLE, PT), FORMER),
    "goes by the middle name": (who("Melisande Greaves", SEATTLE, PT), who("Ada Melisande Greaves", HOME, PT)),
    "half of a double name at one address": (who("Ottoline Greaves-Quill", HOME, PT), OTTOLINE),
    "moved, but middle initial and profession agree": (who("Ottoline M Greaves", IN_SPOKANE, PT), OTTOLINE),
    "several practice places": (
        who("Ottoline Greaves", IN_SPOKANE, PT),
        replace(OTTOLINE, spots=(HOME, IN_SPOKANE)),
    ),
    "rare surname in the same city": (who("Ottoline Greaves", SEATTLE), OTTOLINE),
    "same suffix": (who("Robert Stone Jr", SEATTLE, PT), who("Robert M Stone Jr", HOME, PT)),
    "license number, whatever the place": (
        replace(who("Bob Stone"), numbers=number("PT 0012345")),
        replace(STONE, numbers=number("PT00012345")),
    ),
    "NPI": (replace(who("R Stone"), npi=an_npi(1)), replace(STONE, npi=an_npi(1))),
}

REVIEW = {
    "first initial only": (who("R Stone", SEATTLE, PT), STONE, Gate.GIVEN),
    "nickname without profession": (who("Bob Stone", HOME), STONE, Gate.GIVEN),
    "Dan and Danielle": (who("Dan Greaves", SEATTLE, PT), who("Danielle Greaves", HOME, PT), Gate.GIVEN),
    "slip in the surname": (who("Ottoline Graeves", SEATTLE, PT), OTTOLINE, Gate.SURNAME),
    "scanned m for rn": (who("Ottoline Bamard", SEATTLE, PT), who("Ottoline Barnard", HOME, PT), Gate.SURNAME),
    "name in the wrong order": (who("Greaves Ottoline", SEATTLE, PT), OTTOLINE, Gate.NAME_ORDER),
    "half of a double name": (who("Ottoline Greaves-Quill", SEATTLE, PT), OTTOLINE, Gate.HALF_SURNAME),
    "surname changed, nobody wrote it down": (who("Ottoline Quill", HOME, PT), OTTOLINE, Gate.SURNAME),
    "father or son": (who("Robert Stone", HOME, PT), who("Robert Stone Jr", HOME, PT), Gate.FATHER_OR_SON),
    "junior and senior": (who("Robert Stone Sr", HOME, PT), who("Robert Stone Jr", HOME, PT), Gate.SUFFIX),
    "middle initial differs": (who("Ottoline K Greaves", HOME, PT), OTTOLINE, Gate.MIDDLE),
    "another profession": (who("Ottoline Greaves", HOME, MD), OTTOLINE, Gate.PROFESSION),
    "another state": (who("Ottoline M Greaves", Spot(city="Boise", state="ID"), PT), OTTOLINE, Gate.STATE),
    "another sex": (replace(who("Ottoline Greaves", HOME, PT), sex="F"), replace(OTTOLINE, sex="M"), Gate.SEX),
    "state and profession": (who("Ottoline Greaves", IN_SPOKANE, PT), OTTOLINE, Gate.PLACE),
    "common surname in the same city": (who("Robert Stone", SEATTLE), STONE, Gate.CORROBORATION),
    "MD and DO": (
        replace(who("Robert Stone", SEATTLE, MD), degrees=frozenset({"MD"})),
        replace(who("Robert M Stone", HOME, MD), degrees=frozenset({"DO"})),
        Gate.CORROBORATION,
    ),
    "name only": (who("Ottoline Greaves"), OTTOLINE, Gate.PLACE),
    "a number alone": (
        replace(who("Wilbur Quill"), numbers=number("PT00012345")),
        replace(OTTOLINE, numbers=number("PT00012345")),
        Gate.KEY_WITHOUT_NAME,
    ),
    "an NPI alone": (
        replace(who("Wilbur Quill"), npi=an_npi(1)),
        replace(OTTOLINE, npi=an_npi(1)),
        Gate.KEY_WITHOUT_NAME,
    ),
    "another license number": (
        replace(who("Ottoline Greaves", HOME, PT), numbers=number("PT00099999")),
        replace(OTTOLINE, numbers=number("PT00012345")),
        Gate.OTHER_LICENSE,
    ),
}

NOT_FOUND = {
    "somebody else": (who("Wilbur Quill", HOME, PT), OTTOLINE),
    "a relative at the clinic": (who("Wilbur Greaves", HOME, PT), OTTOLINE),
    "another NPI": (replace(who("Ottoline Greaves", HOME, PT), npi=an_npi(2)), replace(OTTOLINE, npi=an_npi(1))),
    "two contradictions": (who("Ottoline K Greaves", HOME, MD), OTTOLINE),
}


@pytest.mark.parametrize("case", SETTLED)
def test_settled(case: str) -> None:
    left, right = SETTLED[case]
    found = outcome(left, right, who("Wilbur Quill", HOME, PT))
    assert found.tier is Tier.SETTLED
    assert found.best is not None
    assert (found.best.id, found.best.probability >= 0.5) == (0, True)


@pytest.mark.parametrize("case", REVIEW)
def test_for_a_person(case: str) -> None:
    left, right, gate = REVIEW[case]
    found = outcome(left, right)
    assert found.tier is Tier.REVIEW
    assert found.best is not None
    assert gate in found.best.failed
    assert found.best.probability < 0.5


@pytest.mark.parametrize("case", NOT_FOUND)
def test_not_found(case: str) -> None:
    left, right = NOT_FOUND[case]
    assert outcome(left, right).tier is Tier.NOT_FOUND


def test_every_gate_has_a_case() -> None:
    shown = {gate for *_, gate in REVIEW.values()}
    assert shown >= set(Gate) - {Gate.RIVAL, Gate.SLICE, Gate.WEIGHT, Gate.OTHER_NPI}


def test_a_second_of_that_name_leaves_both_open() -> None:
    left = who("Ottoline Greaves", SEATTLE, PT)
    found = outcome(left, OTTOLINE, who("Ottoline K Greaves", SEATTLE, PT))
    assert found.tier is Tier.REVIEW
    assert {one.failed for one in found.ranked} == {(Gate.RIVAL,)}


def test_a_namesake_far_away_is_no_rival() -> None:
    left = who("Ottoline Greaves", HOME, PT)
    assert outcome(left, OTTOLINE, who("Ottoline Greaves", IN_SPOKANE, PT)).tier is Tier.SETTLED


def test_a_son_in_the_clinic_is_a_rival_of_his_father() -> None:
    left = who("Robert M Stone", HOME, PT)
    assert outcome(left, STONE, who("Robert M Stone Jr", HOME, PT)).tier is Tier.REVIEW


def test_an_exact_given_name_goes_before_a_likeness() -> None:
    left = who("Bryan Greaves", HOME, PT)
    found = outcome(left, who("Brian Greaves", HOME, PT), who("Bryan Greaves", HOME, PT))
    assert (found.tier, found.best and found.best.id) == (Tier.SETTLED, 1)


def test_nothing_is_settled_where_the_register_is_not_whole() -> None:
    left = who("Ottoline M Greaves", HOME, PT)
    found = outcome(left, OTTOLINE, register=Register(whole=False))
    assert found.best is not None
    assert (found.tier, found.best.failed) == (Tier.REVIEW, (Gate.SLICE,))


def test_a_larger_register_asks_for_more() -> None:
    left, right = who("Robert Stone", SEATTLE, PT), STONE
    bits = []
    for people in (1_000, 2_000, 4_000):
        best = outcome(left, right, register=Register(people=people)).best
        assert best is not None
        bits.append(best.evidence.bits)
    assert [round(a - b, 6) for a, b in pairwise(bits)] == [1.0, 1.0]
    crowd = outcome(left, right, register=Register(people=3_000_000))
    assert crowd.best is not None
    assert Gate.WEIGHT in crowd.best.failed


def test_a_name_and_nothing_else_needs_more() -> None:
    assert needs_more(side_of(who("Ottoline Greaves")))
    assert not needs_more(side_of(who("Ottoline Greaves", SEATTLE)))


def test_a_wrong_check_digit_is_no_key() -> None:
    wrong = an_npi(1)[:-1] + str((int(an_npi(1)[-1]) + 1) % 10)
    found = outcome(replace(who("R Stone"), npi=wrong), replace(STONE, npi=wrong))
    assert found.tier is Tier.REVIEW


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("city and profession", "same surname, Greaves; same given name, Ottoline; same city, Seattle; "
         "same profession; hardly anybody else in Washington has that surname"),
        ("nickname with place and profession", "same surname, Stone; Bob is a form of Robert; same city, Seattle; "
         "same profession"),
        ("license number, whatever the place", "same state, profession and license number; same surname, Stone; "
         "Bob is a form of Robert"),
    ],
)  # fmt: skip
def test_sentences_of_links(case: str, sentence: str) -> None:
    left, right = SETTLED[case]
    assert told(outcome(left, right), left) == sentence


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("middle initial differs", "middle initial differs: K here, M there"),
        ("father or son", "only one of the two is called Jr: father or son?"),
        ("another license number", "license number PT00099999 here, PT00012345 there"),
        ("a number alone", "a number alone proves nobody: the name does not fit"),
        ("name only", "the entry gives a name and nothing else"),
    ],
)
def test_sentences_of_doubts(case: str, sentence: str) -> None:
    left, right, _ = REVIEW[case]
    assert sentence in told(outcome(left, right), left).split("; ")


def test_what_would_settle_it() -> None:
    left, right, _ = REVIEW["common surname in the same city"]
    candidates = [(0, side_of(replace(right, numbers=number("PT00012345"))))]
    found = decide(side_of(left), candidates, Register())
    said = [turn.sentence for turn in turns(side_of(left), candidates, found, Register())]
    assert said == [
        "would link if the entry gave the Washington license number PT00012345",
        "would link if the entry gave the address 12 Larkspur Ave Ste 3, Seattle, WA, 98101",
        "would link if the entry named the same profession",
        "would link if the middle name was M",
    ]


# --- for any ----------------------------------------------------------------------------------------------------------

_spots = st.sampled_from([HOME, SEATTLE, IN_TACOMA, IN_SPOKANE, Spot(state="WA"), Spot(city="Boise", state="ID")])
_names = st.builds(
    PersonName,
    first=st.sampled_from(["Robert", "Bob", "R", "Roberta", "Mary Ann", "Mary", "Ottoline", "Dan", "Daniel"]),
    middle=st.sampled_from([None, "M", "Mae", "K", "Stone"]),
    last=st.sampled_from(["Stone", "Stone-Quill", "Quill", "Stome", "Greaves", "Stone Jr"]),
    suffix=st.sampled_from([None, None, "Jr", "Sr", "III"]),
)
_parties = st.builds(
    Party,
    name=_names,
    other_names=st.lists(_names, max_size=1).map(tuple),
    families=st.sampled_from([PT, MD, PT | MD, frozenset[str]()]),
    specialty=st.sampled_from([None, "Orthopedic surgery", "Neurology"]),
    degrees=st.sampled_from([frozenset[str](), frozenset({"MD"}), frozenset({"DO"})]),
    spots=st.lists(_spots, max_size=2).map(tuple),
    sex=st.sampled_from([None, "F", "M"]),
    npi=st.sampled_from([None, None, an_npi(1), an_npi(2)]),
    numbers=st.sampled_from([(), (), number("PT0001234"), number("PT0009876"), number("1234", MD)]),
)
_registers = st.builds(Register, people=st.sampled_from([50, 5_000, 500_000]), whole=st.booleans())
_people = st.lists(_parties, max_size=4)


def ranked(left: Party, people: list[Party], register: Register) -> Outcome[int]:
    return decide(side_of(left), [(at, side_of(party)) for at, party in enumerate(people)], register)


@given(_parties, _people, _registers)
def test_one_person_at_most_is_settled_and_nothing_contradicts(
    left: Party, people: list[Party], register: Register
) -> None:
    found = ranked(left, people, register)
    settled_ = [one for one in found.ranked if one.settled]
    assert len(settled_) == (found.tier is Tier.SETTLED)
    assert all((one.probability >= 0.5) == one.settled for one in found.ranked)
    for one in settled_:
        levels = one.evidence.levels
        assert one.evidence.named
        assert "other" not in levels.values()
        assert levels["suffix"] != "one_side"
        assert one.evidence.key or (levels["place"] not in ("other_state", "missing") and register.whole)


@given(_parties, _people, _registers)
def test_order_plays_no_part(left: Party, people: list[Party], register: Register) -> None:
    sides = [(at, side_of(party)) for at, party in enumerate(people)]
    there, back = decide(side_of(left), sides, register), decide(side_of(left), sides[::-1], register)
    assert there == back


@given(_parties, _people, _registers)
def test_a_twin_of_the_answer_leaves_it_open(left: Party, people: list[Party], register: Register) -> None:
    found = ranked(left, people, register)
    if found.tier is Tier.SETTLED and found.best is not None:
        assert ranked(left, [*people, people[found.best.id]], register).tier is Tier.REVIEW


@given(_parties, _people, _registers)
def test_no_weight_buys_a_gate_out(left: Party, people: list[Party], register: Register) -> None:
    certain = MappingProxyType(
        {field: {name: Level(0.9, 1e-9, 30.0) for name in levels} for field, levels in weights().fields.items()}
    )
    sides = [(at, side_of(party)) for at, party in enumerate(people)]
    rich = decide(side_of(left), sides, register, Weights("test", "", certain))
    for one in rich.ranked:
        usual = next(two for two in ranked(left, people, register).ranked if two.id == one.id)
        assert set(one.failed) - {Gate.RIVAL, Gate.WEIGHT} == set(usual.failed) - {Gate.RIVAL, Gate.WEIGHT}


@given(_parties, _people, _registers)
@settings(max_examples=150)
def test_what_is_said_to_turn_a_decision_turns_it(left: Party, people: list[Party], register: Register) -> None:
    sides = [(at, side_of(party)) for at, party in enumerate(people)]
    found = decide(side_of(left), sides, register)
    for turn in turns(side_of(left), sides, found, register):
        assert found.best is not None
        new = decide(turn.left, turn.candidates, register)
        linked = new.tier is Tier.SETTLED and new.best is not None and new.best.id == found.best.id
        assert linked is (found.tier is Tier.REVIEW)
        assert turn.sentence.startswith("would link if" if linked else "would not link if")


@given(_parties, _parties)
def test_whoever_is_settled_is_found_by_the_keys(left: Party, right: Party) -> None:
    found = ranked(left, [right], Register(common=()))
    if found.tier is Tier.SETTLED:
        assert asked_keys(side_of(left)) & stored_keys(side_of(right))
