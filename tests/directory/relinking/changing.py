"""An invented world of namesakes that changes step by step, for tests of linking again."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from directory.linking import Facts
from directory.linking.decisions import Decision, Decisions, evidence_hash, telling
from directory.linking.facts import Slice
from directory.normalize.names import PersonName
from directory.records import (
    Address,
    LicenseRecord,
    ListingRecord,
    NpiRecord,
    Record,
    Sighting,
    TaxonomyLicense,
    TrainingRecord,
)
from directory.vocabulary import LicenseStatus, LinkAnswer, NpiStatus, PlaceKind, Profession
from tests.directory.linking.invented import an_npi

SURNAMES = ["Stone", "Fields", "Stone-Fields", "Quill", "Pinkwater", "Stome", "Larkspur", "Vanton", "Fields Jr", "Ode"]
GIVEN = ["Robert", "Bob", "Rita", "Daniel", "Dan", "Danielle", "Ann", "Mary Ann", "Harriet", "William", "Bill", "R"]
MIDDLE = [None, None, "A", "B", "Ann", "Fields"]
CITIES = {"WA": ["Seattle", "Spokane", "Bellevue"], "OR": ["Portland", "Salem", "Bend"]}
STATES = list(CITIES)
PROFESSIONS = [Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR]
ODD_NUMBERS = ["14.011961", "011961", "7", "PENDING", "PT60001"]
EVERYWHERE = frozenset((None, profession.value) for profession in Profession)
FILLERS = 110  # people of other names, so that a register stays as large as it is, within a factor of two
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    """Whom records are of; what they say differs from this now and then."""

    name: PersonName
    other: PersonName
    profession: Profession
    address: Address
    npi: str
    number: str


@dataclass
class Changing:
    """``records``: ident -> (number of the version, record); ``times``: when sources were read."""

    dice: random.Random
    people: list[Somebody] = field(default_factory=list)
    records: dict[tuple[str, str], tuple[int, Record]] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    whole: frozenset[Slice] = EVERYWHERE
    times: dict[str, datetime] = field(default_factory=dict)
    versions: int = 0

    def sightings(self) -> list[Sighting]:
        found = [
            Sighting(
                record=record, record_id=number, source=source, scope="", read_at=self.times.get(source, START),
                as_of=None, url="https://board.example.gov/list", sha256="0" * 64, locator="row 1",
            )
            for (source, _), (number, record) in self.records.items()
        ]  # fmt: skip
        self.dice.shuffle(found)
        return found

    def facts(self) -> Facts:
        return Facts(whole=self.whole, decisions=Decisions.of(self.decisions))

    def fill(self, people: int, records: int) -> None:
        """Begins with so many people, and so many records of theirs."""
        self.people = [self.somebody(at) for at in range(people)]
        for at in range(FILLERS):
            name = PersonName(last=f"Filler{'abcdefghijk'[at % 11]}{'lmnopqrstuv'[at // 11]}", first="Zoë")
            home = Address(kind=PlaceKind.PRACTICE, city="Olympia", state=STATES[at % 2])
            of = Somebody(name, name, PROFESSIONS[0], home, "", f"F{at:05d}")
            self.put("board", self.license(of, plain=True))
        for _ in range(records):
            self.add()

    # --- what happens -----------------------------------------------------------------------------------------------

    def step(self) -> str:
        """Something happens; says what."""
        kinds = {"add": 6, "remove": 6, "change": 6, "decide": 4, "undo": 1, "read": 1, "slice": 0.3}
        what = self.dice.choices(list(kinds), list(kinds.values()))[0]
        for _ in range(self.dice.choice([1, 1, 1, 2, 4])):
            getattr(self, what)()
        return what

    def add(self) -> None:
        self.put(*self.anything())

    def put(self, source: str, record: Record) -> None:
        self.versions += 1
        self.records[source, record.key] = (self.versions, record)

    def remove(self) -> None:
        if idents := self.namesakes():
            del self.records[self.dice.choice(idents)]

    def change(self) -> None:
        """A record says something else than before."""
        ident = self.dice.choice(self.namesakes())
        record = self.records[ident][1]
        if self.dice.random() < 0.3 and self.last_of(ident):
            self.put(ident[0], replace(record, name=self.name()))
        elif isinstance(record, NpiRecord):
            self.put(ident[0], replace(record, addresses=(self.address(),), taxonomies=record.taxonomies[1:]))
        elif isinstance(record, LicenseRecord):
            self.put(ident[0], replace(record, address=self.dice.choice([None, self.address()])))
        elif isinstance(record, TrainingRecord):
            self.put(ident[0], replace(record, npi=self.dice.choice([None, self.anybody().npi])))
        elif isinstance(record, ListingRecord):
            self.put(ident[0], replace(record, address=self.address()))

    def decide(self) -> None:
        """Somebody compares two records, mostly of namesakes."""
        idents = self.namesakes()
        one, other = self.dice.sample(idents, 2)
        if self.dice.random() < 0.8:
            other = self.dice.choice([at for at in idents if self.last_of(at) == self.last_of(one)])
        if one == other:
            return
        said = [[telling(self.records[at][1])] for at in (one, other)]
        answer = self.dice.choice([LinkAnswer.SAME, LinkAnswer.SAME, LinkAnswer.DIFFERENT, LinkAnswer.UNSURE])
        on = START + timedelta(minutes=self.versions, seconds=len(self.decisions))
        left, right = ((source, "", key) for source, key in (one, other))
        self.decisions.append(Decision(left, right, answer, evidence_hash(*said), "Zoë", on))

    def undo(self) -> None:
        if self.decisions:
            del self.decisions[self.dice.randrange(len(self.decisions))]

    def read(self) -> None:
        """A source is read at another time, and nothing in it is new."""
        self.times[self.dice.choice(["nppes_api", "nppes_bulk"])] = START + timedelta(hours=self.dice.randrange(9))

    def slice(self) -> None:
        lost = EVERYWHERE - {(None, self.dice.choice(PROFESSIONS).value)}
        self.whole = self.dice.choice([EVERYWHERE, lost])

    def namesakes(self) -> list[tuple[str, str]]:
        return [ident for ident in self.records if not ident[1].startswith("PT|F")]

    def last_of(self, ident: tuple[str, str]) -> str | None:
        name: PersonName | None = self.records[ident][1].name  # type: ignore[attr-defined]
        return name.last if name else None

    # --- who there is -----------------------------------------------------------------------------------------------

    def somebody(self, serial: int) -> Somebody:
        name = self.name()
        other = replace(name, last=self.dice.choice(SURNAMES))
        profession = self.dice.choice(PROFESSIONS)
        return Somebody(name, other, profession, self.address(), an_npi(serial + 1), f"PT{60001 + serial}")

    def anybody(self) -> Somebody:
        return self.dice.choice(self.people)

    def name(self) -> PersonName:
        last, first, middle = (self.dice.choice(words) for words in (SURNAMES, GIVEN, MIDDLE))
        return PersonName(last=last, first=first, middle=middle, suffix=self.dice.choice([None] * 6 + ["Jr", "Sr"]))

    def address(self) -> Address:
        state = self.dice.choice(STATES)
        street = self.dice.choice([None, "12 Larkspur Ave", "7 Main St"])
        return Address(kind=PlaceKind.PRACTICE, line1=street, city=self.dice.choice(CITIES[state]), state=state)

    # --- what is said of them ---------------------------------------------------------------------------------------

    def anything(self) -> tuple[str, Record]:
        dice, of = self.dice, self.anybody()
        kind = dice.choices(["npi", "license", "authority", "training", "listing"], [4, 4, 1, 4, 4])[0]
        if kind == "npi":
            return dice.choice(["nppes_api", "nppes_bulk"]), self.npi(of)
        if kind == "license":
            return dice.choice(["board", "board", "other_board"]), self.license(of)
        if kind == "authority":
            return "board", replace(self.license(of), authority="further authority", license_type="AC")
        return ("institute", self.training(of)) if kind == "training" else ("clinics", self.listing(of))

    def said(self, of: Somebody) -> PersonName:
        """The name as a source has it."""
        bare = replace(of.name, middle=None)
        short = replace(of.name, first=(of.name.first or "")[:1])
        return self.dice.choice([of.name] * 8 + [bare] * 4 + [short, of.other, self.name()])

    def at(self, of: Somebody) -> Address:
        return self.dice.choice([of.address] * 5 + [self.address()])

    def npi(self, of: Somebody) -> NpiRecord:
        dice = self.dice
        typed = dice.choice([None, of.number, of.number, self.anybody().number, *ODD_NUMBERS])
        slot = TaxonomyLicense(
            taxonomy_code="225100000X", profession=of.profession, license_number=typed, license_state=of.address.state
        )
        return NpiRecord(
            npi=of.npi,
            entity_type=dice.choice([1] * 9 + [2]),
            status=NpiStatus.ACTIVE,
            name=dice.choice([self.said(of)] * 9 + [None]),
            other_names=dice.choice([(), (), (of.other,)]),
            taxonomies=(slot,),
            addresses=(self.at(of),),
            updated_on=dice.choice([None, None, date(2026, 1, 1)]),
        )

    def license(self, of: Somebody, *, plain: bool = False) -> LicenseRecord:
        dice = self.dice
        return LicenseRecord(
            jurisdiction=of.address.state or "WA",
            profession=of.profession,
            license_type="PT" if plain else dice.choice(["PT", "PT", "PTX"]),
            number=of.number if plain else dice.choice([of.number] * 8 + [f"PT7{dice.randrange(9)}", *ODD_NUMBERS]),
            name=of.name if plain else self.said(of),
            status=LicenseStatus.ACTIVE,
            case_number=None if plain else dice.choice([None, None, "1"]),
            address=of.address if plain else dice.choice([None, self.at(of)]),
        )

    def training(self, of: Somebody) -> TrainingRecord:
        dice, at = self.dice, self.at(of)
        number, state = dice.choice([(None, None)] * 5 + [(of.number, at.state), (of.number, None)])
        return TrainingRecord(
            issuer="Example Institute",
            credential="EXDN",
            name=self.said(of),
            raw_name=str(dice.randrange(60)),
            npi=dice.choice([None] * 8 + [of.npi]),
            license_number=number,
            license_state=state,
            profession=dice.choice([None, of.profession, of.profession]),
            city=at.city,
            state=dice.choice([at.state, at.state, at.state, None]),
        )

    def listing(self, of: Somebody) -> ListingRecord:
        return ListingRecord(
            entry=str(self.dice.randrange(60)),
            publisher="Example Clinic",
            name=self.said(of),
            raw_name="as on the page",
            npi=self.dice.choice([None] * 8 + [of.npi]),
            profession=self.dice.choice([None, of.profession, of.profession]),
            address=self.at(of),
        )
