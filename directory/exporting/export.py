"""A whole export: everybody who is published, in one format, for one reader, written whole or not at all."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from sqlmodel import Session, func, select

from directory.exporting import notes, schema
from directory.exporting.files import ENDINGS, TableFile, table_file
from directory.exporting.manifest import MANIFEST, ExportError, FileMade, Manifest, file_made, sealed, utc, written
from directory.exporting.order import Kind, Order
from directory.exporting.parts import in_parts, processes_for, undisturbed
from directory.exporting.reading import everybody, telling
from directory.exporting.turning import Turning, put
from directory.exporting.whole import made_whole
from directory.profiles import is_sample
from directory.program import program
from directory.refresh import last_publication
from directory.store.tables import Practitioner

Progress = Callable[[str, int, int | None], None]


def export(session: Session, target: Path, order: Order, progress: Progress = lambda *_: None) -> Manifest:
    """Writes the folder ``target``; the session must see one state all along (`store.reading`).

    Raises ExportError where nothing is published, the folder is somebody else's, or a resource is not valid.
    """
    with made_whole(target) as folder, undisturbed():
        return _export_into(session, folder, order, progress)


def _export_into(session: Session, folder: Path, order: Order, progress: Progress) -> Manifest:
    published = last_publication(session)
    if published is None or published.id is None:
        raise ExportError("nothing is published yet: run `needleproof refresh`")
    files = _tables(session, folder, order, progress)
    manifest = sealed(
        Manifest(
            kind=order.kind.value,
            audience=order.audience,
            states=sorted(order.states),
            sample=is_sample(session),
            publication=published.id,
            published_at=utc(published.published_at),
            as_of=published.as_of.isoformat(),
            shown_on=order.today.isoformat(),
            made_at=utc(order.made_at),
            program=program(),
            files=[*files, *_notes(folder, order.kind)],
        )
    )
    (folder / MANIFEST).write_bytes(written(manifest))
    return manifest


def _tables(session: Session, folder: Path, order: Order, progress: Progress) -> list[FileMade]:
    turning = Turning(session, telling(session, order.audience, order.today), order)
    total = None if order.states else session.exec(select(func.count()).select_from(Practitioner)).one()

    def told(done: int) -> None:
        progress(f"exporting to {order.kind}", min(done, total or done), total)

    with ExitStack() as opened:
        files: dict[str, TableFile] = {}
        for table in turning.tables:
            files[table] = table_file(folder, order.kind, table)
            opened.callback(files[table].close)
        put(files, turning.shared())
        if processes_for(session, order):
            in_parts(session, order, folder, files, told)
        else:
            _here(session, turning, order, files, told)
    return [file_made(folder, f"{name}.{ENDINGS[order.kind]}", name, file.rows) for name, file in files.items()]


def _here(
    session: Session, turning: Turning, order: Order, files: Mapping[str, TableFile], told: Callable[[int], None]
) -> None:
    done = 0
    for number, rows in turning.people(everybody(session, turning.how, order.states)):
        put(files, rows)
        done += number
        told(done)


def _notes(folder: Path, kind: Kind) -> list[FileMade]:
    told = {
        "README.md": notes.README.encode(),
        "statuses.json": (json.dumps(notes.statuses(), indent=1, ensure_ascii=False) + "\n").encode(),
    }
    if kind is not Kind.FHIR:
        told["schema.json"] = schema.promised()
    for name, body in told.items():
        (folder / name).write_bytes(body)
    return [file_made(folder, name) for name in told]
