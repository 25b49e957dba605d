"""What was submitted beside what was found, with differences marked in words. No I/O and no clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory import wording
from directory.checking_one.submitted import LABELS, Submitted
from directory.letters_of import Meaning, explained
from directory.normalize.folding import fold
from directory.normalize.identifiers import clean_npi, license_key
from directory.normalize.letters import letters_key
from directory.normalize.names import PersonName, compare_names, parse_full_name
from directory.normalize.places import clean_zip, find_place
from directory.profiles import Line, Place, Profile
from directory.verification.papers import DOCUMENT_SEEN
from directory.vocabulary import PRACTICE_KINDS, CredentialStatus, Need, PlacePrecision

CONFIRMED = (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED)


class Agrees(StrEnum):
    """How a submitted fact stands to what was found; the words are what readers see."""

    YES = "agrees"
    PART = "agrees in part"
    NO = "DIFFERS"
    CLAIMED = "CLAIMED ONLY"
    NOT_FOUND = "NOT FOUND"
    NOT_SUBMITTED = "not submitted"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact. ``found``: in words, never empty; ``why``: what else to know of the comparison."""

    what: str
    submitted: str
    found: str
    agrees: Agrees
    why: str = ""


Compared = tuple[str, Agrees, str]  # found, how it stands, why


def side_by_side(submitted: Submitted, person: Profile, today: date) -> list[Row]:
    """A row for each fact that can be compared, also where it was not submitted."""
    compared: Mapping[str, tuple[str | None, Callable[[str], Compared], str]] = {
        "name": (submitted.name, lambda text: _name(text, person), _names(person)),
        "npi": (submitted.npi, lambda text: _npi(text, person), person.npi or "none on record"),
        "license": (submitted.license, lambda text: _license(text, submitted.license_state, person), _licenses(person)),
        "profession": (submitted.profession, lambda text: _profession(text, person), _professions(person)),
        "place": (submitted.place, lambda text: _place(text, person), _towns(person)),
    }
    rows = []
    for name, (text, compare, found) in compared.items():
        if text is None:
            rows.append(Row(LABELS[name], "–", found, Agrees.NOT_SUBMITTED))
            continue
        shown = wording.profession_name(text) if name == "profession" else text
        shown += f" ({submitted.license_state})" if name == "license" and submitted.license_state else ""
        rows.append(Row(LABELS[name], shown, *compare(text)))
    return [*rows, *_claims(submitted.claimed, person, today)]


# --- who --------------------------------------------------------------------------------------------------------------


def _names(person: Profile) -> str:
    return "; ".join([person.name, *person.other_names])


def _name(text: str, person: Profile) -> Compared:
    asked = parse_full_name(text)
    own = parse_full_name(person.name) or PersonName(last=person.name)
    if asked is None:
        same = fold(text) in {fold(one) for one in (person.name, *person.other_names)}
        return _names(person), Agrees.YES if same else Agrees.NO, "" if same else "the name cannot be taken apart"
    others = [name for one in person.other_names if (name := parse_full_name(one)) is not None]
    comparison = compare_names(own, asked, former=others)
    if comparison.contradicts:
        return _names(person), Agrees.NO, "nothing on record is this name, nor a short form of it"
    if not comparison.compatible:
        return _names(person), Agrees.PART, "only a part of the name can be compared"
    why = "by another or former name" if comparison.by_former_name else ""
    return _names(person), Agrees.YES, why


def _npi(text: str, person: Profile) -> Compared:
    if person.npi is None:
        return "none on record", Agrees.NOT_FOUND, ""
    try:
        asked = clean_npi(text)
    except ValueError:
        asked = None
    return person.npi, Agrees.YES if asked == person.npi else Agrees.NO, ""


def _professions(person: Profile) -> str:
    lines = [*person.of(Need.LICENSE), *person.of(Need.NEEDLING_RULE)]
    codes = dict.fromkeys(line.profession for line in lines if line.profession)
    return "; ".join(map(wording.profession_name, codes)) or "none on record"


def _profession(code: str, person: Profile) -> Compared:
    lines = [*person.of(Need.LICENSE), *person.of(Need.NEEDLING_RULE)]
    return _professions(person), Agrees.YES if code in {line.profession for line in lines} else Agrees.NO, ""


# --- licenses ---------------------------------------------------------------------------------------------------------


def _licenses(person: Profile) -> str:
    told = [f"{line.state} {line.details['number']}" for line in person.of(Need.LICENSE) if line.details.get("number")]
    return "; ".join(told) or "none on record"


def _license(text: str, state: str | None, person: Profile) -> Compared:
    lines = person.of(Need.LICENSE)
    same = next((line for line in lines if line.state == state and _is_number(text, line.details.get("number"))), None)
    if same is not None:
        found = f"{state} {same.details['number']}"
        return found, Agrees.YES, f"{same.badge[1]}, {wording.profession_name(same.profession)}"
    here = [str(line.details["number"]) for line in lines if line.state == state and line.details.get("number")]
    if here:
        return f"{state} {'; '.join(here)}", Agrees.NO, "another number stands there at the board"
    claimed = [line for line in lines if line.state == state
               and any(_is_number(text, one) for one in line.details.get("claimed_numbers") or ())]  # fmt: skip
    if claimed:
        return (
            _licenses(person),
            Agrees.CLAIMED,
            "the person gives this number in the NPI registry; no board confirms it",
        )
    where = wording.place_name(state) if state else "the state that is meant: none was submitted"
    return _licenses(person), Agrees.NOT_FOUND, f"no license was found for {where}"


def _is_number(asked: str, held: object) -> bool:
    ours, theirs = license_key(str(held or "")), license_key(asked)
    if ours is None or theirs is None or ours.digits != theirs.digits:
        return False
    return ours.prefix == theirs.prefix or "" in (ours.prefix, theirs.prefix)


# --- places -----------------------------------------------------------------------------------------------------------


def _towns(person: Profile) -> str:
    practices = [place for place in person.places if place.kind in PRACTICE_KINDS]
    return "; ".join(dict.fromkeys(place.text for place in practices)) or "no place of practice on record"


def _place(text: str, person: Profile) -> Compared:
    practices = [place for place in person.places if place.kind in PRACTICE_KINDS]
    if not practices:
        return _towns(person), Agrees.NOT_FOUND, "an address for mail is no place of practice"
    meant = find_place(text)
    zip5 = clean_zip(text) if meant and meant[0].precision is PlacePrecision.ZIP_CENTER else None
    for place in practices:
        if (zip5 and place.zip5 == zip5) or any(_same_town(one.city, one.state, place) for one in meant):
            return place.text, Agrees.YES, f"by {place.source_title}, read on {wording.day(place.read_at.date())}"
    if any(place.state == one.state for place in practices for one in meant):
        return _towns(person), Agrees.PART, "the same state, another town"
    return _towns(person), Agrees.NO, "" if meant else "the place that was submitted is not known here"


def _same_town(city: str, state: str, place: Place) -> bool:
    return place.state == state and fold(place.city or "") == fold(city)


# --- claimed credentials ----------------------------------------------------------------------------------------------


def _claims(text: str | None, person: Profile, today: date) -> Iterator[Row]:
    """Each of the credentials that were submitted by itself."""
    if text is None:
        return
    own = {letters_key(one.letters) for one in explained(person.credential_text, today)}
    for letter in explained(text, today) or ():
        found, agrees, why = _claim(letter.letters, letter.meaning, person, own)
        yield Row(f"Claimed: {letter.letters}", letter.letters, found, agrees, why)


def _claim(letters: str, meaning: Meaning, person: Profile, own: set[str]) -> Compared:
    if meaning is Meaning.LICENSE:
        return _licensed_as(letters, person)
    lines = [line for line in person.of(Need.TRAINING) if _speaks_of(letters, line)]
    if lines:
        best = min(lines, key=lambda line: line.status not in CONFIRMED)
        seen = best.details.get("class") == DOCUMENT_SEEN
        return best.title, _standing(best), "the certificate was seen" if seen else best.badge[1]
    if letters_key(letters) in own:
        return "the person writes it in the NPI registry", Agrees.CLAIMED, "no source of ours confirms it"
    return "nothing that speaks of it", Agrees.NOT_FOUND, "ask to see the certificate or diploma"


def _licensed_as(letters: str, person: Profile) -> Compared:
    """Letters of a license are confirmed by one, and by nothing else."""
    lines = [
        line for line in person.of(Need.LICENSE)
        if line.profession and letters_key(line.profession) == letters_key(letters)
    ]  # fmt: skip
    if not lines:
        return _professions(person), Agrees.NOT_FOUND, "no license of these letters was found"
    line = min(lines, key=lambda one: _BEST_FIRST.index(_standing(one)))
    return line.title, _standing(line), line.badge[1]


_BEST_FIRST = (Agrees.YES, Agrees.PART, Agrees.NO, Agrees.CLAIMED)


def _standing(line: Line) -> Agrees:
    """What a source confirmed, what it confirmed too long ago, what it says is over, and what nobody confirms."""
    if line.status in CONFIRMED:
        return Agrees.YES
    if line.status == CredentialStatus.STALE:
        return Agrees.PART
    return Agrees.NO if line.status == CredentialStatus.CONFIRMED_NOT_ACTIVE else Agrees.CLAIMED


def _speaks_of(letters: str, line: Line) -> bool:
    told: Sequence[object] = (line.details.get("letters"), line.details.get("course"))
    return any(letters_key(letters) == letters_key(str(one)) for one in told if one)
