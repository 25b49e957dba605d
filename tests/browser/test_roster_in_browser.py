"""A coordinator's roster in a real browser: a CAQH file with 60 planted faults, checked and taken away; five rows are
set right, and only those five change; at the widths of a desk and of a phone.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from crawlers.sample.model import Person
from crawlers.sample.world import SampleWorld
from directory.store.database import connect
from directory.store.tables import License, Practitioner
from tests.browser.conftest import TODAY
from tests.browser.served import IN_BROWSER, Reader, account, served, sign_in
from tests.directory.roster.faulty import CAQH, FAULTS, ROWS, Faulty, faulty

pytestmark = IN_BROWSER
FIXED = 5
WHOLE = 180_000  # milliseconds that a whole check may take on a busy machine


def linked(data: Path) -> list[Person]:
    """Whose license and NPI are of one person in the store."""
    engine = connect(f"sqlite:///{data / 'needleproof.db'}", read_only=True)
    with Session(engine) as session:
        query = select(Practitioner.npi, License.number).join(License, col(License.practitioner_id) == Practitioner.id)
        held = set(session.exec(query))
    engine.dispose()
    return [one for one in SampleWorld(TODAY, 2).people if any((one.npi, of.number) in held for of in one.licenses)]


@pytest.fixture
def data(washington: Path, tmp_path: Path) -> Path:
    shutil.copytree(washington, tmp_path / "data")
    account(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def reader(data: Path, chromium: object) -> Iterator[Reader]:
    with served(data, NEEDLEPROOF_TODAY=TODAY.isoformat()) as url:
        found = Reader(chromium, url, 1280)
        sign_in(found.page, url, "/rosters")
        yield found
        found.context.close()
        assert found.seen.foreign == [], "every request stays on this machine"
        assert found.seen.dialogs == [], "no text of a file runs"


def set_right(made: Faulty, folder: Path) -> Path:
    """The file again, five of its faulty rows now like a good one; the id of each row stays."""
    header, *lines = made.body.decode().splitlines()
    at = header.split("|").index("CAQH_Provider_ID")
    faulty_rows = {one.row for one in made.planted}
    good = next(line for number, line in enumerate(lines, start=2) if number not in faulty_rows | made.odd.keys())
    chosen = [n for n in sorted(faulty_rows) if lines[n - 2].count("|") == header.count("|")]
    for number in [n for n in chosen if lines[n - 2].split("|")[at]][:FIXED]:
        cells = good.split("|")
        cells[at] = lines[number - 2].split("|")[at]
        lines[number - 2] = "|".join(cells)
    (folder / "again").mkdir()
    file = folder / "again" / made.file
    file.write_text("\r\n".join([header, *lines]) + "\r\n")
    return file


def hand_in(reader: Reader, file: Path) -> None:
    reader.settled()
    reader.page.locator("input[type=file]").set_input_files(str(file))
    reader.page.get_by_role("heading", name="What the columns mean").wait_for()
    reader.settled()


def check(reader: Reader, result: str) -> None:
    reader.page.get_by_role("button", name="Check this roster").click()
    reader.page.get_by_role("heading", name=result).wait_for(timeout=WHOLE)
    reader.settled()


def no_scroll(reader: Reader) -> None:
    """At both widths nothing is wider than the window."""
    for width in (320, 1280):
        reader.page.set_viewport_size({"width": width, "height": 900})
        reader.page.wait_for_timeout(500)
        reader.settled()
        assert reader.sideways() <= 0, (reader.page.url, width)


def test_a_roster_and_the_same_with_five_rows_set_right(reader: Reader, data: Path, tmp_path: Path) -> None:
    made = faulty("caqh_pipe", linked(data))
    (tmp_path / made.file).write_bytes(made.body)
    page = reader.page
    no_scroll(reader)
    hand_in(reader, tmp_path / made.file)
    page.get_by_text("Provider_SSN: the column is a social security number: never read, and emptied").wait_for()
    no_scroll(reader)
    check(reader, f"1,000 rows: {ROWS - FAULTS} done")
    no_scroll(reader)
    with page.expect_download() as taken:
        page.get_by_role("button", name="The file with the answers").click()
    taken.value.save_as(tmp_path / "checked.txt")
    with (tmp_path / "checked.txt").open(newline="") as stream:
        header, *rows = csv.reader(stream, delimiter="|")
    assert (header[:35], len(header), len(rows)) == (CAQH.split("|"), 57, ROWS)
    explained = {int(re.findall(r"row (\d+)", row[36])[0]) for row in rows if row[35] != "done"}
    assert explained == {one.row for one in made.planted}
    body = (tmp_path / "checked.txt").read_text()
    assert not [secret for secret in made.secrets if secret in body]
    page.reload()  # the address leads back to it
    page.get_by_role("heading", name=f"1,000 rows: {ROWS - FAULTS} done").wait_for()
    page.get_by_text("For review", exact=True).first.click()
    page.wait_for_url("**show=For*")
    page.get_by_text("All rosters").click()
    page.get_by_role("heading", name="Rosters that were checked").wait_for()
    reader.open("/rosters")
    hand_in(reader, set_right(made, tmp_path))
    check(reader, f"1,000 rows: {ROWS - FAULTS + FIXED} done")
    page.get_by_text(f"{FIXED} rows changed", exact=True).wait_for()
    page.get_by_text("Changed", exact=True).first.click()
    page.wait_for_url("**show=Changed*")
    page.get_by_text(f"Changed: {FIXED} rows").wait_for()
    no_scroll(reader)


def test_file_after_file_by_the_link_to_all_rosters(reader: Reader, data: Path, tmp_path: Path) -> None:
    """Without the address being loaded anew, each file that is chosen shows its columns and is checked."""
    page, number = reader.page, next(one.npi for one in linked(data) if one.npi)
    for nth in range(1, 4):
        file = tmp_path / f"people {nth}.csv"
        file.write_text(f"NPI,Note {nth}\n{number},x\n")
        hand_in(reader, file)
        page.get_by_label("The file").get_by_text(file.name).wait_for()
        page.get_by_text("1 columns that are handed on without being read").click()
        page.get_by_text(f"Note {nth} (such as x)").wait_for()
        check(reader, "1 rows: 1 done, 0 for review, 0 rejected")
        page.get_by_text("All rosters").click()
        page.get_by_role("heading", name="Check a file of people").wait_for()
        page.get_by_text(file.name).first.wait_for()  # among those that were checked
