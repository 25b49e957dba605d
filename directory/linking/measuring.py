"""How often linking is wrong: its answers against pairs that are known to be true."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType

CONSTRUCTED = "constructed"  # how the kinds of register rows begin that were put there to be mistaken
PLAIN = "plain"  # the tag of records without any difficulty
_Z = 1.645  # one-sided 95 %


def upper95(wrong: int, of: int) -> float:
    """What the rate of error is at most with 95 % certainty, if ``wrong`` of ``of`` were: the rule of three where none
    was (linkage.md: "no error in n accepted pairs still allows 3/n"), else Wilson's bound, one-sided. 0 to 1.
    """
    if of == 0:
        return 1.0
    if wrong == 0:
        return min(1.0, 3 / of)
    share, z2 = wrong / of, _Z * _Z
    spread = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (share + z2 / (2 * of) + spread) / (1 + z2 / of)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a left record: its source kind, and what makes it hard."""

    kind: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A pair that linking gave out: settled, or for a person to decide."""

    left: str
    right: str
    settled: bool


@dataclass(frozen=True, slots=True)
class FalseLink:
    """A link made without a person between two people. ``nobody``: the true one is not in the register at all."""

    left: str
    right: str
    nobody: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over some left records, of whom ``people`` are truly in the register, each once.

    ``settled``: links made without a person; wrong among them ``nobody`` (no such person in the register) and
    ``another`` (another person chosen). ``shown``: true pairs settled or put before a person; ``waiting``: records that
    wait for a person. Shares are 0 to 1, None where there is nothing to take a share of.
    """

    records: int = 0
    people: int = 0
    settled: int = 0
    nobody: int = 0
    another: int = 0
    shown: int = 0
    waiting: int = 0

    @property
    def wrong(self) -> int:
        return self.nobody + self.another

    @property
    def right(self) -> int:
        return self.settled - self.wrong

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.settled)

    @property
    def upper(self) -> float:
        """The false-link rate at most, with 95 % certainty."""
        return upper95(self.wrong, self.settled)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.people)

    @property
    def recall_shown(self) -> float | None:
        """With what is put before a person."""
        return _share(self.shown, self.people)

    @property
    def waiting_share(self) -> float | None:
        return _share(self.waiting, self.records)

    def figures(self) -> dict[str, float | None]:
        """The counts with all that is worked out from them, by name."""
        counted = {one.name: getattr(self, one.name) for one in fields(self)}
        names = ("wrong", "precision", "upper", "recall", "recall_shown", "waiting_share")
        return counted | {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Measured:
    """``natural``: without the register rows that were put there to be mistaken, where there are any."""

    total: Tally
    natural: Tally | None = None
    by_kind: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))
    by_tag: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))
    wrong: tuple[FalseLink, ...] = ()


def measure(
    asked: Mapping[str, Asked],
    truth: Mapping[str, str],
    answered: Sequence[Answered],
    kinds: Mapping[str, str] = MappingProxyType({}),
) -> Measured:
    """Counts what was right and wrong. Pure.

    ``asked``: every left record by id; ``truth``: left id -> the right id of the same person; ``kinds``: right id ->
    what sort of row it is, where that is known. By kind and by tag: the most records first.
    """
    by_left: dict[str, list[Answered]] = {}
    for answer in answered:
        by_left.setdefault(answer.left, []).append(answer)
    made = {right for right, kind in kinds.items() if kind.startswith(CONSTRUCTED)}
    lonely = {left: [one for one in found if one.right not in made] for left, found in by_left.items()}
    return Measured(
        _tally(asked, truth, by_left),
        _tally(asked, truth, lonely) if made else None,
        _parts([(one.kind, left) for left, one in asked.items() if one.kind], truth, by_left),
        _parts([(tag, left) for left, one in asked.items() for tag in one.tags or (PLAIN,)], truth, by_left),
        tuple(_false(asked, truth, by_left)),
    )


def _parts(
    of: Iterable[tuple[str, str]], truth: Mapping[str, str], answers: Mapping[str, Sequence[Answered]]
) -> dict[str, Tally]:
    groups: dict[str, list[str]] = {}
    for name, left in of:
        groups.setdefault(name, []).append(left)
    return {name: _tally(groups[name], truth, answers) for name in sorted(groups, key=lambda n: (-len(groups[n]), n))}


def _tally(lefts: Collection[str], truth: Mapping[str, str], answers: Mapping[str, Sequence[Answered]]) -> Tally:
    wrong = list(_false(lefts, truth, answers))
    found = [(left, answers.get(left, ())) for left in lefts]
    return Tally(
        records=len(lefts),
        people=sum(left in truth for left in lefts),
        settled=sum(one.settled for _, several in found for one in several),
        nobody=sum(one.nobody for one in wrong),
        another=sum(not one.nobody for one in wrong),
        shown=sum(any(one.right == truth.get(left) for one in several) for left, several in found),
        waiting=sum(bool(several) and not any(one.settled for one in several) for _, several in found),
    )


def _false(
    lefts: Iterable[str], truth: Mapping[str, str], answers: Mapping[str, Sequence[Answered]]
) -> Iterator[FalseLink]:
    for left in lefts:
        for one in answers.get(left, ()):
            if one.settled and one.right != truth.get(left):
                yield FalseLink(left, one.right, left not in truth)


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
