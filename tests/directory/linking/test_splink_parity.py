"""Splink, given our weights and the same pairs, comes to the same probabilities."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from directory.linking.comparing import levels_of
from directory.linking.evidence import evidence_of
from directory.linking.party import Party, Spot
from directory.linking.side import Side, side_of
from directory.linking.weights import MISSING, weights
from directory.normalize.names import PersonName

pytest.importorskip("splink", reason="splink is not installed: make training")

from tools.splink_model import comparison, linker, probabilities

SURNAMES = ("Abernethy", "Brandt", "Castellano", "Delgado Ruiz", "Ellsworth", "Fitzmorris", "Smith", "Smith-Harrowgate")
GIVEN = ("Robert", "Bob", "Katherine", "Kate", "Maria", "Mary Ann", "Mary", "Thomas", "J", "Stephen", "Stehpen")
MIDDLES = (None, None, "Louise", "L", "Quentin", "Q", "Robert")
PLACES = (
    Spot("100 Main St", "Seattle", "WA", "98101"), Spot("7 Oak Ave", "Seattle", "WA", "98101"),
    Spot(None, "Seattle", "WA", "98109"), Spot(None, "Bellevue", "WA", "98004"), Spot(None, "Spokane", "WA", "99201"),
    Spot(None, "Kent", "WA", "98032"), Spot("100 Main St", "Portland", "OR", "97201"), Spot(None, None, "OR"),
    Spot(None, "Salem"),
)  # fmt: skip
WORK: tuple[dict[str, Any], ...] = (
    {"families": frozenset({"PT"}), "specialty": "Physical Therapist"},
    {"families": frozenset({"PT"})},
    {"families": frozenset({"MD_DO"}), "degrees": frozenset({"MD"}), "specialty": "Neurology"},
    {"families": frozenset({"MD_DO"}), "degrees": frozenset({"DO"}), "specialty": "Sports Medicine"},
    {"families": frozenset({"MD_DO"}), "specialty": "Neurology"},
    {},
)
PHONES: tuple[frozenset[str], ...] = (frozenset(), frozenset({"2065550101"}), frozenset({"2065550102"}))

# What Splink can see for itself; the finer levels it takes from us.
VALUES = {
    "surname": {MISSING: "surname_l is null or surname_r is null", "same": "surname_l = surname_r"},
    "sex": {MISSING: "sex_l is null or sex_r is null", "same": "sex_l = sex_r"},
    "suffix": {
        "same": "suffix_l = suffix_r",
        "none": "suffix_l is null and suffix_r is null",
        "one_side": "suffix_l is null or suffix_r is null",
    },
}


@dataclass(frozen=True)
class Counted:
    """A register of ``people``, as many in each state."""

    people: int
    shares: Counter[str]

    def size(self, state: str | None) -> int:
        return self.people

    def share(self, surname: str, state: str | None) -> float:
        return self.shares[surname] / self.shares.total()

    def gap(self, state: str | None, families: frozenset[str]) -> str | None:
        return None


def person(dice: random.Random) -> dict[str, Any]:
    last = dice.choices(SURNAMES, weights=range(1, len(SURNAMES) + 1))[0]
    return {
        "name": PersonName(
            last=last, first=dice.choice(GIVEN), middle=dice.choice(MIDDLES), suffix=dice.choice((None, "JR", "SR"))
        ),
        "other_names": (PersonName(last=dice.choice(SURNAMES)),) if dice.random() < 0.3 else (),
        "work": dice.choice(WORK),
        "spots": (dice.choice(PLACES),),
        "sex": dice.choice((None, "F", "M")),
        "phones": dice.choice(PHONES),
    }  # fmt: skip


def pairs(number: int) -> list[tuple[Side, Side]]:
    """Right sides as they come; left ones share each field with them more often than not."""
    dice = random.Random(20261120)
    found = []
    for _ in range(number):
        right, other = person(dice), person(dice)
        left = {key: right[key] if dice.random() < 0.6 else other[key] for key in right}
        if dice.random() < 0.15 and (name := left["name"]).last:
            left["name"] = PersonName(last=name.last[0] + name.last[2:], first=name.first, middle=name.middle)
        found.append((side(left), side(right)))
    return found


def side(said: dict[str, Any]) -> Side:
    return side_of(Party(**{key: value for key, value in said.items() if key != "work"}, **said["work"]))


def row(number: int, mine: Side, levels: dict[str, str]) -> dict[str, Any]:
    codes = {f"{field}_level": level for field, level in levels.items()}
    said = {"surname": mine.surname or None, "sex": mine.party.sex, "suffix": mine.suffix}
    return {"unique_id": number, "pair": number, **said, **codes}


@pytest.mark.slow
@pytest.mark.parametrize("people", [300, 40_000, 1_000_000])
def test_splink_with_our_weights_agrees(people: int) -> None:
    both = pairs(4_000)
    table = weights()
    register = Counted(people, Counter(right.surname for _, right in both))
    levels = [levels_of(left, right) for left, right in both]
    seen = {(field, level) for found in levels for field, level in found.items()}
    assert seen >= {(field, level) for field, rows in table.fields.items() for level in rows}, (
        "a level is never reached"
    )
    comparisons = [
        comparison(
            field, {name: (level.m, level.u) for name, level in rows.items()}, VALUES.get(field),
            "surname" if field == "surname" else None,
        )
        for field, rows in table.fields.items()
    ]  # fmt: skip
    theirs = linker(
        [row(number, left, levels[number]) for number, (left, _) in enumerate(both)],
        [row(number, right, levels[number]) for number, (_, right) in enumerate(both)],
        comparisons, prior=1 / (people + 1),
    )  # fmt: skip
    frequencies = {side.surname: max(register.share(side.surname, None), 1 / people) for pair in both for side in pair}
    scored = probabilities(theirs, {"surname": frequencies})
    ours = [evidence_of(left, right, register, table).probability for left, right in both]
    assert len(scored) == len(ours)
    assert min(ours) < 0.01 < 0.99 < max(ours)
    assert sum(0.01 < one < 0.99 for one in ours) > 50, "pairs in between are where a difference shows"
    assert max(abs(scored[number] - one) for number, one in enumerate(ours)) < 0.01
