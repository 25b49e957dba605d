"""What reading a source yields: a record, a row not kept, or a flaw; and the error of a source that changed."""

from dataclasses import dataclass

from directory.records import Record


class SourceChangedError(Exception):
    """The source no longer has the form its file declares; the message names file, row and column."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record and where in the body it stands ('row 17', '$[3]', 'page 2 row 5')."""

    record: Record
    locator: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that was read and is not ours, with the reason it is counted under."""

    reason: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in one row: an unknown status word, an NPI that fails its check digit. A breach of the run."""

    code: str
    text: str


Reading = Kept | Dropped | Flaw
