"""What reading a source yields: a record, a row not kept, or a flaw."""

import msgspec

from directory.records import Record


class Kept(msgspec.Struct, frozen=True, gc=False):
    """A record and where in the body it stands ('row 17', '$[3]', 'page 2 row 5')."""

    record: Record
    locator: str


class Dropped(msgspec.Struct, frozen=True, gc=False):
    """Rows that were read and are not ours, with the reason they are counted under.

    ``keys``: in a file of changes, the records they would be: what was ours before is ours no more.
    """

    reason: str
    rows: int = 1
    keys: tuple[str, ...] = ()


class Flaw(msgspec.Struct, frozen=True, gc=False):
    """Something wrong in one row: an unknown status word, an NPI that fails its check digit. A breach of the run."""

    code: str
    text: str


Reading = Kept | Dropped | Flaw
