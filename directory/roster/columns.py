"""Which column of a roster means what, however its header is spelt, and which are dropped at the door. Pure.

The CAQH file of 35 columns is known by its own headers. Only what `Meaning` names is read; other columns are handed on
as they are.
"""

import re
from collections import Counter
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
    ADDRESS = "address"
    CITY = "city"
    ZIP = "ZIP"
    PHONE = "phone"
    FORMER = "former names"
    CLAIMED = "claimed credentials"
    COURSE = "course"
    COURSE_BODY = "body of the course"
    COURSE_HOURS = "hours of the course"
    COURSE_DATE = "date of the course"
    START = "start date"
    END = "end date"
    EXTERNAL_ID = "your own id"
    SSN = "social security number"
    BIRTH_DATE = "birth date"
    DEA = "DEA number"
    TAX_ID = "tax id"


# By the header's letters and digits, small, once with and once without the words of _SIDE.
_SPELLINGS: Mapping[Meaning, str] = {
    Meaning.NPI: "npi npinumber npiid individualnpi npiindividual indivnpi renderingnpi servicingnpi personalnpi "
    "renderingprovidernpi servicingprovidernpi nationalprovideridentifier nationalprovideridentifiernpi "
    "nationalproviderid",
    Meaning.LICENSE: "license licensenumber licenseid statelicense statelicensenumber ptlicense ptlicensenumber "
    "professionallicense professionallicensenumber statelicenseid licensenumbers licenses licensenum",
    Meaning.LICENSE_STATE: "licensestate licensest licensingstate licensurestate stateoflicense stateoflicensure "
    "licenseissuingstate issuingstate licensestates licensejurisdiction stateissued licenseissuestate",
    Meaning.PRACTICE_STATE: "practicestate stateofpractice statesofpractice practicestates treatingstate treatingin "
    "workstate servicestate practicelocationstate practiceaddressstate",
    Meaning.STATE: "state addressstate officestate stateprovince",
    Meaning.FULL_NAME: "name fullname displayname completename namelastfirst lastnamefirstname lastfirst provider "
    "practitioner clinician therapist therapistname employeename staffname renderingprovider renderingprovidername "
    "nameoftherapist",
    Meaning.FIRST: "firstname first givenname fname forename namefirst legalfirstname firstnamelegal legalfirst",
    Meaning.MIDDLE: "middlename middle mi middleinitial mname namemiddle",
    Meaning.LAST: "lastname last surname familyname lname namelast legallastname lastnamelegal legallast",
    Meaning.SUFFIX: "suffix namesuffix generation generationalsuffix",
    Meaning.PROFESSION: "profession providertype discipline licensetype professiontype clinicianroletype "
    "professionaltitle jobtitle",
    Meaning.ADDRESS: "address addressline street streetaddress practiceaddress practicestreet officeaddress "
    "locationaddress practicelocationaddress practiceaddressline",
    Meaning.CITY: "city addresscity practicecity officecity town practicelocationcity practiceaddresscity",
    Meaning.ZIP: "zip zipcode addresszip addresszipcode officezip practicezip practicezipcode postalcode "
    "practicepostalcode zippostalcode practicelocationzip practiceaddresszip",
    Meaning.PHONE: "phone phonenumber telephone telephonenumber officephone officephonenumber workphone "
    "practicephone practicephonenumber businessphone contactphone primaryphone phonework",
    Meaning.FORMER: "formername formernames maidenname maiden othername othernames previousname previousnames "
    "priorname alias aliases aka formerlastname previouslastname priorlastname otherlastname",
    Meaning.CLAIMED: "credential credentials needlingcredential needlingcredentials dryneedlingcredential "
    "dryneedlingcredentials certification certifications needlingcertification dryneedlingcertification "
    "dncertification needlingcertificate dryneedlingcertificate postnominals",
    Meaning.COURSE: "course coursename coursetitle training trainingname trainingcourse needlingcourse "
    "dryneedlingcourse needlingtraining dryneedlingtraining dncourse",
    Meaning.COURSE_BODY: "coursebody courseprovider courseissuer trainingprovider trainingbody trainingorganization "
    "courseorganization needlingcourseprovider dryneedlingcourseprovider",
    Meaning.COURSE_HOURS: "coursehours traininghours needlinghours dryneedlinghours contacthours dnhours",
    Meaning.COURSE_DATE: "coursedate trainingdate dateofcourse coursecompleted coursecompletiondate needlingdate "
    "coursecompletedon dryneedlingcoursedate needlingtrainingdate dncoursedate",
    Meaning.START: "startdate start hiredate datehired datestarted begindate effectivedate",
    Meaning.END: "enddate end terminationdate termdate dateended",
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
MOST_NAME = 80  # characters of a column's name
_MOST_OF_NAME = 300  # characters of one that are looked at
_LAST_FOUR = re.compile(r"last(?:4(?![0-9])|four)")
_TAX = frozenset({"tin", "ein", "fein", "itin", "taxid", "taxidentification"})
NEVER = (Meaning.SSN, Meaning.BIRTH_DATE, Meaning.DEA, Meaning.TAX_ID)
_SEVERAL = frozenset({
    Meaning.LICENSE, Meaning.LICENSE_STATE, Meaning.PRACTICE_STATE, Meaning.FORMER, Meaning.CLAIMED,
})  # fmt: skip
_EACH_READ = _SEVERAL | frozenset(NEVER) | {Meaning.NPI}  # two columns of NPIs are refused, not passed over


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what stands. ``at``: meaning -> places, the first first; ``never``: places that are dropped at the door,
    with their meaning; ``unread``: headers of columns that are handed on without being read; ``by_values``: those of
    ``never`` whose header says nothing; ``above``: the rows that the header was made of, where those are several.
    """

    header: tuple[str, ...]
    at: Mapping[Meaning, tuple[int, ...]]
    never: Mapping[int, Meaning]
    unread: tuple[str, ...]
    by_values: frozenset[int] = frozenset()
    above: tuple[tuple[str, ...], ...] = ()

    def name(self, place: int) -> str:
        """The header of a column, as a message names it."""
        told = self.header[place].strip()
        return labels(self.header)[place][-60:] if told and self._doubled(told) else told[:60] or f"number {place + 1}"

    def _doubled(self, told: str) -> bool:
        return sum(1 for cell in self.header if told in cell and cell.strip() == told) > 1

    def place(self, meaning: Meaning) -> int | None:
        return places[0] if (places := self.at.get(meaning)) else None

    def is_header(self, cells: Sequence[str]) -> bool:
        """Whether a row repeats the names of the columns, as at the top of each printed page."""
        return any(_repeats(cells, row) for row in (self.header, *self.above))

    @property
    def read(self) -> dict[str, str]:
        """Meaning -> headers, of the columns that are read."""
        return {meaning.value: ", ".join(map(self.name, places)) for meaning, places in self.at.items()}


def _repeats(cells: Sequence[str], names: Sequence[str]) -> bool:
    filled = 0
    for place, cell in enumerate(cells):
        if text := cell.strip():
            if place >= len(names) or names[place].strip().casefold() != text.casefold():
                return False
            filled += 1
    return filled > 1


def meaning_of(header: str) -> Meaning | None:
    """What a column of that name means; None for one that is not read."""
    header = header[:_MOST_OF_NAME]
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


def labels(header: Sequence[str]) -> list[str]:
    """By what a mapping calls each column: its name; where several have one name, or none has any, with #1, #2 and so
    on behind it, in their order.
    """
    names = [cell.strip() for cell in header]
    many, seen, found = Counter(names), Counter[str](), list[str]()
    for name in names:
        seen[name] += 1
        mark = "#"
        while (many[name] > 1 or not name) and f"{name}{mark}{seen[name]}" in many:  # another column is called just so
            mark += "#"
        found.append(f"{name}{mark}{seen[name]}" if many[name] > 1 or not name else name)
    return found


def by_label(header: Sequence[str], mapping: Mapping[str, Meaning | None]) -> dict[str, Meaning | None]:
    """A mapping whose every name speaks of one column; names that are not there stay as they are."""
    called: dict[str, list[str]] = {}
    for cell, label in zip(header, labels(header), strict=True):
        called.setdefault(cell.strip(), []).append(label)
    given = {name.strip(): meaning for name, meaning in mapping.items()}
    spread = {label: meaning for name, meaning in given.items() for label in called.get(name, [name])}
    return spread | {name: meaning for name, meaning in given.items() if name not in called}


def _some_twice(called: Sequence[str]) -> bool:
    return any(label.endswith("#2") for label in called)


def meanings_of(
    header: Sequence[str], mapping: Mapping[str, Meaning | None] | None = None, where: str = ""
) -> list[Meaning | None]:
    """What each column means: by ``mapping`` (label or header -> meaning, None for one that is not to be read; a header
    that stands twice speaks of both), else by its name. What is dropped at the door by its name stays dropped. Raises
    RosterError for a header that is not there.
    """
    by_name, given = [meaning_of(cell) for cell in header], {name.strip(): one for name, one in (mapping or {}).items()}
    called = labels(header)
    if missing := [name for name in given if name not in {*called, *(cell.strip() for cell in header)}]:
        twice = "; where several have one name the second is called NAME#2" if _some_twice(called) else ""
        raise RosterError(
            f"{where}: there is no column {missing[0][:60]!r}; the columns are named as in the file{twice}"
        )
    return [
        known if known in NEVER else given.get(label, given.get(cell.strip(), known))
        for cell, label, known in zip(header, called, by_name, strict=True)
    ]


def unread_again(
    header: Sequence[str], meanings: Sequence[Meaning | None], mapping: Mapping[str, Meaning | None] | None
) -> dict[int, int]:
    """Places of columns that mean what another one means too, where only one can be read -> the place of that one. It
    is the first that ``mapping`` gives that meaning, else the first.
    """
    given = {name.strip() for name in mapping or {}}
    said = [label in given or cell.strip() in given for cell, label in zip(header, labels(header), strict=True)]
    read: dict[Meaning, int] = {}
    for place, meaning in enumerate(meanings):
        if meaning is not None and (meaning not in read or (said[place] and not said[read[meaning]])):
            read[meaning] = place
    return {
        place: read[meaning]
        for place, meaning in enumerate(meanings)
        if meaning is not None and meaning not in _EACH_READ and read[meaning] != place
    }


def columns_of(
    header: Sequence[str], where: str, *, row: int = 1, mapping: Mapping[str, Meaning | None] | None = None,
    by_values: Mapping[int, Meaning] | None = None, above: Sequence[Sequence[str]] = (),
) -> Columns:  # fmt: skip
    """The columns of a file by the row with their names. ``by_values``: columns that are dropped because of what
    stands in them. Raises RosterError where nobody could be found by them.

    Cells of the row are never told in the message unless they are names of columns: without a header they are data.
    """
    at_row = f"{where}, row {row}"
    meanings = meanings_of(header, mapping, at_row)
    never = {place: meaning for place, meaning in enumerate(meanings) if meaning in NEVER and meaning is not None}
    hidden = {place: one for place, one in (by_values or {}).items() if meanings[place] is None}
    at: dict[Meaning, tuple[int, ...]] = {}
    unread = []
    again = unread_again(header, meanings, mapping)
    for place, (meaning, label) in enumerate(zip(meanings, labels(header), strict=True)):
        if place in hidden or meaning in NEVER:
            continue
        if meaning is None or place in again:
            unread.append(label if header[place].strip() else "")
        else:
            at[meaning] = (*at.get(meaning, ()), place)
    if (wrong := _unusable(header, at)) is not None:
        raise RosterError(f"{at_row}: {wrong}")
    raw = tuple(tuple(one) for one in above)
    return Columns(tuple(header), at, never | hidden, tuple(unread), frozenset(hidden), raw)


def _unusable(header: Sequence[str], at: Mapping[Meaning, tuple[int, ...]]) -> str | None:
    """Why nobody could be found by these columns (jobs.md section 6: the smallest usable row)."""
    if len(at.get(Meaning.NPI, ())) > 1:
        return f"{_named(header, at[Meaning.NPI])} both mean the NPI; leave one of them"
    states = [place for meaning in OF_STATE for place in at.get(meaning, ())]
    named = Meaning.FULL_NAME in at or (Meaning.LAST in at and Meaning.FIRST in at)
    by_name = named and (states or Meaning.ZIP in at) and (Meaning.CITY in at or Meaning.PROFESSION in at)
    if Meaning.NPI not in at and not by_name:
        if Meaning.LICENSE not in at:
            return (
                "no column of NPIs or license numbers is known by its name, nor columns of name, state and city or "
                "profession. One row must hold the names of the columns, such as NPI, License Number, License State, "
                "First Name, Last Name; the columns are parted by commas, semicolons, tabs or |"
            )
        if not states:
            return "license numbers need a column of their states, such as License State"
    numbers, of_license = at.get(Meaning.LICENSE, ()), at.get(Meaning.LICENSE_STATE, ())
    if len(of_license) > 1 and len(of_license) != len(numbers):
        return (
            f"{len(numbers)} columns of license numbers and {len(of_license)} of license states; each number needs "
            "its own state"
        )
    return None


OF_STATE = (Meaning.LICENSE_STATE, Meaning.PRACTICE_STATE, Meaning.STATE)


def _named(header: Sequence[str], places: Iterable[int]) -> str:
    called = labels(header)
    return " and ".join(repr(called[place][-60:]) for place in places)


def known_in(header: Sequence[str]) -> int:
    """How many columns of a row are known by their names, one by which somebody is found counted thrice: what parts the
    columns best is what parts them.
    """
    known = {meaning for cell in header if len(cell) <= MOST_NAME and (meaning := meaning_of(cell)) is not None}
    return len(known) + (2 if known & {Meaning.NPI, Meaning.LICENSE} else 0)
