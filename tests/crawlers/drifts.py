"""The ways in which the form of a source drifts, made from its fixture, and what each may lead to."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawlers.registry import sources
from directory.normalize.dates import DateForm, parse_date
from tests.crawlers.source_tables import FIXTURES, NAMES, Rows, Table, facts_of, platform, table_of

LOST = "\N{REPLACEMENT CHARACTER}"
WORD = "Prüfen"
TODAY = date(2026, 11, 20)

# What reads exactly as before, by platform or source: expected, with the reason.
HARMLESS = {
    ("SocrataSpider", "columns in another order"): "values are named in every row",
    ("PdfRosterSpider", "columns in another order"): "columns are found by their headings",
    ("IssuerTableSpider", "columns in another order"): "columns are found by their headings",
    ("PublishedTableSpider", "columns in another order"): "columns are found by their headings",
    ("PublishedTableSpider", "byte-order mark"): "allowed in UTF-8",
    ("ExclusionTableSpider", "columns in another order"): "columns are found by their headings",
    ("ExclusionTableSpider", "byte-order mark"): "allowed in UTF-8",
    ("example_exclusions", "a row with one value too few"): "an empty cell at its end is left out of a workbook",
    ("cms_clinicians", "columns in another order"): "columns are found by their headings",
    ("cms_clinicians", "byte-order mark"): "allowed in UTF-8",
    ("cms_clinicians", "blanks about a heading"): "the file had them until 2022",
    ("cms_clinicians", "NUL in a value"): "controls are taken out of every text",
    ("sam_exclusions", "NUL in a value"): "controls are taken out of every text",
    ("FinderSpider", "columns in another order"): "values are named in every entry",
    ("FinderSpider", "byte-order mark"): "allowed in UTF-8",
    ("TeamPageSpider", "columns in another order"): "parts of a card are found by their classes",
    ("TeamPageSpider", "blanks about a heading"): "blanks in a class attribute say nothing",
    ("TeamPageSpider", "byte-order mark"): "allowed in UTF-8",
    ("TeamPageSpider", "NUL in a value"): "controls are taken out of every text",
    ("SitemapJsonLdSpider", "columns in another order"): "values are named in every object",
    ("SitemapJsonLdSpider", "byte-order mark"): "allowed in UTF-8",
    ("SitemapJsonLdSpider", "NUL in a value"): "controls are taken out of every text",
    ("PublishedTableSpider", "NUL in a value"): "controls are taken out of every text",
    ("nppes_bulk", "columns in another order"): "columns are found by their headings",
    ("nppes_api", "columns in another order"): "values are named in every result",
    ("PdfRosterSpider", "blanks about a heading"): "blanks say nothing in a page's layout",
    ("IssuerTableSpider", "blanks about a heading"): "HTML collapses them",
    ("nppes_deactivations", "blanks about a heading"): "seen in a published workbook",
    ("SocrataSpider", "byte-order mark"): "allowed in UTF-8",
    ("IssuerTableSpider", "byte-order mark"): "allowed in UTF-8",
    ("oig_exclusions", "byte-order mark"): "allowed in UTF-8",
    ("nppes_api", "byte-order mark"): "allowed in UTF-8",
    ("SocrataSpider", "NUL in a value"): "controls are taken out of every text",
    ("IssuerTableSpider", "NUL in a value"): "controls are taken out of every text",
    ("oig_exclusions", "NUL in a value"): "controls are taken out of every text",
    ("nppes_bulk", "NUL in a value"): "controls are taken out of every text",
    ("nppes_api", "NUL in a value"): "controls are taken out of every text",
}  # fmt: skip

# What one row says anew and only that row: read, with what may then be found of it.
ONE_ROW = {
    ("SocrataSpider", "unknown type in one row"): "not a license of ours: set aside and counted under its word",
    ("PublishedTableSpider", "unknown type in one row"): "not a license of ours: set aside and counted under its word",
    ("PdfRosterSpider", "unknown type in one row"): "not a license of ours: set aside and counted under its word",
    ("FinderSpider", "unknown type in one row"): "another category: set aside and counted under its word",
    ("ExclusionTableSpider", "unknown type in one row"): "an exclusion stands, whatever it is for",
    ("cms_clinicians", "unknown type in one row"): "another specialty: set aside and counted under its word",
    ("IssuerTableSpider", "unknown type in one row"): "letters nobody else awards prove nothing",
    ("nppes_bulk", "unknown type in one row"): "neither a person nor an organization until we know the code",
    ("oig_exclusions", "unknown status word in one row"): "an exclusion stands, whatever it is for",
}


@dataclass(frozen=True)
class Drift:
    """One way in which a file drifts; ``what`` tells the variants of a kind apart."""

    kind: str
    what: str
    body: bytes


def why(table: Mapping[tuple[str, str], str], name: str, kind: str) -> str | None:
    return table.get((name, kind)) or table.get((platform(name), kind))


def file_of(name: str) -> str:
    return next((FIXTURES / name).glob("response.*")).name


HARMLESS |= {
    (name, "NUL in a value"): "controls are taken out of every text"
    for name in NAMES
    if platform(name) == "FinderSpider" and file_of(name).endswith(".json")  # XML cannot hold one
}


# --- a file that drifts ----------------------------------------------------------------------------------------------


def ordered(table: Table, columns: Sequence[str]) -> bytes:
    """The same rows with their columns in this order."""
    return table.write(columns, [{c: row[c] for c in columns if c in row} for row in table.rows])


def with_value(rows: Rows, place: int, column: str, value: str) -> Rows:
    return [{**row, column: value} if number == place else row for number, row in enumerate(rows)]


def first_with(rows: Rows, column: str) -> int:
    """A row in which the column is filled, preferably one that we keep: the later ones have their traps."""
    return next(number for number, row in enumerate(rows) if row.get(column))


def repeated_heading(name: str, table: Table) -> bytes:
    """The heading of one column we need stands over another one too."""
    needed = facts_of(name).needed[1]
    if table.lines is not None:
        return table.lines(
            [*table.columns, needed],
            [[row.get(c, "") for c in table.columns] + [row.get(table.columns[0], "")] for row in table.rows],
        )
    key = needed.rpartition(".")[2]
    whole = table.write(table.columns, table.rows).decode()
    if platform(name) == "TeamPageSpider":
        return whole.replace(f'class="{table.columns[1]}"', f'class="{needed}"').encode()
    if whole.startswith("<") and platform(name) != "SitemapJsonLdSpider":
        return re.sub(f"<{key}>.*?</{key}>", rf"\g<0><{key}>{WORD}</{key}>", whole, count=1).encode()
    return re.sub(rf'("{key}": )("[^"]*"|\d+)', rf'\1\2, \1"{WORD}"', whole, count=1).encode()


def drifts(name: str) -> Iterator[Drift]:
    facts, table = facts_of(name), table_of(name)
    columns, rows, write = table.columns, table.rows, table.write
    whole = write(columns, rows)
    orders = {"backward": columns[::-1]}
    for seed in (1, 2):
        orders[f"shuffled {seed}"] = random.Random(seed).sample(columns, len(columns))
    for what, order in orders.items():
        if order == columns or getattr(sources()[name], "spanned", False):
            continue  # a heading over several columns says what each is by their order
        yield Drift("columns in another order", what, ordered(table, order))
    for scope in ("one row", "all rows") if facts.dates else ():
        what, changed = next((f"{c} as {form}", r) for c, form, s, r in other_dates(name) if s == scope)
        yield Drift(f"dates of another form in {scope}", what, write(columns, changed))
    for column, sort in ((facts.words, "status word"), (facts.type, "type")):
        if column is not None:
            one = first_with(rows, column)
            yield Drift(f"unknown {sort} in one row", column, write(columns, with_value(rows, one, column, WORD)))
            every = [{**row, column: WORD} if row.get(column) else row for row in rows]
            yield Drift(f"unknown {sort} in all rows", column, write(columns, every))
    if table.lines is not None:
        values = [[row.get(c, "") for c in columns] for row in rows]
        for what, at in (("first", 0), ("last", len(values) - 1)):
            for kind, line in (("few", values[at][:-1]), ("many", [*values[at], "surplus"])):
                body = table.lines(columns, [*values[:at], line, *values[at + 1 :]])
                yield Drift(f"a row with one value too {kind}", what, body)
    yield Drift("a heading twice", facts.needed[1], repeated_heading(name, table))
    spaced = {c: f" {c}  " if "." not in c else f"{c}  " for c in columns}
    named = [{spaced[c]: value for c, value in row.items()} for row in rows]
    yield Drift("blanks about a heading", "all", write(list(spaced.values()), named))
    if not whole.startswith((b"%PDF", b"PK")):
        yield Drift("byte-order mark", "UTF-8", b"\xef\xbb\xbf" + whole)
        yield Drift("UTF-16", "all", whole.decode().encode("utf-16"))
    for column in facts.names or (facts.key,):
        at = first_with(rows, column)
        nul = with_value(rows, at, column, str(rows[at][column])[:3] + "\0" + str(rows[at][column])[3:])
        yield Drift("NUL in a value", column, write(columns, nul))
    for column in facts.names:
        at = first_with(rows, column)
        sign = "(cid:12)" if whole.startswith(b"%PDF") else LOST
        text = str(rows[at][column])
        lost = with_value(rows, at, column, text[:3] + sign + text[4:])
        yield Drift("a letter lost in a name", column, write(columns, lost))


# --- dates -----------------------------------------------------------------------------------------------------------


def serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)


DAY_FIRST = {
    DateForm.ISO: "%Y-%d-%m",
    DateForm.US: "%d/%m/%Y",
    DateForm.US_DASH: "%d-%m-%Y",
    DateForm.COMPACT: "%Y%d%m",
}
WRITTEN: dict[str, Callable[[date], str]] = {
    DateForm.ISO: lambda day: day.isoformat(),
    DateForm.US: lambda day: f"{day:%m/%d/%Y}",
    "dotted": lambda day: f"{day:%d.%m.%Y}",
    "serial number": serial,
    "two-digit year": lambda day: f"{day:%m/%d/%y}",
}


@cache
def other_dates(name: str) -> tuple[tuple[str, str, str, Rows], ...]:
    """(column, form, 'one row' or 'all rows', rows): each date column written in each form the source does not use.

    Where a day comes before its month, the one row is one whose day is no month, as no reader can see another.
    """
    facts, rows = facts_of(name), table_of(name).rows
    made = []
    for column in facts.dates:
        days: list[date | None] = [parse_date(str(row.get(column, "")), *facts.forms) for row in rows]
        for form, write in {**WRITTEN, "day first": lambda d: d.strftime(DAY_FIRST[facts.forms[0]])}.items():
            at = next((n for n, day in enumerate(days) if day and (form != "day first" or day.day > 12)), None)
            if form in facts.forms or at is None:
                continue
            every = [{**row, column: write(day)} if day else row for row, day in zip(rows, days, strict=True)]
            made += [
                (column, form, "all rows", every),
                (column, form, "one row", with_value(rows, at, column, every[at][column])),
            ]
    return tuple(made)
