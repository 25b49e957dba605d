"""The demo: a whole invented world in one command."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory import profiles, wording
from directory import search as searching
from directory.accounts import any_account
from directory.certificates import Seen
from directory.chain import ChainFiles
from directory.cli.application import app
from directory.cli.chaining import files_of
from directory.cli.console import UNHEALTHY, USAGE, err, escaped, fail, out, showing
from directory.cli.gathering import published
from directory.cli.measuring import measure_invented
from directory.cli.options import Wait
from directory.cli.serving import serve_at
from directory.cli.stores import clock_of, writer
from directory.config import today_of
from directory.documents import file_document
from directory.look_ups import LookUp
from directory.loopback import is_loopback
from directory.normalize.places import STATE_NAMES
from directory.receipts import record_receipt
from directory.store.evidence import EvidenceStore
from directory.store.tables import LinkDecision, Meta, Receipt, Run, SearchEntry, SeenDocument, Verification
from directory.store.writing import WAIT
from directory.vocabulary import LookUpWay

SAMPLE_WORLD = "the sample world"  # who saw the papers that the demo itself files


@app.command()
def demo(
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the dashboard at the end.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the dashboard; 0 picks a free one.")] = 8501,
    wait: Wait = WAIT,
) -> None:
    """A whole invented world: sample sources on this machine, crawled, linked, verified, shown. About 400 people.

    Uses ./demo-data unless NEEDLEPROOF_DATA or NEEDLEPROOF_DATABASE_URL says otherwise, and never real data.
    """
    if not os.environ.get("NEEDLEPROOF_DATA"):
        os.environ["NEEDLEPROOF_DATA"] = "demo-data"
    os.environ.pop("NEEDLEPROOF_CHAIN", None)  # that of real data
    with writer("demo", wait=wait) as (found, engine):
        fresh_sample(engine, files_of(found))
    today = today_of(found)
    started = datetime.now(UTC)
    _tell_the_story(today)  # each day is read by a process of its own, which is the writer then
    with writer("demo", wait=wait) as (found, engine):
        _file_papers(engine, EvidenceStore(found.evidence_dir), clock_of(found)(), today)
        with showing() as told:
            published(found, engine, told)
            measured = measure_invented(engine, found, told)
        out.print(f"Linking, on {measured.set_name}: {wording.false_links(measured.total)}", highlight=False)
        _demo_summary(engine, today, datetime.now(UTC) - started)
        with Session(engine) as session:
            first = not any_account(session)
    if serve_it:
        os.environ["NEEDLEPROOF_TODAY"] = today.isoformat()
        serve_at("127.0.0.1", port, first=first, show=True)


def fresh_sample(engine: Engine, chain: ChainFiles | None = None) -> None:
    """Empties a sample database, and its evidence chain, to begin anew. One with anything else in it is left alone."""
    from directory.store.database import reset

    with Session(engine) as session:
        sample, origins = profiles.is_sample(session), session.exec(select(Run.origin).distinct()).all()
        recorded = session.exec(select(Receipt.id).where(Receipt.looked_by != SAMPLE_WORLD).limit(1)).first()
        strange = select(SeenDocument.id).where(SeenDocument.seen_by != SAMPLE_WORLD)
        seen = session.exec(strange.limit(1)).first()
        decided = session.exec(select(LinkDecision.id).limit(1)).first()
    # The sample world is only ever crawled, and from this machine; whatever else was read is somebody's data.
    if origins and not (sample and all(is_loopback(origin) for origin in origins)):
        fail("this database holds real data; give the demo a folder of its own with --data", USAGE)
    if recorded is not None:  # somebody's work, whatever it is about
        fail("this database holds receipts that people recorded; give the demo a folder of its own with --data", USAGE)
    if seen is not None:
        fail("this database holds documents that people filed; give the demo a folder of its own with --data", USAGE)
    if decided is not None:
        fail("this database holds decisions that people made; give the demo a folder of its own with --data", USAGE)
    if origins:
        if chain is not None:
            chain.forget()
        reset(engine)
    with Session(engine) as session:
        session.merge(Meta(name="sample_data", value="the invented sample world"))
        session.commit()


def _tell_the_story(today: date) -> None:
    """Goes through the sample world day by day with the real sources, each day's crawl in a process of its own."""
    from crawlers.sample.server import SampleServer
    from crawlers.sample.story import chapters
    from crawlers.sample.world import SampleWorld

    with SampleServer(SampleWorld(today, 1)) as server:
        for chapter in chapters(today):
            server.swap(world := SampleWorld(chapter.world_today, chapter.world_day))
            server.down, server.broken = chapter.down, chapter.broken
            names = [*chapter.sources, *(["nppes_api"] if chapter.states else [])]
            _tell(f"{chapter.on}: crawling {', '.join(names)}")
            urls = {name: server.base_url(name) for name in names}
            for report in _crawl_apart(names, chapter.states, urls, chapter.on):
                if report["breaches"]:
                    _tell(f"  {report['source']}: {escaped(report['breaches'][0])}")
            for name in chapter.files:
                _tell(f"{chapter.on}: loading a file of {name}")
                _load(name, world.files[name], f"http://127.0.0.1:{server.port}/{name}")
            for name, number in chapter.asked:
                _tell(f"{chapter.on}: asking {name} about license {number}")
                _ask(name, number, server.base_url(name), chapter.on)
            if chapter.on < today:  # so that what was known then can be asked for
                _publish(chapter.on)


def _file_papers(engine: Engine, evidence: EvidenceStore, now: datetime, today: date) -> None:
    """What people of the sample world saw and looked up a week before, filed as anybody would file it."""
    from crawlers.sample.papers import ISSUER, ORGANIZATION, certificates, look_ups
    from crawlers.sample.world import SampleWorld

    people, seen_on = SampleWorld(today, 2).people, today - timedelta(days=7)
    with tempfile.TemporaryDirectory() as folder:
        for number, paper in enumerate(certificates(people, today)):
            (file := Path(folder) / f"certificate-{number}.pdf").write_bytes(paper.pdf)
            told = Seen(
                seen_on=seen_on, seen_by=SAMPLE_WORLD, organization=ORGANIZATION, issuer=ISSUER, title=paper.title,
                name=paper.name, npi=paper.npi, facts=paper.facts, document=file,
            )  # fmt: skip
            file_document(engine, evidence, told, now=now, today=today)
        for number, asked in enumerate(look_ups(people)):
            (file := Path(folder) / f"look-up-{number}.pdf").write_bytes(asked.pdf)
            look_up = LookUp(
                looked_on=seen_on, looked_by=SAMPLE_WORLD, answered_by="public page", way=LookUpWay.WEB,
                board=f"register of {STATE_NAMES[asked.state]}", address="https://register.example.org/",
                what=asked.what, npi=asked.npi, license_number=asked.number, license_state=asked.state,
                result=asked.result, said=asked.said, document=file,
            )  # fmt: skip
            record_receipt(engine, evidence, look_up, now=now, today=today)


def _tell(text: str) -> None:
    err.print(text, highlight=False, soft_wrap=True)


def _load(name: str, file: tuple[str, bytes], origin: str) -> None:
    """Reads the file that somebody handed over. ``origin``: this machine, which is how it is known as invented."""
    from crawlers.runner import Workplace, load

    with tempfile.TemporaryDirectory() as folder, writer(f"load {name}", wait=WAIT) as (found, engine):
        saved = Path(folder) / file[0]
        saved.write_bytes(file[1])
        place = Workplace(engine, EvidenceStore(found.evidence_dir), clock_of(found))
        report = load(name, [saved], place, as_of=today_of(found), origin=origin)
    if not report.healthy:
        fail(f"loading {name} went wrong: {'; '.join(report.breaches)}", UNHEALTHY)


def _ask(name: str, number: str, url: str, on: date) -> None:
    done = _needleproof(
        on, "lookup", name, "--license", number, "--base-url", f"{name}={url}", "--no-publish", ask=name
    )
    if done.returncode:
        fail(f"asking {name} broke off: {done.stderr.strip()[-2000:]}{done.stdout[-2000:]}", UNHEALTHY)


def _publish(on: date) -> None:
    done = _needleproof(on, "publish")
    if done.returncode:
        fail(f"publishing {on} broke off: {done.stderr.strip()[-2000:]}{done.stdout[-2000:]}", UNHEALTHY)


def _crawl_apart(names: Sequence[str], states: Sequence[str], urls: dict[str, str], on: date) -> list[dict[str, Any]]:
    given = [part for name, url in urls.items() for part in ("--base-url", f"{name}={url}")]
    given += [part for state in states for part in ("--state", state)]
    done = _needleproof(on, "crawl", *names, "--json", "--no-publish", *given)
    reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if len(reports) < len(names):
        fail(f"crawling {', '.join(names)} broke off: {done.stderr.strip()[-2000:]}", UNHEALTHY)
    return reports


def _needleproof(on: date, *words: str, ask: str = "") -> subprocess.CompletedProcess[str]:
    """One command in a process of its own. ``ask``: the source that may be asked about one person."""
    command = [sys.executable, "-m", "directory.cli", "--today", on.isoformat(), *words]
    allowed = {**os.environ, "NEEDLEPROOF_LOOKUPS": ask}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, env=allowed)


def _demo_summary(engine: Engine, today: date, took: timedelta) -> None:
    from collections import Counter

    with Session(engine) as session:
        entries = session.exec(select(SearchEntry)).all()
        checks = session.exec(select(Verification)).all()
    by_state: dict[str, set[str]] = {}
    for entry in entries:
        by_state.setdefault(entry.state, set()).add(entry.practitioner_id)
    table = Table("state", "people", "license checked", "training checked", "training claimed")
    for state in sorted(by_state):
        here = [e for e in entries if e.state == state]
        counts = (
            {e.practitioner_id for e in here if searching.active(e, today)},
            {e.practitioner_id for e in here if searching.verified(e, today)},
            {e.practitioner_id for e in here if e.training_claimed},
        )
        table.add_row(STATE_NAMES.get(state, state), str(len(by_state[state])), *(str(len(c)) for c in counts))
    out.print(table)
    words = Table("check", "status", "number")
    from directory.verification import shown_status

    tally = Counter((c.need.value, shown_status(c.status, c.good_until, today)) for c in checks)
    for (need, status), number in sorted(tally.items()):
        words.add_row(need, status, str(number))
    out.print(words)
    out.print(f"Ready in {took.total_seconds():.0f} s.", highlight=False)
