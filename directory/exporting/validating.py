"""Looks at resources while they are written: their structure by the models of FHIR, and their codes by ours.

The models are those of R4B (4.3.0) of `fhir.resources`, which has none of R4 (4.0.1) any more; R4B leaves the types
that are exported as they are in R4.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from directory.exporting.fhir import Resource, problems
from directory.exporting.manifest import ExportError
from directory.exporting.order import Wanted

EVERY = 1_000  # of a sample: each so manieth person
FIRST = 200  # and these


class Validating:
    """``bodies``: the Organizations that may be referred to, as 'Organization/id'."""

    def __init__(self, wanted: Wanted, bodies: Collection[str]) -> None:
        self.wanted, self.bodies, self.people = wanted, frozenset(bodies), 0

    def person(self, made: Mapping[str, Iterable[Resource]]) -> None:
        """All resources of one person, which refer to each other. Raises ExportError."""
        self.people += 1
        if not self._looks():
            return
        everything = [one for some in made.values() for one in some]
        own = {f"{one['resourceType']}/{one['id']}": one for one in everything}
        _refuse(everything, own.keys() | self.bodies, own)

    def all(self, made: Iterable[Resource]) -> None:
        """Resources that refer to nothing. Raises ExportError."""
        if self.wanted is not Wanted.NONE:
            _refuse(list(made), (), {})

    def _looks(self) -> bool:
        if self.wanted is Wanted.SAMPLE:
            return self.people <= FIRST or self.people % EVERY == 0
        return self.wanted is Wanted.ALL


def _refuse(made: Iterable[Resource], known: Collection[str], people: Mapping[str, Resource]) -> None:
    for one in made:
        if found := [*structure(one), *problems(one, known, people)]:
            raise ExportError(f"{one.get('resourceType')}/{one.get('id')} is not valid FHIR: {'; '.join(found)}")


def structure(resource: Resource) -> list[str]:
    """What the model of its type objects to."""
    try:
        model(str(resource["resourceType"])).model_validate(resource)
    except ValueError as error:
        return [str(error)]
    return []


@cache
def model(kind: str) -> Any:
    """The class of a type of resource; loading one takes a moment."""
    return getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
