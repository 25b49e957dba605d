"""Links the people of one CSV file to those of another, with the scorer that links everything else.

>>> match(Path("left.csv"), Path("right.csv"), Path("pairs.csv"), told)  # doctest: +SKIP
"""

from directory.matching.files import Matched, match
from directory.matching.people_file import PeopleFileError

__all__ = ["Matched", "PeopleFileError", "match"]
