"""One person as a Bundle: each resource under a UUID of its own, by which the others refer to it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from directory.exporting.fhir.organizations import organizations
from directory.exporting.fhir.resources import Resource, resources
from directory.exporting.telling import Told
from directory.store.tables import Source


def bundle(told: Told, sources: Mapping[str, Source], made_at: str) -> Resource:
    """A collection: the practitioner first, and only the bodies that anything in it refers to."""
    made = resources(told, sources)
    everything = [one for kind in made.values() for one in kind]
    wanted = set(_references(everything))
    bodies = organizations(sources.values())
    everything += [bodies[ident] for ident in sorted(bodies) if f"Organization/{ident}" in wanted]
    names = {f"{one['resourceType']}/{one['id']}": _uuid(one) for one in everything}
    return {
        "resourceType": "Bundle",
        "id": told.practitioner.id,
        "type": "collection",
        "timestamp": made_at,
        "entry": [{"fullUrl": _uuid(one), "resource": _renamed(one, names)} for one in everything],
    }


def _uuid(resource: Resource) -> str:
    name = f"urn:needleproof:{resource['resourceType']}/{resource['id']}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def _references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if isinstance(named := value.get("reference"), str):
            yield named
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: names.get(one, one) if key == "reference" else _renamed(one, names) for key, one in value.items()}
    return [_renamed(one, names) for one in value] if isinstance(value, list) else value
