"""Exclusion lists as tables in files: whoever stands there must not be paid by a public program."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from crawlers.expect import Expect
from crawlers.platforms.declared import column_with, columns_of, value_of
from crawlers.platforms.table_file import TableFileSpider
from crawlers.reading import Dropped, Flaw, Kept, Reading
from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName, parse_full_name
from directory.normalize.places import clean_zip, state_code
from directory.records import ExclusionRecord
from directory.vocabulary import SourceKind


def excluded(
    at_least: int, at_most: int, *, shaped: Mapping[str, str] = MappingProxyType({}), **filled: float
) -> Expect:
    """What a healthy exclusion list looks like: few leave it, for whoever is missing reads as not excluded."""
    share = {"excluded_on": 0.99, **filled}
    return Expect(at_least=at_least, at_most=at_most, lost=0.02, filled=share, shaped=shaped)


class ExclusionTableSpider(TableFileSpider):
    """``columns``: source column -> role ('' = known and ignored). Roles: last, first, middle, suffix, full_name,
    business, npi, specialty, general, type, city, state, zip, excluded, ended, reinstated (days), standing, sort.

    ``in_force`` and ``over``: words of the column `standing`; ``people`` and ``things``: words of the column `sort`
    for who may be meant and for what never is; a word in none of them is told. ``endless``: words in place of an end;
    ``masks``: what stands in place of an NPI that is not told. An entry is kept when its end has come: it tells who
    was excluded, and until when.
    """

    kind = SourceKind.EXCLUSION
    needed = frozenset(
        {"last", "first", "full_name", "business", "npi", "type", "excluded", "ended", "reinstated", "standing", "sort"}
    )
    list_name: ClassVar[str]
    in_force: ClassVar[frozenset[str]] = frozenset()
    over: ClassVar[frozenset[str]] = frozenset()
    people: ClassVar[frozenset[str]] = frozenset()
    things: ClassVar[frozenset[str]] = frozenset()
    endless: ClassVar[frozenset[str]] = frozenset()
    masks: ClassVar[frozenset[str]] = frozenset()
    dates: ClassVar[tuple[DateForm, ...]] = (DateForm.ISO,)

    @classmethod
    def read_row(cls, row: Mapping[str, Any], where: str, locator: str) -> Iterator[Reading]:
        """The entry of one row, or why it is none, and every flaw with file, row and column."""
        said = {role: value_of(row, names) for role, names in cls._columns_of().items()}
        for role, known, out, reason in (
            ("sort", cls.people, cls.things, "neither a person nor a business"),
            ("standing", cls.in_force, cls.over, "no longer in force"),
        ):
            word = (said.get(role) or "").upper()
            if word in out:
                yield Dropped(f"{reason}: {said[role]}")
                return
            if word and word not in known:
                yield Flaw("word", f"{cls._place(row, role, where, locator)}: unknown word {said[role]!r}")
        name = cls._name(said)
        business = said.get("business") or (said.get("full_name") if name is None else None)
        npi, days = None, dict[str, date | None]()
        try:
            npi = clean_npi(said.get("npi")) if (said.get("npi") or "").removesuffix(".0") not in cls.masks else None
        except ValueError as error:
            yield Flaw("npi", f"{cls._place(row, 'npi', where, locator)}: {error}")
        for role in ("excluded", "ended", "reinstated"):
            text = said.get(role)
            try:
                days[role] = None if (text or "").upper() in cls.endless else parse_date(text, *cls.dates)
            except ValueError as error:
                days[role] = None
                yield Flaw("shape", f"{cls._place(row, role, where, locator)}: {error}")
        if name is None and business is None and npi is None:
            yield Dropped("nobody is named")
            return
        yield Kept(
            ExclusionRecord(
                list_name=cls.list_name,
                npi=npi,
                name=name,
                business_name=business,
                specialty=said.get("specialty"),
                general=said.get("general"),
                city=said.get("city"),
                state=state_code(said.get("state")),
                zip5=clean_zip(said.get("zip")),
                exclusion_type=said.get("type"),
                excluded_on=days["excluded"],
                ends_on=min((day for day in (days["ended"], days["reinstated"]) if day), default=None),
                entry=_digest(row),
            ),
            locator,
        )

    @classmethod
    def _name(cls, said: Mapping[str, str | None]) -> PersonName | None:
        last, first = said.get("last"), said.get("first")
        if last and not first and "," in last:  # the whole name in one column
            return parse_full_name(last)
        if last or first:
            return PersonName(last=last, first=first, middle=said.get("middle"), suffix=said.get("suffix"))
        return parse_full_name(said.get("full_name"))

    @classmethod
    def _place(cls, row: Mapping[str, Any], role: str, where: str, locator: str) -> str:
        return f"{where}: {locator}: column {column_with(row, cls._columns_of()[role])}"

    @classmethod
    @cache
    def _columns_of(cls) -> Mapping[str, tuple[str, ...]]:
        return columns_of(cls.columns)


def _digest(row: Mapping[str, str]) -> str:
    """Tells entries apart, which have no number of their own: over all columns, in whatever order they stand."""
    told = "\x1f".join(f"{column}\x1e{row[column]}" for column in sorted(row))
    return hashlib.sha256(told.replace("\0", "").encode()).hexdigest()[:32]
