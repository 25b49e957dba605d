"""Reasons and doubts in plain sentences that a layperson can check against the sources."""

from collections.abc import Iterable

from directory.linking.known import Likeness
from directory.linking.model import DoubtCode
from directory.normalize.folding import fold, nicknamed
from directory.normalize.names import Agreement, PersonName
from directory.normalize.states import STATE_NAMES
from directory.records import LicenseRecord, Sighting
from directory.vocabulary import PROFESSION_NAMES, Profession


def same_name(found: Likeness) -> list[str]:
    """What agrees between the person's name and the entry's, one sentence a part."""
    own, name, comparison = found.own, found.name, found.comparison
    said = [_same_surname(found), _same_given(own, name, comparison.given)]
    if own.middle and name.middle and comparison.middle in (Agreement.SAME, Agreement.COMPATIBLE):
        said.append("same middle name" if comparison.middle is Agreement.SAME else "middle initial fits")
    suffix = own.suffix or name.suffix
    if comparison.suffix is Agreement.UNKNOWN:
        said.append(f"only one of the two gives the suffix {suffix}" if suffix else "only one of the two has a suffix")
    elif suffix:
        said.append(f"same suffix {suffix}")
    return [sentence for sentence in said if sentence]


def _same_surname(found: Likeness) -> str:
    own, name = _shown(found.own.last), _shown(found.name.last)
    if found.comparison.by_former_name:
        return f"surname {name} is also on file for {found.own.display()}"
    if found.comparison.surname is Agreement.SAME:
        return "same surname"
    return f"surnames {own} and {name} share a part" if found.comparison.surname is Agreement.COMPATIBLE else ""


def _same_given(own: PersonName, name: PersonName, given: Agreement) -> str:
    short, full = sorted((own, name), key=lambda one: (len(fold(one.first)), fold(one.first)))
    if given is Agreement.SAME:
        return "same given name"
    if given is not Agreement.COMPATIBLE:
        return ""
    if fold(short.first) == fold(full.first):
        return f"same initial {_shown(short.first)}"
    if len(fold(short.first)) == 1:
        return f"the initial {_shown(short.first)} fits {_shown(full.first)}"
    if nicknamed(fold(short.first), fold(full.first)):
        return f"{_shown(short.first)} is a form of {_shown(full.first)}"
    return f"given names {_shown(short.first)} and {_shown(full.first)} fit, middle names counted"


def _shown(part: str | None) -> str:
    return PersonName(last=part).display()


def license_phrase(state: str, profession: Profession | None, number: str) -> str:
    """'Washington physical therapist license number PT60012345'."""
    whose = f"{PROFESSION_NAMES[profession]} " if profession else ""
    return f"{STATE_NAMES.get(state, state)} {whose}license number {number}"


def phrase_of(record: LicenseRecord) -> str:
    return license_phrase(record.jurisdiction, record.profession, record.number)


def written_as(record: LicenseRecord, written: str) -> list[str]:
    """How the other side writes the number, when it is not the board's way."""
    return [f"written {written} in the other entry"] if written.strip() != record.number else []


def owner(record: LicenseRecord) -> str:
    """'Dan Stone (PTL 0018831)'."""
    return f"{record.name.display()} ({record.license_type} {record.number})"


def listing(parts: Iterable[str]) -> str:
    """'A', 'A and B', 'A, B and C'; each once."""
    told = list(dict.fromkeys(parts))
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def refusal(code: DoubtCode, phrase: str, owners: Iterable[str], entry: PersonName) -> str:
    """Why a number that leads to ``owners`` does not link an entry under the name ``entry``."""
    told, name = listing(owners), entry.display() or "no name"
    if code == "ambiguous":
        return f"{phrase} leads to {told}; which of them {name} is cannot be told for certain"
    if code == "incomplete":
        return f"{phrase} belongs to {told}; this entry says {name}: too little of a name to compare"
    return f"{phrase} belongs to {told}; this entry says {name}"


def record_ids(sightings: Iterable[Sighting]) -> tuple[int, ...]:
    return tuple(sorted({sighting.record_id for sighting in sightings}))
