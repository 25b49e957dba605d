"""Where somebody is, and what they are, by the words of a line that are not their name; and how well a person fits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from directory.normalize.places import Place, miles_between, place_of_zip
from directory.search.gazetteer import NEAR, City, Near, gazetteer, near_city, near_zip, places_of, state_readings
from directory.search.line import Line
from directory.search.names import EDIT, Meant
from directory.vocabulary import Profession

# Weights of the parts (performance.md, Search 2); a state is told by a city mostly, so it weighs less.
CITY, STATE, PROFESSION = 1.5, 0.5, 0.15
UNEXPLAINED, LETTER = 0.9, 0.1  # a word that nothing of the person explains; a letter may be a middle name
ELSEWHERE = 0.3  # a word that is a place, of somebody who is not there
NEARLY = 0.75  # how much a neighboring place counts at most
SHORT = 4  # letters of a place's name in which only one may be wrong
MOST_NEAR = 1  # cities whose neighborhood is looked at

Options = Mapping[str, Sequence[tuple[int, int]]]


class Reading(NamedTuple):
    """A city, state or ZIP area that some words may mean; ``bits``: which words."""

    bits: int
    edits: int
    city: City | None = None
    state: str | None = None
    zip5: str | None = None

    @property
    def name(self) -> str:
        return self.city.name if self.city else ""

    @property
    def near(self) -> Near:
        return near_city(self.city) if self.city else near_zip(self.zip5 or "")


class Told(NamedTuple):
    """What the words beside a name were taken for, and how well that fits."""

    worth: float
    bits: int = 0  # those that were understood
    city: Reading | None = None
    state: str | None = None
    profession: frozenset[Profession] = frozenset()
    state_bits: int = 0
    profession_bits: int = 0

    @property
    def place_bits(self) -> int:
        """Those of the city and of the state."""
        return self.state_bits | (self.city.bits if self.city else 0)


class Whereabouts:
    """All readings of the words of one line that are no name."""

    def __init__(self, line: Line, meant: Mapping[int, Meant]) -> None:
        self._line = line
        options = _options(line, meant)
        zips = [Reading(bit, 0, zip5=zip5) for bit, zip5 in line.zips.items()]
        self.cities = [*zips, *sorted(_cities(options), key=_likeliest)]
        self._least: dict[int, int] = {}
        self._named: dict[str, list[Reading]] = {}
        for one in self.cities:
            self._least.setdefault(one.bits, one.edits)
            for spelling in one.city.spellings if one.city else ():
                self._named.setdefault(spelling, []).append(one)
        self.states = [Reading(bit, 0, state=code) for bit, code in line.states.items()]
        for words, code in state_readings(options):
            if (taken := _taken(words, options)) is not None:
                self.states.append(Reading(*taken, state=code))
        self._codes = {one.state for one in self.states}
        self._kinds = frozenset[Profession]().union(*line.professions.values())
        self._at_most: dict[int, float] = {}
        self._besides: dict[tuple[object, ...], Told] = {}
        self._elsewhere: dict[tuple[object, ...], Told] = {}
        self._nearby: dict[int, list[Reading]] = {}
        self._meant: dict[int, set[str]] = {}
        self._reached: dict[int, list[tuple[Reading, Near]]] = {}

    def at_most(self, rest: int) -> float:
        """What these words can be worth for anybody at all."""
        if rest not in self._at_most:
            within = [(bits, edits) for bits, edits in self._least.items() if bits & rest == bits]
            ways = [CITY - EDIT * edits + self._beside(rest & ~bits, None, None).worth for bits, edits in within]
            self._at_most[rest] = max([*ways, self._beside(rest, None, None).worth])
        return self._at_most[rest]

    def explains(self, rest: int, most: int = 1) -> bool:
        """Whether every one of these words is a place, a state, a profession or nothing, each with so many edits."""
        places = (bits for bits, edits in self._least.items() if edits <= most and bits & rest == bits)
        return any(self._understood(rest & ~bits, most) for bits in (0, *places))

    def _understood(self, rest: int, most: int) -> bool:
        states = (one.bits for one in self.states if one.edits <= most)
        for bits in sorted((*states, *self._line.professions), key=int.bit_count, reverse=True):
            if bits & rest == bits:
                rest &= ~bits
        return not rest & ~self._line.aside

    def fits(self, rest: int, city: str | None, state: str | None, profession: Profession | None) -> Told:
        """How well these words fit somebody there. ``city``: folded as in search entries. Without state and profession:
        how well they fit at most.
        """
        told = self._not_there(rest, state, profession)
        for worth, one in self._there(rest, city, state) if city and city in self.cities_meant(rest) else ():
            told = self._better(told, worth, one, rest, state, profession)
        return told

    def most_likely(self, rest: int) -> Told:
        """What the words are beside a name of which nobody is known: only what is written just so."""
        told = self._beside(rest, None, None)
        exact = [one for one in self.cities if one.edits == 0 and one.bits & rest == one.bits]
        for one in sorted(exact, key=lambda one: -one.bits.bit_count()):
            told = self._better(told, CITY, one, rest, None, None)
        return told

    def cities_meant(self, rest: int) -> set[str]:
        """Folded names of the cities that these words may mean, and of those near the likeliest."""
        if rest not in self._meant:
            named = {
                spelling
                for one in self.cities
                if one.bits & rest == one.bits and one.city
                for spelling in one.city.spellings
            }
            self._meant[rest] = named.union(*(near.names for _, near in self._reach(rest)))
        return self._meant[rest]

    def _not_there(self, rest: int, state: str | None, profession: Profession | None) -> Told:
        """For somebody in a city that none of the words is about, nor about one near it."""
        key = (rest, *self._telling(state, profession))
        if key not in self._elsewhere:
            told = self._beside(rest, state, profession)
            for one in self._near(rest)[:1]:
                told = self._better(told, -ELSEWHERE - EDIT * one.edits, one, rest, state, profession)
            self._elsewhere[key] = told
        return self._elsewhere[key]

    def _better(
        self, told: Told, worth: float, one: Reading, rest: int, state: str | None, profession: Profession | None
    ) -> Told:
        """What was told, or with this reading of the city, if that is worth more."""
        beside = self._beside(rest & ~one.bits, state, profession)
        if beside.worth + worth <= told.worth:
            return told
        return beside._replace(worth=beside.worth + worth, bits=beside.bits | one.bits, city=one)

    def _there(self, rest: int, city: str, state: str | None) -> list[tuple[float, Reading]]:
        """(worth, reading) of the words for this city, or one near it."""
        named, near = self._named.get(city), self._reach(rest)
        found = [(CITY - EDIT * one.edits, one) for one in named or () if one.bits & rest == one.bits]
        if near:
            for at, number in gazetteer().numbers.get(city, ()):
                if state is None or state == at:
                    found += [
                        (CITY * NEARLY * (1 - beside.miles[number] / NEAR) - EDIT * one.edits, one)
                        for one, beside in near
                        if number in beside.miles
                    ]
        return found

    def _reach(self, rest: int) -> list[tuple[Reading, Near]]:
        """The likeliest readings as a city, with what lies near."""
        if rest not in self._reached:
            self._reached[rest] = [(one, one.near) for one in self._near(rest) if one.edits < 2]
        return self._reached[rest]

    def _near(self, rest: int) -> list[Reading]:
        """The likeliest readings as a city, whose neighborhood counts too."""
        if rest not in self._nearby:
            within = [one for one in self.cities if one.bits & rest == one.bits]
            self._nearby[rest] = [one for one in within if one.edits == within[0].edits][:MOST_NEAR]
        return self._nearby[rest]

    def _beside(self, rest: int, state: str | None, profession: Profession | None) -> Told:
        """Of the words apart from the city. Without state and profession: of whoever fits best."""
        key = (rest, *self._telling(state, profession))
        if key not in self._besides:
            self._besides[key] = self._judged(rest, state, profession)
        return self._besides[key]

    def _telling(self, state: str | None, profession: Profession | None) -> tuple[object, object]:
        """All states that no word may mean are one and the same, and so are professions."""
        return (
            state if state is None or state in self._codes else "",
            profession if profession is None or profession in self._kinds else "",
        )

    def _judged(self, rest: int, state: str | None, profession: Profession | None) -> Told:
        worth, left, at, kinds = 0.0, rest & ~self._line.aside, None, frozenset[Profession]()
        of_state = of_kinds = 0
        within = [one for one in self.states if one.bits & left == one.bits]
        if within:
            one = next((one for one in within if one.state == state), within[0])
            fitting = state is None or one.state == state
            if fitting or not any(one.bits & bits for bits in self._line.professions):
                worth, left, at = worth + (STATE if fitting else -STATE) - EDIT * one.edits, left & ~one.bits, one.state
                of_state = one.bits
        for bits, told in self._line.professions.items():
            if bits & left == bits:
                worth += PROFESSION if profession is None or profession in told else -PROFESSION
                left &= ~bits
                kinds, of_kinds = kinds or told, of_kinds | bits
        for word in self._line.those(left):
            worth -= LETTER if len(word.key) == 1 else UNEXPLAINED
        return Told(worth, rest & ~left, None, at, kinds, of_state, of_kinds)

    def place(self, told: Told, city: str | None, state: str | None) -> tuple[Place | None, tuple[Place, ...]]:
        """(the place that is meant, the places that may be meant) for somebody in a city and state, or for nobody."""
        reading = told.city
        if reading is None:
            return None, ()
        if reading.zip5:
            return place_of_zip(reading.zip5), ()
        places = places_of(reading.city) if reading.city else ()
        wanted = [place for place in places if place.state == told.state] or list(places)
        if len(wanted) > 1 and state is not None:
            named = gazetteer().spelled.get(city or "")
            there = named.middles.get(state) if named else None
            if same := [place for place in wanted if place.state == state]:
                wanted = same
            elif there is not None:
                wanted = [min(wanted, key=lambda one: miles_between(one.lat, one.lon, *there))]
        return (wanted[0], ()) if len(wanted) == 1 else (None, tuple(wanted))


def _options(line: Line, meant: Mapping[int, Meant]) -> dict[str, list[tuple[int, int]]]:
    """Word of a place's name -> (bit of the word that may mean it, edits)."""
    found: dict[str, list[tuple[int, int]]] = {}
    for word in line.words:
        if word.key and not word.bit & line.titles:
            told = dict(meant[word.bit].place) if word.bit in meant else {}
            if word.of_place:
                told[word.of_place] = 0
            most = 2 if len(word.key) > SHORT else 1
            for one, edits in told.items():
                if edits <= most:
                    found.setdefault(one, []).append((word.bit, edits))
    return found


def _cities(options: Options) -> Iterator[Reading]:
    by_word = gazetteer().by_word
    for word, fitting in options.items():
        alone = min(fitting, key=_by_edits) if len(fitting) > 1 else fitting[0]
        for city, words in by_word.get(word, ()):
            if len(words) == 1:
                yield Reading(*alone, city=city)
            elif (taken := _taken(words, options)) is not None:
                yield Reading(*taken, city=city)


def _likeliest(one: Reading) -> tuple[int, int, int, str]:
    """'San Antonio' goes before 'Antonio'."""
    return one.edits, -one.bits.bit_count(), one.bits, one.name


def _by_edits(taken: tuple[int, int]) -> tuple[int, int]:
    return taken[1], taken[0]


def _taken(words: Sequence[str], options: Options) -> tuple[int, int] | None:
    """(bits, edits) of the typed words that stand for these, each for one, with the fewest edits."""
    if not all(word in options for word in words):
        return None
    ways = {0: 0}
    for word in words:
        longer: dict[int, int] = {}
        for bit, more in options[word]:
            for bits, edits in ways.items():
                if not bits & bit:
                    longer[bits | bit] = min(edits + more, longer.get(bits | bit, 99))
        if not longer:
            return None
        ways = longer
    return min(ways.items(), key=_by_edits)
