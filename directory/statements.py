"""What clinics and people say, as it is published of a person: a clinic's words stand with all whom it names there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from directory.records import ListingRecord, Said, Sighting
from directory.vocabulary import Speaker

Clinics = Mapping[tuple[str, str], Sequence[Sighting]]  # (source, name of the clinic) -> entries about the clinic alone


def clinics_of(sightings: Iterable[Sighting]) -> Clinics:
    """The entries that name nobody and say something, by their source and clinic."""
    found: dict[tuple[str, str], list[Sighting]] = {}
    for sighting in sightings:
        record = sighting.record
        if isinstance(record, ListingRecord) and record.name is None and record.organization and record.says:
            found.setdefault((sighting.source, record.organization), []).append(sighting)
    return found


def statements(sightings: Iterable[Sighting], clinics: Clinics) -> Iterator[dict[str, Any]]:
    """Rows of what is said of a person with these records: in their own entries, then in those of their clinic."""
    for sighting in sightings:
        if not isinstance(record := sighting.record, ListingRecord):
            continue
        yield from (_row(sighting, record, said, said.of) for said in record.says)
        for clinic in clinics.get((sighting.source, record.organization or ""), ()):
            if isinstance(clinic.record, ListingRecord) and _same_place(record, clinic.record):
                yield from (_row(clinic, clinic.record, said, Speaker.CLINIC) for said in clinic.record.says)


def _same_place(person: ListingRecord, clinic: ListingRecord) -> bool:
    """In one ZIP code, or on one page that tells of no other place: of clinics with one name, one may offer what
    another does not, and a finder has them all on its page.
    """
    here, there = ((at.zip5, at.city, at.state) if (at := record.address) else None for record in (person, clinic))
    if here and there and here[0] and there[0]:
        return here[0] == there[0]
    return here == there and person.page is not None and person.page == clinic.page


def _row(sighting: Sighting, record: ListingRecord, said: Said, speaker: Speaker) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "code": said.code,
        "quote": said.quote,
        "speaker": speaker,
        "publisher": record.publisher,
        "page": record.page,
        "source": sighting.source,
        "read_at": sighting.read_at,
        "sha256": sighting.sha256,
        "locator": sighting.locator,
        "record_id": sighting.record_id,
    }
