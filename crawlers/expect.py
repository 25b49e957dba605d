"""What a healthy run of a source looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Expect:
    """``at_least`` / ``at_most``: records of one whole run at the source's own address (a mirror or a file may be a
    part, so there only the last healthy run is the measure). ``filled``: share of records in which a field is known
    (dots reach into parts: ``name.last``). ``shaped``: pattern a field must match in full; else it counts as unfilled.
    ``ordered``: date -> the date it must not come before; else it counts as unfilled. ``lost``: share of the last
    healthy run's records that may be gone; a handful always may. ``rows_lost``: share of the rows of the last whole
    file that may be gone, rows that are not ours included; None = not judged.
    """

    at_least: int
    at_most: int
    filled: Mapping[str, float] = field(default_factory=dict)
    shaped: Mapping[str, str] = field(default_factory=dict)
    ordered: Mapping[str, str] = field(default_factory=dict)
    lost: float = 0.10
    rows_lost: float | None = None
