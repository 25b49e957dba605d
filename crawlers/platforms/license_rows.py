"""Rows of licensees, whatever file they came in, by declared columns: the strictness line of every board."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from crawlers.changed import SourceChangedError
from crawlers.expect import Expect
from crawlers.reading import Dropped, Flaw, Kept, Reading
from crawlers.text import surprise, twice
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import license_digits
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.places import clean_zip, state_code
from directory.normalize.statuses import license_status
from directory.normalize.text import clean
from directory.records import Address, LicenseRecord
from directory.vocabulary import LicenseStatus, PlaceKind, Profession

# Where declared, they must be there.
NEEDED = frozenset({"number", "last", "full_name", "type", "status", "expires", "discipline"})
FLAGS = {"YES": True, "Y": True, "TRUE": True, "NO": False, "N": False, "FALSE": False}


def by_role(*, ignored: str = "", **roles: str) -> dict[str, str]:
    """``columns``, said the other way round: ``by_role(number="licensenumber", ignored="county title")``."""
    return {column: role for role, column in roles.items()} | dict.fromkeys(ignored.split(), "")


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
    full_name, type, status, status_reason, issued, expires, discipline, action, case, city, state, zip, entity,
    verify_url, authority (a yes or no: ``authority`` says to what).
    """

    jurisdiction: ClassVar[str | None]
    columns: ClassVar[Mapping[str, str]]
    types: ClassVar[Mapping[str, Profession]]  # the board's word for a license type, upper case
    statuses: ClassVar[Mapping[str, LicenseStatus]] = {}
    all_are: ClassVar[tuple[str, Profession] | None] = None  # license type of every row, where no column says it
    authorities: ClassVar[Mapping[str, str]] = {}  # license types that are a further authority of a licensee
    authority: ClassVar[str | None] = None  # what the column of that role says yes or no to
    dates: ClassVar[tuple[DateForm, ...]] = (DateForm.ISO,)
    listed_means: ClassVar[LicenseStatus | None] = None  # for lists without a status column: what being on it says
    persons: ClassVar[Collection[str]] = ()  # words of the `entity` column that mean a person; empty = all

    @classmethod
    def check_columns(cls, present: Collection[str], where: str, *, whole: bool = True) -> None:
        """Raises SourceChangedError naming every column that is new or there twice, and every needed one that is not.

        ``whole``: these are all columns of the source; in a part of its rows one may be absent.
        """
        unknown = sorted(set(present) - set(cls.columns))
        missing = sorted(c for c, role in cls.columns.items() if whole and role in NEEDED and c not in present)
        if unknown or missing:
            raise SourceChangedError(f"{where}: {surprise(missing, unknown)}")
        if repeated := twice(present):
            raise SourceChangedError(f"{where}: the columns {repeated} stand there more than once")

    @classmethod
    def read_row(cls, row: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """The record of one row, or why it is not kept, and every flaw with file, row and column."""
        column_of = cls._column_of()
        kind, profession = cls.all_are or cls._type_of(row)
        if profession is None:  # told first: most rows of a whole state are of other professions
            yield Dropped(f"another license type: {kind or 'none'}")
            return
        said = {role: clean(_text(row.get(column))) for role, column in column_of.items()}
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
        dates = {}
        for role in ("issued", "expires", "action_date"):
            try:
                dates[role] = parse_date(said.get(role), *cls.dates)
            except ValueError as error:
                dates[role] = None
                yield Flaw("shape", f"{where}: {locator}: column {column_of[role]}: {error}")
        status = cls.status_of(said)
        if status is LicenseStatus.UNKNOWN:
            word = _joined(said.get("status"), said.get("status_reason"))
            yield Flaw(
                "word", f"{where}: {locator}: column {column_of.get('status', '?')}: unknown status word {word!r}"
            )
        discipline = FLAGS.get((said.get("discipline") or "").upper())
        if said.get("discipline") and discipline is None:
            yield Flaw(
                "word",
                f"{where}: {locator}: column {column_of['discipline']}: unknown word {said['discipline']!r}",
            )
        authorized = FLAGS.get((said.get("authority") or "").upper())
        if said.get("authority") and authorized is None:
            yield Flaw(
                "word", f"{where}: {locator}: column {column_of['authority']}: unknown word {said['authority']!r}"
            )
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
                address=_address(said),
                verify_url=_web_address(said.get("verify_url")),
                authority=cls.authority if authorized else cls.authorities.get(kind.upper()),
            ),
            locator,
        )

    @classmethod
    @cache
    def _column_of(cls) -> Mapping[str, str]:
        return {role: column for column, role in cls.columns.items() if role}

    @classmethod
    def _type_of(cls, row: Mapping[str, Any]) -> tuple[str, Profession | None]:
        word = clean(_text(row.get(cls._column_of().get("type", "")))) or ""
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


def _text(value: Any) -> str | None:
    if isinstance(value, dict):  # Socrata's link type
        value = value.get("url")
    return None if value is None else str(value)


def _joined(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None


def _web_address(text: str | None) -> str | None:
    return text if text and text.startswith(("https://", "http://")) else None


def _address(said: Mapping[str, str | None]) -> Address | None:
    """City, state and ZIP of record: may be a home, so no street is kept and nothing is measured from it."""
    city, state, zip5 = said.get("city"), state_code(said.get("state")), clean_zip(said.get("zip"))
    return Address(kind=PlaceKind.RECORD, city=city, state=state, zip5=zip5) if city or state or zip5 else None
