"""Invented people and what sources say of them, for the tests of linking."""

from datetime import UTC, date, datetime
from itertools import count

from hypothesis import strategies as st
from msgspec.structs import replace

from directory.linking import Linking, link
from directory.normalize.identifiers import npi_check_digit
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
from directory.vocabulary import LicenseStatus, NpiStatus, PlaceKind, Profession

PT, PTA, CHIRO = Profession.PHYSICAL_THERAPIST, Profession.PHYSICAL_THERAPIST_ASSISTANT, Profession.CHIROPRACTOR


def an_npi(serial: int) -> str:
    nine = f"2{serial:08d}"
    return f"{nine}{npi_check_digit(nine)}"


A, B, C = an_npi(1), an_npi(2), an_npi(3)
_ids = count(1)


def seen(
    record: Record, source: str = "board", scope: str = "", read: int = 1, record_id: int | None = None
) -> Sighting:
    return Sighting(
        record=record,
        record_id=next(_ids) if record_id is None else record_id,
        source=source,
        scope=scope,
        read_at=datetime(2026, 11, read, tzinfo=UTC),
        as_of=None,
        url="https://board.example.gov/list",
        sha256="0" * 64,
        locator="row 1",
    )


def called(text: str) -> PersonName:
    """'Robert M Stone Jr': first, then middle if four or three words, last, suffix after a comma."""
    whole, _, suffix = text.partition(", ")
    words = whole.split()
    if len(words) == 1:
        return PersonName(last=words[0])
    return PersonName(first=words[0], middle=" ".join(words[1:-1]) or None, last=words[-1], suffix=suffix or None)


def slot(number: str | None, state: str | None = "WA", profession: Profession | None = PT) -> TaxonomyLicense:
    return TaxonomyLicense(
        taxonomy_code="225100000X", profession=profession, license_number=number, license_state=state
    )


def npi(number: str, name: str, *slots: TaxonomyLicense, former: tuple[str, ...] = (), **more: object) -> NpiRecord:
    record = NpiRecord(
        npi=number,
        entity_type=1,
        status=NpiStatus.ACTIVE,
        name=called(name) if name else None,
        taxonomies=slots,
        other_names=tuple(map(called, former)),
    )
    return replace(record, **more)  # type: ignore[arg-type]


def licensed(name: str, number: str = "PT60012345", state: str = "WA", **more: object) -> LicenseRecord:
    record = LicenseRecord(
        jurisdiction=state,
        profession=PT,
        license_type="PT",
        number=number,
        name=called(name),
        status=LicenseStatus.ACTIVE,
    )
    return replace(record, **more)  # type: ignore[arg-type]


def trained(name: str, **more: object) -> TrainingRecord:
    record = TrainingRecord(issuer="Example Institute", credential="EXDN", name=called(name), raw_name=name)
    return replace(record, **more)  # type: ignore[arg-type]


def named(name: str | None, **more: object) -> ListingRecord:
    who = {"name": called(name), "raw_name": name} if name else {}
    return replace(ListingRecord(entry="1", publisher="Example Clinic", **who), **more)  # type: ignore[arg-type]


def linked(*records: Record) -> Linking:
    return link(seen(record) for record in records)


def parts(linking: Linking) -> list[tuple[str, ...]]:
    """The kinds of records of each person."""
    return [tuple(member.sighting.record.kind for member in person.members) for person in linking.people]


def codes(linking: Linking) -> list[tuple[str, ...]]:
    return [tuple(doubt.code for doubt in person.doubts) for person in linking.people]


def why_not(linking: Linking) -> str:
    (doubt,) = linking.unlinked
    return f"{doubt.code}: {doubt.sentence}"


NAMES = st.builds(
    PersonName,
    last=st.sampled_from(["Stone", "STONE", "Fields", "Stone-Fields", "Fields Jr", None]),
    first=st.sampled_from(["Robert", "Bob", "R", "Rita", "Dan", "Daniel", "Danielle", "Mary Ann", "Ann", None]),
    middle=st.sampled_from([None, None, "A", "B", "Ann", "Fields"]),
    suffix=st.sampled_from([None, None, None, "Jr", "Sr"]),
)
NPIS = st.sampled_from([A, B, C])
STATES = st.sampled_from(["WA", "CT"])
PROFESSIONS = st.sampled_from([PT, PTA])
NUMBERS = st.sampled_from(["PT60012345", "60012345", "14.011961", "011961", "7", "PENDING"])
SLOTS = st.builds(slot, st.none() | NUMBERS, state=st.none() | STATES, profession=st.none() | PROFESSIONS)
CITIES = st.sampled_from(["Seattle", "Spokane", None])
PLACES = st.builds(Address, kind=st.just(PlaceKind.PRACTICE), city=CITIES, state=STATES)
NPI_RECORDS = st.builds(
    NpiRecord,
    npi=NPIS,
    entity_type=st.sampled_from([1, 1, None]),
    status=st.just(NpiStatus.ACTIVE),
    name=st.none() | NAMES,
    other_names=st.lists(NAMES, max_size=1).map(tuple),
    taxonomies=st.lists(SLOTS, max_size=3).map(tuple),
    addresses=st.lists(PLACES, max_size=2).map(tuple),
    updated_on=st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 3)),
)
LICENSES = st.builds(
    LicenseRecord,
    jurisdiction=STATES,
    profession=PROFESSIONS,
    license_type=st.sampled_from(["PT", "PTX"]),
    number=NUMBERS,
    name=NAMES,
    status=st.just(LicenseStatus.ACTIVE),
    case_number=st.sampled_from([None, "1"]),
    authority=st.sampled_from([None, None, None, "further authority"]),
    address=st.none() | PLACES,
)
TRAININGS = st.builds(
    TrainingRecord,
    issuer=st.just("Example Institute"),
    credential=st.just("EXDN"),
    name=NAMES,
    raw_name=st.just("as on the list"),
    npi=st.none() | NPIS,
    license_number=st.none() | NUMBERS,
    license_state=st.none() | STATES,
    profession=st.none() | PROFESSIONS,
    city=CITIES,
    state=st.none() | STATES,
)
WORLDS = st.lists(
    st.tuples(NPI_RECORDS | LICENSES | TRAININGS, st.sampled_from(["one", "two"]), st.integers(1, 3)), max_size=14
).map(lambda found: [seen(record, source, "", read, n) for n, (record, source, read) in enumerate(found)])
