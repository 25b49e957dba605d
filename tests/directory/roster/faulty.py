"""Rosters of 1,000 rows over the sample world's people with exactly 60 planted faults, in 12 styles of header.

``faulty(style, people)`` gives the file and, for each planted row, what must come of it: its status and the code and
words of its reason. Every other row is about a person whose number, name and license are right, some of them oddly
written: those are done. People come again and again, as they do in rosters with a row for each place of work.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from crawlers.sample.model import Person
from crawlers.sample.people import CAST
from directory.normalize.identifiers import license_digits
from directory.normalize.places import STATE_NAMES

ROWS, FAULTS = 1_000, 60
NOBODY = "2000000002"  # a number that is right, and nobody's
SSNS = ("078-05-1120", "219099999", "457-55-5462")
BIRTH_DATES = ("03/02/1981", "1979-07-04", "19640912")
Cells = dict[str, Any]

CAQH = (
    "Action_Flag|Provider_First_Name|Provider_Middle_Name|Provider_Last_Name|Provider_Name_Suffix|Provider_Gender|"
    "Provider_Address1|Provider_Address2|Provider_Address_City|Provider_Address_State|Provider_Address_Zip|"
    "Provider_Address_Zip_Extn|Provider_Phone|Provider_Fax|Provider_Email|Provider_Practice_State|Provider_Birthdate|"
    "Provider_SSN|Short_SSN|Provider_DEA|Provider_UPIN|Provider_Type|Provider_Tax_ID|Provider_NPI|"
    "Provider_License_State|Provider_License_Number|CAQH_Provider_ID|PO_Provider_ID|Last_Recredential_Date|"
    "Next_Recredential_Date|Delegation_Flag|Application_Type|Affiliation_flag|Organization_ID|Region_ID"
)
_OF_CAQH = {
    "Action_Flag": "flag", "Provider_First_Name": "first", "Provider_Middle_Name": "middle",
    "Provider_Last_Name": "last", "Provider_Address1": "address", "Provider_Address_City": "city",
    "Provider_Address_State": "state", "Provider_Address_Zip": "zip", "Provider_Phone": "phone",
    "Provider_Practice_State": "practice", "Provider_Birthdate": "born", "Provider_SSN": "ssn",
    "Provider_Type": "type", "Provider_NPI": "npi", "Provider_License_State": "license_state",
    "Provider_License_Number": "license", "CAQH_Provider_ID": "id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a roster looks. ``columns``: header -> field of a row, in order; '' for one that stays empty."""

    file: str
    columns: Sequence[tuple[str, str]]
    delimiter: str = ","
    encoding: str = "utf-8"
    above: Sequence[Sequence[str]] = ()  # rows before the header
    sheet: str | None = None  # of a workbook
    sheets_before: Sequence[str] = ()
    groups: Sequence[tuple[str, int]] = ()  # names over so many columns each
    npi_as_number: bool = False

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(one for _, one in self.columns)

    @property
    def header_row(self) -> int:
        return len(self.above) + 1 + bool(self.groups)


def _columns(text: str) -> list[tuple[str, str]]:
    """'Header=field | …' as pairs."""
    return [(one.partition("=")[0].strip(), one.partition("=")[2].strip()) for one in text.split("|")]


_CAQH = [(name, _OF_CAQH.get(name, "")) for name in CAQH.split("|")]
STYLES: Mapping[str, Style] = {
    "caqh_pipe": Style("caqh.txt", _CAQH, "|"),
    "caqh_tab": Style("caqh.tsv", _CAQH, "\t"),
    "plain_csv": Style(
        "people.csv",
        _columns(
            "Employee ID=id | NPI=npi | First Name=first | Last Name=last | License Number=license | "
            "License State=license_state | Provider Type=type | City=city | State=state | ZIP=zip | "
            "Phone=phone | Hire Date=start | Notes=note"
        ),
        encoding="utf-8-sig",
    ),
    "semicolon_windows": Style(
        "export.csv",
        _columns(
            "ID=id | NPI Number=npi | Last Name=last | First Name=first | SSN=ssn | DOB=born | Lic #=license | "
            "Lic State=license_state | Practice State=practice | City=city | Zip Code=zip | Start Date=start | "
            "Comment=note"
        ),
        ";",
        "cp1252",
    ),
    "workbook_with_titles": Style(
        "roster.xlsx",
        _columns(
            "Provider ID=id | Provider NPI=npi | Provider Last Name=last | Provider First Name=first | "
            "State License #=license | Issuing State=license_state | Discipline=type | Office City=city | "
            "Office State=state | Office Zip=zip | Office Phone=phone | Effective Date=start | Comments=note"
        ),
        above=(["Example Health Plan"], ["Provider roster, run 11/20/2026"], []),
        sheet="Roster",
        npi_as_number=True,
    ),
    "workbook_second_sheet": Style(
        "people.xlsx",
        _columns(
            "Staff ID=id | NPI #=npi | Name=full | License No.=license | License State=license_state | "
            "Profession=type | City=city | State=state | Postal Code=zip | Telephone=phone | Date Hired=start | "
            "Birthday=born | Social=ssn"
        ),
        sheet="Providers",
        sheets_before=("Read me", "Codes"),
    ),
    "capitals": Style(
        "PROVIDERS.CSV",
        _columns(
            "RECORD_ID=id | NPI_NBR=npi | LAST_NAME=last | FIRST_NAME=first | MIDDLE_INITIAL=middle | "
            "LIC_NBR=license | LIC_STATE=license_state | PROV_TYPE=type | PRACTICE_CITY=city | "
            "PRACTICE_STATE=practice | PRACTICE_ZIP=zip | PRACTICE_PHONE=phone | HIRE_DATE=start | TAX_ID=tax"
        ),
    ),
    "one_column_of_names": Style(
        "names.csv",
        _columns(
            "Id=id | Provider Name=full | NPI=npi | License=license | State of Licensure=license_state | "
            "City=city | State=state | Zip=zip | Start=start | Credentials=claimed"
        ),
    ),
    "punctuated": Style(
        "payer.csv",
        _columns(
            "Provider Id.=id | N.P.I. #=npi | Name (Last)=last | Name (First)=first | Lic. No.=license | "
            "Lic. State=license_state | City:=city | State:=state | Zip-Code=zip | Phone #=phone | S.S.N.=ssn | "
            "D.O.B.=born | Begin Date=start"
        ),
    ),
    "camel_case": Style(
        "ehr.csv",
        _columns(
            "externalId=id | npiNumber=npi | displayName=full | licenseNumber=license | "
            "licenseState=license_state | practiceState=practice | officeCity=city | zipCode=zip | "
            "phoneNumber=phone | startDate=start"
        ),
    ),
    "unicode_text": Style(
        "people.txt",
        _columns(
            "Practitioner ID=id | National Provider Identifier=npi | Given Name=first | Family Name=last | "
            "Professional License Number=license | State of License=license_state | Address City=city | "
            "Address State=state | Address Zip=zip | Work Phone=phone | Start Date=start | Remarks=note"
        ),
        "\t",
        "utf-16",
    ),
    "grouped_workbook": Style(
        "grouped.xlsx",
        _columns(
            "ID=id | NPI=npi | Last=last | First=first | Number=license | State=license_state | City=city | "
            "State=state | Zip=zip | Phone=phone | Start Date=start"
        ),
        sheet="Sheet1",
        groups=(("Provider", 4), ("License", 2), ("Practice", 4), ("Employment", 1)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a planted row. ``codes``: one of them; ``seen``: where the reading half tells the words:
    'faults', 'unusable', or None where only the whole check can see it.
    """

    kind: str
    status: str
    codes: tuple[str, ...]
    words: str
    seen: str | None = "faults"


@dataclass(frozen=True, slots=True)
class Planted(Expected):
    row: int = 0  # as a spreadsheet counts


@dataclass(frozen=True, slots=True)
class Faulty:
    """``planted``: the 60 rows that are explained; ``odd``: rows that are done although they are oddly written, with
    what was done to each; ``secrets``: what must never get further than the file.
    """

    style: str
    file: str
    body: bytes
    planted: tuple[Planted, ...]
    odd: Mapping[int, str]
    secrets: tuple[str, ...]


INPUT, CONFLICT, HUMAN = ("input_insufficient",), ("sources_conflict",), ("human_review_pending",)


@dataclass(frozen=True, slots=True)
class _Fault:
    """``spoil``: changes the cells of a good row; ``other``: somebody else. ``needs``: fields of the style."""

    expected: Expected
    spoil: Callable[[Cells, Person], None]
    needs: frozenset[str] = frozenset()
    encodings: frozenset[str] | None = None
    most: int = FAULTS


def _set(**cells: Any) -> Callable[[Cells, Person], None]:
    return lambda row, _: row.update(cells)


def _only(*kept: str, **cells: Any) -> Callable[[Cells, Person], None]:
    def spoil(row: Cells, _: Person) -> None:
        for name in row:
            if name not in kept:
                row[name] = ""
        row.update(cells)

    return spoil


def _another_name(row: Cells, other: Person) -> None:
    row.update(first=other.first, last=other.last, full=f"{other.first} {other.last}", middle="")


def _two_people(row: Cells, other: Person) -> None:
    row.update(last=f"{row['last']} & {other.last}", full=f"{row['full']} & {other.first} {other.last}")


def _last(change: Callable[[str], str]) -> Callable[[Cells, Person], None]:
    def spoil(row: Cells, _: Person) -> None:
        row.update(last=change(row["last"]), full=f"{row['first']} {change(row['last'])}")

    return spoil


def _npi(change: Callable[[str], str]) -> Callable[[Cells, Person], None]:
    return lambda row, _: row.update(npi=change(str(row["npi"])))


def _input(kind: str, words: str, seen: str = "faults") -> Expected:
    return Expected(kind, "rejected" if seen == "unusable" else "review", INPUT, words, seen)


def _wrong_check_digit(npi: str) -> str:
    return npi[:-1] + str((int(npi[-1]) + 1) % 10)


def _more_license(text: str) -> Callable[[Cells, Person], None]:
    return lambda row, _: row.update(license=f"{row['license']}{text}")


def _other_npi(row: Cells, other: Person) -> None:
    row.update(npi=other.npi)


def _lost_letter(last: str) -> str:
    return f"{last[0]}\N{REPLACEMENT CHARACTER}{last[2:]}"


def _wrong_letter(last: str) -> str:
    return f"{last[0]}Ã±{last[2:]}"


_UTF = frozenset({"utf-8", "utf-8-sig", "utf-16", "xlsx"})
_DATED = frozenset({"start"})
ROUNDED = "a spreadsheet has rounded the number"
NO_NPI = "it is not an NPI: ten digits"
NO_STATE = "this is no state; write a code such as WA"
TOO_LITTLE = "neither an NPI nor a license number with its state"
KINDS: tuple[_Fault, ...] = (
    _Fault(_input("npi in scientific notation", ROUNDED), _npi(lambda npi: f"{npi[0]}.{npi[1:3]}E+09")),
    _Fault(_input("npi that was rounded", ROUNDED), _npi(lambda npi: f"{npi[:4]}000000")),
    _Fault(_input("npi with a wrong digit", "its check digit is wrong"), _npi(_wrong_check_digit)),
    _Fault(_input("npi too short", NO_NPI), _npi(lambda npi: npi[:-2])),
    _Fault(_input("npi of nine digits", "written like a social security number"), _set(npi="298260638")),
    _Fault(_input("npi with a letter", NO_NPI), _npi(lambda npi: f"{npi[:5]}O{npi[6:]}")),
    _Fault(_input("two npis in one cell", "more than one NPI; one person"), _npi(lambda npi: f"{npi} / {NOBODY}")),
    _Fault(_input("date for an npi", NO_NPI), _set(npi="11/20/2026")),
    _Fault(_input("ssn for an npi", "written like a social security number"), _set(npi=SSNS[0])),
    _Fault(_input("two people in one cell", "more than one person; one person a row", "unusable"), _two_people),
    _Fault(_input("license in scientific notation", ROUNDED), _set(license="6.01E+07")),
    _Fault(_input("two licenses in one cell", "more than one license number"), _more_license("; PT60999999")),
    _Fault(_input("no license number", "this is no license number"), _set(license="pending")),
    _Fault(_input("license of two states", "the number names VT, the column of states"), _more_license(" (VT)")),
    _Fault(_input("license of no state", NO_STATE), _set(license_state="Cascadia")),
    _Fault(_input("practice in no state", NO_STATE), _set(practice="XX", state="XX")),
    _Fault(_input("date as a number", "turned the date into a number"), _set(start="45250"), _DATED),
    _Fault(_input("no date", "this is no date; write it as 2026-01-31"), _set(start="next spring"), _DATED),
    _Fault(_input("a letter that was lost", "a letter was lost"), _last(_lost_letter), encodings=_UTF),
    _Fault(_input("a wrong encoding", "letters were read in a wrong encoding"), _last(_wrong_letter), encodings=_UTF),
    _Fault(_input("a cell too long", "at most 1,000 are read", "unusable"), _last(lambda last: last * 300)),
    _Fault(_input("only a name", TOO_LITTLE, "unusable"), _only("id", "first", "last", "full")),
    _Fault(_input("only an id", TOO_LITTLE, "unusable"), _only("id")),
    _Fault(_input("a cell too many", "cells where the header has", "unusable"), _set(beyond="PT")),
    _Fault(_input("the header again", "the names of the columns stand here", "unusable"), _set(header="again"), most=2),
    _Fault(Expected("another's name", "review", CONFLICT, "the name in the row is not that of", None), _another_name),
    _Fault(Expected("another's npi", "review", CONFLICT, "lead to different people", None), _other_npi),
    _Fault(
        Expected("nobody's npi", "review", HUMAN, "the NPI is not in what we have read", None),
        _only("id", npi=NOBODY, first="Nobody", last="Known", full="Nobody Known"),
    ),
    _Fault(
        Expected("a formula for a name", "review", (*INPUT, *CONFLICT), "", None), _set(last="=cmd|A1", full="=cmd()")
    ),
)  # fmt: skip
TOTALS = _input("a line of totals", "this looks like a line of totals", "unusable")


def _odd(row: Cells, person: Person, turn: int) -> str | None:
    """Writes a good row oddly; it stays good. What was done to it."""
    npi, license_ = str(row["npi"]), str(row["license"])
    ways: tuple[tuple[str, Cells], ...] = (
        ("npi in groups", {"npi": f"{npi[:4]} {npi[4:7]} {npi[7:]}"}),
        ("npi as a fraction", {"npi": f"{npi}.0"}),
        ("npi with its name", {"npi": f"NPI: {npi}"}),
        ("npi that is marked as text", {"npi": f"'{npi}"}),
        ("blanks around", {"npi": f" {npi}\u00a0", "last": f" {row['last']} "}),
        ("state in words", {"license_state": STATE_NAMES[row["license_state"]], "state": STATE_NAMES[row["state"]]}),
        ("license with its state", {"license": f"{license_} ({row['license_state']})"}),
        ("name in capitals", {"last": row["last"].upper(), "first": row["first"].upper(), "full": row["full"].upper()}),
        (
            "surname first with letters",
            {"full": f"{row['last']}, {row['first']} PT DPT", "last": f"{row['last']}, DPT"},
        ),
        ("zip without its zero", {"zip": row["zip"].lstrip("0")}),
        ("zip of nine digits", {"zip": f"{row['zip']}-0001"}),
        ("no license", {"license": "", "license_state": ""}),
        ("no name", {"first": "", "last": "", "full": "", "middle": ""}),
    )
    if turn % 5:
        return None
    what, cells = ways[turn // 5 % len(ways)]
    row.update(cells)
    return what


@dataclass(slots=True)
class _Made:
    style: Style
    rows: list[Cells] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    odd: dict[int, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of the row that comes next."""
        return self.style.header_row + len(self.rows) + 1


def usable(people: Sequence[Person]) -> list[Person]:
    """Those about whom the sources agree: of the invented crowd, with an NPI under which the one license stands that a
    board tells of.
    """
    return [
        one for one in people
        if one.id not in CAST and one.npi and one.deactivated is None and len(one.licenses) == 1
        and one.licenses[0].at_board and one.licenses[0].board_last is None
        and license_digits(one.licenses[0].written) == license_digits(one.licenses[0].number)
        and not (one.nppes_first or one.nppes_last) and one.licenses[0].state == one.practice.state
    ]  # fmt: skip


def faulty(style: str, people: Sequence[Person], *, rows: int = ROWS, faults: int = FAULTS) -> Faulty:
    """The roster of that style; the same each time. ``people``: of the sample world that was loaded."""
    found, made = STYLES[style], _Made(STYLES[style])
    chance, good = random.Random(style), usable(people)
    spoiled = sorted(chance.sample(range(3, rows - 1), faults - 1))
    kinds = _kinds(found, faults - 1)
    for turn in range(rows - 1):
        person = good[turn % len(good)]
        other = good[(turn + 1 + turn // len(good)) % len(good)]
        row = _row(person, turn)
        if turn in spoiled:
            fault = next(kinds)
            while other is person or other.last == person.last:
                other = chance.choice(good)
            fault.spoil(row, other)
            told = fault.expected
            made.planted.append(Planted(told.kind, told.status, told.codes, told.words, told.seen, row=made.number))
        elif (what := _odd(row, person, turn)) is not None:
            made.odd[made.number] = what
        made.rows.append(row)
    made.planted.append(Planted(TOTALS.kind, TOTALS.status, TOTALS.codes, TOTALS.words, TOTALS.seen, row=made.number))
    made.rows.append({"totals": "Total"})
    secrets = (*(SSNS if "ssn" in found.fields else SSNS[:1]), *(BIRTH_DATES if "born" in found.fields else ()))
    body = _workbook(made) if found.sheet else _text(made)
    return Faulty(style, found.file, body, tuple(made.planted), made.odd, secrets)


def _kinds(style: Style, many: int) -> Iterator[_Fault]:
    encoding = "xlsx" if style.sheet else style.encoding
    fitting = [
        kind for kind in KINDS
        if kind.needs <= style.fields and (kind.encodings is None or encoding in kind.encodings)
    ]  # fmt: skip
    used = dict.fromkeys((kind.expected.kind for kind in fitting), 0)
    given = 0
    while given < many:
        for kind in fitting:
            if given < many and used[kind.expected.kind] < kind.most:
                used[kind.expected.kind] += 1
                given += 1
                yield kind


def _row(person: Person, turn: int) -> Cells:
    (license_,) = person.licenses
    place = person.practice
    return {
        "id": f"E{turn:05}", "npi": person.npi, "first": person.first, "middle": person.middle, "last": person.last,
        "full": f"{person.first} {person.last}", "license": license_.number, "license_state": license_.state,
        "practice": place.state, "type": license_.profession.value, "address": place.line1, "city": place.city,
        "state": place.state, "zip": place.zip5, "phone": place.phone, "start": "3/15/2021", "claimed": "",
        "ssn": SSNS[turn % 3] if turn % 4 == 0 else "", "born": BIRTH_DATES[turn % 3] if turn % 4 == 1 else "",
        "note": "Peña – Ünïted clinic" if turn % 50 == 0 else "", "flag": "A", "tax": "55-5019999",
    }  # fmt: skip


def _lines(made: _Made) -> Iterator[list[Any]]:
    """The header and the rows, cell by cell."""
    names = [name for name, _ in made.style.columns]
    yield names
    for row in made.rows:
        if row.get("header") == "again":
            yield names
        elif "totals" in row:
            yield ["Total", *[""] * (len(names) - 2), f"{len(made.rows) - 1}"]
        else:
            yield [row.get(one, "") for _, one in made.style.columns] + ([row["beyond"]] if "beyond" in row else [])


def _text(made: _Made) -> bytes:
    style, stream = made.style, io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=style.delimiter, lineterminator="\r\n")
    writer.writerows([*style.above, *_lines(made)])
    return stream.getvalue().encode(style.encoding)


def _workbook(made: _Made) -> bytes:
    style, book = made.style, openpyxl.Workbook()
    book.remove(book.active)
    for name in style.sheets_before:
        book.create_sheet(name).append(["All providers of the group", "see the next sheet"])
    sheet = book.create_sheet(style.sheet)
    for line in style.above:
        sheet.append(list(line))
    if style.groups:
        column = 1
        for name, width in style.groups:
            sheet.cell(len(style.above) + 1, column, name)
            sheet.merge_cells(start_row=1, end_row=1, start_column=column, end_column=column + width - 1)
            column += width
    at = [one for _, one in style.columns].index("npi")
    for number, line in enumerate(_lines(made), start=style.header_row):
        for column, value in enumerate(line, start=1):
            number_there = style.npi_as_number and column == at + 1 and str(value).isdecimal()
            if value not in ("", None):
                sheet.cell(number, column, int(value) if number_there else value)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
