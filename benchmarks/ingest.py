"""Loading an NPPES zip: against unpacking the same zip, and a second load of the same file against the first."""

import random
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks.measure import Figure, figure, main, seconds
from crawlers.runner import Workplace, load
from crawlers.sample.formats.nppes_bulk import npidata_header
from directory.normalize.identifiers import npi_check_digit
from directory.store.database import connect, ready
from directory.store.evidence import EvidenceStore

ROWS, RELEVANT = 20_000, 0.08


def nppes_zip(target: Path, rows: int = ROWS, relevant: float = RELEVANT) -> int:
    """Writes a format-true zip of invented people; returns how many rows carry a taxonomy of ours."""
    header = npidata_header()
    dice = random.Random(20261120)
    ours = 0
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("npidata_pfile_20050523-20261108.csv", "w") as member,
    ):
        member.write((",".join(f'"{c}"' for c in header) + "\n").encode())
        for serial in range(rows):
            mine = dice.random() < relevant
            ours += mine
            first9 = f"2{serial:08}"
            row = dict.fromkeys(header, "") | {
                "NPI": f"{first9}{npi_check_digit(first9)}",
                "Entity Type Code": "1",
                "Provider Last Name (Legal Name)": f"SURNAME{dice.randrange(50_000)}",
                "Provider First Name": f"GIVEN{dice.randrange(700)}",
                "Provider Business Practice Location Address City Name": "SEATTLE",
                "Provider Business Practice Location Address State Name": "WA",
                "Provider Business Practice Location Address Postal Code": "98101",
                "Provider Enumeration Date": "05/01/2010",
                "Last Update Date": "06/01/2024",
                "Healthcare Provider Taxonomy Code_1": "225100000X" if mine else "163W00000X",
                "Provider License Number_1": f"PT{serial:08}",
                "Provider License Number State Code_1": "WA",
                "Healthcare Provider Primary Taxonomy Switch_1": "Y",
            }
            member.write((",".join(f'"{v}"' for v in row.values()) + "\n").encode())
    return ours


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "npi.zip"
        truth = nppes_zip(file)
        numbers = count()

        def unpack() -> None:
            with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as member:
                while member.read(1 << 20):
                    pass

        def place() -> Workplace:
            engine = ready(connect(f"sqlite:///{Path(folder) / f'store{next(numbers)}.db'}"))
            return Workplace(engine, EvidenceStore(Path(folder) / "evidence"), lambda: datetime.now(UTC))

        def first() -> Workplace:
            here = place()
            report = load("nppes_bulk", [file], here)
            assert report.kept == truth, report
            return here

        loaded = first()
        peer = seconds(unpack)
        once = seconds(first, rounds=3)
        again = seconds(lambda: load("nppes_bulk", [file], loaded), rounds=3)
        return [
            figure(f"NPPES zip of {ROWS} rows to versions in SQLite, against unpacking it", once, peer, 60.0),
            figure("the same file again, against the first load", again, once, 1.0),
        ]


if __name__ == "__main__":
    main(figures, __doc__ or "")
