"""What a board is asked about one named practitioner, and whether a row of its answer is about that one. Pure."""

import re
from dataclasses import dataclass

from directory.normalize.folding import fold
from directory.normalize.identifiers import license_key
from directory.normalize.names import PersonName, compare_names
from directory.normalize.text import clean
from directory.records import LicenseRecord
from directory.vocabulary import Profession

_WILDCARDS = re.compile(r"[*%?_#]")
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]*", re.IGNORECASE)
LONGEST = 60  # characters of a name or number


class QuestionError(ValueError):
    """It does not name one practitioner; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Question:
    """A license number, or a surname and a given name; made by `question`. ``profession`` narrows it."""

    number: str | None = None
    last: str | None = None
    first: str | None = None
    profession: Profession | None = None

    @property
    def scope(self) -> str:
        """What a run about it covers, however it was written."""
        who = f"number={_bare(self.number)}" if self.number else f"name={fold(self.last)}, {fold(self.first)}"
        return f"{who}; {self.profession.value}" if self.profession else who

    @property
    def told(self) -> str:
        return f"license number {self.number}" if self.number else f"the name {self.first} {self.last}"

    def about(self, number: str | None, name: PersonName | None) -> bool:
        """Whether a row with this number and name is about the one who was asked for."""
        if self.number is None:
            asked = PersonName(last=self.last, first=self.first)
            return name is not None and compare_names(asked, name).compatible
        asked_key, key = license_key(self.number), license_key(number)
        if asked_key is None or key is None:
            return False
        return asked_key.digits == key.digits and asked_key.prefix in ("", key.prefix)

    def fits(self, record: LicenseRecord) -> bool:
        """As `about`, of a whole record."""
        if self.profession not in (None, record.profession):
            return False
        return self.about(record.number, record.name)


def question(
    number: str | None = None,
    *,
    last: str | None = None,
    first: str | None = None,
    profession: Profession | None = None,
) -> Question:
    """The question, tidied. Raises QuestionError unless it names one practitioner: nobody's list is read letter by
    letter, so no part of a name and no wildcard is asked for.
    """
    number, last, first = (clean(text) for text in (number, last, first))
    for text in (number, last, first):
        if text and (_WILDCARDS.search(text) or len(text) > LONGEST):
            raise QuestionError(f"{text[:LONGEST]!r} holds a wildcard or is too long: name one practitioner in full")
    if number:
        if license_key(number) is None or not _NUMBER.fullmatch(number):
            raise QuestionError(f"{number!r} is no license number: write it as the board does, such as PT60012345")
        return Question(number=number, profession=profession)
    if len(fold(last)) < 2 or len(fold(first)) < 2:
        raise QuestionError("name one practitioner: the license number, or the full last and first name")
    return Question(last=last, first=first, profession=profession)


def _bare(number: str | None) -> str:
    return re.sub(r"[^A-Z0-9]", "", (number or "").upper())
