"""The five state boards' open-data rows: API field names and date forms, nulls left out (government.md 6)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crawlers.sample.formats.other_rows import OTHER_ROWS
from crawlers.sample.model import DisciplineCase, License, Person
from directory.vocabulary import LicenseStatus, Profession

P = Profession
S = LicenseStatus
Row = dict[str, Any]


def calendar(day: date | None) -> str | None:
    """Socrata calendar date: ``2026-11-20T00:00:00.000``."""
    return None if day is None else f"{day:%Y-%m-%d}T00:00:00.000"


def compact(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y%m%d}"


def slashed(day: date | None) -> str | None:
    return None if day is None else f"{day:%m/%d/%Y}"


def without_nulls(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None and value != ""}


def _board_last(person: Person, held: License) -> str:
    return held.board_last or person.last


# Washington (6.1) ---------------------------------------------------------------------------------

WA_FIELDS = (
    "credentialnumber",
    "lastname",
    "firstname",
    "middlename",
    "credentialtype",
    "status",
    "birthyear",
    "ceduedate",
    "firstissuedate",
    "lastissuedate",
    "expirationdate",
    "actiontaken",
)
WA_TYPES = {
    P.PHYSICAL_THERAPIST: "Physical Therapist License",
    P.PHYSICAL_THERAPIST_ASSISTANT: "Physical Therapist Assistant License",
    P.CHIROPRACTOR: "Chiropractor License",
    P.ATHLETIC_TRAINER: "Athletic Trainer License",
    P.OCCUPATIONAL_THERAPIST: "Occupational Therapist License",
    P.ACUPUNCTURIST: "Acupuncture and Eastern Medicine Practitioner License",
}
WA_WORDS = {
    S.ACTIVE: "ACTIVE",
    S.EXPIRED: "EXPIRED",
    S.SUSPENDED: "SUSPENDED",
    S.SUPERSEDED: "SUPERSEDED",
    S.INACTIVE: "CLOSED",
    S.REVOKED: "REVOKED",
}


def washington(person: Person, held: License) -> list[Row]:
    row = {
        "credentialnumber": held.number,
        "lastname": " ".join(filter(None, (_board_last(person, held), person.suffix))),
        "firstname": person.first,
        "middlename": person.middle,
        "credentialtype": held.prefix or WA_TYPES[held.profession],
        "status": held.word or WA_WORDS[held.status],
        "birthyear": str(person.birth_year),
        "ceduedate": compact(held.expires + timedelta(days=365)) if held.status is S.ACTIVE else None,
        "firstissuedate": compact(held.issued),
        "lastissuedate": compact(held.renewed),
        "expirationdate": compact(held.expires),
        "actiontaken": "Yes" if held.disciplined else "No",
    }
    return [without_nulls(row)]


# Colorado (6.2) -----------------------------------------------------------------------------------

CO_FIELDS = (
    "lastname",
    "firstname",
    "middlename",
    "suffix",
    "entityname",
    "city",
    "state",
    "mailzipcode",
    "licensetype",
    "subcategory",
    "licensenumber",
    "licensefirstissuedate",
    "licenselastreneweddate",
    "licenseexpirationdate",
    "licensestatusdescription",
    "specialty",
    "programaction",
    "casenumber",
    "disciplineeffectivedate",
    "disciplinecompletedate",
    "linktoverifylicense",
)
CO_PREFIXES = {
    P.PHYSICAL_THERAPIST: "PTL",
    P.PHYSICAL_THERAPIST_ASSISTANT: "PTA",
    P.CHIROPRACTOR: "CHR",
    P.ATHLETIC_TRAINER: "AT",
    P.OCCUPATIONAL_THERAPIST: "OT",
    P.ACUPUNCTURIST: "ACU",
}
CO_WORDS = {
    S.ACTIVE: "Active",
    S.EXPIRED: "Expired",
    S.SUSPENDED: "Suspended",
    S.INACTIVE: "Inactive",
    S.REVOKED: "Revoked",
    S.SURRENDERED: "Surrendered",
}


def colorado(person: Person, held: License) -> list[Row]:
    """One row per discipline case, or one without a case."""
    prefix = held.prefix or CO_PREFIXES[held.profession]
    cases: tuple[DisciplineCase | None, ...] = held.cases or (None,)
    return [
        without_nulls(
            {
                "lastname": _board_last(person, held),
                "firstname": person.first,
                "middlename": person.middle,
                "suffix": person.suffix,
                "city": person.mailing.city,
                "state": person.mailing.state,
                "mailzipcode": person.mailing.zip5,
                "licensetype": prefix,
                "licensenumber": held.number,
                "licensefirstissuedate": calendar(held.issued),
                "licenselastreneweddate": calendar(held.renewed),
                "licenseexpirationdate": calendar(held.expires),
                "licensestatusdescription": held.word or CO_WORDS[held.status],
                "programaction": case.action if case else None,
                "casenumber": case.number if case else None,
                "disciplineeffectivedate": calendar(case.effective) if case else None,
                "disciplinecompletedate": calendar(case.complete) if case else None,
                "linktoverifylicense": {"url": f"https://dora.example.org/verify?license={prefix}.{held.number}"},
            }
        )
        for case in cases
    ]


# Illinois (6.3) -----------------------------------------------------------------------------------

IL_FIELDS = (
    "license_type",
    "description",
    "license_number",
    "license_status",
    "business",
    "title",
    "first_name",
    "middle",
    "last_name",
    "prefix",
    "suffix",
    "business_name",
    "businessdba",
    "original_issue_date",
    "effective_date",
    "expiration_date",
    "city",
    "state",
    "zip",
    "county",
    "specialty_qualifier",
    "controlled_substance_schedule",
    "delegated_controlled_substance_schedule",
    "ever_disciplined",
    "lastmodifieddate",
    "case_number",
    "action",
    "discipline_start_date",
    "discipline_end_date",
    "discipline_reason",
)
IL_TYPES = {
    P.PHYSICAL_THERAPIST: ("PHYSICAL THERAPY", "LICENSED PHYSICAL THERAPIST"),
    P.PHYSICAL_THERAPIST_ASSISTANT: ("PHYSICAL THERAPY", "LICENSED PHYSICAL THERAPIST ASSISTANT"),
    P.CHIROPRACTOR: ("MEDICAL BOARD", "CHIROPRACTIC PHYSICIAN"),
    P.ATHLETIC_TRAINER: ("ATHLETIC TRAINERS", "LICENSED ATHLETIC TRAINER"),
    P.OCCUPATIONAL_THERAPIST: ("OCCUPATIONAL THERAPY", "LICENSED OCCUPATIONAL THERAPIST"),
    P.ACUPUNCTURIST: ("ACUPUNCTURE", "LICENSED ACUPUNCTURIST"),
}
IL_WORDS = {
    S.ACTIVE: "ACTIVE",
    S.EXPIRED: "NOT RENEWED",
    S.SUSPENDED: "SUSPENDED",
    S.INACTIVE: "INACTIVE",
    S.REVOKED: "REVOKED",
}


def illinois(person: Person, held: License) -> list[Row]:
    """Upper case, dates as text MM/DD/YYYY, ``None`` and ``/ /`` for missing discipline dates."""
    kind, description = IL_TYPES[held.profession]
    last = _board_last(person, held)
    case = held.cases[0] if held.cases else None
    row = {
        "license_type": kind,
        "description": description,
        "license_number": held.number,
        "license_status": held.word or IL_WORDS[held.status],
        "business": "N",
        "first_name": person.first.upper(),
        "middle": person.middle,
        "last_name": last.upper(),
        "suffix": person.suffix.upper(),
        "business_name": " ".join(filter(None, (person.first, person.middle, last))).upper(),
        "original_issue_date": slashed(held.issued),
        "effective_date": slashed(held.renewed),
        "expiration_date": slashed(held.expires),
        "city": person.mailing.city.upper(),
        "state": person.mailing.state,
        "zip": person.mailing.zip5,
        "ever_disciplined": "Y" if held.disciplined else "N",
        "lastmodifieddate": slashed(held.renewed),
        "case_number": case.number if case else None,
        "action": case.action if case else None,
        "discipline_start_date": slashed(case.effective) if case else "None",
        "discipline_end_date": (slashed(case.complete) or "/ /") if case else "None",
    }
    return [without_nulls(row)]


# Connecticut (6.4) --------------------------------------------------------------------------------

CT_FIELDS = (
    "credentialid",
    "name",
    "type",
    "businessname",
    "dba",
    "fullcredentialcode",
    "credentialtype",
    "credentialnumber",
    "credentialsubcategory",
    "credential",
    "status",
    "statusreason",
    "active",
    "issuedate",
    "effectivedate",
    "expirationdate",
    "address",
    "city",
    "state",
    "zip",
    "recordrefreshedon",
)
CT_TYPES = {
    P.PHYSICAL_THERAPIST: ("14", "PHYSICAL THERAPIST"),
    P.PHYSICAL_THERAPIST_ASSISTANT: ("86", "PHYSICAL THERAPIST ASSISTANT"),
    P.CHIROPRACTOR: ("7", "CHIROPRACTOR"),
    P.ATHLETIC_TRAINER: ("62", "ATHLETIC TRAINER"),
    P.OCCUPATIONAL_THERAPIST: ("16", "OCCUPATIONAL THERAPIST"),
    P.ACUPUNCTURIST: ("56", "ACUPUNCTURIST"),
}
CT_WORDS = {
    S.ACTIVE: ("ACTIVE", "CURRENT"),
    S.EXPIRED: ("INACTIVE", "LAPSED DUE TO NON-RENEWAL"),
    S.SUSPENDED: ("SUSPENDED", "DISCIPLINARY ACTION"),
    S.INACTIVE: ("INACTIVE", "RETIRED"),
}


def connecticut(person: Person, held: License) -> list[Row]:
    """One name field ``FIRST M LAST``, ZIP of nine digits without a dash."""
    code, credential = CT_TYPES[held.profession]
    word, reason = CT_WORDS[held.status]
    name = (person.first, person.middle, _board_last(person, held), person.suffix)
    row = {
        "credentialid": str(700000 + int(held.number)),
        "name": " ".join(filter(None, name)).upper(),
        "type": "INDIVIDUAL",
        "fullcredentialcode": f"{code}.{held.number}",
        "credentialtype": code,
        "credentialnumber": held.number,
        "credential": credential,
        "status": held.word or word,
        "statusreason": held.reason or reason,
        "active": "1" if (held.word or word) == "ACTIVE" else "0",
        "issuedate": calendar(held.issued),
        "effectivedate": calendar(held.renewed),
        "expirationdate": calendar(held.expires),
        "address": person.mailing.line1.upper(),
        "city": person.mailing.city.upper(),
        "state": person.mailing.state,
        "zip": person.mailing.postal_code,
        "recordrefreshedon": calendar(held.renewed),
    }
    return [without_nulls(row)]


# Delaware (6.5) -----------------------------------------------------------------------------------

DE_FIELDS = (
    "last_name",
    "first_name",
    "combined_name",
    "license_no",
    "profession_id",
    "license_type",
    "city",
    "state",
    "zip_code",
    "country",
    "issue_date",
    "expiration_date",
    "disciplinary_action",
    "license_status",
)
DE_ACTION_FIELDS = ("license_id_l", "last_name", "first_name", "license_type", "disp_start", "item_text")
DE_TYPES = {
    P.PHYSICAL_THERAPIST: ("Physical Therapy/Athletic Trg", "Physical Therapist"),
    P.PHYSICAL_THERAPIST_ASSISTANT: ("Physical Therapy/Athletic Trg", "Physical Therapist Assistant"),
    P.CHIROPRACTOR: ("Chiropractic", "Chiropractor"),
    P.ATHLETIC_TRAINER: ("Physical Therapy/Athletic Trg", "Athletic Trainer"),
    P.OCCUPATIONAL_THERAPIST: ("Occupational Therapy", "Occupational Therapist"),
    P.ACUPUNCTURIST: ("Medical Practice", "Acupuncturist"),
}
DE_WORDS = {S.ACTIVE: "Active", S.EXPIRED: "Expired", S.SUSPENDED: "Suspended", S.INACTIVE: "Inactive"}


def delaware(person: Person, held: License) -> list[Row]:
    """``disciplinary_action`` is N on every row, as in the real data."""
    board, kind = DE_TYPES[held.profession]
    last = _board_last(person, held)
    row = {
        "last_name": last,
        "first_name": person.first,
        "combined_name": f"{last},{person.first}",
        "license_no": held.number,
        "profession_id": board,
        "license_type": kind,
        "city": person.mailing.city,
        "state": person.mailing.state,
        "zip_code": person.mailing.zip5,
        "country": "UNITED STATES",
        "issue_date": calendar(held.issued),
        "expiration_date": calendar(held.expires),
        "disciplinary_action": "N",
        "license_status": held.word or DE_WORDS[held.status],
    }
    return [without_nulls(row)]


def delaware_actions(person: Person, held: License) -> list[Row]:
    """Rows of the action dataset ``dz6p-akeq``."""
    return [
        {
            "license_id_l": held.number,
            "last_name": _board_last(person, held),
            "first_name": person.first,
            "license_type": DE_TYPES[held.profession][1],
            "disp_start": calendar(case.effective),
            "item_text": case.action,
        }
        for case in held.cases
    ]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A Socrata dataset: where it lives, its field names in order, its name, how a license becomes rows."""

    id: str
    host: str
    name: str
    state: str
    fields: tuple[str, ...]
    rows_of: Callable[[Person, License], list[Row]]


DATASETS: dict[str, Dataset] = {
    dataset.id: dataset
    for dataset in (
        Dataset("qxh8-f4bd", "data.wa.gov", "Health Care Provider Credential Data", "WA", WA_FIELDS, washington),
        Dataset(
            "7s5z-vewr",
            "data.colorado.gov",
            "Professional and Occupational Licenses in Colorado",
            "CO",
            CO_FIELDS,
            colorado,
        ),
        Dataset("pzzh-kp68", "data.illinois.gov", "Professional Licensing", "IL", IL_FIELDS, illinois),
        Dataset("ngch-56tr", "data.ct.gov", "State Licenses and Credentials", "CT", CT_FIELDS, connecticut),
        Dataset(
            "pjnv-eaih",
            "data.delaware.gov",
            "Professional and Occupational Licensing",
            "DE",
            DE_FIELDS,
            delaware,
        ),
        Dataset("dz6p-akeq", "data.delaware.gov", "Disciplinary Actions", "DE", DE_ACTION_FIELDS, delaware_actions),
    )
}


def dataset_rows(dataset: Dataset, people: Iterable[Person]) -> list[Row]:
    """Every row of a dataset: our people's licenses of that state, then other professions."""
    held = ((p, one) for p in people for one in p.licenses if one.state == dataset.state and one.at_board)
    rows = [row for person, one in held for row in dataset.rows_of(person, one)]
    return rows + list(OTHER_ROWS[dataset.id])


def view_metadata(dataset: Dataset, updated_at: int) -> Row:
    """Body of ``/api/views/<id>.json``: ``rowsUpdatedAt`` in Unix seconds and the columns."""
    columns = [
        {"id": 1000 + n, "name": field, "fieldName": field, "dataTypeName": "text", "position": n}
        for n, field in enumerate(dataset.fields, start=1)
    ]
    return {
        "id": dataset.id,
        "name": dataset.name,
        "assetType": "dataset",
        "attribution": "Invented sample data",
        "rowsUpdatedAt": updated_at,
        "viewLastModified": updated_at,
        "columns": columns,
    }
