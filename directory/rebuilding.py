"""Rebuilds, from the stored evidence alone, the database and the published view as they were on an earlier day."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert
from sqlmodel import Session, col, select

from directory.refresh import rebuild
from directory.store.as_known import copy_until
from directory.store.database import connect, make_file, reading
from directory.store.moments import publication_at
from directory.store.published import unpacked
from directory.store.readings import Ident
from directory.store.tables import Member, PractitionerAlias, Publication, PublishedVersion
from directory.who_then import id_then

FILE = "needleproof.db"
Told = Callable[[str, int, int | None], None]


class RebuildError(ValueError):
    """Nothing was rebuilt; the message says why."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``publication``: the last one by that day; ``published`` and ``again``: the digest over all that it showed, as it
    was then and as it came out now; ``judged_on``: the day for which the rebuilt view is judged.
    """

    publication: int
    published: str
    again: str
    practitioners: int
    judged_on: date

    @property
    def identical(self) -> bool:
        return self.published == self.again


def rebuild_to(engine: Engine, day: date, folder: Path, *, told: Told = lambda _what, _done, _total: None) -> Rebuilt:
    """Makes ``folder`` with a database that holds what was known at the last publishing on or before ``day``, links
    and verifies it all anew, and leaves it judged for ``day``. Addresses of people are those they had then.

    Rules, and facts about sources, are those of this program. Raises RebuildError when the folder is there already, and
    MomentError for a day before our memory of what was published begins.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RebuildError(f"{folder} is there already: name a new folder")
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)  # of a command that was killed
    with Session(reading(engine)) as session:
        publication = publication_at(session, day)
        beside.mkdir(parents=True)
        try:
            made = _filled(session, publication, beside / FILE)
            again = rebuild(made, as_of=publication.as_of, now=publication.published_at, link_all=True, progress=told)
            if day != publication.as_of:
                rebuild(made, as_of=day, now=publication.published_at, whole_on=publication.as_of, progress=told)
            made.dispose()
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    assert publication.id is not None
    return Rebuilt(publication.id, publication.digest, again.digest, again.practitioners, day)


def _filled(session: Session, publication: Publication, file: Path) -> Engine:
    make_file(file)
    engine = connect(f"sqlite:///{file}")
    with engine.begin() as target:
        copy_until(session.connection(), target, publication)
        _remember(session, target, publication)
    return engine


def _remember(session: Session, target: Connection, publication: Publication) -> None:
    """Under which address each record had been published last, and where former addresses led."""
    assert publication.id is not None
    held: dict[Ident, dict[str, Any]] = {}
    shown, ids = set[str](), set[str]()
    for version in _versions(session, publication.id):
        ids.add(version.practitioner_id)
        if version.ended_publication is None or version.ended_publication > publication.id:
            shown.add(version.practitioner_id)
        for row in unpacked(version.rows)[str(Member.__tablename__)]:
            held[row["source"], row["scope"], row["record_key"]] = row | {"current": False}
    _add(target, Member, list(held.values()))
    led = ((one, id_then(session, one, publication.id)) for one in sorted(ids - shown))
    _add(target, PractitionerAlias, [{"old_id": old, "practitioner_id": new} for old, new in led if new])


def _versions(session: Session, publication: int) -> Iterator[PublishedVersion]:
    query = select(PublishedVersion).where(PublishedVersion.publication_id <= publication)
    ordered = query.order_by(col(PublishedVersion.publication_id), col(PublishedVersion.id))
    yield from session.exec(ordered.execution_options(yield_per=500))


def _add(target: Connection, kind: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        target.execute(insert(kind.__table__), rows)
