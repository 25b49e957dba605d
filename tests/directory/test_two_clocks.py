"""What we knew on a day: the same as a database that is rebuilt to that day from the stored evidence."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from crawlers.runner import Workplace
from directory import profiles
from directory.knowing import then_of
from directory.profiles import Profile
from directory.rebuilding import FILE, RebuildError, rebuild_to
from directory.store.checkup import check_up
from directory.store.database import connect, reading
from directory.store.evidence import EvidenceStore
from directory.store.moments import Moment, MomentError, publication_at
from directory.store.tables import Practitioner, PractitionerAlias, PublishedVersion
from directory.vocabulary import Audience
from tests.databases import Databases, Once, Postgresql, Sqlite
from tests.directory.diary import FIRST, LAST, NOON, Diary

SEED = 42
HAPPENED = {"down", "breach", "accepted", "gone", "merged", "split", "undone", "receipt", "paper", "withdrawn"}
TODAY = LAST + timedelta(days=20)


def template(databases: Databases, once: Once) -> Path:
    """Folder of a store with a diary, written once on each database."""

    def write(folder: Path) -> None:
        engine = connect(databases.make(folder))
        place = Workplace(engine, EvidenceStore(folder / "evidence"), lambda: NOON)
        diary = Diary(place, random.Random(SEED)).write()
        engine.dispose()
        assert diary.happened >= HAPPENED

    return once(f"diary-{databases.name}", write)


@contextmanager
def copy_of(databases: Databases, once: Once, folder: Path) -> Iterator[Engine]:
    engine = connect(databases.make(folder, template(databases, once)))
    yield engine
    engine.dispose()
    databases.drop(folder)


@pytest.fixture(scope="session")
def written(sqlite: Sqlite, once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with copy_of(sqlite, once, tmp_path_factory.mktemp("diary")) as engine:
        yield engine


@pytest.fixture(scope="session")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rebuilt")


def as_told(person: Profile) -> Profile:
    """What both must agree in: questions are those of today, and a rebuilt database has no history."""
    return replace(person, asked=[], history=[], dated=None)


def shown_then(session: Session, day: date) -> set[str]:
    number = publication_at(session, day).id
    ended = col(PublishedVersion.ended_publication)
    query = select(PublishedVersion.practitioner_id).where(
        PublishedVersion.publication_id <= number, or_(ended.is_(None), ended > number)
    )
    return set(session.exec(query))


def check_day(engine: Engine, day: date, folder: Path) -> None:
    """Everybody of that day, and who had an address by then that leads elsewhere: as rebuilt, and as asked about."""
    made = rebuild_to(engine, day, folder)
    assert made.identical
    again = connect(f"sqlite:///{folder / FILE}", read_only=True)
    with Session(reading(engine)) as full, Session(again) as rebuilt:
        people = rebuilt.exec(select(Practitioner)).all()
        assert {one.id for one in people} == shown_then(full, day)
        then = then_of(full, Moment(day, day), many=True)
        namesakes = [one.id for one in people if not (one.last or "").startswith("Filler")]
        for one in [*namesakes, *rebuilt.exec(select(PractitionerAlias.old_id))]:
            before = profiles.profile(rebuilt, one, today=day, audience=Audience.COORDINATOR)
            told = profiles.profile(full, one, today=TODAY, audience=Audience.COORDINATOR, moment=then)
            assert before is not None
            assert told is not None
            assert as_told(told) == as_told(before)
            assert told.dated is not None
            assert not any(note.startswith("Judged again") for note in told.dated.notes)
    again.dispose()
    shutil.rmtree(folder)


@pytest.mark.slow
@settings(max_examples=6)
@given(day=st.dates(FIRST, LAST + timedelta(days=12)))
def test_what_was_known_on_a_day_is_what_a_database_rebuilt_to_it_shows(
    day: date, written: Engine, rebuilt: Path
) -> None:
    check_day(written, day, rebuilt / str(day))


def test_a_rebuilt_database_is_in_order_and_leaves_the_old_one_alone(written: Engine, tmp_path: Path) -> None:
    day = FIRST + timedelta(days=9)
    rebuild_to(written, day, tmp_path / "then")
    engine = connect(f"sqlite:///{tmp_path / 'then' / FILE}", read_only=True)
    wrong = [
        finding
        for finding in check_up(engine, EvidenceStore(tmp_path), deep=False, told=lambda *_: None)
        if finding.wrong and finding.check != "evidence"  # its files stay where they are
    ]
    engine.dispose()
    assert wrong == []
    assert [path.name for path in tmp_path.iterdir()] == ["then"]


def test_nothing_is_rebuilt_over_what_is_there_or_before_our_memory(written: Engine, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(RebuildError, match="name a new folder"):
        rebuild_to(written, FIRST, tmp_path)
    with pytest.raises(MomentError, match=f"begins on {FIRST}"):
        rebuild_to(written, FIRST - timedelta(days=1), tmp_path / "before")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_tampered_record_is_no_longer_what_was_published(sqlite: Sqlite, once: Once, tmp_path: Path) -> None:
    """What the evidence tables say now does not lead to what was published then."""
    with copy_of(sqlite, once, tmp_path / "own") as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE source_record SET payload = replace(payload, 'Zoë', 'Zoé')")
        assert not rebuild_to(engine, FIRST, tmp_path / "then").identical


@pytest.mark.slow
@pytest.mark.parametrize("day", [FIRST + timedelta(days=6), LAST + timedelta(days=2)])
def test_on_postgresql_as_well(day: date, pg: Postgresql, once: Once, tmp_path: Path) -> None:
    with copy_of(pg, once, tmp_path / "own") as engine:
        check_day(engine, day, tmp_path / "then")
