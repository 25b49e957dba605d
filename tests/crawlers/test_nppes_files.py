"""The NPI registry's page: which files are fetched in which order, and what weekly files do to what is known."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from crawlers.changed import SourceChangedError
from crawlers.runner import Workplace, crawl, load
from crawlers.sample.server import SampleServer
from crawlers.sample.world import SampleWorld
from crawlers.spiders.nppes_bulk import NppesBulkSpider
from crawlers.spiders.nppes_deactivations import NppesDeactivationsSpider
from directory.normalize.identifiers import npi_check_digit
from directory.store.readings import current_sightings
from directory.store.runs import RunReport
from directory.store.tables import Run

BASE = "https://download.example.gov/nppes/"
OCTOBER, NOVEMBER, DECEMBER, JANUARY = (
    f"NPPES_Data_Dissemination_{month}_V2.zip"
    for month in ("October_2026", "November_2026", "December_2026", "January_2027")
)
WEEKS = tuple(
    f"NPPES_Data_Dissemination_{days}_Weekly_V2.zip"
    for days in ("102626_110126", "110226_110826", "110926_111526", "111626_112226")
)
ENDS = (date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22))
OTHERS = ("NPPES_Deactivated_NPI_Report_110926_V2.zip", "NPPES_Data_Dissemination_November_2026.zip", "help.html")


def chosen(names: Sequence[str], version: str | None, as_of: date | None) -> list[str]:
    found = NppesBulkSpider.choose([BASE + name for name in names], version=version, as_of=as_of)
    return [link.removeprefix(BASE) for link in found]


@pytest.mark.parametrize(
    ("version", "as_of", "expected"),
    [
        (None, None, [NOVEMBER]),
        (OCTOBER, ENDS[0], [NOVEMBER]),
        ("by_hand.csv", None, [NOVEMBER]),
        (NOVEMBER, date(2026, 10, 25), [*WEEKS]),
        (NOVEMBER, ENDS[0], [*WEEKS[1:]]),
        (NOVEMBER, ENDS[1], [*WEEKS[2:]]),
        (NOVEMBER, date(2026, 11, 10), [*WEEKS[2:]]),  # its last days are news
        (NOVEMBER, ENDS[2], [WEEKS[3]]),
        (NOVEMBER, ENDS[3], []),
        (NOVEMBER, date(2027, 1, 1), []),
        (NOVEMBER, date(2026, 9, 1), [*WEEKS]),  # the run says that a week in between is missing
        (NOVEMBER, None, []),
    ],
)
def test_what_is_fetched_next(version: str | None, as_of: date | None, expected: list[str]) -> None:
    for order in permutations(WEEKS):
        assert chosen([*OTHERS, order[0], NOVEMBER, *order[1:], order[0]], version, as_of) == expected


def test_weeks_over_the_turn_of_a_year_come_in_their_order() -> None:
    names = [f"NPPES_Data_Dissemination_{d}_Weekly_V2.zip" for d in ("122126_122726", "122826_010327", "010427_011027")]
    assert chosen([*reversed(names), DECEMBER], DECEMBER, date(2026, 12, 20)) == names
    assert chosen([*names, JANUARY], DECEMBER, date(2026, 12, 27)) == [JANUARY]


@pytest.mark.parametrize(
    ("names", "version", "told"),
    [
        ([*WEEKS], None, "0 links match"),
        ([], NOVEMBER, "0 links match"),
        ([OCTOBER, NOVEMBER], None, "2 links match"),
        ([OCTOBER, *WEEKS], NOVEMBER, "older than NPPES_Data_Dissemination_November_2026"),
        ([DECEMBER], JANUARY, "older than"),
        ([NOVEMBER, "NPPES_Data_Dissemination_139926_110126_Weekly_V2.zip"], NOVEMBER, "139926_110126"),
        ([NOVEMBER, "NPPES_Data_Dissemination_110826_110226_Weekly_V2.zip"], NOVEMBER, "110826_110226"),
        ([NOVEMBER, "NPPES_Data_Dissemination_110126_110827_Weekly_V2.zip"], NOVEMBER, "110126_110827"),
    ],
)
def test_a_page_that_is_not_as_it_should_be(names: list[str], version: str | None, told: str) -> None:
    with pytest.raises(SourceChangedError, match=told):
        chosen(names, version, ENDS[0])


@pytest.mark.parametrize(
    ("file", "members", "expected"),
    [
        (WEEKS[1], ["npidata_pfile_20261102-20261108.csv"], (date(2026, 11, 2), ENDS[1])),
        ("renamed.zip", ["readme.pdf", "x/npidata_pfile_20261102-20261108.csv"], (date(2026, 11, 2), ENDS[1])),
        ("renamed.zip", ["NPIDATA_PFILE_20261102-20261108_FileHeader.csv"], None),
        (WEEKS[1], ["npidata_pfile.csv"], (date(2026, 11, 2), ENDS[1])),
        (WEEKS[1], ["npidata_pfile_20050523-20261108.csv"], None),  # what is inside counts
        (NOVEMBER, ["npidata_pfile_20050523-20261108.csv"], None),
        (NOVEMBER, ["npidata_pfile_20261102-20261108.csv"], (date(2026, 11, 2), ENDS[1])),
        ("npidata_pfile_20261102-20261108.csv", None, (date(2026, 11, 2), ENDS[1])),
        ("npidata_pfile_20050523-20261108.csv", None, None),
        ("response.csv", None, None),
        ("npidata_pfile_20261001-20261101.csv", None, (date(2026, 10, 1), ENDS[0])),
    ],
)
def test_changes_are_told_from_a_whole_file(
    file: str, members: list[str] | None, expected: object, tmp_path: Path
) -> None:
    path = tmp_path / file
    if members is None:
        path.write_text("NPI\n")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for member in members:
                archive.writestr(member, "NPI\n")
    assert NppesBulkSpider.changes_of(path) == expected


@pytest.mark.parametrize("days", ["20260901-20261108", "20261108-20261102"])
def test_what_is_neither_whole_nor_a_week_is_refused(days: str, tmp_path: Path) -> None:
    path = tmp_path / f"npidata_pfile_{days}.csv"
    path.write_text("NPI\n")
    with pytest.raises(SourceChangedError, match="neither the whole list"):
        NppesBulkSpider.changes_of(path)


def test_a_damaged_zip_says_nothing_of_its_days(tmp_path: Path) -> None:
    path = tmp_path / NOVEMBER
    path.write_bytes(b"PK\x03\x04 cut off")
    assert NppesBulkSpider.changes_of(path) is None


@pytest.mark.parametrize(
    ("name", "member", "day"),
    [
        ("NPPES_Deactivated_NPI_Report_091426_V2.zip", "x.xlsx", date(2026, 9, 14)),
        ("NPPES_Deactivated_NPI_Report_091426.zip", "NPPES Deactivated NPI Report 20260101.xlsx", date(2026, 9, 14)),
        ("renamed.zip", "NPPES Deactivated NPI Report 20260914.xlsx", date(2026, 9, 14)),
        ("renamed.zip", "list.xlsx", None),
    ],
)
def test_day_of_the_deactivation_list(name: str, member: str, day: date | None, tmp_path: Path) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert NppesDeactivationsSpider.dated_file(path) == day


REPORTS = tuple(f"NPPES_Deactivated_NPI_Report_{day}_V2.zip" for day in ("101226", "110926", "121426"))


@pytest.mark.parametrize(
    ("version", "as_of", "fetched"),
    [
        (None, None, True),
        (REPORTS[0], date(2026, 10, 12), True),
        (REPORTS[0], date(2026, 11, 9), True),
        ("by_hand.xlsx", date(2026, 10, 12), True),
        (REPORTS[0], None, True),
        (REPORTS[1], date(2026, 11, 9), False),
        (REPORTS[1], None, False),
    ],
)
def test_the_deactivation_list_is_fetched_once(version: str | None, as_of: date | None, fetched: bool) -> None:
    links = [BASE + name for name in (*WEEKS, REPORTS[1], NOVEMBER)]
    found = NppesDeactivationsSpider.choose(links, version=version, as_of=as_of)
    assert found == ([BASE + REPORTS[1]] if fetched else [])


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([REPORTS[1]], "of 2026-11-09: older than that of 2026-12-14"),
        ([], "0 links match"),
        ([REPORTS[1], REPORTS[2]], "2 links match"),
        (["NPPES_Deactivated_NPI_Report_139926_V2.zip"], "should give a day"),
    ],
)
def test_no_older_deactivation_list_is_fetched(names: list[str], told: str) -> None:
    with pytest.raises(SourceChangedError, match=told):
        NppesDeactivationsSpider.choose([BASE + n for n in names], version=REPORTS[2], as_of=date(2026, 12, 14))


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        (NOVEMBER, OCTOBER, True),
        (JANUARY, DECEMBER, True),
        (NOVEMBER, NOVEMBER, False),
        (OCTOBER, NOVEMBER, False),
        (DECEMBER, JANUARY, False),
        (NOVEMBER, None, False),
        (NOVEMBER, "by_hand.csv", False),  # it may have been a part
        ("by_hand.zip", OCTOBER, False),
        (WEEKS[0], OCTOBER, False),
    ],
)
def test_a_monthly_file_follows_that_of_a_month_before(name: str, version: str | None, expected: bool) -> None:
    assert NppesBulkSpider.follows(name, version) is expected


# --- against the sample world ----------------------------------------------------------------------------------------

TODAY = date(2026, 11, 20)
NAMES = ("nppes_bulk", "nppes_deactivations")


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer(SampleWorld(TODAY, 1)) as running:
        yield running


def crawled(place: Workplace, server: SampleServer, *names: str) -> list[RunReport]:
    return crawl(names or NAMES, place, base_urls={name: server.base_url(name) for name in NAMES})


def registered(place: Workplace, ident: str, world: SampleWorld) -> Any:
    npi = world.person(ident).npi
    with Session(place.engine) as session:
        found = [s for s in current_sightings(session) if s.record.key == npi and s.source == "nppes_bulk"]
    assert len(found) == 1
    return found[0]


def listed(place: Workplace) -> set[str]:
    with Session(place.engine) as session:
        return {s.record.key for s in current_sightings(session) if s.source == "nppes_deactivations"}


def states(place: Workplace) -> list[tuple[str, str]]:
    with Session(place.engine) as session:
        return [(s.source, s.record.key) for s in current_sightings(session)]


def runs(place: Workplace) -> list[tuple[str, str, date | None, str | None]]:
    with Session(place.engine) as session:
        return [
            (run.source, run.outcome.value, run.source_as_of, run.source_version)
            for run in session.exec(select(Run).order_by(col(Run.id)))
        ]


def test_a_first_crawl_takes_the_whole_file_and_the_weeks_that_follow_in_order(
    place: Workplace, server: SampleServer
) -> None:
    one, two = SampleWorld(TODAY, 1), SampleWorld(TODAY, 2)
    server.swap(one)
    crawled(place, server)
    assert runs(place) == [
        ("nppes_bulk", "healthy", date(2026, 10, 25), OCTOBER),
        ("nppes_bulk", "healthy", ENDS[0], OCTOBER),
        ("nppes_bulk", "healthy", ENDS[1], OCTOBER),
        ("nppes_deactivations", "healthy", date(2026, 11, 13), "NPPES_Deactivated_NPI_Report_111326_V2.zip"),
    ]
    moved = registered(place, "new_name_and_place", one)
    assert (moved.record.name.last, moved.record.addresses[0].city) == ("THORNQUIST", "BOULDER")
    assert moved.record.other_names[0].last == "LARKWHISTLE"
    assert WEEKS[1] in moved.url
    back = registered(place, "back_in_service", one)
    assert (back.record.status, back.record.deactivated_on) == ("deactivated", date(2026, 11, 5))
    assert back.record.name.last == "FENNIMORE-DAY"
    assert one.person("back_in_service").npi in listed(place)
    assert registered(place, "golden_co", one).record.status == "active"  # not in a weekly file, and not gone

    crawled(place, server, "nppes_bulk")
    assert runs(place)[-1] == ("nppes_bulk", "healthy", ENDS[1], OCTOBER)  # nothing new is no fault

    server.swap(two)
    crawled(place, server)
    assert runs(place)[-2:] == [
        ("nppes_bulk", "healthy", ENDS[2], NOVEMBER),  # both weekly files are contained in it
        ("nppes_deactivations", "healthy", TODAY, "NPPES_Deactivated_NPI_Report_112026_V2.zip"),
    ]
    back = registered(place, "back_in_service", one)
    assert (back.record.status, back.record.reactivated_on) == ("active", date(2026, 11, 14))
    assert two.person("back_in_service").npi not in listed(place)
    assert registered(place, "listed_deactivated", two).record.status == "active"
    assert two.person("listed_deactivated").npi in listed(place)
    again = registered(place, "new_name_and_place", one)
    assert (again.record, again.url) == (moved.record, moved.url)


class CutEarly(SampleWorld):
    """The second day, on which the new monthly file ends before the last weekly file of the first day."""

    @property
    def nppes_cut(self) -> date:
        return ENDS[0]


def test_a_monthly_file_that_ends_before_the_weeks_read_is_noted_and_not_read(
    place: Workplace, server: SampleServer
) -> None:
    server.swap(SampleWorld(TODAY, 1))
    crawled(place, server, "nppes_bulk")
    kept = [s for s in states(place) if s[0] == "nppes_bulk"]
    assert runs(place)[-1][2:] == (ENDS[1], OCTOBER)

    server.swap(CutEarly(TODAY, 2))
    noted, week = crawled(place, server, "nppes_bulk")
    assert (noted.healthy, noted.not_modified, noted.read, noted.kept) == (True, True, 0, len(kept))
    assert noted.counts == {"the whole file is older than the weekly files read": 1}
    assert (week.healthy, week.changes_only) == (True, True)
    assert runs(place)[-2:] == [
        ("nppes_bulk", "healthy", ENDS[1], NOVEMBER),
        ("nppes_bulk", "healthy", ENDS[2], NOVEMBER),
    ]
    asked = len(server.requests)
    (nothing,) = crawled(place, server, "nppes_bulk")
    assert nothing.not_modified
    assert runs(place)[-1] == ("nppes_bulk", "healthy", ENDS[2], NOVEMBER)
    assert not [path for _, path in server.requests[asked:] if path.endswith(".zip")]


@pytest.mark.parametrize("version", [NOVEMBER.replace("November", "December"), "by_hand.zip"])
def test_an_older_whole_file_that_does_not_follow_is_refused(
    version: str, place: Workplace, server: SampleServer
) -> None:
    """Of a month that was read, or after a file that somebody named: it would turn back what is known."""
    server.swap(SampleWorld(TODAY, 1))
    crawled(place, server, "nppes_bulk")
    with Session(place.engine) as session:
        for run in session.exec(select(Run)):
            run.source_version = version
        session.commit()
    server.swap(CutEarly(TODAY, 2))
    (refused,) = crawled(place, server, "nppes_bulk")
    assert not refused.healthy
    assert "older" in refused.breaches[0]
    assert not refused.not_modified


def test_the_same_deactivation_list_is_not_read_twice(place: Workplace, server: SampleServer) -> None:
    server.swap(SampleWorld(TODAY, 1))
    crawled(place, server, "nppes_deactivations")
    before, asked = listed(place), len(server.requests)
    (again,) = crawled(place, server, "nppes_deactivations")
    assert again.not_modified
    assert (listed(place), again.kept) == (before, len(before))
    assert not [path for _, path in server.requests[asked:] if path.endswith(".zip")]
    server.swap(SampleWorld(TODAY, 2))
    (new,) = crawled(place, server, "nppes_deactivations")
    assert (new.healthy, new.not_modified) == (True, False)


@pytest.fixture
def by_hand(tmp_path: Path) -> dict[str, Path]:
    """The files of both days as somebody saved them."""
    files = {}
    for day in (1, 2):
        world = SampleWorld(TODAY, day)
        weekly = world.nppes_weekly_zips
        for called, name, body in (
            (f"whole {day}", world.nppes_zip_name, world.nppes_zip),
            *((f"week {WEEKS.index(name) + 1}", name, body) for name, body in weekly.items()),
        ):
            files[called] = tmp_path / f"day{day}" / name
            files[called].parent.mkdir(exist_ok=True)
            files[called].write_bytes(body)
    return files


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        (["week 1"], ["base"]),
        (["whole 1", "week 1"], []),
        (["whole 1", "week 1", "week 2", "week 3"], []),
        (["whole 1", "week 1", "week 1"], ["known"]),
        (["whole 1", "week 1", "week 2", "week 1"], ["known"]),
        (["whole 1", "week 2"], ["gap"]),
        (["whole 2", "week 2"], ["known"]),
        (["whole 1", "week 1", "week 2", "whole 2"], []),
        (["whole 2", "whole 1"], ["older"]),
    ],
)
def test_the_last_of_these_files_ends_so(
    order: list[str], codes: list[str], place: Workplace, by_hand: dict[str, Path]
) -> None:
    for called in order[:-1]:
        report = load("nppes_bulk", [by_hand[called]], place)
        assert report.healthy, report.breaches
    with Session(place.engine) as session:
        before = [(s.record_id, s.record) for s in current_sightings(session)]
    report = load("nppes_bulk", [by_hand[order[-1]]], place)
    assert [breach.partition(":")[0] for breach in report.breaches] == codes
    if codes:
        with Session(place.engine) as session:
            assert [(s.record_id, s.record) for s in current_sightings(session)] == before
    elif "week" in order[-1]:
        assert report.gone == 0


FIXTURE = Path(__file__).parents[1] / "fixtures" / "nppes_bulk" / "response.csv"
CODES = [f"Healthcare Provider Taxonomy Code_{n}" for n in range(1, 16)]


def written(file: Path, rows: Sequence[dict[str, str]]) -> Path:
    with file.open("w", newline="") as out:
        into = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
        into.writeheader()
        into.writerows(rows)
    return file


def rows_of_the_fixture() -> list[dict[str, str]]:
    with FIXTURE.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_whoever_has_no_taxonomy_of_ours_any_more_leaves_with_the_weekly_file(place: Workplace, tmp_path: Path) -> None:
    rows = rows_of_the_fixture()
    whole = load("nppes_bulk", [written(tmp_path / "npidata_pfile_20050523-20261108.csv", rows)], place)
    assert whole.healthy, whole.breaches
    before = states(place)
    ours = next(row for row in rows if row[CODES[0]] == "225100000X")
    nurse = ours | dict.fromkeys(CODES, "") | {CODES[0]: "163W00000X", "Last Update Date": "11/12/2026"}
    stranger = nurse | {"NPI": "2000000002"}
    assert ("nppes_bulk", stranger["NPI"]) not in before
    week = load("nppes_bulk", [written(tmp_path / "npidata_pfile_20261109-20261115.csv", [nurse, stranger])], place)
    assert week.healthy, week.breaches
    assert (week.changes_only, week.read, week.kept, week.gone) == (True, 2, whole.kept - 1, 1)
    assert states(place) == [state for state in before if state != ("nppes_bulk", ours["NPI"])]


def test_a_whole_file_with_less_than_95_percent_of_the_rows_is_refused(place: Workplace, tmp_path: Path) -> None:
    rows = rows_of_the_fixture()
    npi = next(row for row in rows if row[CODES[0]] == "225100000X")
    nurse = npi | dict.fromkeys(CODES, "") | {CODES[0]: "163W00000X"}
    many = [nurse | {"NPI": first9 + str(npi_check_digit(first9))} for first9 in (f"29{n:07}" for n in range(200))]
    assert load("nppes_bulk", [written(tmp_path / "npidata_pfile_20050523-20261101.csv", rows + many)], place).healthy
    before = states(place)
    fewer = written(tmp_path / "npidata_pfile_20050523-20261108.csv", rows + many[:188])
    refused = load("nppes_bulk", [fewer], place)
    total = len(rows) + 200
    assert refused.breaches == [
        f"drop: {total - 12} rows after {total} in the last whole file: more than 5% are gone"
    ], "none of the records kept is missing, but the file is short"
    assert states(place) == before
    enough = written(tmp_path / "npidata_pfile_20050523-20261109.csv", rows + many[:190])
    assert load("nppes_bulk", [enough], place).healthy


def test_files_of_changes_are_loaded_alone_and_in_order(place: Workplace, tmp_path: Path) -> None:
    rows = rows_of_the_fixture()
    whole = written(tmp_path / "npidata_pfile_20050523-20261108.csv", rows)
    week = written(tmp_path / "npidata_pfile_20261109-20261115.csv", rows[:1])
    early = load("nppes_bulk", [week], place)
    assert [b.partition(":")[0] for b in early.breaches] == ["base"]
    together = load("nppes_bulk", [whole, week], place)
    assert any("is loaded alone" in b for b in together.breaches)
    assert states(place) == []
    assert load("nppes_bulk", [whole], place).healthy
    far = written(tmp_path / "npidata_pfile_20261116-20261122.csv", rows[:1])
    assert [b.partition(":")[0] for b in load("nppes_bulk", [far], place).breaches] == ["gap"]
    assert load("nppes_bulk", [week], place).healthy
    assert [b.partition(":")[0] for b in load("nppes_bulk", [week], place).breaches] == ["known"]
    assert load("nppes_bulk", [far], place).healthy
