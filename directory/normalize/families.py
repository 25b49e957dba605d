"""Letters behind names, specialty words and license types as profession families: may two records be one person's?

A family is what one person shows as whatever a source calls it: every kind of nurse is NURSE, for one nurse is RN in
one register and NP in the next. Families are those of `Profession` where we have one. Facts: families.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from directory.vocabulary import Profession

_SEGMENTS = re.compile(r"[,;/|()+&]|\band\b", re.IGNORECASE)
_NOT_KEY = re.compile(r"[^A-Za-z0-9]")
_DOCTORS = ("MD", "DO", "DPM", "DDS", "DMD", "DC", "OD")
_GLUED_ON = re.compile(r"F[A-Z]{2,}|PHD|MPH|MBA|MS|PA|PC|LLC|INC")  # 'MDFACOG', 'MDPA'
_BOARD_CERTIFIED = ("BC", "C", "P")  # 'FNP-BC', 'ANPC', 'CRNA-P'
_LETTERED_TYPE = re.compile(r"\s*([A-Z]{2,8})\s*(?:$|[-(,/:]|(?i:MULTISTATE |TEMPORARY )?(?i:LICENSE|PERMIT)\b)")
_LONGEST = 4  # words of one credential: 'FNP - B C'
_LONGEST_PHRASE = 6
_DOUBLE = {"DDS_OR_MD": frozenset({"DDS", "MD_DO"})}
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("directory.normalize").joinpath("families.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for family, letters in _table()["letters"].items():
        for one in letters.split():
            found[one] = found.get(one, _NONE) | {family}
    return found


@lru_cache(maxsize=1)
def _titles() -> dict[tuple[str, ...], frozenset[str]]:
    return {
        tuple(phrase.split()): frozenset({family})
        for family, phrases in _table()["titles"].items()
        for phrase in phrases
    }


@lru_cache(maxsize=1)
def _areas() -> dict[tuple[str, ...], frozenset[str]]:
    return {
        tuple(map(_practice, phrase.split())): _DOUBLE.get(family, frozenset({family}))
        for family, phrases in _table()["areas"].items()
        for phrase in phrases.split(",")
    }


def family_of(profession: Profession) -> str:
    """The family of one of our professions: its code, and NURSE for nurse practitioners."""
    return "NURSE" if profession is Profession.NURSE_PRACTITIONER else profession.value


def families(letters: Iterable[str] = (), words: Iterable[str | None] = ()) -> frozenset[str]:
    """Families of one record, from all it says: letters and titles first, areas of work only where neither is there.

    A nurse practitioner of 'FAMILY PRACTICE' is thus a nurse and no physician.
    """
    texts = [text for text in words if text]
    told = families_of_letters(letters).union(*map(_families_of_title, texts))
    return told or _NONE.union(*map(families_of_words, texts))


def families_of_letters(letters: Iterable[str]) -> frozenset[str]:
    """Families that post-nominals tell, as written, one or several to a text ('RN,C,MSN,CRNP', 'P.A.-C.', 'M D').

    Degrees, fellowships and certificates that several professions hold tell nothing, nor does 'PA' behind a doctor's
    degree, which is a professional association.
    """
    told, doctor = _NONE, False
    for text in letters:
        for one, found in _read(text):
            if not (one == "PA" and doctor):
                told |= found
            doctor = doctor or one in _DOCTORS
    return told


def tells_family(word: str) -> bool:
    """Whether one word is letters that tell a family by themselves."""
    return bool(_known(word))


def families_of_words(text: str | None) -> frozenset[str]:
    """Families that the words of a specialty or a license type tell; empty for what professions share or nobody knows.

    A title ('WOUND CARE REGISTERED NURSE') goes before an area of work ('DERMATOLOGY').
    """
    return _families_of_title(text) or (_families_of_area(text) if text else _NONE)


def specialty_key(text: str | None) -> str | None:
    """What spellings of one specialty have in common; ``None`` for texts that name none, such as 'SPECIALIST'."""
    return _specialty_key(text) if text else None


@lru_cache(maxsize=1 << 14)
def _specialty_key(text: str) -> str | None:
    keys = _table()["keys"]
    aside = frozenset(keys["aside"].split())
    key = " ".join(_practice(word) for word in _words(text) if word not in aside)
    for first, *others in keys["same"]:
        if key in others:
            key = first
    return key if key and key not in keys["nothing"] else None


def _practice(word: str) -> str:
    """The practice of a practitioner: CARDIOLOGIST -> CARDIOLOGY, SURGEON -> SURGERY."""
    if word.endswith(("LOGIST", "IATRIST", "METRIST", "THERAPIST")):
        return word[:-3] + "Y"
    return {"SURGEON": "SURGERY", "CHIROPRACTOR": "CHIROPRACTIC", "DENTIST": "DENTISTRY"}.get(word, word)


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[A-Z0-9]+", text.upper().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")))


@lru_cache(maxsize=1 << 14)
def _families_of_title(text: str | None) -> frozenset[str]:
    """Titles in words, and license types that are letters ('RN', 'LVN', 'PT - Compact')."""
    if not text:
        return _NONE
    lettered = _LETTERED_TYPE.match(text)
    return _phrases(_words(text), _titles()) or (_by_letters().get(lettered[1], _NONE) if lettered else _NONE)


@lru_cache(maxsize=1 << 14)
def _families_of_area(text: str) -> frozenset[str]:
    return _phrases(tuple(map(_practice, _words(text))), _areas())


def _phrases(words: tuple[str, ...], table: Mapping[tuple[str, ...], frozenset[str]]) -> frozenset[str]:
    """Families of the phrases in a text, the longest first, no word used twice."""
    told, start = _NONE, 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_PHRASE), start, -1):
            if found := table.get(words[start:end]):
                told |= found
                start = end - 1
                break
        start += 1
    return told


@lru_cache(maxsize=1 << 14)
def _read(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """(letters, families) of one text in reading order; letters that tell nothing are left out."""
    found = list[tuple[str, frozenset[str]]]()
    for segment in _SEGMENTS.split(text):
        if titled := _phrases(_words(segment), _titles()):
            found.append(("", titled))
            continue
        tokens = segment.split()
        while tokens:
            for count in range(min(_LONGEST, len(tokens)), 0, -1):
                raw = "".join(tokens[:count])
                if told := _known(raw):
                    found.append((_NOT_KEY.sub("", raw).upper(), told))
                    break
            else:
                found.extend(_taken_apart(tokens[0]))
            del tokens[:count]
    return tuple(found)


def _known(raw: str) -> frozenset[str]:
    bare = _NOT_KEY.sub("", raw)
    return frozenset(_table()["as_written"].get(bare, ())) or _by_letters().get(bare.upper(), _NONE)


def _taken_apart(token: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What an unknown token tells: 'CRNA-P' has known parts, 'ANPC' a known ending, 'MDFACOG' a start."""
    parts = [part for part in token.split("-") if _known(part)]
    if parts:
        yield from ((_NOT_KEY.sub("", part).upper(), _known(part)) for part in parts)
        return
    key = _NOT_KEY.sub("", token).upper()
    for ending in _BOARD_CERTIFIED:
        if key.endswith(ending) and "NURSE" in _by_letters().get(key.removesuffix(ending), _NONE):
            yield key, frozenset({"NURSE"})
            return
    for doctor in _DOCTORS:
        if key.startswith(doctor) and _GLUED_ON.fullmatch(key.removeprefix(doctor)):
            yield doctor, _by_letters()[doctor]
            return


def degrees_of_letters(letters: Iterable[str]) -> frozenset[str]:
    """MD or DO, which nobody has both of; empty where neither is told, or both."""
    told = {one for text in letters for one, _ in _read(text)} & {"MD", "DO"}
    return frozenset(told if len(told) == 1 else ())
