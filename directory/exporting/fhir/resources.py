"""One person as resources of FHIR R4, made from the rows of an export. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from directory.exporting.fhir import codes
from directory.exporting.fhir.organizations import organization_id, short
from directory.exporting.fhir.results import about_person, known, result
from directory.exporting.tables import LicenseRow, PlaceRow, TrainingRow
from directory.exporting.telling import Told
from directory.store.tables import Source
from directory.vocabulary import PROFESSION_NAMES, CredentialStatus, Need, PlaceKind, Profession

Resource = dict[str, Any]
TYPES = ("Practitioner", "PractitionerRole", "Location", "Organization", "VerificationResult")
ACTIVE = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED)
_COMPLETE, _INCOMPLETE = (
    {
        "url": codes.VERIFIED,
        "valueCodeableConcept": {"coding": [{"system": codes.VERIFIED_CODES, "code": code}]},
    }
    for code in ("complete", "incomplete")
)


def resources(told: Told, sources: Mapping[str, Source]) -> dict[str, list[Resource]]:
    """Type -> resources, each list in the order of the ids; Organizations are made for all people at once."""
    person = told.practitioner.id
    reference = {"reference": f"Practitioner/{person}"}
    qualified: list[LicenseRow | TrainingRow] = [*told.licenses, *told.training]
    where = {row.id: f"Practitioner.qualification[{n}]" for n, row in enumerate(qualified)}
    if told.practitioner.npi:
        where |= {row.id: "Practitioner.identifier[1]" for row in told.checks if row.need == Need.NPI}
    whole = [one for row in told.checks if row.id not in where and (one := about_person(row, sources)) is not None]
    practitioner = _practitioner(told, [_qualification(row, sources) for row in qualified], whole)
    locations = [_location(place) for place in told.places if place.kind != PlaceKind.RECORD]
    results = (result(check, sources, reference, where.get(check.id)) for check in told.checks)
    return {
        "Practitioner": [practitioner],
        "PractitionerRole": sorted(_roles(told, reference), key=_id),
        "Location": sorted(locations, key=_id),
        "VerificationResult": sorted((one for one in results if one is not None), key=_id),
    }


def _id(resource: Resource) -> str:
    return str(resource["id"])


def _practitioner(told: Told, qualifications: Sequence[Resource], whole: Sequence[Resource]) -> Resource:
    row = told.practitioner
    # What its readers are not told of lists, whatever it is, makes nobody incomplete: a listing would stand out.
    checks = [one for one in told.checks if one.need != Need.EXCLUSION or one.status != CredentialStatus.NOT_COVERED]
    name: Resource = {"text": row.name}
    if row.last:
        name["family"] = row.last
    if given := [one for one in (row.first, row.middle) if one]:
        name["given"] = given
    if row.suffix:
        name["suffix"] = [row.suffix]
    identifiers: list[Resource] = [{"system": codes.OWN_ID, "value": row.id}]
    if row.npi:
        identifiers.append({"type": _coded(codes.IDENTIFIER_TYPE, "NPI"), "system": codes.NPI, "value": row.npi})
    made: Resource = {
        "resourceType": "Practitioner",
        "id": row.id,
        "extension": [_COMPLETE if checks and all(map(known, checks)) else _INCOMPLETE, *whole],
        "identifier": identifiers,
        "name": [name, *({"text": other} for other in row.other_names)],
    }
    if qualifications:
        made["qualification"] = list(qualifications)
    return made


def _qualification(row: LicenseRow | TrainingRow, sources: Mapping[str, Source]) -> Resource:
    """A license or certificate: status as Plan-Net has it, our own word beside it."""
    if isinstance(row, LicenseRow):
        status, where = codes.qualification_status(row.status, row.board_status), row.state
        code, number, period = _license_code(row), row.number, _period(row.issued_on, row.expires)
    else:
        status, where = codes.qualification_status(row.status, None), None
        code, number, period = (
            {"text": row.title or "training"},
            row.certificate_number or "",
            _period(row.completed_on, None),
        )
    told: list[Resource] = [{"url": "status", "valueCode": status}]
    if where:
        told.append({"url": "whereValid", "valueCodeableConcept": _coded(codes.USPS, where)})
    extension: list[Resource] = [
        {"url": codes.QUALIFICATION, "extension": told},
        {"url": f"{codes.OURS}status", "valueCode": row.status},
    ]
    if row.raw:
        extension.append({"url": f"{codes.OURS}raw", "valueString": row.raw})
    made: Resource = {"extension": extension, "code": code}
    if number:
        made["identifier"] = [_number(row, number)]
    if period:
        made["period"] = period
    if issuer := _issuer(row, sources):
        made["issuer"] = issuer
    return made


def _license_code(row: LicenseRow) -> Resource:
    name = PROFESSION_NAMES[Profession(row.profession)] if row.profession else "professional"
    code = codes.NUCC_OF.get(row.profession or "")
    told: Resource = {"coding": [{"system": codes.NUCC, "code": code}]} if code else {}
    return told | {"text": row.authority or f"{name} license"}


def _number(row: LicenseRow | TrainingRow, number: str) -> Resource:
    if isinstance(row, LicenseRow):
        system = f"{codes.LICENSE_ID}{row.state or 'unknown'}:{row.profession or 'unknown'}"
        return {"type": _coded(codes.IDENTIFIER_TYPE, "LN"), "system": system, "value": number}
    return {"value": number}


def _period(start: str | None, end: str | None) -> Resource | None:
    """FHIR takes no period that ends before it begins."""
    if start and end and start > end:
        start = None
    told = {"start": start, "end": end}
    return {name: value for name, value in told.items() if value} or None


def _issuer(row: LicenseRow | TrainingRow, sources: Mapping[str, Source]) -> Resource | None:
    """The body itself where its own list was read; else only the name that was claimed."""
    source = sources.get(row.source or "")
    if source is not None and source.kind in codes.TYPE_OF and row.status != CredentialStatus.CLAIMED:
        return {"reference": f"Organization/{organization_id(source.owner)}"}
    claimed = row.issuer if isinstance(row, TrainingRow) else None
    return {"display": claimed} if claimed else None


def _location(place: PlaceRow) -> Resource:
    """Without a position: ours are of the middle of a ZIP area or city, which is no place of work."""
    line = [one for one in (place.line1, place.line2) if one]
    address: Resource = {"use": "billing" if place.kind == PlaceKind.MAILING else "work"}
    if line:
        address["line"] = line
    parts = {"city": place.city, "state": place.state, "postalCode": place.zip5}
    made: Resource = {
        "resourceType": "Location",
        "id": _place_id(place),
        "mode": "instance",
        "address": address | {name: value for name, value in parts.items() if value} | {"country": "US"},
        "extension": [{"url": f"{codes.OURS}place-kind", "valueCode": place.kind}],
    }
    if telecom := list(_telecom(place)):
        made["telecom"] = telecom
    return made


def _telecom(place: PlaceRow) -> Iterator[Resource]:
    if place.phone:
        yield {"system": "phone", "use": "work", "value": place.phone}
    if place.website:
        yield {"system": "url", "use": "work", "value": place.website}


def _place_id(place: PlaceRow) -> str:
    return f"{place.practitioner_id}.{short(place.id)}"


def _roles(told: Told, reference: Resource) -> Iterator[Resource]:
    """One for each place of practice, with the professions that are licensed in its state; one without a place where
    none is published.
    """
    by_state: dict[str | None, list[str]] = {}
    for row in told.licenses:
        if row.profession and row.status in ACTIVE:
            by_state.setdefault(row.state, []).append(row.profession)
    places = [place for place in told.places if place.kind in (PlaceKind.PRACTICE, PlaceKind.SECONDARY_PRACTICE)]
    for place in places:
        role = _role(f"{_place_id(place)}.role", reference, by_state.get(place.state, ()))
        yield role | {"location": [{"reference": f"Location/{_place_id(place)}"}]}
    if not places and by_state:
        everything = [one for some in by_state.values() for one in some]
        yield _role(f"{told.practitioner.id}.role", reference, everything)


def _role(ident: str, reference: Resource, professions: Sequence[str]) -> Resource:
    made: Resource = {"resourceType": "PractitionerRole", "id": ident, "practitioner": reference}
    if professions:
        made["specialty"] = [_specialty(one) for one in dict.fromkeys(professions)]
    return made


def _specialty(profession: str) -> Resource:
    code, name = codes.NUCC_OF.get(profession), PROFESSION_NAMES[Profession(profession)]
    return ({"coding": [{"system": codes.NUCC, "code": code}]} if code else {}) | {"text": name}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}
