"""Find among 1,000,000 invented people: region, profession and verified training against PostGIS; exact, quick, small.

Timed is `directory.search.find` in an open session, as the peer's connection is open: the question understood, how
many people there are, how many only claim it, how many of each the filters would leave, and who stands on the first
page. The peer answers how many and which ten, from the same points. `directory.search.search` adds the ten cards,
facets and words to that; it has a figure of its own, in a session of its own each time, as a page has.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, text
from sqlmodel import Session

from benchmarks.measure import Figure, bound, main, seconds
from benchmarks.search_peers import Row, peer
from benchmarks.search_people import AS_OF, areas, make_people
from directory.normalize.places import Place, centre_of, find_place
from directory.search import Query, find, search
from directory.search.counting import counted, recounted
from directory.search.facets import facets
from directory.search.filters import forbidding
from directory.store.database import connect, ready
from directory.store.search_index import number_of
from directory.store.tables import SearchEntry
from directory.vocabulary import Profession

PEOPLE, TIMED, TURN, WARMING, CHECKED = 1_000_000, 300, 30, 10, 1_000
PROFESSIONS = (Profession.PHYSICAL_THERAPIST, Profession.CHIROPRACTOR, Profession.OCCUPATIONAL_THERAPIST)
# Where a box in degrees goes wrong: the Aleutians on both sides of the date line, the far north, islands, both oceans.
HARD = (
    (52.9, 173.2), (51.9, 179.9), (51.9, -179.9), (51.88, -176.65), (71.29, -156.79), (64.84, -147.72), (58.3, -134.4),
    (13.47, 144.75), (14.1, 145.2), (-14.28, -170.7), (18.4, -66.1), (18.0, -66.6), (18.34, -64.93), (21.3, -157.86),
    (24.56, -81.78), (48.99, -95.15),
)  # fmt: skip
TABLES = "'search_entry', 'search_spot', 'search_tally', 'search_said_tally', 'search_name_word', " \
    "'search_other_name', 'search_name_pairs'"  # fmt: skip
MEGABYTES = 300


def figures(rows: int = PEOPLE) -> list[Figure]:
    kept = os.environ.get("NEEDLEPROOF_BENCH_SEARCH")  # a store that was made before, to look again
    with tempfile.TemporaryDirectory() as folder:
        file = Path(kept) if kept else Path(folder) / "people.db"
        if not file.exists():
            engine = ready(connect(f"sqlite:///{file}"))
            make_people(engine, rows, checks=True)
            engine.dispose()
        writer = connect(f"sqlite:///{file}")
        indexes, size = built(writer), size_of(writer)
        writer.dispose()
        engine = connect(f"sqlite:///{file}", read_only=True)
        everybody, states = _rows(engine)
        with peer(_allowed(everybody, states)) as other:
            timed = list(_timed(engine, other))
        found = [
            *timed,
            bound(
                f"counts equal to brute force, of {CHECKED}",
                _equal(engine, _World(everybody, states)),
                CHECKED,
                1.0,
                exact=True,
            ),
            *_facets(engine),
            bound("seconds to build all search indexes", indexes, 10, 1.0),
            bound("megabytes of search tables and indexes", size, MEGABYTES, 1.0),
        ]
        engine.dispose()
    return found


def built(engine: Engine) -> float:
    """Drops the indexes of what Find searches and builds them again; seconds."""
    indexes = SearchEntry.__table__.indexes  # type: ignore[attr-defined]
    with engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    started = time.perf_counter()
    with engine.begin() as connection:
        for index in indexes:
            index.create(connection)
    return time.perf_counter() - started


def size_of(engine: Engine) -> float:
    """Megabytes of the search tables with all their indexes, and of the index of what clinics say."""
    query = f"""SELECT sum(pgsize) FROM dbstat JOIN sqlite_schema USING (name)
                WHERE tbl_name IN ({TABLES}) OR name = 'statement_said'"""
    with engine.connect() as connection:
        return float(connection.execute(text(query)).scalar_one()) / 1e6


def _rows(engine: Engine) -> tuple[list[Row], list[str]]:
    """Every entry with a place, and its state."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            """SELECT practitioner_id, profession, coalesce(verified_until, -1), last_folded, first_folded, lat, lon,
                      search_entry.state FROM search_entry JOIN search_spot ON key = spot"""
        ).all()
    return [tuple(row[:-1]) for row in rows], [row[-1] for row in rows]


def _allowed(rows: Sequence[Row], states: Sequence[str]) -> list[Row]:
    """Those whom a question by profession lists: where the state lets it needle."""
    return [row for row, state in zip(rows, states, strict=True) if state not in forbidding(Profession(row[1]), AS_OF)]


# --- times ------------------------------------------------------------------------------------------------------


def questions(number: int, seed: int = 7) -> list[Query]:
    """Where people ask from: as many as live there, 25 miles around; only professions that may needle there, for of
    others nobody is listed.
    """
    rng, places = random.Random(seed), areas()
    found = []
    for area in rng.choices(places, [area.weight for area in places], k=number):
        kinds = [kind for kind in PROFESSIONS if area.state not in forbidding(kind, AS_OF)]
        found.append(Query(place=area.zip5, radius=25, profession=rng.choice(kinds), verified_training=True))
    return found


def _timed(engine: Engine, other: Any) -> Iterator[Figure]:
    asked = questions(TIMED)
    with Session(engine) as session:
        _turn(session, other, asked[:WARMING])
        turns = [_turn(session, other, asked[at : at + TURN]) for at in range(0, TIMED, TURN)]
    theirs, ours = (sorted(time for turn in sides for time in turn) for sides in zip(*turns, strict=True))
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        mine, peers = ours[int(TIMED * share)], theirs[int(TIMED * share)]
        what = f"{name} of {TIMED} questions by region, profession and verified training, ms; peer: {other.name}"
        ratio = mine / peers
        target = f"<= {other.at_most:.3f}"
        yield Figure(what, round(mine * 1e3, 2), round(peers * 1e3, 2), round(ratio, 3), target, ratio <= other.at_most)
    yield bound("p95 of the same in ms, peer: 5 ms", ours[int(TIMED * 0.95)] * 1e3, 5, 1.0)
    whole = sorted(_clock(lambda query=query: _search(engine, query))[0] for query in asked)
    yield bound("p95 with cards, facets and words in ms, peer: 50 ms", whole[int(TIMED * 0.95)] * 1e3, 50, 1.0)


def _turn(session: Session, other: Any, asked: Sequence[Query]) -> tuple[list[float], list[float]]:
    """Seconds of the peer for each of these questions, and ours, which must have the same answers. Both take turns, so
    that what else the machine does hits both; not after each question, or each would find the other's data in the
    caches of the processor.
    """
    points = [centre_of(find_place(query.place)[0], query.radius) for query in asked]
    theirs = [_clock(partial(_by_peer, other, query, point)) for query, point in zip(asked, points, strict=True)]
    ours = [_clock(partial(find, session, query, today=AS_OF)) for query in asked]
    for query, (_, (number, ids)), (_, (_, listing)) in zip(asked, theirs, ours, strict=True):
        assert listing is not None
        assert number == listing.total, (query, number, listing.total)
        assert ids == [one.person for one in listing.people], query
    return [seconds for seconds, _ in theirs], [seconds for seconds, _ in ours]


def _by_peer(other: Any, query: Query, point: Place) -> Any:
    assert query.profession is not None
    return other.ask(point.lat, point.lon, query.radius, query.profession.value, number_of(AS_OF))


def _clock(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _search(engine: Engine, query: Query) -> Any:
    with Session(engine) as session:
        return search(session, query, today=AS_OF)


# --- the same as one by one -------------------------------------------------------------------------------------


class _World:
    """Everybody as columns of numbers; distances by the chord through the earth, another formula than ours."""

    def __init__(self, rows: Sequence[Row], states: Sequence[str]) -> None:
        people, professions, until, _, _, lat, lon = zip(*rows, strict=True)
        self.person = np.unique(np.array(people), return_inverse=True)[1]
        self.profession, self.until, self.state = np.array(professions), np.array(until), np.array(states)
        phi, theta = np.radians(np.array(lat)), np.radians(np.array(lon))
        self.points = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])

    def count(self, lat: float, lon: float, query: Query) -> int:
        """People within the radius, each once, but for states that let nobody of the profession needle."""
        phi, theta = radians(lat), radians(lon)
        here = np.array([cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)])
        chord = np.sqrt(np.square(self.points - here[:, None]).sum(axis=0))
        near = 2 * 3958.7613 * np.arcsin(np.minimum(1, chord / 2)) <= query.radius
        if query.profession is not None:
            near &= self.profession == query.profession.value
            near &= ~np.isin(self.state, sorted(forbidding(query.profession, AS_OF)))
        if query.verified_training:
            near &= self.until >= number_of(AS_OF)
        return len(np.unique(self.person[near]))


def _equal(engine: Engine, world: _World) -> int:
    """How many of the questions count what looking at everybody counts."""
    return sum(_same(engine, world, query) for query in [*_near_people(CHECKED * 6 // 10), *_hard(CHECKED * 4 // 10)])


def _near_people(number: int) -> Iterator[Query]:
    rng = random.Random(11)
    for query in questions(number, seed=12):
        kind = query.profession if rng.random() < 0.7 else None
        radius = rng.choice((5, 10, 25, 50, 100))
        yield replace(query, radius=radius, profession=kind, verified_training=rng.random() < 0.7)


def _hard(number: int) -> Iterator[Query]:
    rng = random.Random(13)
    for at in range(number):
        lat, lon = HARD[at % len(HARD)]
        point = (round(lat + rng.uniform(-1, 1), 4), round(_around(lon + rng.uniform(-1, 1)), 4))
        kind, radius = rng.choice((None, *PROFESSIONS)), rng.choice((25, 50, 100, 250))
        yield Query(at=point, radius=radius, profession=kind, verified_training=at % 2 == 0)


def _same(engine: Engine, world: _World, query: Query) -> bool:
    with Session(engine) as session:
        result, listing = find(session, query, today=AS_OF)
    if result.place is None or listing is None:  # far out at sea: no town is within 100 miles
        assert query.at is not None
        return world.count(*query.at, Query(radius=90)) == 0
    return world.count(result.place.lat, result.place.lon, query) == listing.total


def _around(lon: float) -> float:
    return (lon + 180) % 360 - 180


# --- facets -----------------------------------------------------------------------------------------------------


def _facets(engine: Engine) -> Iterator[Figure]:
    """Of whole states, which one row tells, and the same numbers counted anew."""
    states = ("CA", "TX", "WA", "PR")
    with Session(engine) as session:
        kept = []
        for state in states:
            asked = find(session, Query(state=state), today=AS_OF)[1]
            assert asked is not None
            kept.append(asked.asked)
        taken = min(seconds(lambda: [counted(session, asked) for asked in kept]) / len(kept) for _ in range(20))
        recount = seconds(lambda: [_again(session, asked) for asked in kept], rounds=1) / len(kept)
        equal = all(counted(session, asked) == _again(session, asked) for asked in kept)
        around = find(session, Query(place="Seattle, WA"), today=AS_OF)[1]
        assert around is not None
        near = min(seconds(lambda: facets(session, around)) for _ in range(20))
    yield bound("facets of a state in ms, peer: 0.1 ms", taken * 1e3, 0.1, 1.0)
    yield Figure("facets of a state against counting them, ms", round(taken * 1e3, 3), round(recount * 1e3, 1),
                 round(taken / recount, 4), "equal", equal)  # fmt: skip
    yield bound("all filters of 25 miles around Seattle in ms, peer: 10 ms", near * 1e3, 10, 1.0)


def _again(session: Session, asked: Any) -> Any:
    return recounted(session, asked.region, asked.query.profession, AS_OF)


if __name__ == "__main__":
    main(figures, __doc__ or "", PEOPLE)
