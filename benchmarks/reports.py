"""Reports: seconds for one PDF, and for a bundle of 200 people with their receipts, from the database to the disk."""

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from benchmarks.measure import Figure, bound, main, seconds
from benchmarks.readers import prepared

PEOPLE = 200
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def figures(people: int = PEOPLE) -> Sequence[Figure]:
    from sqlmodel import Session, select

    from directory.reporting.bundle import One, write_bundle
    from directory.reporting.gathering import Gathering
    from directory.reporting.order import Order
    from directory.reporting.pdf import pdf_of
    from directory.reporting.receipt import packed, parsed
    from directory.reporting.replay import replay
    from directory.store.database import connect
    from directory.store.evidence import EvidenceStore
    from directory.store.tables import Practitioner
    from directory.vocabulary import Audience

    order = Order(as_of=TODAY, at=NOON, audience=Audience.COORDINATOR)
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(prepared(Path(folder)), read_only=True)
        with Session(engine) as session:
            ids = list(session.exec(select(Practitioner.id).order_by(Practitioner.id).limit(people)))
            gathering = Gathering(session, EvidenceStore(Path(folder) / "evidence"))

            def one() -> bytes:
                return pdf_of(Gathering(session, gathering.evidence).receipt(ids[0], order))

            each = seconds(one)
            started = perf_counter()
            done = write_bundle(
                (One(ident, gathering.receipt(ident, order)) for ident in ids), Path(folder) / "bundle.zip", at=NOON
            )
            bundle = perf_counter() - started
            receipts = [gathering.receipt(ident, order) for ident in ids]
            same = sum(replay(*parsed(packed(receipt))).identical for receipt in receipts)
        engine.dispose()
    print(f"{done.reports} people, {bundle / done.reports:.3f} s each", file=sys.stderr)
    return [
        bound("seconds for the PDF of one person, of at most one", each, 1.0, 1.0),
        bound(f"seconds for the bundle of {done.reports} people, of at most 60", bundle, 60.0, 1.0),
        bound("receipts replayed alike, of all", same, len(receipts), 1.0, exact=True),
    ]


if __name__ == "__main__":
    main(figures, __doc__ or "", PEOPLE)
