"""The people of the invented linkage set, and those who look like them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from crawlers.sample.linkage_names import MEN, SURNAMES, TRADES, WOMEN
from crawlers.sample.names import STREETS
from crawlers.sample.places import CITIES, City

STATES = tuple(state for state, cities in CITIES.items() if len(cities) > 1)  # so that one can move within them
LOOK_ALIKES = (
    "same_state_same_profession",
    "same_state_other_profession",
    "other_state_same_profession",
    "relative_same_clinic",
    "father_son",
)


@dataclass(frozen=True, slots=True)
class Human:
    last: str
    first: str
    middle: str
    suffix: str
    sex: str
    trade: int
    city: City
    zip5: str
    street: str
    number: str
    former: str = ""


class LinkageMaker:
    """Makes people and their look-alikes; the dice are its own."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._often = list(accumulate(1 / (place + 40) for place in range(len(SURNAMES))))
        self._cities = [city for state in STATES for city in CITIES[state]]

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def surname(self) -> str:
        return self.dice.choices(SURNAMES, cum_weights=self._often)[0]

    def given(self, sex: str) -> str:
        return self.dice.choice(list(WOMEN if sex == "F" else MEN))

    def spot(self, cities: Sequence[City]) -> tuple[City, str, str]:
        city = self.dice.choice(cities)
        return city, self.dice.choice(city.zips), f"{self.dice.randrange(12, 9800)} {self.dice.choice(STREETS)}"

    def human(self, sex: str | None = None) -> Human:
        sex = sex or self.dice.choice("FFM")
        city, zip5, street = self.spot(self._cities)
        return Human(
            last=self.surname(), first=self.given(sex), middle=self.given(sex) if self.chance(0.69) else "",
            suffix=self.dice.choice(("Jr", "III", "Sr")) if sex == "M" and self.chance(0.06) else "", sex=sex,
            trade=self.dice.randrange(len(TRADES)), city=city, zip5=zip5, street=street,
            number=f"{self.dice.randrange(10_000, 99_999)}",
            former=self.surname() if sex == "F" and self.chance(0.06) else "",
        )  # fmt: skip

    def elsewhere(self, one: Human, states: Iterable[str], trade: int | None = None) -> Human:
        """The person in another city, one of those states; ``trade``: and with that profession."""
        city, zip5, street = self.spot([city for state in states for city in CITIES[state] if city != one.city])
        return replace(one, city=city, zip5=zip5, street=street, trade=one.trade if trade is None else trade)

    def look_alike(self, one: Human) -> tuple[str, Human]:
        """(how alike, somebody else)."""
        other = self.human(one.sex)
        namesake = replace(other, last=one.last, first=one.first, suffix="", former="", city=one.city)
        how = self.dice.choice(LOOK_ALIKES if one.sex == "M" else LOOK_ALIKES[:-1])
        match how:
            case "same_state_same_profession":
                return how, self.elsewhere(namesake, [one.city.state], one.trade)
            case "same_state_other_profession":
                return how, self.elsewhere(namesake, [one.city.state], (one.trade + 2) % len(TRADES))
            case "other_state_same_profession":
                return how, self.elsewhere(namesake, [s for s in STATES if s != one.city.state], one.trade)
            case "relative_same_clinic":
                names = sorted({*(WOMEN if one.sex == "F" else MEN)} - {one.first})
                first = self.dice.choice(names)
                return how, replace(one, first=first, middle=other.middle, number=other.number, suffix="", former="")
            case _:
                return how, replace(
                    one, suffix="" if one.suffix else self.dice.choice(("Jr", "Sr")), number=other.number
                )
