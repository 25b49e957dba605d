"""Audits the chain file, and the items of each closed day against what the database holds now."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from directory.chain.broken import Audit, Broken
from directory.chain.files import ChainFiles
from directory.chain.item import Item, difference
from directory.chain.lines import Chain, Line
from directory.chain.merkle import root

ItemsOf = Callable[[date], Sequence[Item]]


def audit_file(files: ChainFiles, chain: Chain, remembered: tuple[str, str] | None, found: Audit) -> None:
    """The lines themselves. ``remembered``: day and hash of the last line that the database knows of."""
    file = str(files.file)
    for fault in chain.faults:
        found.add(Broken("chain line", str(fault.number), fault.told, fault.day, file, fault.expected, fault.found))
    if remembered is not None and remembered[1] not in {line.line for line in chain.lines}:
        day = date.fromisoformat(remembered[0])
        told = "is not there, though it was added: the end of the file was cut off or written anew"
        found.add(Broken("chain line", "that was the last", told, day, file, remembered[1], chain.last))
    if chain.half:
        found.notes.append(
            f"{file} ends in {len(chain.half)} bytes without a line end: a line that was never complete. The next "
            "closing of a day writes it anew."
        )


def audit_day(files: ChainFiles, line: Line, items_of: ItemsOf, found: Audit) -> None:
    """One closed day: its kept leaves against the line, and what the database holds against the kept leaves."""
    now = items_of(line.day)
    file = files.day_file(line.day)
    try:
        texts = files.read_day(line.day)
    except FileNotFoundError:
        found.add(Broken("day file", str(line.day), "is not there", line.day, str(file)))
        if _root(now) != line.root:
            found.add(_other_root(line, now))
        return
    kept: list[Item] = []
    whole = True
    for number, text in enumerate(texts, start=1):
        try:
            item, leaf = Item.read(text)
        except ValueError:
            found.add(Broken("day file line", str(number), "is no leaf", line.day, str(file), None, text[:60]))
            whole = False
            continue
        if item.leaf.hex() != leaf:
            told = f"({item.named()}) was changed: its hash is not that of its content"
            found.add(Broken("day file line", str(number), told, line.day, str(file), leaf, item.leaf.hex()))
            whole = False
        kept.append(item)
    if whole and (len(kept), _root(kept)) != (line.leaves, line.root):
        told = f"holds {len(kept):,} leaves whose root is not that of the chain's {line.leaves:,}"
        found.add(Broken("day file", str(line.day), told, line.day, str(file), line.root, _root(kept)))
        whole = False
    if _root(now) != line.root:
        found.add(*(_differences(line.day, kept, now) if whole else (_other_root(line, now),)))


def audit_days_without_line(files: ChainFiles, chain: Chain, found: Audit) -> None:
    """Leaves of days that the chain does not have: their line was taken away, or a crash came before it."""
    known = {line.day for line in chain.lines}
    last = max(known, default=date.min)
    for day in files.days():
        if day not in known and day < last:
            told = "has no line in the chain, which goes on after it"
            found.add(Broken("day file", str(day), told, day, str(files.day_file(day))))


def _differences(day: date, kept: Sequence[Item], now: Sequence[Item]) -> Iterator[Broken]:
    """Every item that was changed, removed, or added to a day that was over."""
    then, here = {item.key: item for item in kept}, {item.key: item for item in now}
    for key, item in then.items():
        if (found := here.get(key)) is None:
            yield Broken(item.named(), "", "is gone from the database", day, None, item.json[:300])
        elif found.json != item.json:
            field, expected, was = difference(item, found)
            yield Broken(found.named(), "", f"was changed after it was recorded: {field}", day, None, expected, was)
    for key, item in here.items():
        if key not in then:
            yield Broken(
                item.named(), "", "was added to a day that was closed already", day, None, None, item.json[:300]
            )


def _other_root(line: Line, now: Sequence[Item]) -> Broken:
    told = "does not hold what the chain says; which item, only its day file could tell"
    return Broken("database", "", told, line.day, None, line.root, _root(now))


def _root(items: Sequence[Item]) -> str:
    return root([item.leaf for item in items]).hex()
