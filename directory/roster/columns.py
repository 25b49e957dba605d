"""Which column of a roster means what, however its header is spelt, and which are dropped at the door. Pure.

The meanings are those of jobs.md section 6; the CAQH file of 35 columns (standards_and_ux.md 6.7) is known by its own
headers. Only what `Meaning` names is read; other columns are handed on as they are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class RosterError(ValueError):
    """The file cannot be used; the message names file, row and column, and says what to do."""


class Meaning(StrEnum):
    """What a column tells; the names of those that are read and of those that never are."""

    NPI = "NPI"
    LICENSE = "license number"
    LICENSE_STATE = "license state"
    PRACTICE_STATE = "state of practice"
    STATE = "state"
    FULL_NAME = "full name"
    FIRST = "first name"
    MIDDLE = "middle name"
    LAST = "last name"
    SUFFIX = "name suffix"
    PROFESSION = "profession"
    CITY = "city"
    EXTERNAL_ID = "your own id"
    SSN = "social security number"
    BIRTH_DATE = "birth date"
    DEA = "DEA number"
    TAX_ID = "tax id"


# By the header's letters and digits, small, once with and once without the words of _SIDE.
_SPELLINGS: Mapping[Meaning, str] = {
    Meaning.NPI: "npi npinumber npiid individualnpi type1npi renderingnpi nationalprovideridentifier "
    "nationalprovideridentifiernpi nationalproviderid",
    Meaning.LICENSE: "license licensenumber licenseid statelicense statelicensenumber ptlicense ptlicensenumber "
    "professionallicense professionallicensenumber statelicenseid licensenumbers licenses",
    Meaning.LICENSE_STATE: "licensestate licensest licensingstate licensurestate stateoflicense stateoflicensure "
    "licenseissuingstate issuingstate licensestates licensejurisdiction stateissued",
    Meaning.PRACTICE_STATE: "practicestate stateofpractice statesofpractice practicestates treatingstate treatingin "
    "workstate servicestate practicelocationstate practiceaddressstate",
    Meaning.STATE: "state addressstate officestate stateprovince",
    Meaning.FULL_NAME: "name fullname displayname completename namelastfirst lastnamefirstname lastfirst",
    Meaning.FIRST: "firstname first givenname fname forename namefirst",
    Meaning.MIDDLE: "middlename middle mi middleinitial mname namemiddle",
    Meaning.LAST: "lastname last surname familyname lname namelast",
    Meaning.SUFFIX: "suffix namesuffix generation generationalsuffix",
    Meaning.PROFESSION: "profession providertype discipline licensetype professiontype clinicianroletype",
    Meaning.CITY: "city addresscity practicecity officecity town",
    Meaning.EXTERNAL_ID: "id externalid employeeid employeenumber caqhproviderid caqhid poproviderid providerid "
    "practitionerid clinicianid staffid recordid rowid",
}  # fmt: skip
_SIDE = frozenset({"provider", "practitioner", "prov", "clinician", "the"})
_SAME = {"lic": "license", "licence": "license", "no": "number", "num": "number", "nbr": "number", "nr": "number"}
_KNOWN = {word: meaning for meaning, words in _SPELLINGS.items() for word in words.split()}
# How a header that is never read is spelt by its letters alone ('S.S.N.', 'DEANum'), words of _SIDE before it aside.
_GLUED: Mapping[Meaning, re.Pattern[str]] = {
    Meaning.SSN: re.compile(r"ssn.*|.*ssn|ss(?:no|num|number|nbr)|soc(?:ial)?(?:sec|num|no$).*"),
    Meaning.BIRTH_DATE: re.compile(r"dob(?:date|text|[mdy]+)?|b(?:date|day|dt)|.*birth.*"),
    Meaning.DEA: re.compile(r"dea(?:s|no|nr|id|num.*|nbr.*|lic.*|reg.*|cert.*|exp.*|sched.*|state.*)?"),
    Meaning.TAX_ID: re.compile(
        r"(?:tin|f?ein|itin)(?:no|nr|num|number|nbr)?|tax|(?:fed|federal)(?:tax|id).*|.*tax(?:no|nr|num.*|nbr.*|id.*)"
        r"|employer(?:id|tax).*"
    ),
}
_LAST_FOUR = re.compile(r"last(?:4(?![0-9])|four)")
_TAX = frozenset({"tin", "ein", "fein", "itin", "taxid", "taxidentification"})
NEVER = (Meaning.SSN, Meaning.BIRTH_DATE, Meaning.DEA, Meaning.TAX_ID)
_SEVERAL = frozenset({Meaning.LICENSE, Meaning.LICENSE_STATE, Meaning.PRACTICE_STATE})
_NAMES = (Meaning.FULL_NAME, Meaning.LAST)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what stands. ``at``: meaning -> places, the first first; ``never``: places that are dropped at the door,
    with their meaning; ``unread``: headers of columns that are handed on without being read.
    """

    header: tuple[str, ...]
    at: Mapping[Meaning, tuple[int, ...]]
    never: Mapping[int, Meaning]
    unread: tuple[str, ...]

    def name(self, place: int) -> str:
        """The header of a column, as a message names it."""
        return self.header[place].strip()[:60] or f"number {place + 1}"

    def place(self, meaning: Meaning) -> int | None:
        return next(iter(self.at.get(meaning, ())), None)

    @property
    def read(self) -> dict[str, str]:
        """Meaning -> headers, of the columns that are read."""
        return {meaning.value: ", ".join(map(self.name, places)) for meaning, places in self.at.items()}


def meaning_of(header: str) -> Meaning | None:
    """What a column of that name means; None for one that is not read."""
    words = _words(header)
    if (never := _never(words, header)) is not None:
        return never
    whole = "".join(words)
    bare = "".join(word for word in words if word not in _SIDE)
    return _KNOWN.get(whole) or _KNOWN.get(bare)


def _words(header: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).replace("#", " number ")
    words = re.findall(r"[a-z]+|[0-9]+", apart.lower())
    kept = [_SAME.get(word, word) for word in words if not (word.isdigit() and len(words) > 1)]
    return [word for place, word in enumerate(kept) if kept.index(word) == place]  # 'License Number #'


def _never(words: Sequence[str], header: str) -> Meaning | None:
    whole, told = "".join(words), set(words)
    if _LAST_FOUR.search(re.sub(r"[^a-z0-9]", "", header.lower())):
        return Meaning.SSN  # its last four digits
    social = told & {"social", "soc"} and (whole == "social" or told & {"sec", "security", "number"})
    if social or whole.startswith("ssn") or whole.endswith("ssn") or {"ss", "number"} <= told or "socialsec" in whole:
        return Meaning.SSN
    if "dob" in told or "birth" in whole or whole == "born":
        return Meaning.BIRTH_DATE
    if "dea" in told or whole in ("deanumber", "deaid"):
        return Meaning.DEA
    if told & _TAX or {"tax", "number"} <= told or "taxid" in whole or "taxpayer" in whole:
        return Meaning.TAX_ID
    letters = re.sub(r"[^a-z]", "", header.lower())
    bare = re.sub(rf"^(?:{'|'.join(sorted(_SIDE, reverse=True))})+", "", letters)
    return next((meaning for meaning, spelt in _GLUED.items() if spelt.fullmatch(bare)), None)


def columns_of(header: Sequence[str], where: str) -> Columns:
    """The columns of a file by its first row. Raises RosterError where nobody could be found by them.

    Cells of the row are never told in the message unless they are names of columns: without a header they are data.
    """
    meanings = [meaning_of(cell) for cell in header]
    at: dict[Meaning, tuple[int, ...]] = {}
    never = {place: meaning for place, meaning in enumerate(meanings) if meaning in NEVER and meaning is not None}
    unread = []
    for place, meaning in enumerate(meanings):
        if meaning is None or (meaning in at and meaning not in _SEVERAL and meaning is not Meaning.NPI):
            unread.append(header[place].strip())
        elif meaning not in NEVER:
            at[meaning] = (*at.get(meaning, ()), place)
    if not at or not (Meaning.NPI in at or Meaning.LICENSE in at):
        raise RosterError(
            f"{where}, row 1: no column of NPIs or license numbers is known by its name. The first row must hold the "
            "names of the columns, such as NPI, License Number, License State, First Name, Last Name; the columns "
            "are parted by commas, semicolons, tabs or |"
        )
    if len(at.get(Meaning.NPI, ())) > 1:
        raise RosterError(f"{where}, row 1: {_named(header, at[Meaning.NPI])} both mean the NPI; leave one of them")
    states = [place for meaning in _OF_STATE for place in at.get(meaning, ())]
    if Meaning.NPI not in at and not states:
        raise RosterError(f"{where}, row 1: license numbers need a column of their states, such as License State")
    numbers, of_license = at.get(Meaning.LICENSE, ()), at.get(Meaning.LICENSE_STATE, ())
    if len(of_license) > 1 and len(of_license) != len(numbers):
        raise RosterError(
            f"{where}, row 1: {len(numbers)} columns of license numbers and {len(of_license)} of license states; each "
            "number needs its own state"
        )
    return Columns(tuple(header), at, never, tuple(unread))


_OF_STATE = (Meaning.LICENSE_STATE, Meaning.PRACTICE_STATE, Meaning.STATE)


def _named(header: Sequence[str], places: Iterable[int]) -> str:
    return " and ".join(repr(header[place].strip()[:60]) for place in places)


def known_in(header: Sequence[str]) -> int:
    """How many columns of a row are known by their names: what parts the columns best is what parts them."""
    return sum(1 for cell in header if meaning_of(cell) is not None)
