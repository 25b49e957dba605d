"""What sources say otherwise than the one whose word counts: each source and fact once. Pure."""

from collections.abc import Iterator, Sequence

from directory.comparing_sources.model import Authority, Column, Discrepancy, Fact, Told, authority
from directory.comparing_sources.sameness import at_one_place, differs

# Of these any one that agrees is enough: people work at several places, and have several numbers and names on file.
ANY = frozenset(Fact) - {Fact.STATUS, Fact.EXPIRES}


def discrepancies(columns: Sequence[Column]) -> list[Discrepancy]:
    """In the order of the facts and of the columns."""
    return [one for fact in Fact for one in _of_fact(fact, columns, authority()[fact])]


def _of_fact(fact: Fact, columns: Sequence[Column], authority: Authority) -> Iterator[Discrepancy]:
    telling = [one for one in columns if one.facts.get(fact)]
    ruling = [one for holder in authority.rules for one in telling if one.holder is holder]
    for column in telling:
        for told in column.facts[fact]:
            found = _against(fact, told, column, ruling)
            if found is not None:
                yield Discrepancy(
                    fact=fact, wrong=column, says=told, right=found[0], ruling=found[1], why=authority.why,
                    claims=authority.claims or found[0].holder is column.holder,
                )  # fmt: skip


def _against(fact: Fact, told: Told, column: Column, ruling: Sequence[Column]) -> tuple[Column, Told] | None:
    """The source whose word counts in this, and what it says, where that contradicts; None where none does.

    Sources of one kind rule together: where any of them agrees, nothing is wrong.
    """
    for place, right in enumerate(ruling):
        if right is column:
            return None  # its own word counts
        same_kind = [one for one in ruling[place:] if one.holder is right.holder and one is not column]
        others = [(one, theirs) for one in same_kind for theirs in one.facts[fact]]
        comparable = [pair for pair in others if _speaks_of(fact, told, pair[1])]
        if comparable:
            against = [pair for pair in comparable if differs(fact, told, pair[1])]
            agreed = len(against) < len(comparable) and fact in ANY
            return against[0] if against and not agreed else None
    return None


def _speaks_of(fact: Fact, told: Told, theirs: Told) -> bool:
    """Whether what they say is of the same license or place, so that it can agree or contradict."""
    if fact is Fact.LICENSE:
        either = not (told.families and theirs.families) or not told.families.isdisjoint(theirs.families)
        return told.of is not None and theirs.of is not None and told.of[0] == theirs.of[0] and either
    if fact in (Fact.STATUS, Fact.EXPIRES):
        return told.of is not None and told.of == theirs.of
    if fact in (Fact.LETTERS, Fact.PROFESSION):
        return bool(told.families and theirs.families)
    return at_one_place(told, theirs) if fact in (Fact.PHONE, Fact.PAGE) else True
