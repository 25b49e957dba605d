"""The NPI registry's two formats, bulk row and API result, read into one NpiRecord. Pure.

Formats: NPPES Data Dissemination V2 (330 columns, mapped by name) and NPI Registry API v2.1 (also its older shape).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from directory.normalize.dates import DateForm, parse_date
from directory.normalize.identifiers import clean_npi
from directory.normalize.names import PersonName
from directory.normalize.phones import clean_phone
from directory.normalize.places import clean_zip, state_code
from directory.normalize.taxonomy import profession_of_taxonomy
from directory.normalize.text import clean
from directory.records import Address, NpiRecord, TaxonomyLicense
from directory.vocabulary import NpiStatus, PlaceKind, Profession

SLOTS = range(1, 16)
NEEDED_COLUMNS = (
    "NPI",
    "Entity Type Code",
    "Provider Organization Name (Legal Business Name)",
    "Provider Last Name (Legal Name)",
    "Provider First Name",
    "Provider Middle Name",
    "Provider Name Suffix Text",
    "Provider Credential Text",
    "Provider Other Last Name",
    "Provider Other First Name",
    "Provider Other Middle Name",
    "Provider First Line Business Practice Location Address",
    "Provider Second Line Business Practice Location Address",
    "Provider Business Practice Location Address City Name",
    "Provider Business Practice Location Address State Name",
    "Provider Business Practice Location Address Postal Code",
    "Provider Business Practice Location Address Country Code (If outside U.S.)",
    "Provider Business Practice Location Address Telephone Number",
    "Provider Business Mailing Address City Name",
    "Provider Business Mailing Address State Name",
    "Provider Business Mailing Address Postal Code",
    "Provider Enumeration Date",
    "Last Update Date",
    "NPI Deactivation Date",
    "NPI Reactivation Date",
    *(f"Healthcare Provider Taxonomy Code_{n}" for n in SLOTS),
    *(f"Provider License Number_{n}" for n in SLOTS),
    *(f"Provider License Number State Code_{n}" for n in SLOTS),
    *(f"Healthcare Provider Primary Taxonomy Switch_{n}" for n in SLOTS),
)
SEX_COLUMNS = ("Provider Sex Code", "Provider Gender Code")  # renamed about 2025; either will do


class NppesFormatError(ValueError):
    """A body or row is not what NPPES documents; the message names the field."""


def is_deactivated(deactivated_on: date | None, reactivated_on: date | None) -> bool:
    """A deactivation date alone is the wrong test: a reactivation on or after it makes the NPI valid again."""
    return deactivated_on is not None and (reactivated_on is None or reactivated_on < deactivated_on)


def professions_of(record: NpiRecord) -> tuple[Profession, ...]:
    """Professions of ours among the taxonomies, in their order, each once."""
    return tuple(dict.fromkeys(t.profession for t in record.taxonomies if t.profession is not None))


def _name(last: str | None, first: str | None, middle: str | None, suffix: str | None) -> PersonName | None:
    name = PersonName(last=clean(last), first=clean(first), middle=clean(middle), suffix=clean(suffix))
    return name if name.last or name.first else None


# --- bulk -------------------------------------------------------------------------------------------------------


def from_bulk_row(row: Mapping[str, str]) -> NpiRecord:
    """One row of ``npidata_pfile`` by column name; every value is text, '' means null, dates MM/DD/YYYY.

    Raises ValueError naming the column for an NPI that fails its check digit or a date that is none.
    """

    def when(column: str) -> date | None:
        try:
            return parse_date(row[column], DateForm.US)
        except ValueError as error:
            raise ValueError(f"column {column}: {error}") from error

    try:
        npi = clean_npi(row["NPI"])
    except ValueError as error:
        raise ValueError(f"column NPI: {error}") from error
    if npi is None:
        raise ValueError("column NPI: empty")
    deactivated_on, reactivated_on = when("NPI Deactivation Date"), when("NPI Reactivation Date")
    deactivated = is_deactivated(deactivated_on, reactivated_on)
    return NpiRecord(
        npi=npi,
        entity_type=int(row["Entity Type Code"]) if row["Entity Type Code"] in ("1", "2") else None,
        status=NpiStatus.DEACTIVATED if deactivated else NpiStatus.ACTIVE,
        name=_name(
            row["Provider Last Name (Legal Name)"],
            row["Provider First Name"],
            row["Provider Middle Name"],
            row["Provider Name Suffix Text"],
        ),
        organization_name=clean(row["Provider Organization Name (Legal Business Name)"]),
        other_names=tuple(
            name
            for name in (
                _name(
                    row["Provider Other Last Name"],
                    row["Provider Other First Name"],
                    row["Provider Other Middle Name"],
                    None,
                ),
            )
            if name is not None
        ),
        credential_text=clean(row["Provider Credential Text"]),
        sex=clean(next((row[c] for c in SEX_COLUMNS if c in row), None)),
        addresses=tuple(_bulk_addresses(row)),
        taxonomies=tuple(_bulk_taxonomies(row)),
        enumerated_on=when("Provider Enumeration Date"),
        updated_on=when("Last Update Date"),
        deactivated_on=deactivated_on,
        reactivated_on=reactivated_on,
    )


def _bulk_addresses(row: Mapping[str, str]) -> Iterator[Address]:
    for kind, lines, part in (
        (PlaceKind.PRACTICE, "Practice Location", "Practice Location"),
        (PlaceKind.MAILING, "Mailing", "Mailing"),
    ):
        state = state_code(row[f"Provider Business {part} Address State Name"])
        city = clean(row[f"Provider Business {part} Address City Name"])
        zip5 = clean_zip(row[f"Provider Business {part} Address Postal Code"])
        if not (state or city or zip5):
            continue
        practice = kind is PlaceKind.PRACTICE
        yield Address(
            kind=kind,
            # A mailing address may be a home: its street stays in the evidence.
            line1=clean(row[f"Provider First Line Business {lines} Address"]) if practice else None,
            line2=clean(row[f"Provider Second Line Business {lines} Address"]) if practice else None,
            city=city,
            state=state,
            zip5=zip5,
            country=clean(row[f"Provider Business {part} Address Country Code (If outside U.S.)"])
            if practice
            else None,
            phone=clean_phone(row[f"Provider Business {part} Address Telephone Number"]) if practice else None,
        )


def _bulk_taxonomies(row: Mapping[str, str]) -> Iterator[TaxonomyLicense]:
    for n in SLOTS:
        code = clean(row[f"Healthcare Provider Taxonomy Code_{n}"])
        if code:
            yield TaxonomyLicense(
                taxonomy_code=code,
                profession=profession_of_taxonomy(code),
                license_number=clean(row[f"Provider License Number_{n}"]),
                license_state=state_code(row[f"Provider License Number State Code_{n}"]),
                primary=row[f"Healthcare Provider Primary Taxonomy Switch_{n}"] == "Y",
            )


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
                license_number=clean(t.get("license")),
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
