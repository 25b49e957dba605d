"""The text that asks somebody for what is missing, ready to be sent. Pure.

Never asks for a social security number or a birth date, and says so; of lists of excluded people it does not speak.
"""

from collections.abc import Iterable, Iterator, Sequence

from directory.chasing.items import Ask, Item

MOST_PLACES = 12  # rules named for one paper; more than that nobody reads


def letter(name: str, items: Sequence[Item], *, by: str) -> str:
    """Plain text. ``name``: of the person it is about; ``by``: who asks."""
    papers: dict[str, list[Item]] = {}
    for item in items:
        papers.setdefault(item.paper, []).append(item)
    parts = [
        f"Dear {name},",
        "We check the license and training of practitioners who use dry needling. To finish the check of your file, "
        "please send us:",
        *(_paper(number, paper, wanted) for number, (paper, wanted) in enumerate(papers.items(), start=1)),
        "Copies are enough. Where you do not have one of these, tell us: then we write down that it is not known.",
        "Please do not send your social security number or your birth date, and black them out where a paper shows "
        "them.",
        f"Thank you,\n{by}",
    ]
    return "\n\n".join(parts) + "\n"


def _paper(number: int, paper: str, items: Sequence[Item]) -> str:
    lines = [f"{number}. {paper[:1].upper()}{paper[1:]}."]
    lines.append(f"   What is missing: {'; '.join(item.what for item in items)}.")
    asks = list(places_of(ask for item in items for ask in item.asks))
    lines += [f"   Asked for by {line}." for line in asks[:MOST_PLACES]]
    if len(asks) > MOST_PLACES:
        lines.append(f"   And by {len(asks) - MOST_PLACES} more.")
    return "\n".join(lines)


def places_of(asks: Iterable[Ask]) -> Iterator[str]:
    """Each rule or check once, with its citation and all that it asks for: 'the rule of Maryland on needling by a
    physical therapist (COMAR 10.38.12): 80 hours of training in all; a test of skill'.
    """
    required: dict[tuple[str, str | None], list[str]] = {}
    for ask in asks:
        told = required.setdefault((ask.where, ask.citation), [])
        if ask.required and ask.required not in told:
            told.append(ask.required)
    for (where, citation), told in required.items():
        behind = f": {'; '.join(told)}" if told else ""
        yield f"{where}{f' ({citation})' if citation else ''}{behind}"
