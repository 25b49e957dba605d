"""The command that shows the exact bytes behind a record; patients see the record's own redacted line."""

import base64
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine
from sqlmodel import Session

from directory.cli.application import evidence_app
from directory.cli.console import UNHEALTHY, escaped, fail, out, print_json
from directory.cli.options import Json
from directory.cli.stores import store
from directory.evidence_of import Origin, UnknownRecordError, may_see, origin_of
from directory.excerpt import Excerpt, excerpt
from directory.redaction import own_line
from directory.store.evidence import EvidenceError, EvidenceStore
from directory.vocabulary import Audience


@evidence_app.command("show")
def show(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="A record's number, SOURCE:KEY, or the SHA-256 of a body.")
    ],
    whole: Annotated[bool, typer.Option("--whole", help="The whole body, not only the record's part of it.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Only the bytes, as they are.")] = False,
    file: Annotated[Path | None, typer.Option("--out", help="Write the bytes, as they are, into this file.")] = None,
    coordinator: Annotated[
        bool, typer.Option("--coordinator", help="The bytes themselves; patients see the record's own redacted line.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show where a record comes from, and the very bytes that it rests on.

    Example: needleproof evidence show 'wa_doh:Physical Therapist License|PT60012345' --coordinator
    """
    with store() as (found, engine):
        audience = Audience.COORDINATOR if coordinator else found.audience
        origin = _origin(engine, record)
        if audience is not Audience.COORDINATOR:
            if whole or raw or file is not None or not may_see(engine, origin):
                fail("that is for coordinators: a body may hold what is said of other people. Add --coordinator")
            _print_line(origin, audience, as_json=as_json)
            return
        try:
            _show(EvidenceStore(found.evidence_dir), origin, whole=whole, raw=raw, file=file, as_json=as_json)
        except EvidenceError as error:
            fail(f"{error}. `needleproof audit` names all that is not as it was", UNHEALTHY)


def _origin(engine: Engine, record: str) -> Origin:
    try:
        with Session(engine) as session:
            return origin_of(session, record)
    except UnknownRecordError as error:
        fail(str(error))


def _show(evidence: EvidenceStore, origin: Origin, *, whole: bool, raw: bool, file: Path | None, as_json: bool) -> None:
    if file is not None and (whole or origin.record_id is None):
        _copy(evidence, origin.sha256, file)
        return
    cut = excerpt(evidence, origin.sha256, "" if whole else origin.locator, url=origin.url)
    if file is not None and cut.whole:
        _copy(evidence, origin.sha256, file)
    elif file is not None:
        _write(file, cut.bytes)
    elif raw:
        _print_raw(cut)
    elif as_json:
        print_json(_json(origin, cut))
    else:
        _print(origin, cut)


def _print_line(origin: Origin, audience: Audience, *, as_json: bool) -> None:
    line = own_line(origin.payload or {}, audience, exclusion=origin.kind == "exclusion")
    if as_json:
        shown = ("record_id", "source", "kind", "url", "fetched_at", "sha256", "locator")
        print_json({name: getattr(origin, name) for name in shown} | {"said": line})
        return
    out.print(_where(origin), highlight=False)
    for field, value in line.items():
        out.print(f"  {field.replace('_', ' ')}: {escaped(_safe(str(value)))}", highlight=False)
    out.print("This is the record's own line; homes and numbers of entries are left out.", highlight=False)


def _where(origin: Origin) -> str:
    parts = [f"Record {origin.record_id} of {origin.source}, read"] if origin.record_id else ["Read"]
    parts.append(f"{origin.fetched_at:%Y-%m-%d %H:%M} UTC at {origin.url}," if origin.fetched_at else "by a person:")
    parts.append(f"place: {origin.locator or 'the whole body'}, SHA-256 {origin.sha256}")
    return escaped(_safe(" ".join(parts)))


def _print(origin: Origin, cut: Excerpt) -> None:
    out.print(_where(origin), highlight=False)
    for text in origin.notes:
        out.print(f"  {escaped(_safe(text))}", highlight=False)
    if origin.status is not None:
        out.print(f"  status: {origin.status}", highlight=False)
    for name, value in origin.headers.items():
        out.print(f"  header {escaped(_safe(f'{name}: {value}'))}", highlight=False)
    out.print(f"  in the browser, for coordinators: /evidence/{origin.sha256}", highlight=False)
    out.print(f"  {escaped(_safe(cut.note))}", highlight=False)
    if (text_of := _text(cut.bytes)) is None:
        out.print(f"{len(cut.bytes):,} bytes that are no text: write them into a file with --out FILE", highlight=False)
    else:
        out.print(escaped(_safe(text_of)), highlight=False, markup=True)


def _print_raw(cut: Excerpt) -> None:
    if cut.whole and not cut.bytes:
        fail(f"{cut.note} Write it into a file with --out FILE", UNHEALTHY)
    text_of = _text(cut.bytes)
    if sys.stdout.isatty() and (text_of is None or _safe(text_of) != text_of):
        fail("these bytes are no plain text and would confuse a terminal: write them into a file with --out FILE")
    sys.stdout.buffer.write(cut.bytes)
    sys.stdout.flush()


def _json(origin: Origin, cut: Excerpt) -> dict[str, Any]:
    text_of = _text(cut.bytes)
    told = asdict(origin) | {"exact": cut.exact, "whole": cut.whole, "note": cut.note}
    body = {"text": text_of} if text_of is not None else {"base64": base64.b64encode(cut.bytes).decode()}
    return told | body


def _text(body: bytes) -> str | None:
    """The text of bytes that are one; None else."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _safe(text: str) -> str:
    """Without what steers a terminal or turns the direction of writing: told by its number instead."""
    return "".join(one if one.isprintable() or one in "\n\t\r" else f"\\u{ord(one):04x}" for one in text)


def _copy(evidence: EvidenceStore, sha256: str, file: Path) -> None:
    if not evidence.whole(sha256):
        raise EvidenceError(f"evidence {sha256} is damaged: its bytes no longer match its hash")
    beside = _beside(file)
    try:
        with evidence.open(sha256) as body, beside.open("wb") as copy:
            shutil.copyfileobj(body, copy, 1 << 20)
        beside.replace(file)
    except OSError as error:
        _not_written(file, beside, error)
    out.print(f"The whole body is in {escaped(str(file))}.", highlight=False)


def _write(file: Path, body: bytes) -> None:
    beside = _beside(file)
    try:
        beside.write_bytes(body)
        beside.replace(file)
    except OSError as error:
        _not_written(file, beside, error)
    out.print(f"{len(body):,} bytes are in {escaped(str(file))}.", highlight=False)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")


def _not_written(file: Path, beside: Path, error: OSError) -> None:
    if beside.is_file():
        beside.unlink()
    fail(f"{file} cannot be written: {error.strerror or error}", UNHEALTHY)
