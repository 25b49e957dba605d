"""The whole of linking: sightings in, people out."""

from collections.abc import Iterable

from directory.linking.attaching import Entry, Register, attach
from directory.linking.claims import link_licenses
from directory.linking.drafts import in_order, npi_people
from directory.linking.holders import LicenseKey, LicenseRow, holders_by_key
from directory.linking.model import Linking
from directory.records import LicenseRecord, ListingRecord, NpiRecord, Sighting, TrainingRecord


def link(sightings: Iterable[Sighting]) -> Linking:
    """People by NPI, licenses joined by number and name, the rest of the licenses, then entries of training lists and
    listings.

    Exclusions and NPIs of organizations are not looked at. The order of ``sightings`` plays no part.
    """
    npis: list[tuple[Sighting, NpiRecord]] = []
    licenses: list[LicenseRow] = []
    authorities: list[LicenseRow] = []
    entries: list[tuple[Sighting, Entry]] = []
    for sighting in sorted(sightings, key=_stable):
        match sighting.record:
            case NpiRecord() as record:
                npis.append((sighting, record))
            case LicenseRecord() as record:
                (authorities if record.authority else licenses).append(LicenseRow(sighting, record))
            case TrainingRecord() | ListingRecord() as record:
                entries.append((sighting, record))
    people = npi_people(npis)
    holders = holders_by_key(licenses)
    draft_of, alone = link_licenses(people.drafts.values(), holders)
    unlinked = attach(Register(people, holders, draft_of, _by_digits(holders)), authorities, entries)
    drafts = in_order([*people.drafts.values(), *alone])
    left = sorted([*people.nameless, *unlinked], key=lambda doubt: _stable(doubt.sighting))
    return Linking(tuple(draft.finished() for draft in drafts), tuple(left))


def _by_digits(keys: Iterable[LicenseKey]) -> dict[tuple[str, str], list[LicenseKey]]:
    found: dict[tuple[str, str], list[LicenseKey]] = {}
    for key in sorted(keys):
        found.setdefault((key[0], key[2]), []).append(key)
    return found


def _stable(sighting: Sighting) -> tuple[str, str, str, int]:
    return sighting.source, sighting.scope, sighting.record.key, sighting.record_id
