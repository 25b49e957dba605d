"""The NPI registry's two formats, bulk row and API result, read into one NpiRecord. Pure.

Formats: NPPES Data Dissemination V2 (330 columns, mapped by name) and NPI Registry API v2.1 (also its older shape).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, state_code
from directory.normalize.taxonomy import profession_of_taxonomy
from directory.normalize.text import clean
from directory.nppes_columns import DATE_COLUMNS, SEX_COLUMNS, bulk_columns, other_name_column, place_columns
from directory.records import Address, NpiRecord, TaxonomyLicense
from directory.vocabulary import NpiStatus, PlaceKind, Profession

_ENTITIES = {"1": 1, "2": 2}
_MASKS = "$*_ "


class NppesFormatError(ValueError):
    """A body or row is not what NPPES documents; the message names the field."""


def is_deactivated(deactivated_on: date | None, reactivated_on: date | None) -> bool:
    """A deactivation date alone is the wrong test: a reactivation on or after it makes the NPI valid again."""
    return deactivated_on is not None and (reactivated_on is None or reactivated_on < deactivated_on)


def professions_of(record: NpiRecord) -> tuple[Profession, ...]:
    """Professions of ours among the taxonomies, in their order, each once."""
    return tuple(dict.fromkeys(t.profession for t in record.taxonomies if t.profession is not None))


def _name(last: str | None, first: str | None, middle: str | None, suffix: str | None) -> PersonName | None:
    name = PersonName(last=_often(last), first=_often(first), middle=_often(middle), suffix=_often(suffix))
    return name if name.last or name.first else None


# What comes again and again is cleaned once; the bounds keep this within some ten MB.
_often = lru_cache(maxsize=1 << 16)(clean)
_state = lru_cache(maxsize=4096)(state_code)


@lru_cache(maxsize=4096)
def _coded(code: str) -> tuple[str | None, Profession | None]:
    """A taxonomy code in its clean spelling, and the profession of ours it stands for."""
    tidy = clean(code)
    return tidy, profession_of_taxonomy(tidy) if tidy is not None else None


# --- bulk -------------------------------------------------------------------------------------------------------


class BulkRows:
    """Reads rows of ``npidata_pfile`` with one header; all values are text, '' means null, dates MM/DD/YYYY.

    ``until``: how many columns, from the first, `record` needs. Raises ValueError naming what is missing.
    """

    def __init__(self, header: Sequence[str]) -> None:
        columns = bulk_columns(header)
        self._values = itemgetter(*columns.once)
        self._gone = columns.deactivated
        self._codes = itemgetter(*columns.codes)
        self._slots = tuple(itemgetter(*rest) for rest in columns.rests)
        self.until = columns.until

    def ours(self, row: Sequence[str]) -> bool:
        """Whether a row has a taxonomy of ours or a deactivation date: else its record need not be made."""
        if row[self._gone]:
            return True
        for code in self._codes(row):  # noqa: SIM110 - `any` takes twice as long, and this is asked very often
            if code and _coded(code)[1] is not None:
                return True
        return False

    def record(self, row: Sequence[str], *, proved: bool = False) -> NpiRecord:
        """Raises ValueError naming the column for an NPI that fails its check digit or a date that is none.

        ``proved``: the check digit of the NPI is known to be right.
        """
        values = self._values(row)
        codes = self._codes(row)
        (npi, entity, organization, last, first, middle, suffix, credential, other_last, other_first, other_middle,
         line1, line2, city, state, postal, country, phone, mail_city, mail_state, mail_postal,
         enumerated, updated, gone, back, sex) = values  # fmt: skip
        number = npi if proved else _npi(npi)
        enumerated_on, updated_on, deactivated_on, reactivated_on = _dates(enumerated, updated, gone, back)
        deactivated = deactivated_on is not None and is_deactivated(deactivated_on, reactivated_on)
        if deactivated and not any(values[1:-4]) and not any(codes):  # as NPPES leaves it: the number and the dates
            return NpiRecord(
                npi=number,
                status=NpiStatus.DEACTIVATED,
                sex=clean(sex),
                updated_on=updated_on,
                deactivated_on=deactivated_on,
                reactivated_on=reactivated_on,
            )
        other = _name(other_last, other_first, other_middle, None) if other_last or other_first else None
        return NpiRecord(
            npi=number,
            entity_type=_ENTITIES.get(entity),
            status=NpiStatus.DEACTIVATED if deactivated else NpiStatus.ACTIVE,
            name=_name(last, first, middle, suffix) if last or first else None,
            organization_name=clean(organization) if organization else None,
            other_names=(other,) if other is not None else (),
            credential_text=_often(credential) if credential else None,
            sex=_often(sex) if sex else None,
            addresses=(
                *_practice(PlaceKind.PRACTICE, line1, line2, city, state, postal, country, phone),
                *_mailing(mail_city, mail_state, mail_postal),
            ),
            taxonomies=tuple(
                [
                    TaxonomyLicense(
                        taxonomy_code=tidy,
                        profession=profession,
                        license_number=_license_number(number) if number else None,
                        license_state=_state(state) if state else None,
                        primary=switch == "Y",
                    )
                    for code, slot in zip(codes, self._slots, strict=True)
                    if code
                    for tidy, profession in (_coded(code),)
                    if tidy is not None
                    for number, state, switch in (slot(row),)
                ]
            ),
            enumerated_on=enumerated_on,
            updated_on=updated_on,
            deactivated_on=deactivated_on,
            reactivated_on=reactivated_on,
        )


class PlaceRows:
    """Reads rows of ``pl_pfile``, further practice places. Raises ValueError naming what is missing."""

    def __init__(self, header: Sequence[str]) -> None:
        self._values = itemgetter(*place_columns(header))

    def addresses(self, rows: Iterable[Sequence[str]]) -> tuple[Address, ...]:
        """The places of the rows of one NPI, each once."""
        found = (address for row in rows for address in _practice(PlaceKind.SECONDARY_PRACTICE, *self._values(row)))
        return tuple(dict.fromkeys(found))


class OtherNameRows:
    """Reads rows of ``othername_pfile``, further names of organizations. Raises ValueError naming what is missing."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at = other_name_column(header)

    def names(self, rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """The names in the rows of one NPI, each once."""
        return tuple(dict.fromkeys(name for row in rows if (name := clean(row[self._at]))))


def from_bulk_row(row: Mapping[str, str]) -> NpiRecord:
    """One row of ``npidata_pfile`` by column name: `BulkRows` for one row, which may lack the sex."""
    whole = row if any(column in row for column in SEX_COLUMNS) else {**row, SEX_COLUMNS[0]: ""}
    return BulkRows(tuple(whole)).record(tuple(whole.values()))


@lru_cache(maxsize=1 << 15)
def _us_date(text: str) -> date | None:
    return parse_date(text, DateForm.US)


def _npi(text: str) -> str:
    try:
        npi = clean_npi(text)
    except ValueError as error:
        raise ValueError(f"column NPI: {error}") from error
    if npi is None:
        raise ValueError("column NPI: empty")
    return npi


def _dates(enumerated: str, updated: str, gone: str, back: str) -> tuple[date | None, ...]:
    """Raises ValueError naming the column of the first that is none."""
    try:
        return (
            _us_date(enumerated) if enumerated else None,
            _us_date(updated) if updated else None,
            _us_date(gone) if gone else None,
            _us_date(back) if back else None,
        )
    except ValueError:
        for column, text in zip(DATE_COLUMNS, (enumerated, updated, gone, back), strict=True):
            try:
                _us_date(text) if text else None
            except ValueError as error:
                raise ValueError(f"column {column}: {error}") from error
        raise


def _practice(
    kind: PlaceKind, line1: str, line2: str, city: str, state: str, postal: str, country: str, phone: str
) -> tuple[Address, ...]:
    """The place, unless neither state nor city nor ZIP is known."""
    town, code, zip5 = _area(city, state, _first_five(postal))
    if not (code or town or zip5):
        return ()
    return (
        Address(
            kind=kind,
            line1=clean(line1) if line1 else None,
            line2=clean(line2) if line2 else None,
            city=town,
            state=code,
            zip5=zip5,
            country=_often(country) if country else None,
            phone=clean_phone(phone) if phone else None,
        ),
    )


def _mailing(city: str, state: str, postal: str) -> tuple[Address, ...]:
    """A mailing address may be a home: its street stays in the evidence."""
    return _post(city, state, _first_five(postal))


def _first_five(postal: str) -> str:
    """Of a nine-digit ZIP what places are known by, so that neighbors share what is made of it."""
    return postal[:5] if len(postal) == 9 and postal.isdecimal() else postal


@lru_cache(maxsize=1 << 16)
def _area(city: str, state: str, postal: str) -> tuple[str | None, str | None, str | None]:
    return clean(city), _state(state), clean_zip(postal)


@lru_cache(maxsize=1 << 16)
def _post(city: str, state: str, postal: str) -> tuple[Address, ...]:
    town, code, zip5 = _area(city, state, postal)
    return (Address(kind=PlaceKind.MAILING, city=town, state=code, zip5=zip5),) if code or town or zip5 else ()


def _license_number(text: str | None) -> str | None:
    """CMS masks what looks like a number of somebody's taxes: $$$$$$$$$, ********, _________ (government.md 2)."""
    tidy = clean(text)
    return tidy if tidy and tidy.strip(_MASKS) else None


# --- API --------------------------------------------------------------------------------------------------------


def from_api_body(body: object, where: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    """(results, error texts) of one response body. Errors come with HTTP 200.

    Raises NppesFormatError for a body with neither ``results`` nor ``Errors``: that is a failure, never "not found".
    """
    if isinstance(body, dict) and isinstance(body.get("results"), list):
        return body["results"], []
    if isinstance(body, dict) and isinstance(body.get("Errors"), list):
        return [], [str(e.get("description") or e) for e in body["Errors"] if isinstance(e, dict)]
    raise NppesFormatError(f"{where}: the answer has neither results nor Errors")


def deactivated_by_error(body: object) -> bool:
    """Whether the API says (error number 15) that the asked NPI is deactivated."""
    errors = body.get("Errors") if isinstance(body, dict) else None
    return isinstance(errors, list) and any(str(e.get("number")) == "15" for e in errors if isinstance(e, dict))


def from_api_result(result: Mapping[str, Any]) -> NpiRecord:
    """One element of ``results``; also the shape of 2019-2022 (numbers as integers, ``basic.gender``).

    Raises ValueError naming the field.
    """
    try:
        npi = clean_npi(str(result["number"]))
        basic, entity = result["basic"], {"NPI-1": 1, "NPI-2": 2}.get(str(result["enumeration_type"]))
    except KeyError as error:
        raise ValueError(f"field {error.args[0]}: missing") from error
    except ValueError as error:
        raise ValueError(f"field number: {error}") from error
    if npi is None:
        raise ValueError("field number: empty")
    if entity is None:
        raise ValueError(f"field enumeration_type: {str(result['enumeration_type'])[:40]!r} is unknown")
    if not isinstance(basic, Mapping):
        raise ValueError("field basic: no object")
    status = {"A": NpiStatus.ACTIVE, "D": NpiStatus.DEACTIVATED}.get(str(basic.get("status")), NpiStatus.UNKNOWN)
    return NpiRecord(
        npi=npi,
        entity_type=entity,
        status=status,
        name=_api_name(basic),
        organization_name=clean(basic.get("organization_name") or (basic.get("name") if entity == 2 else None)),
        other_names=tuple(n for n in map(_api_name, result.get("other_names") or []) if n is not None),
        credential_text=clean(basic.get("credential")),
        sex=clean(basic.get("sex") or basic.get("gender")),
        addresses=tuple(_api_addresses(result)),
        taxonomies=tuple(
            TaxonomyLicense(
                taxonomy_code=clean(str(t.get("code"))) or "",
                profession=profession_of_taxonomy(str(t.get("code"))),
                license_number=_license_number(t.get("license")),
                license_state=state_code(t.get("state")),
                primary=bool(t.get("primary")),
            )
            for t in result.get("taxonomies") or []
            if t.get("code")
        ),
        enumerated_on=_api_date(basic, "enumeration_date"),
        updated_on=_api_date(basic, "last_updated"),
        deactivated_on=_api_date(basic, "deactivation_date"),
        reactivated_on=_api_date(basic, "reactivation_date"),
    )


def _api_date(basic: Mapping[str, Any], field: str) -> date | None:
    try:
        return parse_date(basic.get(field), DateForm.ISO)
    except ValueError as error:
        raise ValueError(f"field basic.{field}: {error}") from error


def _api_name(part: Mapping[str, Any]) -> PersonName | None:
    suffix = part.get("name_suffix") or part.get("suffix")
    return _name(part.get("last_name"), part.get("first_name"), part.get("middle_name"), suffix)


def _api_addresses(result: Mapping[str, Any]) -> Iterator[Address]:
    kinds = {"LOCATION": PlaceKind.PRACTICE, "MAILING": PlaceKind.MAILING}
    listed = [(kinds.get(str(a.get("address_purpose"))), a) for a in result.get("addresses") or []]
    listed += [(PlaceKind.SECONDARY_PRACTICE, a) for a in result.get("practiceLocations") or []]
    for kind, address in sorted(
        ((k, a) for k, a in listed if k is not None), key=lambda pair: pair[0] == PlaceKind.MAILING
    ):
        practice = kind is not PlaceKind.MAILING
        yield Address(
            kind=kind,
            line1=clean(address.get("address_1")) if practice else None,
            line2=clean(address.get("address_2")) if practice else None,
            city=clean(address.get("city")),
            state=state_code(address.get("state")),
            zip5=clean_zip(address.get("postal_code")),
            country=clean(address.get("country_code")) if practice else None,
            phone=clean_phone(address.get("telephone_number")) if practice else None,
        )
