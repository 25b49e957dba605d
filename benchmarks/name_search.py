"""Names with typing errors among a million people: how often the right one is found, and how fast, beside tantivy.

python -m benchmarks.name_search [--rows N] [--json]

Found is: whoever was meant is among the first ten. Where several people have the same name (and the same city, if the
line names it), nobody can tell them apart by the line: then one of those namesakes counts. Both numbers are printed.
The peer is tantivy with fuzzy terms (distance 2, exchanged letters one edit) over surname, given name and city,
weighed as ours are, each word in each field, the best field counting; it is asked for ten, one thread, alternating
with ours.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa
import tantivy
from sqlalchemy import Engine
from sqlmodel import Session

from benchmarks.measure import Figure, bound, main
from benchmarks.name_queries import Asked, Person, asked
from directory.search.typed import typed
from directory.store.database import connect, ready

QUERIES, SEED, FIRST = 1_000, 20, 10
BOOSTS = {"last": 2.0, "first": 1.5, "city": 1.5}
_PEOPLE = """SELECT e.practitioner_id, e.last_folded, e.first_folded, s.city, e.profession
FROM search_entry e JOIN search_spot s ON s.key = e.spot ORDER BY e.id"""


def everybody(engine: Engine) -> list[Person]:
    """Everybody at every place, with names and cities as they would be typed."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text(_PEOPLE))
        return [Person(who, last.lower(), first.lower(), city.lower(), kind) for who, last, first, city, kind in rows]


class Tantivy:
    """All of them in an index on disk, in one segment."""

    def __init__(self, people: Sequence[Person], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        for name in BOOSTS:
            builder.add_text_field(name, stored=False, index_option="basic")
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        writer = self.index.writer(500_000_000, 1)
        for one in people:
            writer.add_document(tantivy.Document(last=one.last, first=one.first, city=one.city, id=one.id))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def find(self, line: str) -> list[str]:
        words = [word.strip(".,") for word in line.lower().split()]
        hits = self.searcher.search(self._query(words), FIRST, count=False).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]

    def _query(self, words: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._of(word)) for word in words])

    def _of(self, word: str) -> tantivy.Query:
        """The word in each field: as it stands more than with one wrong letter, with one more than with two."""
        ways = []
        for name, boost in BOOSTS.items():
            ways.append(_weighed(tantivy.Query.term_query(self.schema, name, word), boost))
            for distance, share in ((1, 0.8), (2, 0.55)):
                fuzzy = tantivy.Query.fuzzy_term_query(self.schema, name, word, distance, True, False)
                ways.append(_weighed(fuzzy, boost * share))
        return tantivy.Query.disjunction_max_query(ways)


def _weighed(query: tantivy.Query, weight: float) -> tantivy.Query:
    return tantivy.Query.boost_query(tantivy.Query.const_score_query(query, 1.0), weight)


def measured(
    ours: Callable[[str], Sequence[str]], peer: Callable[[str], Sequence[str]], lines: Sequence[Asked]
) -> tuple[list[list[str]], list[list[str]], list[float], list[float]]:
    """(what each found, milliseconds of each) for every line, one after the other."""
    found: list[list[list[str]]] = [[], []]
    took: list[list[float]] = [[], []]
    for line in lines:
        for at, find in enumerate((ours, peer)):
            started = time.perf_counter()
            told = list(find(line.line))[:FIRST]
            took[at].append((time.perf_counter() - started) * 1e3)
            found[at].append(told)
    return found[0], found[1], took[0], took[1]


def recall(
    lines: Sequence[Asked], found: Sequence[Sequence[str]], who: dict[str, list[Person]], *, namesakes: bool
) -> dict[str, float]:
    """Share of the lines whose person was found: of all, with a city, without, by nickname."""
    kinds: dict[str, Callable[[Asked], bool]] = {
        "all": lambda _: True,
        "with a city": lambda line: line.with_city,
        "without a city": lambda line: not line.with_city,
        "nicknames": lambda line: line.kind == "nickname",
    }
    return {
        name: sum(_is_found(line, told, who, namesakes=namesakes) for line, told in chosen) / max(1, len(chosen))
        for name, fits in kinds.items()
        for chosen in [[(line, told) for line, told in zip(lines, found, strict=True) if fits(line)]]
    }


def _is_found(line: Asked, told: Sequence[str], who: dict[str, list[Person]], *, namesakes: bool) -> bool:
    if line.person.id in told:
        return True
    wanted = line.person
    return namesakes and any(
        (one.last, one.first) == (wanted.last, wanted.first) and (not line.with_city or one.city == wanted.city)
        for ident in told
        for one in who.get(ident, ())
    )


def figures(rows: int = 1_000_000) -> list[Figure]:
    from benchmarks.search_people import make_people

    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        engine = ready(connect(f"sqlite:///{folder / 'people.db'}"))
        make_people(engine, rows)
        people = everybody(engine)
        (folder / "tantivy").mkdir()
        peer = Tantivy(people, folder / "tantivy")
        with Session(connect(f"sqlite:///{folder / 'people.db'}", read_only=True)) as session:
            return compared(people, lambda line: typed(session, line).ids, peer.find)


def compared(
    people: Sequence[Person],
    ours: Callable[[str], Sequence[str]],
    peer: Callable[[str], Sequence[str]],
    seed: int = SEED,
) -> list[Figure]:
    """Asks both and prints what came out; the figures of the issue."""
    lines = asked(people, QUERIES, seed)
    gc.collect()
    gc.freeze()  # a million people in memory are the benchmark's own, and none of what is measured
    for line in lines[:20]:  # so that both have read what they hold in memory
        ours(line.line), peer(line.line)
    mine, theirs, took, peers = measured(ours, peer, lines)
    who: dict[str, list[Person]] = {}
    for one in people:
        who.setdefault(one.id, []).append(one)
    shares: dict[str, float] = {}
    for namesakes in (True, False):
        for label, found in (("ours", mine), ("tantivy", theirs)):
            told = recall(lines, found, who, namesakes=namesakes)
            counted = "namesakes count" if namesakes else "only the very person"
            line = ", ".join(f"{name} {share:.3f}" for name, share in told.items())
            print(f"recall@10 {label} ({counted}): {line}", file=sys.stderr)
            shares = shares or told
    print(f"ms p50/p95 ours {_p(took)}, tantivy {_p(peers)}", file=sys.stderr)
    return [
        _at_least("recall@10 of typed names", shares["all"], 0.985),
        _at_least("recall@10 with a city", shares["with a city"], 0.995),
        _at_least("recall@10 of nicknames", shares["nicknames"], 0.95),
        bound("typed names, p50 ms, tantivy's", median(took), median(peers), 1.0),
        bound("typed names, p95 ms, tantivy's", _p95(took), _p95(peers), 0.5),
    ]


def _at_least(name: str, share: float, least: float) -> Figure:
    return Figure(name, round(share, 4), 1.0, round(share, 4), f">= {least}", share >= least)


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[18]


def _p(times: Sequence[float]) -> str:
    return f"{median(times):.2f}/{_p95(times):.2f}"


if __name__ == "__main__":
    main(figures, __doc__ or "", rows=1_000_000)
