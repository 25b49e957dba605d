"""Check one person: what was submitted, whom it finds, both side by side, how long it may be used, and the report."""

from directory.checking_one.finding import Candidate, Found, find, nowhere
from directory.checking_one.side_by_side import Agrees, Row, side_by_side
from directory.checking_one.submitted import FIELDS, Submitted, SubmittedError
from directory.checking_one.windows import Window, windows

__all__ = [
    "FIELDS",
    "Agrees",
    "Candidate",
    "Found",
    "Row",
    "Submitted",
    "SubmittedError",
    "Window",
    "find",
    "nowhere",
    "side_by_side",
    "windows",
]
