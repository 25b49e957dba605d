"""People as the rows or resources of one format, batch by batch, and the tables that they share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlmodel import Session

from directory.exporting import fhir
from directory.exporting.files import PartFile
from directory.exporting.order import Kind, Order
from directory.exporting.sources import source_rows
from directory.exporting.tables import TABLES
from directory.exporting.telling import Telling, Told
from directory.exporting.validating import Validating

AT_ONCE = 1_000  # people turned at once
PARTS = ("licenses", "places", "checks", "training")  # of `Told`
Rows = Mapping[str, Sequence[Any]]


class Turning:
    """Of one export, or of a part of it."""

    def __init__(self, session: Session, how: Telling, order: Order) -> None:
        self.session, self.how, self.kind = session, how, order.kind
        self.bodies = fhir.organizations(how.sources.values())
        self.look = Validating(order.validate, {f"Organization/{one}" for one in self.bodies})

    @property
    def tables(self) -> Iterable[str]:
        """Every table, also one that stays empty."""
        return fhir.TYPES if self.kind is Kind.FHIR else TABLES

    def shared(self) -> Rows:
        """What belongs to nobody alone."""
        if self.kind is not Kind.FHIR:
            return {"sources": source_rows(self.session, self.how.sources)}
        self.look.all(self.bodies.values())
        return {"Organization": list(self.bodies.values())}

    def people(self, people: Iterable[Told]) -> Iterator[tuple[int, Rows]]:
        """(how many people, their rows), batch by batch."""
        waiting = iter(people)
        while some := list(islice(waiting, AT_ONCE)):
            yield len(some), self._resources(some) if self.kind is Kind.FHIR else _rows(some)

    def _resources(self, some: Sequence[Told]) -> Rows:
        made: dict[str, list[fhir.Resource]] = {}
        for one in some:
            theirs = fhir.resources(one, self.how.sources)
            self.look.person(theirs)
            for kind, found in theirs.items():
                made.setdefault(kind, []).extend(found)
        return made


def _rows(some: Sequence[Told]) -> Rows:
    people = {"practitioners": [one.practitioner for one in some]}
    return people | {name: [row for one in some for row in getattr(one, name)] for name in PARTS}


def put(files: Mapping[str, PartFile], rows: Rows) -> None:
    """Each table's rows to its file."""
    for table, some in rows.items():
        if some:
            files[table].write(some)
