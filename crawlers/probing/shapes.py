"""What a page holds whatever it is built with: files, tables and cards of people, structured data, a sign-in form."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from parsel import Selector

from crawlers.probing.fingerprints import Use
from crawlers.probing.sight import Link, Sight, excerpt, one_line
from crawlers.probing.source_file import Pattern
from directory.normalize.bylines import bylines

TABLE_FILE = r"\.(?:csv|tsv|xlsx?)(?:[?#]|$)|docs\.google\.com/spreadsheets/[^\s]*(?:export|output)[^\s]*csv"
TABLE_TYPES = frozenset({"text/csv", "text/tab-separated-values", "application/vnd.ms-excel",
                         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})  # fmt: skip
ROSTER_WORDS = r"roster|licens|registrant|registry|directory|\blist\b|verif|practitioner|exclu|sanction"
EXCLUSION_WORDS = r"exclu(?:ded|sion)|sanction|terminat|debar|suspen(?:ded|sion)"
HEAD_WORDS = r"\bname\b"
CLINIC_TYPES = frozenset(
    {"Physiotherapy", "MedicalBusiness", "MedicalClinic", "Physician", "Chiropractic", "LocalBusiness", "Person",
     "MedicalProcedure", "MedicalTherapy", "Service", "Hospital", "MedicalOrganization"}
)  # fmt: skip
INPUTS = {"number": r"lic", "last": r"last|l_?name|surname", "first": r"first|f_?name"}  # of a board's search form
FEWEST_ROWS, FEWEST_CARDS = 3, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A platform and why we think so. ``facts``: attributes of a source; ``asks``: what a reader would ask for, and
    ``listing``: what of it answers one GET with records; ``forbids``: why there is nothing more than a link.
    """

    name: str
    why: str
    use: Use = Use.CRAWL
    reader: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    asks: Sequence[str] = ()
    listing: Sequence[str] = ()
    forbids: str | None = None


def shapes(sight: Sight) -> Iterator[Found]:
    """Whatever of a page could be read, the surest first."""
    if sight.page.body.startswith(b"%PDF"):
        yield _pdf(sight.url, "the address is a PDF", direct=True)
    elif sight.type in TABLE_TYPES or re.search(TABLE_FILE, sight.url):
        yield _table(sight, sight.url, f"the address is a file of the type {sight.type or 'unknown'}", direct=True)
    elif re.search(r"\.zip(?:[?#]|$)", sight.url):
        yield _archive(sight.url, "the address is a zip")
    else:
        yield from _files(sight)
        yield from _search_form(sight)
        yield from _people_table(sight)
        yield from _structured_data(sight)
        yield from _cards(sight)


def signs_in(sight: Sight) -> str | None:
    """The very form that asks for a password, or None."""
    found = sight.selector.css("input[type=password]").get()
    return excerpt(found, 0, len(found)) if found else None


# --- files ----------------------------------------------------------------------------------------------------------


def _files(sight: Sight) -> Iterator[Found]:
    for link in sight.links_like(TABLE_FILE)[:1]:
        yield _table(sight, link.url, f"the page links to {link.url} ({link.text or 'no words'})")
    rosters = [link for link in sight.links_like(r"\.pdf(?:[?#]|$)") if re.search(ROSTER_WORDS, _said(link), re.I)]
    for link in rosters[:1]:
        yield _pdf(link.url, f"the page links to {link.url} ({link.text or 'no words'})")
    for link in sight.links_like(r"\.zip(?:[?#]|$)")[:1]:
        yield _archive(link.url, f"the page links to {link.url} ({link.text or 'no words'})")


def _said(link: Link) -> str:
    return f"{unquote(urlsplit(link.url).path)}\n{link.text}"


def _table(sight: Sight, url: str, why: str, *, direct: bool = False) -> Found:
    about = f"{sight.title}\n{unquote(url)}\n{why}"
    excluded = re.search(EXCLUSION_WORDS, about, re.IGNORECASE)
    facts = {} if direct else {"link": like(url)}
    return Found(
        "exclusion list in a file" if excluded else "published table",
        why,
        reader="exclusion_table:ExclusionTableSpider" if excluded else "published_table:PublishedTableSpider",
        facts={**facts, **_delimited(sight, direct)},
        asks=(url,),
        listing=() if direct else (url,),
    )


def _delimited(sight: Sight, direct: bool) -> dict[str, Any]:
    """The columns of a text file that is the page itself; every role is left to a person."""
    first = sight.page.text.lstrip("\ufeff").partition("\n")[0].strip() if direct else ""
    if not first or "\0" in first or not sight.page.body.isascii():
        return {}
    parted = max(",\t|;", key=first.count)
    columns = [column.strip().strip('"') for column in first.split(parted)]
    return {"columns": dict.fromkeys(columns, "")} if len(columns) > 1 else {}


def _pdf(url: str, why: str, *, direct: bool = False) -> Found:
    facts = {} if direct else {"link": like(url)}
    return Found("PDF roster", why, reader="pdf_roster:PdfRosterSpider", facts=facts, asks=(url,))


def _archive(url: str, why: str) -> Found:
    return Found("large file", why, reader="bulk_file:BulkFileSpider", facts={"link": like(url)}, asks=(url,))


def like(url: str) -> Pattern:
    """A pattern for the file's name on the days to come: digits may change.

    >>> like("https://board.example.org/files/roster-2026-11.csv")
    'roster\\\\-\\\\d+\\\\-\\\\d+\\\\.csv'
    """
    name = urlsplit(url).path.rpartition("/")[2] or urlsplit(url).path
    return Pattern(re.sub(r"\d+", lambda _: r"\d+", re.escape(name)))


def _search_form(sight: Sight) -> Iterator[Found]:
    """A form that asks for a license number or a surname."""
    for form in sight.selector.css("form"):
        names = form.xpath(".//input[not(@type) or @type='text' or @type='search']/@name").getall()
        inputs = {
            role: name for role, like in INPUTS.items() for name in names[::-1] if re.search(like, name, re.IGNORECASE)
        }
        if {"number", "last"} & inputs.keys():
            posts = form.attrib.get("method", "get").lower() == "post"
            yield Found(
                "search form of a board",
                f"a form with the inputs {', '.join(inputs.values())}",
                use=Use.LOOK_UP,
                reader=f"board_page:{'Form' if posts else 'Direct'}BlockSpider",
                facts={"inputs": inputs},
                asks=(urljoin(sight.url, form.attrib.get("action") or sight.url),),
            )
            return


# --- people ---------------------------------------------------------------------------------------------------------


def _people_table(sight: Sight) -> Iterator[Found]:
    for table in sight.selector.css("table"):
        headings = [_words(cell) for cell in table.xpath("(.//tr)[1]/*[self::th or self::td]")]
        rows = len(table.xpath(".//tr")) - 1
        if rows >= FEWEST_ROWS and len(headings) > 1 and re.search(HEAD_WORDS, "\n".join(headings), re.IGNORECASE):
            yield Found(
                "HTML table of people",
                f"a table of {rows} rows under {' | '.join(headings)}"[:200],
                reader="issuer_table:IssuerTableSpider",
                facts={"columns": dict.fromkeys(headings, "")},
                asks=(sight.url,),
            )
            return


def _structured_data(sight: Sight) -> Iterator[Found]:
    types: dict[str, None] = {}
    for text in sight.selector.xpath("//script[contains(@type, 'ld') and contains(@type, 'json')]/text()").getall():
        try:
            types |= dict.fromkeys(_types(json.loads(text, strict=False)))
        except (ValueError, RecursionError):
            continue
    if ours := [kind for kind in types if kind in CLINIC_TYPES]:
        yield Found(
            "structured data (JSON-LD)",
            f"JSON-LD of the types {', '.join(ours)}",
            reader="sitemap_json_ld:SitemapJsonLdSpider",
            asks=(sight.url,),
        )


def _types(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _types(part)
    elif isinstance(value, dict):
        kinds = value.get("@type", [])
        yield from (str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))
        yield from _types(list(value.values()))


def _cards(sight: Sight) -> Iterator[Found]:
    """Elements of one class that each hold one name with letters behind it."""
    holders: dict[str, set[Selector]] = defaultdict(set)
    names: dict[str, str] = {}
    samples: dict[str, str] = {}
    for element in sight.selector.xpath("//body//*[not(self::script or self::style)][text()[normalize-space()]]"):
        line = " ".join(element.xpath("string(.)").get("").split())
        if len(line) > 100 or not any(one.letters for one in bylines(line)):
            continue
        for card in element.xpath("ancestor::*[@class][position() <= 3]"):
            holders[_css(card)].add(card)
            names.setdefault(_css(card), _css(element))
            samples.setdefault(_css(card), line)
    best = max(holders, key=lambda css: (len(holders[css]), -len(css)), default="")
    if best and len(holders[best]) >= FEWEST_CARDS:
        parts = {"name": names[best], **({"bio": "p"} if sight.selector.css(f"{best} p") else {})}
        yield Found(
            "team page",
            f"{len(holders[best])} cards `{best}`, such as {samples[best]!r}",
            reader="team_page:TeamPageSpider",
            facts={"card": best, "parts": parts},
            asks=(sight.url,),
        )


def _css(element: Selector) -> str:
    first = next(iter(element.attrib.get("class", "").split()), "")
    tag = str(element.root.tag)
    return f"{tag}.{first}" if re.fullmatch(r"[A-Za-z_][\w-]*", first) else tag


def _words(cell: Selector) -> str:
    return one_line("".join(cell.xpath(".//text()").getall()))
