"""Whom and where an entry of a finder is about; nobody and nowhere rather than a guess. Pure."""

import re
from collections.abc import Collection, Mapping

from directory.normalize.addresses import PostalAddress, address_in
from directory.normalize.bylines import Byline, bylines, only_letters
from directory.normalize.folding import PARTICLES, fold
from directory.normalize.letters import letters_key
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, state_code
from directory.normalize.text import clean
from directory.records import Address
from directory.vocabulary import PlaceKind

# Words of clinics: a title that holds one names nobody.
_BUSINESS = frozenset(
    "academy acupuncture acupuncturists associates association care center centre chiropractic chiropractors clinic "
    "clinics college company corp corporation doctor doctors foundation group health healthcare hospital inc "
    "institute limited llc llp ltd matters medical medicine movement needle needles needling network northwest office "
    "orthopaedic orthopaedics orthopedic orthopedics partners pc performance physical physio physiotherapists "
    "physiotherapy plc pllc practice rehab rehabilitation school services solutions spa specialists spine sports "
    "studio team test therapists therapy university wellness".upper().split()
)
_MOST_WORDS = 6  # of one name
# In an entry of an issuer these say that its letters are not held today, or not yet.
_DOUBT = frozenset(
    "applicant canceled cancelled candidate deactivated deceased decertified denied expired former formerly inactive "
    "incomplete intern invalid lapsed not pending probation probationary provisional rescinded resigned ret retired "
    "revoked spt spta student students surrendered suspended terminated trainee uncertified void withdrawn"
    .upper().split()
)  # fmt: skip
_MARK = re.compile(r"[*†‡§#^~+]")  # of a footnote, which may say the same
_TOLD_OF_LETTERS = ("name", "letters", "credential", "certificate", "job", "category")
# Beside the name of an issuer's entry nothing else may stand: it could be somebody else, or a doubt in other words.
_JOB = frozenset(
    "and assistant athletic board certified chiropractic chiropractor chief clinic clinical clinician co director "
    "doctor executive faculty founder head instructor lead licensed manager medical occupational of officer owner "
    "partner physical physician physiotherapist practitioner president principal professor senior specialist staff "
    "supervisor the therapist therapy trainer vice".upper().split()
)


def byline(said: Mapping[str, str | None]) -> str:
    """The name with its letters as written, on one line."""
    return ", ".join(text.replace("\n", ", ") for role in ("name", "letters") if (text := said.get(role)))


def people_in(said: Mapping[str, str | None]) -> tuple[Byline, ...]:
    """Who is named; nobody in a text with a clinic's words, small letters or digits where a name should be."""
    if not said.get("name"):
        return ()
    people = bylines(", ".join(text for role in ("name", "letters") if (text := said.get(role))))
    for who in people:
        if any(letters_key(letters).upper() in _BUSINESS for letters in who.unknown):  # 'LLC'
            return ()
        words = " ".join(filter(None, (who.name.first, who.name.middle, who.name.last))).split()
        if len(words) > _MOST_WORDS or not all(map(_in_a_name, words)):
            return ()
    return people


def _in_a_name(word: str) -> bool:
    folded = fold(word)
    if folded in _BUSINESS or any(map(str.isdigit, word)):
        return False
    letters = len(word) > 1 and word.isupper() and only_letters(word, shouting=True)  # 'Jane Roe PT John Doe'
    return not letters and (word[0].isupper() or folded in PARTICLES)


def own_letters(letters: Collection[str], credential: str | None) -> frozenset[str]:
    """Keys of the letters that an issuer gives: those of its source file and those of everybody on its list."""
    return frozenset(letters_key(one) for one in (*letters, *filter(None, [credential])))


def holder_in(said: Mapping[str, str | None], own: Collection[str], *, bare_names: bool) -> Byline | str:
    """The one person of an issuer's entry, who holds its letters (``own``: their keys, one of them in ``credential``),
    or why it is nobody's: only an entry that is understood to its last word proves anything.

    ``bare_names``: whether all names there are known to be people's, also those without letters.
    """
    people = people_in(said)
    if len(people) != 1:
        return "more than one person in an entry" if people else "names no person"
    who, credential = people[0], said.get("credential")
    if word := _doubt_in(said):
        return f"listed with a word of doubt: {word}"
    if mark := _MARK.search(byline(said)):
        return f"listed with a mark that may take it back: {mark[0]}"
    if other := next((part for part in who.rest if not _is_job(part)), None):
        return f"listed with more than a name: {other}"
    if not (bare_names or who.letters or who.unknown):
        return "a name without letters: it may be no person's"
    if credential is None or letters_key(credential) not in own:
        return f"another credential: {credential or 'none'}"
    return who


def _doubt_in(said: Mapping[str, str | None]) -> str | None:
    """The first word that puts in doubt whether the letters are held today."""
    text = " ".join(filter(None, map(said.get, _TOLD_OF_LETTERS)))
    words = re.findall(r"[A-Za-z]+(?:/[sS]\b)?", text.replace(".", "") + " " + text)
    return next((word for word in words if word.upper() in _DOUBT or "/" in word), None)  # 'PT/s' is a student


def _is_job(text: str) -> bool:
    return all(word.upper() in _JOB for word in re.findall(r"[^\W_]+", text))


def place_of(said: Mapping[str, str | None]) -> PostalAddress | None:
    """The address of an entry that has all of it in one text."""
    return address_in(said.get("place"))


def address_of(said: Mapping[str, str | None]) -> Address | None:
    """The clinic's address; of a person without one the city at most, for it may be a home."""
    place = place_of(said)
    parts = (place.line1, place.line2) if place else (said.get("street"), said.get("street2"))
    street = clean((", " if place else " ").join(filter(None, parts)))
    at_work = bool(said.get("organization"))
    address = Address(
        kind=PlaceKind.PRACTICE if at_work else PlaceKind.RECORD,
        line1=street if at_work else None,
        city=place.city if place else said.get("city"),
        state=place.state if place else state_code(said.get("state")),
        zip5=place.zip5 if place else clean_zip(said.get("zip")),
        phone=clean_phone(said.get("phone")),
    )
    return address if address.city or address.state or address.zip5 or address.phone else None
