"""License rows put together into holders: one per person and number, more than one when the names are not the same."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

from directory.linking.known import Known, distinct
from directory.linking.model import Member
from directory.linking.sentences import phrase_of, same_name
from directory.normalize.folding import normal_suffix
from directory.normalize.identifiers import license_digits
from directory.normalize.names import PersonName, compare_names, fold, sort_key
from directory.records import LicenseRecord, Sighting
from directory.vocabulary import Profession

LicenseKey = tuple[str, Profession, str]
_ONE_DIGIT = re.compile(r"[ .#-]*[A-Za-z]*[ .#-]*[0-9]")
_TYPE_PART = re.compile(r"[0-9]{1,3}[.]([0-9]{4,})")


@dataclass(frozen=True, slots=True)
class LicenseRow:
    sighting: Sighting
    record: LicenseRecord


@dataclass(frozen=True)
class Holder:
    """One person as a board lists them: the rows of one license, or of several under one number and name."""

    anchor: str
    rows: tuple[LicenseRow, ...]

    @cached_property
    def names(self) -> tuple[PersonName, ...]:
        return distinct(row.record.name for row in self.rows)

    @property
    def record(self) -> LicenseRecord:
        return self.rows[0].record

    @property
    def key(self) -> LicenseKey:
        return key_of(self.rows[0])

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        return tuple(row.sighting for row in self.rows)

    def members(self) -> list[Member]:
        """Its rows as the first members of a person of their own."""
        known = Known(self.names[:1])
        first = Member(self.rows[0].sighting, (f"{phrase_of(self.record)}, as the board lists it",))
        others = [
            Member(row.sighting, (f"same {phrase_of(row.record)}", *same_name(known.likeness(row.record.name))))
            for row in self.rows[1:]
        ]
        return [first, *others]


def key_of(row: LicenseRow) -> LicenseKey:
    """State, profession, digits; a number of one digit stands under its own text, 'PENDING' is no number at all."""
    record = row.record
    digits = license_digits(record.number)
    return record.jurisdiction, record.profession, digits or f"={record.number}{_unnumbered(row)}"


def _unnumbered(row: LicenseRow) -> str:
    """Keeps apart rows that have no number in common, only the lack of one."""
    number = row.record.number
    return "" if license_digits(number) or _ONE_DIGIT.fullmatch(number) else f"#{row.sighting.record_id}"


def subject_of(key: LicenseKey) -> str:
    """'license:WA:PT:60012345'."""
    return ":".join(("license", *key))


def holders_by_key(rows: Iterable[LicenseRow]) -> Mapping[LicenseKey, tuple[Holder, ...]]:
    """Each holder under the digits of the number, and of the number without a leading type part; stable order in."""
    by_key: dict[LicenseKey, list[LicenseRow]] = {}
    for row in rows:
        by_key.setdefault(key_of(row), []).append(row)
    found = {key: _holders(group) for key, group in by_key.items()}
    for key, holders in list(found.items()):
        for holder in holders:
            for alias in sorted({(*key[:2], digits) for row in holder.rows for digits in without_type(row.record)}):
                if holder not in found.get(alias, ()):
                    found[alias] = (*found.get(alias, ()), holder)
    return found


def without_type(record: LicenseRecord) -> list[str]:
    """'11961' of Connecticut's '14.011961': NPPES and lists mostly leave out the part that says the license type."""
    parts = _TYPE_PART.fullmatch(record.number.strip())
    digits = license_digits(parts[1]) if parts else None
    return [digits] if digits else []


def _holders(rows: list[LicenseRow]) -> tuple[Holder, ...]:
    if len(rows) == 1:
        return (Holder(_anchor(rows[0]), tuple(rows)),)
    licenses = [
        holder for _, same in groupby(sorted(rows, key=_anchor), key=_anchor) for holder in _of_one_license(list(same))
    ]
    return tuple(sorted(_across_licenses(licenses), key=lambda holder: holder.anchor))


def _of_one_license(rows: list[LicenseRow]) -> list[Holder]:
    """Several discipline cases are several rows; rows whose names cannot be one person's stay apart."""
    anchor = _anchor(rows[0])
    names = distinct(row.record.name for row in rows)
    if all(compare_names(a, b).compatible for a, b in combinations(names, 2)):
        return [Holder(anchor, tuple(rows))]
    return [
        Holder(f"{anchor}|{key}", tuple(row for row in rows if sort_key(row.record.name) == key))
        for key in sorted({sort_key(name) for name in names})
    ]


def _across_licenses(licenses: list[Holder]) -> list[Holder]:
    """One number under two license types is one person's only under the very same surname, given name, suffix."""
    by_name: dict[tuple[str, str, str | None], list[Holder]] = {}
    for holder in licenses:
        name = holder.names[0]
        by_name.setdefault((fold(name.last), fold(name.first), normal_suffix(name.suffix)), []).append(holder)
    merged = []
    for (last, first, _), group in by_name.items():
        names = distinct(name for holder in group for name in holder.names)
        same = len(first) > 1 and bool(last) and all(compare_names(a, b).compatible for a, b in combinations(names, 2))
        if same:
            rows = tuple(row for holder in group for row in holder.rows)
            merged.append(Holder(min(holder.anchor for holder in group), rows))
        else:
            merged += group
    return merged


def _anchor(row: LicenseRow) -> str:
    record = row.record
    place = f"{record.jurisdiction}:{record.profession}:{record.number}"
    return f"license:{place}:{row.sighting.source}|{record.license_type}{_unnumbered(row)}"
