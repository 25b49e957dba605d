"""Counts what a run brought and names every way in which it falls short of what its source expects. Pure."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from crawlers.expect import Expect
from directory.normalize.text import damaged
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
_UNKNOWN = LicenseStatus.UNKNOWN
NOTHING: Mapping[str, int] = MappingProxyType({})


class Health:
    """Feed it every record of a run (`see`), then ask for the breaches."""

    def __init__(self, expect: Expect) -> None:
        self.expect = expect
        self.seen = 0
        self._judged = 0
        self._damaged = 0
        self._lacking: Counter[str] = Counter()  # counted instead of the known, for few lack anything
        # Compiled once: `see` is called for each of a million records.
        self._fields = [
            (
                path,
                _reader(path),
                re.compile(expect.shaped[path]).fullmatch if path in expect.shaped else None,
                expect.ordered.get(path),
            )
            for path in sorted({*expect.filled, *expect.shaped, *expect.ordered})
        ]

    def see(self, record: Record) -> None:
        self.seen += 1
        if record.builds_on_previous:  # a mere change of status has nothing to fill
            return
        self._judged += 1
        self._damaged += _letters_lost(record)
        for path, reader, fits, before in self._fields:
            try:
                value = reader(record)
            except (AttributeError, IndexError):  # a part that is not known at all, such as no address
                value = None
            if (
                value is None or value is _UNKNOWN or value == "" or value == ()
                or (fits is not None and not fits(value if isinstance(value, str) else str(value)))
                or (before is not None and (earlier := getattr(record, before, None)) is not None and value < earlier)
            ):  # fmt: skip
                self._lacking[path] += 1

    def drain(self) -> Counter[str]:
        """What was counted since the last call, to be stored with a page and `put` back for judging the run."""
        counted = Counter({path: self._filled(path) for path, *_ in self._fields})
        counted.update({" seen": self.seen, " judged": self._judged, " damaged": self._damaged})
        self.seen, self._judged, self._damaged, self._lacking = 0, 0, 0, Counter()
        return +counted

    def put(self, counted: Mapping[str, int]) -> None:
        """Adds what `drain` returned."""
        self.seen += counted.get(" seen", 0)
        self._judged += (judged := counted.get(" judged", 0))
        self._damaged += counted.get(" damaged", 0)
        self._lacking.update({path: judged - counted.get(path, 0) for path, *_ in self._fields})

    def _filled(self, path: str) -> int:
        return self._judged - self._lacking[path]

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
        if self._damaged:
            yield Breach("shape", f"in {self._damaged} names letters are lost (U+FFFD): decoded wrongly at the source")
        if not self._judged:
            return
        wanted = {**dict.fromkeys(expect.shaped, 0.9), **expect.filled}
        for path, share in sorted(wanted.items()):
            found = self._filled(path) / self._judged
            if found < share and chance(share, self._judged, self._filled(path)) < CHANCE:
                yield Breach(
                    "fill", f"{path} is known and well formed in {found:.0%} of the records, {share:.0%} were expected"
                )


def chance(share: float, number: int, found: int) -> float:
    """How likely ``found`` or fewer of ``number`` are filled when ``share`` of them usually is."""
    if number > EXACT:  # the normal curve is near enough
        deviation = math.sqrt(number * share * (1 - share)) or 1e-9
        return 0.5 * math.erfc((number * share - found - 0.5) / (deviation * math.sqrt(2)))
    return sum(math.comb(number, k) * share**k * (1 - share) ** (number - k) for k in range(found + 1))


def _letters_lost(record: Record) -> bool:
    name = getattr(record, "name", None)
    if name is not None and (damaged(name.last) or damaged(name.first)):
        return True
    firms = ("organization_name", "business_name", "organization")
    return any(damaged(getattr(record, field, None)) for field in firms)


def _reader(path: str) -> Callable[[Any], Any]:
    """Reads ``name.last``, and ``addresses.0.state``: a number is a place in a list."""
    found = re.fullmatch(r"([^0-9]+)\.([0-9]+)\.([^0-9]+)", path)
    if found is None:
        return attrgetter(path)
    several, place, part = attrgetter(found[1]), int(found[2]), attrgetter(found[3])
    return lambda record: part(several(record)[place])
