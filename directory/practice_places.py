"""Where a person practises, as the NPI registry and listings say it, each place once."""

from collections.abc import Iterator, Sequence
from typing import Any

from directory.normalize.names import fold
from directory.normalize.places import place_of_zip, places_of_city
from directory.records import Address, ListingRecord, NpiRecord, Sighting
from directory.vocabulary import PRACTICE_KINDS, PlacePrecision


def practice_places(npi: Sighting | None, sightings: Sequence[Sighting]) -> Iterator[dict[str, Any]]:
    """Rows of `PracticeLocation`, but for whose they are: the places of the NPI registry (``npi``), then those that
    only a listing gives; each once, with whose word it is. A place that several give has the first one's website.
    """
    known: dict[tuple[str, str | None], dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for sighting in ([npi] if npi else []) + [s for s in sightings if isinstance(s.record, ListingRecord)]:
        record = sighting.record
        addresses = record.addresses if isinstance(record, NpiRecord) else ()
        if isinstance(record, ListingRecord) and record.address is not None:
            addresses = (record.address,)
        for address in addresses:
            spot = (fold(address.line1 or address.city), address.zip5)
            if isinstance(record, ListingRecord) and spot in known:
                _add_website(known[spot], record, sighting)
                continue
            rows.append(_place(address, sighting))
            known.setdefault(spot, rows[-1])
            if isinstance(record, ListingRecord):
                _add_website(rows[-1], record, sighting)
    return iter(rows)


def _add_website(place: dict[str, Any], record: ListingRecord, sighting: Sighting) -> None:
    if place["website"] is None and record.website is not None:
        place |= {"website": record.website, "website_source": sighting.source, "website_read_at": sighting.read_at}


def _place(address: Address, sighting: Sighting) -> dict[str, Any]:
    measured = address.kind in PRACTICE_KINDS
    spot = None
    if measured:
        spot = place_of_zip(address.zip5)
        if spot is not None and address.state and spot.state != address.state:
            spot = None  # ZIP and state disagree: no point is better than a wrong one
        if spot is None and address.city and address.state:
            spot = next(iter(places_of_city(address.city, address.state)), None)
    record = sighting.record
    return {
        "kind": address.kind,
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "state": address.state,
        "zip5": address.zip5,
        "phone": address.phone,
        "website": None,
        "website_source": None,
        "website_read_at": None,
        "lat": round(spot.lat, 4) if spot else None,
        "lon": round(spot.lon, 4) if spot else None,
        "precision": spot.precision if spot else PlacePrecision.NONE,
        "source": sighting.source,
        "read_at": sighting.read_at,
        "updated_on": record.updated_on if isinstance(record, NpiRecord) else None,
        "record_id": sighting.record_id,
    }
