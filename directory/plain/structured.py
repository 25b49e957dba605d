"""JSON-LD in schema.org's words: what has a source and is confirmed there, never a claim, a rating or a guess."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from directory import wording
from directory.disputes import place_fact
from directory.profiles import Line, Place, Profile
from directory.search import Hit, Result
from directory.store.tables import Source
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import CredentialStatus, Need, Profession
from directory.web_addresses import web_address

CONTEXT = "https://schema.org"
CATEGORIES = {Need.LICENSE: "license", Need.TRAINING: "certificate"}
# What would end the script element, or a line of a script, as JSON may write it otherwise.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def person_page(person: Profile, known: Mapping[str, Source], public_url: str) -> Markup:
    """A `Person` with the credentials that their issuers confirm and the places that a source names.

    ``known``: sources by name, whose owners issue what they list. A fact that somebody says is wrong is left out: its
    mark would be lost here.
    """
    return _script({"@context": CONTEXT, **_told(_person(person, known, public_url))})


def people_found(result: Result, public_url: str) -> Markup:
    """An `ItemList` of the people on one page of results, in their order; a line of work only by a license that its
    board confirms and that nobody says is wrong.
    """
    items = [
        {"@type": "ListItem", "position": number, "item": _told(_found(hit, public_url))}
        for number, hit in enumerate(result.hits, start=1)
    ]
    return _script({"@context": CONTEXT, "@type": "ItemList", "numberOfItems": len(items), "itemListElement": items})


def _script(content: Mapping[str, Any]) -> Markup:
    """JSON that stays inside its script element, whatever is in it."""
    return Markup(json.dumps(content, ensure_ascii=False).translate(_ESCAPES))


def _person(person: Profile, known: Mapping[str, Source], public_url: str) -> dict[str, Any]:
    address = f"{public_url}/people/{person.id}"
    told = [line for line in person.lines if line.disputed_on is None and line.status == CredentialStatus.CONFIRMED]
    licenses = [line for line in told if line.need is Need.LICENSE]
    places = [place for place in person.places if place.disputed_on is None]
    return {
        "@type": "Person",
        "@id": address,
        "url": address,
        "name": person.name,
        "identifier": _number("NPI", person.npi) if any(line.need is Need.NPI for line in told) else None,
        "jobTitle": _one_of_many(list(dict.fromkeys(wording.profession_name(line.profession) for line in licenses))),
        "hasCredential": [_credential(line, known) for line in told if _is_credential(line)],
        "workLocation": [_place(place, {line.profession for line in licenses}, person.notes) for place in places],
    }


def _is_credential(line: Line) -> bool:
    """What its issuer says: a paper that somebody saw is no confirmation."""
    return line.need in CATEGORIES and line.details.get("class") != DOCUMENT_SEEN


def _credential(line: Line, known: Mapping[str, Source]) -> dict[str, Any]:
    source = known.get(line.source or "")
    issuer = line.details.get("issuer") or line.details.get("authority") or (source.owner if source else None)
    return _told(
        {
            "@type": "EducationalOccupationalCredential",
            "name": line.details.get("letters") or line.title if line.need is Need.TRAINING else line.title,
            "credentialCategory": CATEGORIES[line.need],
            "identifier": _number("license number", line.details.get("number")),
            "recognizedBy": {"@type": "Organization", "name": issuer} if issuer else None,
            "validIn": {"@type": "AdministrativeArea", "name": wording.place_name(line.state)} if line.state else None,
        }
    )


def _place(place: Place, professions: set[str | None], notes: Mapping[str, object]) -> dict[str, Any]:
    phone = None if place_fact(place, "phone") in notes else place.phone
    website = None if place_fact(place, "website") in notes else web_address(place.website)
    town = " ".join(part for part in (place.city and f"{place.city.title()},", place.state, place.zip5) if part)
    told = {
        "@type": "PostalAddress",
        "streetAddress": place.text.removesuffix(town).removesuffix(", "),
        "addressLocality": place.city.title() if place.city else None,
        "addressRegion": place.state,
        "postalCode": place.zip5,
        "addressCountry": "US",
    }
    return {
        "@type": "Physiotherapy" if professions == {Profession.PHYSICAL_THERAPIST.value} else "MedicalBusiness",
        "address": _told(told),
        **_told({"telephone": phone, "url": website}),
    }


def _found(hit: Hit, public_url: str) -> dict[str, Any]:
    address = f"{public_url}/people/{hit.id}"
    licensed = hit.license_status == CredentialStatus.CONFIRMED and "license" not in hit.disputed
    return {
        "@type": "Person",
        "@id": address,
        "url": address,
        "name": hit.name,
        "jobTitle": wording.profession_name(hit.profession) if licensed else None,
    }


def _number(what: str, value: object) -> dict[str, Any] | None:
    return {"@type": "PropertyValue", "propertyID": what, "value": str(value)} if value else None


def _one_of_many(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
