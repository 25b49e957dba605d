"""Probes an address: what the site is built with, what its robots.txt says, the terms to read, a draft of a source."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.changed import SourceChangedError
from crawlers.markup import parsed
from crawlers.probing.fingerprints import (
    ADDRESS,
    BOARDS,
    CLOSED_HOSTS,
    FINDERS,
    HEADERS,
    MARKUP,
    WALLS,
    Fingerprint,
    Use,
)
from crawlers.probing.shapes import Found, shapes, signs_in
from crawlers.probing.sight import Link, Sight, excerpt, one_line
from crawlers.probing.source_file import Draft, draft
from crawlers.visits import Visitor
from directory.web import Page, WebError

PAGE_LIMIT, FILE_START = 4 << 20, 64 << 10
FILES = r"\.(?:csv|tsv|txt|xlsx?|zip|pdf)$"
CAPTCHA = r"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile"
TERMS = r"\bterms\b|\blegal\b|privacy|robots|disclaimer|copyright|conditions|acceptable.use|\blicen[cs]ing\b"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a robots.txt says of one address that a reader would ask for; ``delay``: seconds between requests."""

    url: str
    refused: str | None
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The first sitemap of the site, how many addresses it lists, or why it is not known."""

    url: str
    addresses: int | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The first record of a public listing, or why there is none."""

    url: str
    record: Any = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """All that one look told. ``refused``: why nothing more than a deep link may lead there."""

    url: str
    status: int | None = None
    title: str = ""
    use: Use = Use.LINK
    refused: str | None = None
    notes: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    draft: Draft | None = None
    verdicts: tuple[Verdict, ...] = ()
    sitemap: Sitemap | None = None
    terms: tuple[Link, ...] = ()
    sample: Sample | None = None


def probe(url: str, visitor: Visitor, *, sample: bool = False) -> Probe:
    """Looks at the page, its robots.txt and its sitemap; with ``sample`` also at one answer of a public listing.

    Raises WebError when the page cannot be had at all. What robots.txt forbids is told, and nothing else is asked for.
    """
    if closed := _closed(url):
        return Probe(url, refused=closed)
    verdict = _verdict(visitor, url)
    if verdict.refused:
        return Probe(url, refused=verdict.refused, verdicts=(verdict,))
    page = _page(visitor, url)
    sight = Sight(page)
    seen = Probe(page.url, page.status, verdicts=(_verdict(visitor, page.url),))
    try:
        seen = replace(seen, title=sight.title)
    except SourceChangedError as error:
        return replace(seen, refused=str(error))
    if closed := _closed(page.url):
        return replace(seen, refused=closed)
    if page.status != 200:
        return replace(seen, refused=f"it answers {page.status}")
    return _told(sight, seen, visitor, sample=sample)


def _told(sight: Sight, seen: Probe, visitor: Visitor, *, sample: bool) -> Probe:
    found = tuple(recognized(sight))
    seen = replace(seen, found=found, terms=terms_in(sight))
    login = signs_in(sight)
    if not found:
        return replace(seen, refused=f"nothing can be read without signing in ({login})" if login else None)
    best = found[0]
    if best.use is Use.LOOK_UP and (captcha := re.search(CAPTCHA, sight.markup)):
        best = replace(best, use=Use.LINK, forbids=f"it asks for a CAPTCHA ({captcha[0]}): we solve none")
    if best.use is Use.LINK:
        return replace(seen, use=best.use, refused=best.forbids)
    sitemap = _sitemap(visitor, sight)
    if best.reader and best.reader.startswith("sitemap_json_ld:") and sitemap.addresses:
        best = replace(best, facts={"start_urls": [sitemap.url], **best.facts})
    asks = dict.fromkeys(best.asks)
    return replace(
        seen,
        use=best.use,
        notes=(f"the page has a sign-in form too ({login}): only what it shows without it may be read",)
        if login
        else (),
        sitemap=sitemap,
        verdicts=(*seen.verdicts, *(_verdict(visitor, ask) for ask in asks if ask != seen.url)),
        sample=_sample(visitor, best) if sample and best.listing else None,
        draft=_draft(sight, seen, best) if best.reader else None,
    )


def recognized(sight: Sight) -> Iterator[Found]:
    """The platforms of a page, the one that would be read first."""
    for fingerprint in (*WALLS, *FINDERS, *BOARDS):
        if (found := _match(fingerprint, sight)) is not None:
            yield found
            if fingerprint in WALLS:
                return
    yield from shapes(sight)


def _match(fingerprint: Fingerprint, sight: Sight) -> Found | None:
    places = {ADDRESS: sight.url, HEADERS: sight.headers, MARKUP: sight.markup}
    host = urlsplit(sight.url).hostname or ""
    known = {"origin": sight.origin, "host": host, "page": sight.url}
    why, seen = None, dict[str, str]()
    for where, pattern in fingerprint.signs:
        if (hit := re.search(pattern, places[where], re.DOTALL)) is not None:
            why = why or f"in the {where}: {excerpt(hit.string, hit.start(), hit.end())}"
            seen = {**{name: value for name, value in hit.groupdict().items() if value}, **seen}
    if why is None:
        return None
    parameters = {**known, **seen}
    facts = {name: value for name, text in fingerprint.facts.items() if (value := _filled(text, parameters))}
    return Found(
        fingerprint.name,
        why,
        use=fingerprint.use,
        reader=fingerprint.reader,
        facts={name: _typed(name, value) for name, value in facts.items()},
        asks=[ask for text in fingerprint.asks if (ask := _filled(text, parameters))],
        listing=[ask for text in fingerprint.listing if (ask := _filled(text, parameters))],
        forbids=fingerprint.why,
    )


def _typed(attribute: str, value: str) -> Any:
    if attribute == "start_urls":
        return [value]
    return int(value) if attribute == "map_id" else value


def _filled(template: str, parameters: Mapping[str, str]) -> str | None:
    """The template with its parameters; None when one of them was not seen."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return template.format_map(parameters) if all(name in parameters for name in names) else None


def _page(visitor: Visitor, url: str) -> Page:
    """The page, or what stands first in a file. Raises WebError."""
    if re.search(FILES, urlsplit(url).path, re.IGNORECASE):
        return visitor.beginning(url, FILE_START)
    return visitor.page(url, limit=PAGE_LIMIT)


def _closed(url: str) -> str | None:
    labels = (urlsplit(url).hostname or "").split(".")
    return next((why for label, why in CLOSED_HOSTS.items() if label in labels), None)


def _verdict(visitor: Visitor, url: str) -> Verdict:
    if refused := visitor.verdict(url):
        return Verdict(url, refused)
    return Verdict(url, None, visitor.delay(url))


def _draft(sight: Sight, seen: Probe, best: Found) -> Draft:
    terms = next((link.url for link in seen.terms if re.search(r"\bterms\b", f"{link.url} {link.text}", re.I)), None)
    return draft(
        best.reader or "",
        sight.url,
        title=seen.title,
        facts=best.facts,
        terms_page=terms or next((link.url for link in seen.terms), None),
        found_by=best.why,
    )


def terms_in(sight: Sight) -> tuple[Link, ...]:
    """Pages that seem to hold terms, and the robots.txt, which a person may read too."""
    return (*sight.links_like(TERMS)[:8], Link(urljoin(sight.url, "/robots.txt"), "robots.txt"))


# --- sitemap and sample ---------------------------------------------------------------------------------------------


def _sitemap(visitor: Visitor, sight: Sight) -> Sitemap:
    named = re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", visitor.robots(sight.url).text)
    url = urljoin(sight.url, named[0] if named else "/sitemap.xml")
    try:
        page = visitor.page(url, limit=PAGE_LIMIT)
    except WebError as error:
        return Sitemap(url, trouble=str(error))
    if page.status != 200:
        return Sitemap(url, trouble=f"it answers {page.status}")
    try:
        places = parsed(page.text or "<html/>", page.url).css("loc")
    except SourceChangedError as error:
        return Sitemap(page.url, trouble=str(error))
    return Sitemap(page.url, len(places)) if places else Sitemap(page.url, trouble="it lists no address")


def _sample(visitor: Visitor, best: Found) -> Sample:
    url = best.listing[0]
    try:
        page = _page(visitor, url)
    except WebError as error:
        return Sample(url, trouble=str(error))
    if page.status != 200:
        return Sample(url, trouble=f"it answers {page.status}")
    return Sample(page.url, *_first_record(page))


def _first_record(page: Page) -> tuple[Any, str | None]:
    """The first record of a JSON answer, or the first lines of a text; else None and why."""
    try:
        entries = list(_lists(json.loads(page.text)))
    except (ValueError, RecursionError):
        if b"\0" in page.body:
            return None, "the file is not text"
        lines = [one_line(line)[:300] for line in page.text.splitlines() if line.strip()]
        return (lines[:2], None) if lines else (None, "nothing came")
    longest: Sequence[Any] = max(entries, key=len, default=())
    return (longest[0], None) if longest else (None, "the answer lists nothing")


def _lists(value: Any) -> Iterator[list[Any]]:
    """Every list of objects in a JSON value."""
    if isinstance(value, list):
        if value and all(isinstance(entry, dict) for entry in value):
            yield value
        for part in value:
            yield from _lists(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _lists(part)
