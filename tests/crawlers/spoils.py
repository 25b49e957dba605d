"""The ways in which a file of a source is spoiled, made from its fixture, and which of them are harmless."""

from collections.abc import Iterator
from typing import Any

from directory.normalize.identifiers import npi_check_digit
from tests.crawlers.source_tables import NAMES, Rows, facts_of, platform, table_of

LOGIN = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>Password</form></body></html>\n"
# What a spoil does that is harmless, or cannot be seen in the file: expected, with the reason.
HARMLESS = {
    ("nppes_bulk", "added column"): "330 columns read by name; NPPES adds optional ones, all needed are still there",
    ("nppes_api", "added column"): "fields are read by name; the registry adds optional ones",
    ("nppes_api", "doubled rows"): "several queries find the same person: by design each is taken once",
}
for _name in NAMES:
    if platform(_name) in ("TeamPageSpider", "SitemapJsonLdSpider"):
        HARMLESS[_name, "added column"] = "parts are read by name; a page has many that are none of ours"
        HARMLESS[_name, "doubled rows"] = "a page may show somebody twice: each is taken once"


def emptied(column: str, rows: Rows) -> Rows:
    blank: Any = lambda old: [] if isinstance(old, list) else ""  # noqa: E731
    return [{**row, column: blank(row[column])} if column in row else row for row in rows]


def renamed(old: str, new: str, rows: Rows) -> Rows:
    return [{(new if c == old else c): v for c, v in row.items()} for row in rows]


def swapped(a: str, b: str, rows: Rows) -> Rows:
    names = {a: b, b: a}
    return [{names.get(c, c): v for c, v in row.items()} for row in rows]


def bad_check_digit(npi: str) -> str:
    return npi[:9] + str((npi_check_digit(npi[:9]) + 1) % 10)


def spoils(name: str) -> Iterator[tuple[str, bytes, str]]:
    """(what is wrong, the body, text that a breach must hold)."""
    facts, table = facts_of(name), table_of(name)
    columns, rows, write = table.columns, table.rows, table.write
    whole = write(columns, rows)
    for c in facts.needed:
        new = f"basic.new_{c[6:]}" if c.startswith("basic.") else f"{c}_new"
        yield f"renamed column {c}", write([new if k == c else k for k in columns], renamed(c, new, rows)), ""
        fewer = [{k: v for k, v in row.items() if k != c} for row in rows]
        yield f"dropped column {c}", write([k for k in columns if k != c], fewer), ""
    yield "added column", write([*columns, "surprise"], [{**row, "surprise": "new"} for row in rows]), "surprise"
    for c in facts.emptied:
        yield f"emptied column {c}", write(columns, emptied(c, rows)), ""
    for a, b in facts.swaps:
        yield f"swapped {a} and {b}", write(columns, swapped(a, b, rows)), ""
    if facts.words:
        strange = [{**row, facts.words: "Zu prüfen"} if row.get(facts.words) else row for row in rows]
        yield (
            "strange status words",
            write(columns, strange),
            "" if name in ("oig_exclusions", "nppes_api") else "Zu pr",
        )
        if name not in ("oig_exclusions", "nppes_api"):
            first = [{**rows[0], facts.words: "Zu prüfen"}, *rows[1:]]
            yield "one strange status word", write(columns, first), facts.place
    if facts.npi:
        spoiled = [dict(row) for row in rows]
        row = next(r for r in spoiled if str(r.get(facts.npi, "0")).startswith("2"))
        row[facts.npi] = bad_check_digit(str(row[facts.npi]))
        yield "NPI failing its check digit", write(columns, spoiled), facts.place
    yield "cut in the middle", whole[: len(whole) * 2 // 3], ""
    yield "cut near the end", whole[:-40], ""
    yield "login page", LOGIN, ""
    yield "empty file", b"", "empty"
    yield "only blanks", b" \n\n", ""
    yield "header only", write(columns, []), ""
    yield "doubled rows", write(columns, [row for row in rows for _ in range(2)]), "repeat"
    yield "shrunk to half", write(columns, rows[: len(rows) // 2]), "drop"
    if whole.startswith((b"%PDF", b"PK")):
        return  # a PDF and a workbook carry their own encoding
    with_accent = whole if "é".encode() in whole else whole.replace(b"a", "é".encode(), 1)
    if name == "nppes_api":
        with_accent = whole.replace(b"MERRIWEATHER", "MÉRRIWEATHER".encode())
    elif name in ("nppes_bulk", "oig_exclusions"):
        with_accent = whole.replace(b"SEATTLE", "SÉATTLE".encode())
    yield "latin-1 bytes", with_accent.decode().encode("latin-1", "replace"), "encoding"
