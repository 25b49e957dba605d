"""Which sources are down: the newest attempt counts, since the first failure after the last good reading."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

from directory.checking_one.down import down
from directory.store.tables import Run
from directory.vocabulary import RunOutcome
from tests.directory.conftest import TODAY, Stores, noon


def test_since_when_a_source_is_down(store_at: Stores, small_day_two: Path, tmp_path: Path) -> None:
    with store_at(small_day_two, tmp_path / "store") as store:
        with store.reader() as session:
            assert down(session) == []
        good = noon(TODAY)

        def ran(source: str, hours: int, outcome: RunOutcome) -> None:
            at = good + timedelta(hours=hours)
            with Session(store.place.engine) as session:
                session.add(Run(source=source, how="crawl", origin="x", started=at, finished=at, outcome=outcome))
                session.commit()

        ran("wa_doh", 1, RunOutcome.UNREACHABLE)
        ran("wa_doh", 2, RunOutcome.BREACHED)
        ran("co_dora", 1, RunOutcome.UNREACHABLE)
        ran("co_dora", 2, RunOutcome.HEALTHY)
        with store.reader() as session:
            (one,) = down(session)
        assert (one.source, one.what) == ("wa_doh", "answered, but what came was set aside")
        assert (one.since, one.good) == (good + timedelta(hours=1), good)
        assert one.page_url.startswith("https://")
