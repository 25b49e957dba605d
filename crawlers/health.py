"""Counts what a run brought and names every way in which it falls short of what its source expects. Pure."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from crawlers.expect import Expect
from directory.records import Record
from directory.store.runs import Breach
from directory.vocabulary import LicenseStatus

DROP = 0.10  # of the last healthy run: more gone records than this is a breach for every source
GROWTH = 2.0  # more than this is one too, once a source is large enough for the ratio to mean something
GROWTH_FROM = 50
SAME = 0.75  # of the last healthy run: fewer that come again under their keys, or with surname and status, is a breach
CHANCE = 0.05  # a share that chance explains as well as this is no breach
EXACT = 200
ALONE = 3  # so few rows that differ are no sign of anything
NOTHING: Mapping[str, int] = MappingProxyType({})


class Health:
    """Feed it every record of a run (`see`), then ask for the breaches."""

    def __init__(self, expect: Expect) -> None:
        self.expect = expect
        self.seen = 0
        self._judged = 0
        self._filled: Counter[str] = Counter()
        self._fields = {path: _reader(path) for path in {*expect.filled, *expect.shaped, *expect.ordered}}
        self._shapes = {path: re.compile(pattern) for path, pattern in expect.shaped.items()}

    def see(self, record: Record) -> None:
        self.seen += 1
        if record.builds_on_previous:  # a mere change of status has nothing to fill
            return
        self._judged += 1
        for path, reader in self._fields.items():
            try:
                value = reader(record)
            except (AttributeError, IndexError):  # a part that is not known at all, such as no address
                continue
            if value in (None, "", (), LicenseStatus.UNKNOWN):
                continue
            shape = self._shapes.get(path)
            if (shape is None or shape.fullmatch(str(value))) and not self._before_its_time(record, path, value):
                self._filled[path] += 1

    def _before_its_time(self, record: Record, path: str, value: Any) -> bool:
        earlier = getattr(record, self.expect.ordered.get(path, ""), None)
        return earlier is not None and value < earlier

    def breaches(
        self,
        *,
        base_kept: int | None,
        whole: bool,
        kept: int | None = None,
        again: int | None = None,
        shifted: Mapping[str, int] = NOTHING,
    ) -> Iterator[Breach]:
        """``base_kept``: records of the last healthy run; ``whole``: read at the source's own address, unrestricted;
        ``kept``: how many records are left when repeated ones are taken out (all, unless given); ``again``: how many
        of the last run's came again under their keys; ``shifted``: in how many of these a thing differs.
        """
        expect = self.expect
        kept = self.seen if kept is None else kept
        if whole and not expect.at_least <= kept <= expect.at_most:
            yield Breach("count", f"{kept} records; between {expect.at_least} and {expect.at_most} were expected")
        gone = (base_kept or 0) - kept
        if base_kept and (gone > DROP * base_kept or gone > max(ALONE, expect.lost * base_kept)):
            percent = f"{min(DROP, expect.lost) * 100:.0f}"
            yield Breach(
                "drop", f"{kept} records after {base_kept} in the last healthy run: more than {percent} % are gone"
            )
        if base_kept and base_kept >= GROWTH_FROM and kept > GROWTH * base_kept:
            yield Breach("growth", f"{kept} records after {base_kept} in the last healthy run: more than twice as many")
        if base_kept and again is not None and base_kept - again > max(ALONE, (1 - SAME) * base_kept):
            yield Breach("turnover", f"only {again} of the {base_kept} records of the last healthy run came again")
        for thing, differ in sorted(shifted.items()):
            if again and differ > max(ALONE, (1 - SAME) * again):
                yield Breach("shift", f"the {thing} differs in {differ} of {again} records known before")
        if not self._judged:
            return
        wanted = {**dict.fromkeys(expect.shaped, 0.9), **expect.filled}
        for path, share in sorted(wanted.items()):
            found = self._filled[path] / self._judged
            if found < share and chance(share, self._judged, self._filled[path]) < CHANCE:
                yield Breach(
                    "fill", f"{path} is known and well formed in {found:.0%} of the records, {share:.0%} were expected"
                )


def chance(share: float, number: int, found: int) -> float:
    """How likely ``found`` or fewer of ``number`` are filled when ``share`` of them usually is."""
    if number > EXACT:  # the normal curve is near enough
        deviation = math.sqrt(number * share * (1 - share)) or 1e-9
        return 0.5 * math.erfc((number * share - found - 0.5) / (deviation * math.sqrt(2)))
    return sum(math.comb(number, k) * share**k * (1 - share) ** (number - k) for k in range(found + 1))


def _reader(path: str) -> Callable[[Any], Any]:
    """Reads ``name.last``, and ``addresses.0.state``: a number is a place in a list."""
    parts = path.split(".")

    def read(record: Any) -> Any:
        for part in parts:
            record = record[int(part)] if part.isdigit() else getattr(record, part)
        return record

    return read
