"""Rosters with 60 planted faults in 12 styles, checked whole: exactly those 60 are explained, all others are done."""

import csv
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from crawlers.sample.model import Person
from directory.roster.at_once import Wanted, check_roster
from directory.store import rosters
from directory.store.tables import License, Practitioner
from tests.directory.conftest import Store, noon
from tests.directory.roster.faulty import FAULTS, ROWS, STYLES, faulty

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("style", STYLES)
def test_sixty_are_explained_and_the_others_done(style: str, today: Store, tmp_path: Path) -> None:
    made = faulty(style, linked(today))
    file, out, engine = tmp_path / made.file, tmp_path / "out" / "checked.csv", today.place.engine
    file.write_bytes(made.body)
    out.parent.mkdir()
    wanted = Wanted(by="Casey", name=f"faults {style}")
    done = check_roster(engine, file, out, lambda *_: None, wanted, today=today.day, now=noon(today.day))
    with Session(engine) as session:
        kept = {row.number: row for row in rosters.rows(session, done.begun.id)}
        rosters.forget_all(session, str(wanted.name))
        session.commit()
    planted = {one.row: one for one in made.planted}
    explained = {number for number, row in kept.items() if row.status != "done"}
    assert explained == planted.keys(), {n: (made.odd.get(n), kept[n].answers) for n in explained ^ planted.keys()}
    assert (len(kept), done.outcome.statuses["done"]) == (ROWS, ROWS - FAULTS)
    for number, one in planted.items():
        row = kept[number]
        assert row.answers is not None
        reason = row.answers[1]
        assert (row.status, row.reason in one.codes, one.words in reason) == (one.status, True, True), (one, reason)
        assert f"row {number}" in reason
    with out.open(encoding=str(done_encoding(out)), newline="") as stream:
        written = list(csv.reader(stream, delimiter=done.delimiter))
    assert len(written) == ROWS + 1
    body = out.read_bytes()
    assert not [secret for secret in made.secrets if secret.encode() in body]


def linked(store: Store) -> list[Person]:
    """Those whose license and NPI are of one person in the directory too: of others a roster asks for a look."""
    with store.reader() as session:
        query = select(Practitioner.npi, License.number).join(License, col(License.practitioner_id) == Practitioner.id)
        held = set(session.exec(query))
    return [one for one in store.worlds[2].people if any((one.npi, of.number) in held for of in one.licenses)]


def done_encoding(out: Path) -> str:
    start = out.read_bytes()[:2]
    return "utf-16" if start == b"\xff\xfe" else "latin-1"
