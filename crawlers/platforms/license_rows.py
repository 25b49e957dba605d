"""Rows of licensees, whatever file they came in, by declared columns: the strictness line of every board."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from crawlers.expect import Expect
from crawlers.platforms.declared import by_role, check_columns, column_with, columns_of, value_of
from crawlers.platforms.entry_text import web_address
from crawlers.reading import Dropped, Flaw, Kept, Reading
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import license_digits
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.places import clean_zip, state_code
from directory.normalize.statuses import license_status
from directory.records import Address, LicenseRecord
from directory.vocabulary import LicenseStatus, PlaceKind, Profession

__all__ = ["LicenseRows", "by_profession", "by_role", "licensees"]

# Where declared, they must be there.
NEEDED = frozenset({"number", "last", "full_name", "type", "status", "expires", "discipline"})
FLAGS = {"YES": True, "Y": True, "TRUE": True, "NO": False, "N": False, "FALSE": False}


def by_profession(**words: str) -> dict[str, Profession]:
    """``types``, said by profession code, several words parted by '|': ``by_profession(PT="PTL|PTLP", PTA="PTA")``."""
    return {word.upper(): Profession(code) for code, all_words in words.items() for word in all_words.split("|")}


def licensees(at_least: int, at_most: int, *, number: str, **filled: float) -> Expect:
    """What a healthy list of licensees looks like; ``number``: the pattern of its license numbers."""
    return Expect(
        at_least=at_least,
        at_most=at_most,
        filled={"status": 0.99, "expires": 0.5, **filled},
        shaped={"number": number},
        ordered={"expires": "issued_on"},
    )


class LicenseRows:
    """Mixin. ``columns``: source column -> role ('' = known and ignored). Roles: number, last, first, middle, suffix,
    full_name, type, status, status_reason, issued, expires, discipline, action, action_date, action_end, case, city,
    state, zip, entity, verify_url, authority (a yes or no: ``authority`` says to what).
    """

    jurisdiction: ClassVar[str | None]
    columns: ClassVar[Mapping[str, str]]
    types: ClassVar[Mapping[str, Profession]]  # the board's word for a license type, upper case
    statuses: ClassVar[Mapping[str, LicenseStatus]] = {}
    all_are: ClassVar[tuple[str, Profession] | None] = None  # license type of every row, where no column says it
    authorities: ClassVar[Mapping[str, str]] = {}  # license types that are a further authority of a licensee
    authority: ClassVar[str | None] = None  # what the column of that role says yes or no to
    flags: ClassVar[Mapping[str, bool]] = FLAGS  # words for yes and no, upper case
    numbers: ClassVar[str | None] = None  # pattern of the numbers that are ours, where a list holds others too
    dates: ClassVar[tuple[DateForm, ...]] = (DateForm.ISO,)
    listed_means: ClassVar[LicenseStatus | None] = None  # for lists without a status column: what being on it says
    persons: ClassVar[Collection[str]] = ()  # words of the `entity` column that mean a person; empty = all

    @classmethod
    def check_columns(cls, present: Collection[str], where: str, *, whole: bool = True) -> None:
        """Raises SourceChangedError naming every column that is new or there twice, and every needed one that is not.

        ``whole``: these are all columns of the source; in a part of its rows one may be absent.
        """
        check_columns(cls.columns, NEEDED, present, where, whole=whole)

    @classmethod
    def read_row(cls, row: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """The record of one row, or why it is not kept, and every flaw with file, row and column."""
        kind, profession = cls.all_are or cls._type_of(row)
        if profession is None:  # told first: most rows of a whole state are of other professions
            yield Dropped(f"another license type: {kind or 'none'}")
            return
        said = {role: value_of(row, names) for role, names in cls._columns_of().items()}
        if cls.persons and (said.get("entity") or "").upper() not in cls.persons:
            yield Dropped("not a person")
            return
        name = cls.name_of(said)
        if name is None:
            yield Dropped("no personal name")
            return
        number = said.get("number")
        if number is None or license_digits(number) is None:
            yield Dropped("no usable license number")
            return
        if cls.numbers is not None and not re.fullmatch(cls.numbers, number):
            yield Dropped("a number of another kind of license")
            return
        dates = {}
        for role in ("issued", "expires", "action_date", "action_end"):
            try:
                dates[role] = parse_date(said.get(role), *cls.dates)
            except ValueError as error:
                dates[role] = None
                yield Flaw("shape", f"{cls._place(row, role, where, locator)}: {error}")
        status = cls.status_of(said)
        if status is LicenseStatus.UNKNOWN:
            word = _joined(said.get("status"), said.get("status_reason"))
            yield Flaw("word", f"{cls._place(row, 'status', where, locator)}: unknown status word {word!r}")
        discipline = cls._flag(row, "discipline")
        if said.get("discipline") and discipline is None:
            place = cls._place(row, "discipline", where, locator)
            yield Flaw("word", f"{place}: unknown word {said['discipline']!r}")
        authorized = cls._flag(row, "authority")
        if said.get("authority") and authorized is None:
            place = cls._place(row, "authority", where, locator)
            yield Flaw("word", f"{place}: unknown word {said['authority']!r}")
        yield Kept(
            LicenseRecord(
                jurisdiction=cls.jurisdiction or "",
                profession=profession,
                license_type=kind,
                number=number,
                name=name,
                status=status,
                raw_status=_joined(said.get("status"), said.get("status_reason")),
                issued_on=dates["issued"],
                expires=dates["expires"],
                discipline=True if said.get("action") else discipline,
                raw_discipline=_joined(said.get("action"), said.get("discipline")),
                case_number=said.get("case"),
                disciplined_on=dates["action_date"],
                discipline_completed_on=dates["action_end"],
                address=_address(said),
                verify_url=web_address(said.get("verify_url")),
                authority=cls.authority if authorized else cls.authorities.get(kind.upper()),
            ),
            locator,
        )

    @classmethod
    @cache
    def _columns_of(cls) -> Mapping[str, tuple[str, ...]]:
        return columns_of(cls.columns)

    @classmethod
    def _flag(cls, row: Mapping[str, Any], role: str) -> bool | None:
        """Of the word as it stands: 'None' may be the board's word for no."""
        told = (str(row.get(name) or "").strip().upper() for name in cls._columns_of().get(role, ()))
        return cls.flags.get(next((word for word in told if word), ""))

    @classmethod
    def _place(cls, row: Mapping[str, Any], role: str, where: str, locator: str) -> str:
        return f"{where}: {locator}: column {column_with(row, cls._columns_of().get(role, ('?',)))}"

    @classmethod
    def _type_of(cls, row: Mapping[str, Any]) -> tuple[str, Profession | None]:
        word = value_of(row, cls._columns_of().get("type", ())) or ""
        return word, cls.types.get(word.upper())

    @classmethod
    def name_of(cls, said: Mapping[str, str | None]) -> PersonName | None:
        """The person's name, or None where the row gives none (a business, a blank)."""
        if full := said.get("full_name"):
            return parse_full_name(full)
        if not (said.get("last") and said.get("first")):
            return None
        return PersonName(
            last=said.get("last"), first=said.get("first"), middle=said.get("middle"), suffix=said.get("suffix")
        )

    @classmethod
    def status_of(cls, said: Mapping[str, str | None]) -> LicenseStatus:
        if cls.listed_means is not None:
            return cls.listed_means
        both = _joined(said.get("status"), said.get("status_reason"))
        refined = license_status(both, cls.statuses) if both else LicenseStatus.UNKNOWN
        if refined is not LicenseStatus.UNKNOWN:
            return refined
        status = license_status(said.get("status"), cls.statuses)
        reason = license_status(said.get("status_reason"), cls.statuses)
        # "Active" beside "Probation" is not plainly active, and beside a word we do not know it is no answer.
        return reason if status is LicenseStatus.ACTIVE and said.get("status_reason") else status


def _joined(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None


def _address(said: Mapping[str, str | None]) -> Address | None:
    """City, state and ZIP of record: may be a home, so no street is kept and nothing is measured from it."""
    city, state, zip5 = said.get("city"), state_code(said.get("state")), clean_zip(said.get("zip"))
    return Address(kind=PlaceKind.RECORD, city=city, state=state, zip5=zip5) if city or state or zip5 else None
