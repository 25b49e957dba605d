"""A possible hit side by side: what the list's entry says, what is known of the person, and what would settle it. Pure.

No birth date and no street is there: they stay in the bytes of the list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.findings.telling import About
from directory.linking.side_by_side import Says
from directory.normalize.names import Agreement, compare_names, parse_full_name
from directory.records import ExclusionRecord
from directory.vocabulary import PROFESSION_NAMES, Profession

HELD_BACK = "on the list, and not kept here"


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of both sides, and what comparing them says; None where nothing was compared."""

    fact: str
    theirs: str
    ours: str
    says: Says | None


def side_by_side(entry: ExclusionRecord, person: About) -> list[Compared]:
    """``theirs``: the entry's."""
    states = sorted({*person.states, *(state for state, _, _ in person.licenses)})
    return [
        Compared("name", _name(entry), "; ".join(person.names), _names_say(entry, person)),
        Compared("NPI", entry.npi or "none given", person.npi or "none known", _npi_says(entry, person)),
        Compared("state", entry.state or "not told", ", ".join(states) or "none known", _state_says(entry, states)),
        Compared(
            "city and ZIP",
            " ".join(filter(None, (entry.city, entry.zip5))) or "not told",
            "; ".join(person.towns) or "none known",
            None,
        ),
        Compared("work", _work(entry), _professions(person), None),
        Compared("licenses", "none given", _licenses(person), Says.RIGHT_ONLY if person.licenses else None),
        Compared("birth date", HELD_BACK, "not known here", None),
        Compared("excluded", _excluded(entry), "", None),
    ]


def would_settle(entry: ExclusionRecord, person: About, page: str) -> list[str]:
    """What would settle it, in sentences. ``page``: where the list can be looked at."""
    found = [
        f"The list tells a birth date, which is not kept here: ask the person for theirs and compare it at {page}. Do "
        "not write it down here."
    ]
    if entry.npi is None:
        found.append("The entry gives no NPI: ask whoever keeps the list whether it knows of one.")
    elif entry.npi != person.npi:
        found.append(f"The entry gives NPI {entry.npi}: look up whose it is.")
    if person.npi is None:
        found.append("No NPI of the person is known: ask for it.")
    if person.licenses:
        found.append("Ask the licensing board whether it knows of an exclusion of this license's holder.")
    return found


def entry_in_words(entry: ExclusionRecord) -> str:
    """'the entry: Ann Able, NPI none given, WA, therapist, 1128a1 since 2011-05-19'."""
    state = entry.state or "no state told"
    return f"the entry: {_name(entry)}, NPI {entry.npi or 'none given'}, {state}, {_work(entry)}, {_excluded(entry)}"


def in_short(rows: Sequence[Compared]) -> Iterator[tuple[str, str]]:
    """What differs first, then what is the same."""
    for says, word in ((Says.DIFFERS, "Differs"), (Says.FITS, "Fits"), (Says.SAME, "The same")):
        facts = ", ".join(row.fact for row in rows if row.says is says)
        if facts:
            yield word, facts


def _name(entry: ExclusionRecord) -> str:
    return entry.name.display() if entry.name else entry.business_name or "nobody named"


def _names_say(entry: ExclusionRecord, person: About) -> Says:
    names = [one for text in person.names if (one := parse_full_name(text)) is not None]
    listed = entry.name or parse_full_name(entry.business_name)
    if listed is None or not names:
        return Says.UNCLEAR
    found = [compare_names(name, listed) for name in names]
    if any(one.compatible and one.surname is one.given is Agreement.SAME for one in found):
        return Says.SAME
    return Says.FITS if any(one.compatible for one in found) else Says.UNCLEAR


def _npi_says(entry: ExclusionRecord, person: About) -> Says:
    if entry.npi is None:
        return Says.RIGHT_ONLY if person.npi else Says.UNCLEAR
    if person.npi is None:
        return Says.LEFT_ONLY
    return Says.SAME if entry.npi == person.npi else Says.DIFFERS


def _state_says(entry: ExclusionRecord, states: Sequence[str]) -> Says:
    if entry.state is None:
        return Says.RIGHT_ONLY
    return Says.UNCLEAR if not states else Says.SAME if entry.state in states else Says.DIFFERS


def _work(entry: ExclusionRecord) -> str:
    return ", ".join(filter(None, (entry.general, entry.specialty))) or "no work told"


def _professions(person: About) -> str:
    words = dict.fromkeys(PROFESSION_NAMES[Profession(profession)] for _, profession, _ in person.licenses)
    return ", ".join(words) or "no license known"


def _licenses(person: About) -> str:
    return "; ".join(" ".join(one) for one in person.licenses) or "none known"


def _excluded(entry: ExclusionRecord) -> str:
    return f"{entry.exclusion_type or 'no type told'} since {entry.excluded_on or 'a day not told'}"
