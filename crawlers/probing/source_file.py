"""Drafts the file of a source on a known platform: what was seen stands in it, what was not stands as a blank."""

import importlib
import inspect
import json
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

from crawlers.probing.sight import one_line
from crawlers.source import SourceSpider
from directory.normalize.places import STATE_NAMES

WIDTH, PIECE = 118, 90  # characters of a line, and of a text in it
NOT_SEEN = "# blank: "
BLANKS: Mapping[str, str] = {
    "owner": "who publishes it",
    "terms_read": 'the day you read the terms, such as "2026-11-20"',
    "expect": "how many records a whole run brings",
    "jurisdiction": "whose licenses these are, such as WA",
    "professions": "whose licenses these are",
    "columns": "the role of each column",
    "types": "the words of its license types",
    "where": "SoQL: only our professions",
    "fields": "which field holds the name, which the organization",
    "issuer": "the training body whose list this is",
    "list_name": "how the list is called",
    "pages": "what the whole path of a page we want is like",
    "dated_by": "a pattern whose group is the list's own date",
    "download_limit": "bytes: the most that is taken",
}
# Attributes that have a value of their own and still are to be said for most sources of a kind.
ALSO: Mapping[str, tuple[str, ...]] = {
    "LicenseRows": ("jurisdiction", "types", "columns", "professions"),
    "FinderSpider": ("issuer", "fields"),
    "TableFileSpider": ("columns",),
    "IssuerTableSpider": ("columns",),
}
OWN_ADDRESS = frozenset({"FinderSpider", "SocrataSpider"})  # platforms that make their addresses themselves
OURS = frozenset({"title", "owner", "terms", "page_url", "promise_days", "expect", "name"})


class Pattern(str):
    """A regular expression: written with the r in front."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A source file to be finished by a person: the name of the source, the text, and what it still needs."""

    name: str
    text: str
    needs: tuple[str, ...]


def reader_of(named: str) -> type[SourceSpider]:
    """The class of 'module:Class' under crawlers/platforms. Raises ImportError, AttributeError."""
    module, _, name = named.partition(":")
    found: type[SourceSpider] = getattr(importlib.import_module(f"crawlers.platforms.{module}"), name)
    return found


def draft(
    reader: str, page_url: str, *, title: str, facts: Mapping[str, Any], terms_page: str | None, found_by: str
) -> Draft:
    """The source file for a page. ``facts``: attributes that were seen; ``terms_page``: where terms may be read."""
    kind = reader_of(reader)
    module, _, platform = reader.partition(":")
    place = jurisdiction_of(page_url)
    name = f"{(place or 'xx').lower()}_{_slug(page_url)}"
    shown = {"page_url": page_url, "jurisdiction": place, **_address(kind, page_url), **facts}
    facts = {attribute: value for attribute, value in shown.items() if value not in (None, "")}
    blank = [attribute for attribute in _asked(kind) if attribute not in facts]
    columns = facts.get("columns")
    needs = [BLANKS.get(attribute, attribute) for attribute in ("owner", *blank, *(["columns"] if columns else []))]
    body = [
        f"name, promise_days = {literal(name)}, 30",
        *_assigned("title", title or name),
        f'owner = ""  {NOT_SEEN}{BLANKS["owner"]}',
        *_assigned("terms", _terms(terms_page)),
        f"terms_read = None  {NOT_SEEN}{BLANKS['terms_read']}",
        *_assigned("needs", "; ".join(["the terms read", *needs, BLANKS["expect"]])),
        *(line for attribute, value in facts.items() for line in _assigned(attribute, value)),
        *(f"{attribute} = {_empty(kind, attribute)}  {_asks(attribute)}" for attribute in blank),
        f"expect = Expect(at_least=1, at_most=2)  {NOT_SEEN}{BLANKS['expect']}",
    ]
    head = [
        f'"""Draft by `needleproof probe`, recognized by {_comment(found_by)}"""',
        "",
        "from crawlers.expect import Expect",
        f"from crawlers.platforms.{module} import {platform}",
        "",
        "",
        f"class {''.join(part.title() for part in name.split('_'))}Spider({platform}):",
    ]
    return Draft(name, "\n".join([*head, *(f"    {line}" for line in body), ""]), tuple(needs))


def jurisdiction_of(url: str) -> str | None:
    """The state that a host's name tells by the rules of .gov and .us names: wa.gov, data.illinois.gov, state.md.us.

    >>> jurisdiction_of("https://www.mbp.state.md.us/forms/")
    'MD'
    """
    host = urlsplit(url).hostname or ""
    if found := re.search(r"(?:^|\.)([a-z]{2})\.gov$|\.state\.([a-z]{2})\.us$", host):
        code = (found[1] or found[2]).upper()
        return code if code in STATE_NAMES else None
    label = re.search(r"(?:^|\.)([a-z]+)\.gov$", host)
    names = {name.replace(" ", "").lower(): code for code, name in STATE_NAMES.items()}
    return names.get(label[1]) if label else None


def literal(value: Any) -> str:
    """A Python expression for text, numbers, lists and dictionaries; nothing of a page gets out of its quotes."""
    if isinstance(value, Pattern) and re.fullmatch(r'[^"\r\n\0]*[^"\r\n\0\\]', value):
        return f'r"{value}"'
    if value is None or isinstance(value, bool | int):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def _asked(kind: type[SourceSpider]) -> Iterator[str]:
    """The attributes that a source on the platform must state, the platform's own first."""
    asked: dict[str, None] = {}
    for base in kind.__mro__:
        if base is SourceSpider:
            break
        asked |= dict.fromkeys(ALSO.get(base.__name__, ()))
        asked |= dict.fromkeys(name for name in inspect.get_annotations(base) if not hasattr(kind, name))
    yield from (attribute for attribute in asked if attribute not in OURS)


def _address(kind: type[SourceSpider], page_url: str) -> dict[str, Any]:
    """Where the platform asks at addresses that its source gives, the page is the first."""
    return {} if OWN_ADDRESS & {base.__name__ for base in kind.__mro__} else {"start_urls": [page_url]}


def _empty(kind: type[SourceSpider], attribute: str) -> str:
    """The empty value of the attribute's type."""
    for base in kind.__mro__:
        hint = inspect.get_annotations(base).get(attribute)
        if hint is not None:
            inner = get_args(hint)[0] if "ClassVar" in str(hint) else hint
            holder = get_origin(inner) or inner
            for known, empty in ((str, '""'), (int, "0"), (Mapping, "{}"), (tuple, "()")):
                if isinstance(holder, type) and issubclass(holder, known):
                    return empty
            return "None"
    return "None"


def _assigned(attribute: str, value: Any) -> Iterator[str]:
    """One line, or as many as a long text or table needs."""
    note = f"  {NOT_SEEN}{BLANKS[attribute]}" if attribute == "columns" else ""
    line = f"{attribute} = {literal(value)}{note}"
    if len(line) <= WIDTH - 4 or not isinstance(value, Mapping | str):
        yield line
        return
    if isinstance(value, str):
        yield f"{attribute} = ("
        yield from (
            f"    {literal(piece)}" for piece in re.findall(rf".{{1,{PIECE - 1}}}(?:\s|$)|.{{1,{PIECE}}}", value)
        )
        yield ")"
        return
    yield f"{attribute} = {{{note}"
    row = ""
    for key, part in value.items():
        pair = f"{literal(key)}: {literal(part)},"
        if row and len(row) + len(pair) > WIDTH - 9:
            yield f"    {row}"
            row = ""
        row = f"{row} {pair}".strip()
    yield f"    {row}"
    yield "}  # fmt: skip"


def _asks(attribute: str) -> str:
    return f"{NOT_SEEN}{BLANKS.get(attribute, 'see the platform')}"


def _terms(page: str | None) -> str:
    return f"not read: read them at {page}" if page else "not read: no page of terms was found, look for one"


def _slug(url: str) -> str:
    """A word for the source out of its host's name."""
    labels = [part for part in (urlsplit(url).hostname or "").split(".") if part not in ("www", "com", "org", "net")]
    word = re.sub(r"\W+", "_", labels[0] if labels else "").strip("_").lower()
    return word if word.isidentifier() and word.isascii() and not keyword.iskeyword(word) else "source"


def _comment(text: str) -> str:
    """Text of a page inside a docstring: one line, without quotes and backslashes."""
    return re.sub(r'["\\]', "'", one_line(text))[:60]
