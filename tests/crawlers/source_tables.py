"""The fixture of every source as a table that tests change and write back in the source's own form."""

import csv
import importlib.util
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pdfplumber

from crawlers.platforms.clinic_pages import ClinicPageSpider
from crawlers.platforms.exclusion_table import ExclusionTableSpider
from crawlers.platforms.finder import FinderSpider
from crawlers.platforms.issuer_table import IssuerTableSpider
from crawlers.platforms.pdf_roster import PdfRosterSpider
from crawlers.platforms.published_table import PublishedTableSpider
from crawlers.platforms.sitemap_json_ld import SitemapJsonLdSpider
from crawlers.platforms.socrata import SocrataSpider
from crawlers.platforms.table_file import FURTHEST, TableFileSpider, spread
from crawlers.platforms.team_page import TeamPageSpider
from crawlers.registry import sources
from crawlers.sample.formats import nppes_deactivations
from crawlers.source import SourceSpider
from directory.normalize.dates import DateForm

FIXTURES = Path(__file__).parents[1] / "fixtures"
# Answers about one person are spoiled in test_lookups: there is no whole list that could shrink. Pages of prose have
# neither rows nor columns, and are spoiled in test_clinic_pages.
PROSE = [
    name for name, kind in sources().items() if (issubclass(kind, TeamPageSpider) and not kind.card) or kind.own_command
]
NAMES = [name for name, kind in sources().items() if not (kind.needs or kind.lookup or name in PROSE)]
Rows = list[dict[str, str]]
Lines = list[list[str]]

_spec = importlib.util.spec_from_file_location("make_sd_pdf", FIXTURES / "make_sd_pdf.py")
assert _spec
assert _spec.loader
make_sd_pdf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_sd_pdf)


# --- a fixture as a table, and back in its own form ------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The rows of a source and how they are written into a file of its form.

    ``lines``: writes a heading and rows of any width; None for forms whose rows name their values.
    """

    columns: list[str]
    rows: Rows
    write: Callable[[Sequence[str], Rows], bytes]
    lines: Callable[[Sequence[str], Lines], bytes] | None = None


def grid(columns: list[str], rows: Rows, lines: Callable[[Sequence[str], Lines], bytes]) -> Table:
    """A table whose values stand in a grid under one heading."""
    return Table(columns, rows, lambda cs, rs: lines(cs, [[row.get(c, "") for c in cs] for row in rs]), lines)


def socrata_table(body: bytes) -> Table:
    rows = json.loads(body)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return Table(columns, rows, lambda _, changed: json.dumps(changed, indent=1, ensure_ascii=False).encode())


def csv_table(body: bytes, quoting: int, end: str) -> Table:
    text = body.decode()
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header_line = csv.QUOTE_MINIMAL if not text.startswith('"') else quoting

    def lines(columns: Sequence[str], values: Lines) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, quoting=header_line, lineterminator=end).writerow(columns)  # type: ignore[arg-type]
        csv.writer(out, quoting=quoting, lineterminator=end).writerows(values)  # type: ignore[arg-type]
        return out.getvalue().encode()

    return grid(list(reader.fieldnames or ()), list(reader), lines)


def headed_table(kind: type[TableFileSpider], body: bytes) -> Table:
    """A CSV file with what stands before its heading, and with headings that stand over several columns."""
    told = body.decode().splitlines(keepends=True)
    found = [len(set(kind.columns) & set(next(csv.reader([line]), []))) for line in told[:FURTHEST]]
    at = found.index(max(found))
    before, rest = "".join(told[:at]).encode(), told[at:]
    named = spread(next(csv.reader([rest[0]]))) if kind.spanned else []

    def lines(chosen: Sequence[str], values: Lines) -> bytes:
        blank = {name for name in named if re.fullmatch(r".* \d", name)}
        return before + table.lines(["" if c in blank else c for c in chosen], values)  # type: ignore[misc]

    if named:
        head = io.StringIO(newline="")
        csv.writer(head, lineterminator="\r\n").writerow(named)
        rest = [head.getvalue(), *rest[1:]]
    quoting = csv.QUOTE_ALL if body.startswith(b'"') else csv.QUOTE_MINIMAL
    table = csv_table("".join(rest).encode(), quoting, "\r\n" if b"\r\n" in body else "\n")
    return grid(table.columns, table.rows, lines)


def published_table(kind: type[TableFileSpider], body: bytes) -> Table:
    if kind.workbook:
        return xlsx_table(body)
    if kind.quoted:
        return headed_table(kind, body)
    end = kind.delimiter if kind.trailing else ""
    columns, *found = [line.split(kind.delimiter) for line in body.decode().splitlines()]
    rows = [dict(zip(columns, values, strict=False)) for values in found]

    def lines(chosen: Sequence[str], values: Lines) -> bytes:
        told = [kind.delimiter.join(line) + end for line in values]
        return "".join(f"{line}\n" for line in (kind.delimiter.join(chosen), *told)).encode()

    return grid(columns, rows, lines)


def html_table(body: bytes) -> Table:
    text = body.decode()
    columns = re.findall(r"<th>(.*?)</th>", text)
    rows = [
        dict(zip(columns, re.findall(r"<td>(.*?)</td>", line), strict=True))
        for line in text.splitlines()
        if line.startswith("<tr><td>")
    ]
    before, after = text[: text.index("<table")], text[text.index("</table>") + len("</table>") :]

    def lines(chosen: Sequence[str], values: Lines) -> bytes:
        head = "".join(f"<th>{c}</th>" for c in chosen)
        body = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in line) + "</tr>\n" for line in values)
        return f"{before}<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>{after}".encode()

    return grid(columns, rows, lines)


def pdf_table(body: bytes, dated: Callable[[str], str] = str) -> Table:
    """``dated``: what to make of the title, which tells the day."""
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        title = pdf.pages[0].extract_text().splitlines()[0]
        found = [[cell or "" for cell in row] for page in pdf.pages for row in page.extract_tables()[0]]
    header = found[0]
    rows = [dict(zip(header, row, strict=True)) for row in found if row != header]

    def lines(columns: Sequence[str], values: Lines) -> bytes:
        written: bytes = make_sd_pdf.roster(tuple(columns), tuple(map(tuple, values)), dated(title))
        return written

    return grid(header, rows, lines)


def xlsx_table(body: bytes) -> Table:
    title, header, *found = openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)
    rows = [{column: value or "" for column, value in zip(header, line, strict=True)} for line in found]

    def lines(columns: Sequence[str], values: Lines) -> bytes:
        return nppes_deactivations.workbook([title[:1], columns, *values], date(2026, 11, 9))

    return grid(list(header), rows, lines)


def finder_table(kind: type[FinderSpider], body: bytes) -> Table:
    """Members of a list of named values are columns of their own: 'custom_fields:NPI'."""
    entries, key = kind.entries(body, "the fixture"), kind.roles()["id"]
    numbered = all(isinstance(entry[key], int) for entry in entries)
    rows: Rows = []
    for entry in entries:
        named = {f"{c}:{m['name']}": m[kind.named[c]] for c in kind.named for m in entry[c]}
        rows.append({c: v for c, v in entry.items() if c not in kind.named} | named | {key: str(entry[key])})

    def written(row: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {column: [] for column in kind.named}
        for column, value in row.items():
            head, _, name = column.partition(":")
            if head in kind.named:
                made[head].append({"name": name, kind.named[head]: value})
            else:
                made[column] = int(value) if numbered and column == key and value.isdigit() else value
        return made

    def write(_: Sequence[str], changed: Rows) -> bytes:
        value: Any = [written(row) for row in changed]
        if body.startswith(b"<"):
            items = ("".join(f"<{c}>{escape(v)}</{c}>" for c, v in item.items()) for item in value)
            told = "".join(f"<item>{item}</item>\n" for item in items)
            return f"<locator><store>\n{told}</store></locator>\n".encode()
        for name in reversed(kind.envelope.split(".") if kind.envelope else []):
            value = {name: value}
        return json.dumps(value, indent=1, ensure_ascii=False).encode()

    return Table(list(dict.fromkeys(column for row in rows for column in row)), rows, write)


def team_table(body: bytes) -> Table:
    """A card is a row; the classes in it are its columns."""
    text = body.decode()
    cards = re.findall(r'<div class="member">\n(.*?)\n</div>\n', text, re.DOTALL)
    rows = [dict(re.findall(r'<div class="(.*?)">(.*?)</div>', card)) for card in cards]
    before, after = text[: text.index('<div class="member">')], text[text.index("</section>") :]

    def write(columns: Sequence[str], changed: Rows) -> bytes:
        parts = ("".join(f'<div class="{c}">{row[c]}</div>\n' for c in columns if c in row) for row in changed)
        return (before + "".join(f'<div class="member">\n{card}</div>\n' for card in parts) + after).encode()

    return Table(list(rows[0]), rows, write)


def people_table(body: bytes) -> Table:
    """The people in a page's markup; the value of an identifier is a column."""
    text = body.decode()
    starts = (found.end() - 1 for found in re.finditer(r'"(?:employee|@graph)": \[', text))
    lists = ((at, *json.JSONDecoder().raw_decode(text, at)) for at in starts)
    start, people, end = next(one for one in lists if all(p["@type"] in ("Person", "Physician") for p in one[1]))
    value = "identifier.value"
    rows = [{(value if c == "identifier" else c): (v["value"] if c == "identifier" else v) for c, v in p.items()}
            for p in people]  # fmt: skip

    def nested(columns: Sequence[str], row: dict[str, Any]) -> dict[str, Any]:
        number = {"identifier": {"@type": "PropertyValue", "propertyID": "NPI", "value": row.get(value)}}
        return {c: row[c] for c in columns if c in row and c != value} | (number if value in row else {})

    def write(columns: Sequence[str], changed: Rows) -> bytes:
        told = json.dumps([nested(columns, row) for row in changed], indent=1, ensure_ascii=False)
        return (text[:start] + told + text[end:]).encode()

    return Table(list(dict.fromkeys(c for row in rows for c in row)), rows, write)


def api_table(body: bytes) -> Table:
    """Columns are paths into a result: 'basic.last_name', 'taxonomies'."""
    results = json.loads(body)["results"]

    def flat(result: dict[str, Any]) -> dict[str, Any]:
        named = {f"basic.{name}": value for name, value in result["basic"].items()}
        return {name: value for name, value in result.items() if name != "basic"} | named

    def write(_: Sequence[str], rows: Rows) -> bytes:
        nested = []
        for row in rows:
            result: dict[str, Any] = {name: value for name, value in row.items() if not name.startswith("basic.")}
            parts = {n.removeprefix("basic."): v for n, v in row.items() if n.startswith("basic.")}
            nested.append(result | ({"basic": parts} if parts else {}))
        return json.dumps({"result_count": len(nested), "results": nested}, indent=1).encode()

    flats = [flat(result) for result in results]
    return Table(list(dict.fromkeys(c for row in flats for c in row)), flats, write)


# Of sources on no platform.
FORMS: dict[str, Callable[[bytes], Table]] = {
    "oig_exclusions": lambda body: csv_table(body, csv.QUOTE_ALL, "\r\n"),
    "nppes_bulk": lambda body: csv_table(body, csv.QUOTE_ALL, "\n"),
    "nppes_api": api_table,
    "nppes_deactivations": xlsx_table,
    "cms_clinicians": lambda body: csv_table(body, csv.QUOTE_MINIMAL, "\n"),
}
PLATFORM_FORMS: dict[type[SourceSpider], Callable[[Any, bytes], Table]] = {
    SocrataSpider: lambda _, body: socrata_table(body),
    PdfRosterSpider: lambda _, body: pdf_table(body),
    IssuerTableSpider: lambda _, body: html_table(body),
    PublishedTableSpider: published_table,
    ExclusionTableSpider: published_table,
    FinderSpider: finder_table,
    TeamPageSpider: lambda _, body: team_table(body),
    SitemapJsonLdSpider: lambda _, body: people_table(body),
}


def platform(name: str) -> str:
    """The class of the platform a source stands on, or its own name."""
    kind = sources()[name]
    return next((known.__name__ for known in PLATFORM_FORMS if issubclass(kind, known)), name)


# For what depends on how a form is read, and not on which columns it has.
ONE_OF_EACH_PLATFORM = list({platform(name): name for name in reversed(NAMES)}.values())


@dataclass(frozen=True)
class Facts:
    """Which columns of a source matter for what. ``swaps``: pairs whose contents must not change places."""

    needed: tuple[str, ...]
    emptied: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]
    words: str | None = None  # column of the status words
    npi: str | None = None
    place: str = "row"  # how a breach names where it is
    key: str = ""  # column that tells the rows apart
    dates: tuple[str, ...] = ()  # of the columns we read
    forms: tuple[DateForm, ...] = ()  # in which these are written
    type: str | None = None  # column of another code list
    names: tuple[str, ...] = ()


def facts_of(name: str) -> Facts:
    """What is written down here, and what a board's own columns say: a new source is spoiled without being named."""
    kind = sources()[name]
    if platform(name) == name:
        return FACTS[name]
    if issubclass(kind, FinderSpider):
        return finder_facts(kind)
    if issubclass(kind, ClinicPageSpider):
        return FACTS[name]
    columns = {role: column for column, role in kind.columns.items() if role}
    vital = tuple(
        columns[role]
        for role in ("number", "last", "full_name", "name", "type", "credential", "status")
        if role in columns
    )
    pair = (("last", "first"),) if "last" in columns and "first" in columns else ()
    facts = FACTS.get(name) or Facts(
        needed=vital,
        emptied=vital,
        swaps=tuple((columns[a], columns[b]) for a, b in pair),
        words=columns.get("status"),
        npi=columns.get("npi"),
        place="$[" if issubclass(kind, SocrataSpider) else "row",
    )
    return replace(
        facts,
        key=facts.key or columns.get("number") or columns.get("certificate") or columns["name"],
        dates=tuple(
            columns[r]
            for r in ("issued", "expires", "action_date", "action_end", "completed", "excluded")
            if r in columns
        ),
        forms=kind.dates,
        type=columns.get("type") or columns.get("credential"),
        names=tuple(columns[r] for r in ("last", "full_name", "name", "business") if r in columns),
    )


def finder_facts(kind: type[FinderSpider]) -> Facts:
    """What a finder's own fields say; who or what an entry is about comes second."""
    fields = {role: field.partition("#")[0] for role, field in kind.roles().items()}
    of_people = kind.issuer or ":" in fields.get("organization", ":")
    title, place = fields["name" if of_people else "organization"], fields.get("place") or fields["state"]
    vital = (fields["id"], title, place, *(fields[r] for r in ("category", "credential") if r in fields))
    return Facts(
        needed=vital,
        emptied=vital,
        swaps=((title, place),),
        npi=fields["npi"] if "npi" in fields and "#" not in kind.roles()["npi"] else None,
        place=f"{kind.envelope or '$'}[",
        key=(fields.get("certificate") or fields["npi"]) if kind.issuer else fields["id"],
        type=fields.get("category"),
        names=(title,),
    )


GONE_ON = "NPPES Deactivation Date"
API_NEEDED = ("number", "basic.last_name", "basic.status", "enumeration_type", "taxonomies", "addresses")
TAXONOMY, LICENSE = "Healthcare Provider Taxonomy Code_1", "Provider License Number_1"
LAST, FIRST = "Provider Last Name (Legal Name)", "Provider First Name"
WHERE = "Provider Business Practice Location Address "
FACTS: dict[str, Facts] = {
    "wa_doh": Facts(
        needed=("credentialnumber", "lastname", "credentialtype", "status", "expirationdate", "actiontaken"),
        emptied=("credentialnumber", "lastname", "credentialtype", "status", "expirationdate", "actiontaken"),
        swaps=(("lastname", "firstname"), ("credentialnumber", "status"), ("firstissuedate", "expirationdate"),
               ("status", "actiontaken"), ("credentialnumber", "lastname")),
        words="status",
        place="$[",
    ),
    "co_dora": Facts(
        needed=("licensenumber", "lastname", "licensetype", "licensestatusdescription", "licenseexpirationdate"),
        emptied=("licensenumber", "lastname", "licensetype", "licensestatusdescription", "licenseexpirationdate"),
        swaps=(("lastname", "firstname"), ("licensenumber", "licensetype"), ("licensenumber", "mailzipcode"),
               ("licensefirstissuedate", "licenseexpirationdate")),
        words="licensestatusdescription",
        place="$[",
    ),
    "il_idfpr": Facts(
        needed=("license_number", "last_name", "description", "license_status", "expiration_date", "ever_disciplined"),
        emptied=("license_number", "last_name", "description", "license_status", "expiration_date",
                 "ever_disciplined", "business"),
        swaps=(("last_name", "first_name"), ("license_number", "zip"), ("original_issue_date", "expiration_date"),
               ("business", "ever_disciplined")),
        words="license_status",
        place="$[",
    ),
    "ct_elicense": Facts(
        needed=("credentialnumber", "name", "credential", "status", "expirationdate"),
        emptied=("credentialnumber", "name", "credential", "status", "expirationdate", "type"),
        swaps=(("name", "city"), ("credentialnumber", "zip"), ("issuedate", "expirationdate"),
               ("status", "active")),
        words="status",
        place="$[",
    ),
    "de_dpr": Facts(
        needed=("license_no", "last_name", "license_type", "license_status", "expiration_date"),
        emptied=("license_no", "last_name", "first_name", "license_type", "license_status", "expiration_date"),
        swaps=(("last_name", "first_name"), ("license_no", "zip_code"), ("issue_date", "expiration_date")),
        words="license_status",
        place="$[",
    ),
    "sd_physical_therapy": Facts(
        needed=("Last Name", "Level", "License #", "Expiration Date", "Discipline"),
        emptied=("Last Name", "Level", "License #", "Expiration Date", "Discipline"),
        swaps=(("Last Name", "First Name"), ("License #", "Level"), ("Effective Date", "Expiration Date")),
    ),
    "oig_exclusions": Facts(
        needed=("LASTNAME", "NPI", "EXCLTYPE", "EXCLDATE", "WAIVERDATE"),
        emptied=("LASTNAME", "NPI", "EXCLTYPE", "EXCLDATE", "STATE"),
        swaps=(("LASTNAME", "FIRSTNAME"), ("EXCLDATE", "DOB"), ("EXCLDATE", "REINDATE"), ("CITY", "STATE"),
               ("NPI", "UPIN"), ("EXCLTYPE", "SPECIALTY")),
        words="EXCLTYPE",
        npi="NPI",
        key="ADDRESS",
        dates=("EXCLDATE", "WAIVERDATE"),
        forms=(DateForm.COMPACT,),
        names=("LASTNAME", "BUSNAME"),
    ),
    "nppes_bulk": Facts(
        needed=("NPI", LAST, TAXONOMY, LICENSE, WHERE + "State Name", "NPI Deactivation Date", "Provider Sex Code"),
        emptied=("NPI", LAST, TAXONOMY, LICENSE, "NPI Deactivation Date", "Last Update Date"),
        swaps=((LAST, FIRST), (TAXONOMY, LICENSE), (WHERE + "City Name", WHERE + "State Name"),
               ("Provider Enumeration Date", "Last Update Date"), ("NPI", "Last Update Date")),
        npi="NPI",
        key="NPI",
        dates=("Provider Enumeration Date", "Last Update Date", "NPI Deactivation Date", "NPI Reactivation Date"),
        forms=(DateForm.US,),
        type="Entity Type Code",
        names=(LAST,),
    ),
    "nppes_deactivations": Facts(
        needed=("NPI", GONE_ON),
        emptied=("NPI", GONE_ON),
        swaps=(("NPI", GONE_ON),),
        npi="NPI",
        key="NPI",
        dates=(GONE_ON,),
        forms=(DateForm.US,),
    ),
    "nppes_api": Facts(
        needed=API_NEEDED,
        emptied=API_NEEDED,
        swaps=(("basic.last_name", "basic.first_name"), ("basic.enumeration_date", "basic.last_updated"),
               ("number", "last_updated_epoch")),
        words="basic.status",
        npi="number",
        place="results[",
        key="number",
        dates=("basic.enumeration_date", "basic.last_updated"),
        forms=(DateForm.ISO,),
        type="enumeration_type",
        names=("basic.last_name",),
    ),
    "sam_exclusions": Facts(
        needed=("Classification", "Name", "Last", "NPI", "Exclusion Type", "Active Date", "Termination Date",
                "Record Status"),
        emptied=("Last", "Exclusion Type", "Active Date", "Termination Date"),
        swaps=(("Last", "First"), ("City", "State / Province"), ("Exclusion Type", "Classification"),
               ("Active Date", "Termination Date")),
        words="Record Status",
        npi="NPI",
        key="SAM Number",
    ),
    "example_exclusions": Facts(
        needed=("Provider", "Business", "NPI", "Action", "Effective", "End", "Reinstated"),
        emptied=("Provider", "Action", "Effective", "End"),
        swaps=(("Provider", "City"), ("Effective", "End"), ("Action", "Provider Type")),
        npi="NPI",
        key="City",
    ),
    "cms_clinicians": Facts(
        needed=("NPI", "Provider Last Name", "pri_spec", "Ind_enrl_ID", "adrs_id", "State", "ZIP Code"),
        emptied=("NPI", "Provider Last Name", "pri_spec", "Ind_enrl_ID", "adrs_id", "State", "ZIP Code"),
        swaps=(("Provider Last Name", "Provider First Name"), ("City/Town", "State"), ("NPI", "Telephone Number")),
        npi="NPI",
        key="adrs_id",
        type="pri_spec",
        names=("Provider Last Name",),
    ),
    "example_movement_team": Facts(
        needed=("member-bio", "member-name", "member-job"),
        emptied=("member-bio", "member-name", "member-job"),
        swaps=(("member-name", "member-job"), ("member-name", "member-bio")),
        key="member-name",
        names=("member-name",),
    ),
    "example_spine_clinics": Facts(
        needed=("name", "jobTitle", "identifier.value"),
        emptied=("name", "jobTitle", "identifier.value"),
        swaps=(("name", "jobTitle"), ("jobTitle", "identifier.value")),
        npi="identifier.value",
        place="markup",
        key="name",
        names=("name",),
    ),
    "example_motion_clinic": Facts(
        needed=("name", "jobTitle"),
        emptied=("name", "jobTitle"),
        swaps=(("name", "jobTitle"),),
        npi="identifier.value",
        place="markup",
        key="name",
        names=("name",),
    ),
    "example_institute": Facts(
        needed=("Name", "Credential", "Certificate No.", "NPI", "License", "Status"),
        emptied=("Name", "Credential", "Certificate No.", "Status"),
        swaps=(("Name", "City"), ("Certificate No.", "Credential"), ("Status", "State")),
        words="Status",
        npi="NPI",
    ),
}  # fmt: skip


def table_of(name: str) -> Table:
    body = next((FIXTURES / name).glob("response.*")).read_bytes()
    kind = sources()[name]
    form = next((form for known, form in PLATFORM_FORMS.items() if issubclass(kind, known)), None)
    return form(kind, body) if form else FORMS[name](body)
