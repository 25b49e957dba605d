"""Files whose bytes were changed at random: each is read or refused with a message, and nothing else comes of it."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from directory.roster.columns import RosterError
from directory.roster.file import look_at, open_roster
from tests.directory.roster.books import saved, zipped

NPI = "2982606388"
BOOK = [["NPI", "Name", "Date"], [int(NPI), "Jane Doe", "=1+1"], ["x", "Peña", 45000]]
TEXT = f'NPI,Last Name,Zip,Note\r\n{NPI},Peña,2134,"a,b"\r\n2253763439,Doe,02134,x\r\n'
PIECES = (
    b'"', b"<c/>", b"9" * 30, b"-1", b"<row/>", b"&x;", b"\0", b"<si/>", b' r="A1"', b"\r", b"\n", b",", b"\t", b"\x1a",
    b"'", b"\xef\xbb\xbf", b"\xff\xfe", b"<!DOCTYPE x>",
)  # fmt: skip
FILES = 150  # a seed


def spoiled(body: bytes, chance: random.Random) -> bytes:
    """The same with up to five changes."""
    made = bytearray(body)
    for _ in range(chance.randint(1, 5)):
        place, many = chance.randrange(len(made)), chance.randint(1, 40)
        way = chance.randrange(4)
        if way == 0:
            made[place] = chance.randrange(256)
        elif way == 1 and len(made) > many:
            del made[place : place + many]
        elif way == 2:
            made[place:place] = chance.choice(PIECES)
        else:
            made[place:place] = made[:many]
        made = made or bytearray(b"x")
    return bytes(made)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(4))
def test_no_file_does_anything_but_be_read_or_refused(seed: int, tmp_path: Path) -> None:
    chance, whole = random.Random(seed), saved(("People", BOOK))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    outcomes = set()
    for number in range(FILES):
        file = tmp_path / f"{number}.bin"
        match chance.randrange(3):
            case 0:
                part = chance.choice(sorted(members))
                body = zipped({**members, part: spoiled(members[part], chance)})
            case 1:
                body = spoiled(whole, chance)
            case _:
                body = spoiled(TEXT.encode(chance.choice(["utf-8", "utf-16", "cp1252"])), chance)
        file.write_bytes(body)
        try:
            roster = open_roster(file)
            assert len([roster.given(row) for row in roster.rows()]) == roster.lines
            assert look_at(file).problem is None
            outcomes.add("read")
        except RosterError as error:
            outcomes.add("refused" if str(error).startswith(str(file)) else str(error))
    assert outcomes == {"read", "refused"}
