"""Folders of known pairs: read strictly, linked as `match` does, and counted."""

from pathlib import Path

import pytest

from directory.linking.measuring import Asked, Tally
from directory.matching import PeopleFileError
from directory.matching.known_pairs import known_pairs
from directory.matching.trial import tried

LEFT = """left_id,last,first,middle,credential,city,state,zip5
L1,Marrowdale,Robert,A,PT,Yakima,WA,98901
L2,Okonjo,Philippa,,DC,Denver,CO,80202
L3,Ashgrove,Silas,B,PT,Pierre,SD,57501
"""
RIGHT = """right_id,last,first,middle,credential,city,state,zip5
R1,MARROWDALE,ROBERT,ALAN,PT,YAKIMA,WA,98901
R2,OKONJO,PHILIPPA,JUNE,DC,DENVER,CO,80202
R3,ASHGROVE,SILAS,BRENT,PT,PIERRE,SD,57501
"""
FILES = {
    "left.csv": LEFT,
    "right.csv": RIGHT,
    "truth.csv": "left_id,right_id\nL1,R1\nL2,R2\n",  # the Silas of the register is a namesake
    "left_tags.csv": "left_id,source_kind,has_match,tags\nL1,registry,yes,\nL3,listing,no,namesake|moved\n",
    "right_kinds.csv": "right_id,kind\nR1,real_match\nR3,constructed_namesake\n",
}


def folder(path: Path, **changed: str | None) -> Path:
    """The small set; ``changed``: text of a file by its name without ending, None: it is not there."""
    for name, text in FILES.items():
        text = changed.get(name.removesuffix(".csv"), text)
        if text is not None:
            (path / name).write_text(text)
    return path


def quiet(_what: str, _done: int, _total: int | None) -> None:
    pass


def test_a_folder_is_read(tmp_path: Path) -> None:
    found = known_pairs(folder(tmp_path))
    assert found.asked == {"L1": Asked("registry"), "L2": Asked(), "L3": Asked("listing", ("namesake", "moved"))}
    assert (found.truth, found.right) == ({"L1": "R1", "L2": "R2"}, 3)
    assert found.kinds == {"R1": "real_match", "R3": "constructed_namesake"}
    (tmp_path / "truth.csv").write_text("left_id,right_id\nL1,R1\n")
    assert known_pairs(tmp_path).digest != found.digest


def test_tags_and_kinds_may_be_missing(tmp_path: Path) -> None:
    found = known_pairs(folder(tmp_path, left_tags=None, right_kinds=None))
    assert set(found.asked.values()) == {Asked()}
    assert found.kinds == {}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"left": None}, "left.csv: there is no such file"),
        ({"truth": None}, "truth.csv: there is no such file"),
        ({"left": LEFT.splitlines()[0] + "\n"}, "left.csv: nobody stands below the header"),
        ({"left": LEFT + "L1,A,B,,,,,\n"}, "left.csv, row 5, column left_id: the id 'L1' stood in a row before"),
        ({"truth": "left,right\nL1,R1\n"}, "truth.csv, row 1: there is no column left_id"),
        ({"truth": ""}, "truth.csv, row 1: there is no column left_id"),
        ({"truth": "left_id,right_id\nL9,R1\n"}, "truth.csv, row 2, column left_id: left.csv has no 'L9'"),
        ({"truth": "left_id,right_id\n\nL1,R9\n"}, "truth.csv, row 3, column right_id: right.csv has no 'R9'"),
        ({"truth": "left_id,right_id\nL1,R1\nL1,R2\n"}, "truth.csv, row 3, column left_id: 'L1' stands in row 2"),
        ({"truth": "left_id,right_id\nL1\n"}, "truth.csv, row 2: 1 cells where the header has 2"),
        ({"truth": 'left_id,right_id\n"L1,R1\n'}, "truth.csv: this is no CSV"),
        ({"left_tags": "left_id,tags\nL1,x\n"}, "left_tags.csv, row 1: there is no column source_kind"),
        ({"right_kinds": "right_id,kind\nR7,x\n"}, "right_kinds.csv, row 2, column right_id: right.csv has no 'R7'"),
    ],
)
def test_what_cannot_be_used_is_named(changed: dict[str, str | None], words: str, tmp_path: Path) -> None:
    with pytest.raises(PeopleFileError) as error:
        known_pairs(folder(tmp_path, **changed))
    assert words in str(error.value)


def test_other_encodings_and_no_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(PeopleFileError, match="there is no such folder"):
        known_pairs(tmp_path / "nowhere")
    folder(tmp_path)
    (tmp_path / "truth.csv").write_bytes("left_id,right_id\nL1,Ré\n".encode("latin-1"))
    with pytest.raises(PeopleFileError, match=r"truth\.csv: the text is not UTF-8"):
        known_pairs(tmp_path)


def test_linking_is_counted_and_mistakes_are_told_in_full(tmp_path: Path) -> None:
    found = tried(known_pairs(folder(tmp_path)), quiet)
    assert found.measured.total == Tally(records=3, people=2, settled=3, nobody=1, shown=2)
    assert found.measured.natural == Tally(records=3, people=2, settled=2, shown=2)
    (mistake,) = found.mistakes
    assert (mistake.link.left, mistake.link.right, mistake.link.nobody) == ("L3", "R3", True)
    assert mistake.left == "Ashgrove | Silas | B | PT | Pierre | SD | 57501"
    assert mistake.right == "ASHGROVE | SILAS | BRENT | PT | PIERRE | SD | 57501"
    assert mistake.kind == "constructed_namesake"
    assert "same surname, Ashgrove" in mistake.reasons
