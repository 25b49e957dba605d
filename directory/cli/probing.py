"""Commands that look at a site before anything of it is read: probe, and sources check."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.syntax import Syntax
from rich.table import Table

from directory.cli.application import app, sources_app
from directory.cli.console import HEALTHY, UNHEALTHY, err, escaped, fail, out, print_json, showing
from directory.cli.options import BaseUrls, Json, base_urls_of
from directory.cli.stores import settings
from directory.config import today_of
from directory.loopback import door

if TYPE_CHECKING:
    from crawlers.first_contact import Contact
    from crawlers.probing.service import Probe

COLORS = {"differs": "red", "not known": "yellow", "told": "dim"}


@app.command("probe")
def probe_command(
    url: Annotated[str, typer.Argument(help="The page where a person finds the listing, roster or register.")],
    sample: Annotated[
        bool, typer.Option("--sample", help="Ask a public listing once more and show its first record.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell what a site is built with, what its robots.txt allows, which terms to read, and draft a source file.

    Nothing is stored, and what robots.txt forbids is not fetched. An address on this machine is asked too.

    Example: needleproof probe https://board.example.org/verify
    """
    from crawlers import settings as crawling
    from crawlers.probing.service import probe
    from crawlers.visits import Visitor
    from directory.web import WebError

    settings()
    address = url if "://" in url else f"https://{url}"
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        fail(f"{url!r} is no address of a page: write one such as https://board.example.org/verify")
    with Visitor(crawling.USER_AGENT, doors=door(address)) as visitor:
        try:
            seen = probe(address, visitor, sample=sample)
        except WebError as error:
            fail(f"{address}: {error}", UNHEALTHY)
    if as_json:
        print_json(asdict(seen))
    else:
        _print_probe(seen)
    raise typer.Exit(HEALTHY if seen.found and not seen.refused else UNHEALTHY)


def _say(text: str, style: str = "") -> None:
    out.print(escaped(text), style=style, highlight=False)


def _print_probe(seen: "Probe") -> None:
    _say(f"{seen.url}  {seen.title}".rstrip(), "bold")
    for found in seen.found:
        ours = (
            f"crawlers/platforms/{found.reader.partition(':')[0]}.py reads it"
            if found.reader
            else "nothing of ours reads it"
        )
        _say(f"  {found.name} ({ours}): {found.why}")
    if not seen.found and not seen.refused:
        _say("  Nothing was recognized: look at the page with a browser's network view, or write to its owner.")
    if seen.refused:
        _say(f"  Deep link only: {seen.refused}.", "yellow")
    elif seen.found:
        _say(f"  To be done: {seen.use.value}.")
    for note in seen.notes:
        _say(f"  Mind: {note}.", "yellow")
    for verdict in seen.verdicts:
        delay = f", {verdict.delay:g} s between requests" if verdict.delay else ""
        _say(f"  robots.txt: {verdict.url}: {verdict.refused or 'allowed'}{delay}")
    if seen.sitemap:
        _say(f"  Sitemap: {seen.sitemap.url}: {seen.sitemap.trouble or f'{seen.sitemap.addresses:,} addresses'}")
    for link in seen.terms:
        _say(f"  Terms to read: {link.url} ({link.text})")
    if seen.sample:
        _say(f"  Sample of {seen.sample.url}:")
        out.print_json(data=seen.sample.record) if seen.sample.trouble is None else _say(f"    {seen.sample.trouble}")
    if seen.draft:
        _say(f"\n# crawlers/spiders/{seen.draft.name}.py: refused until a person has filled its blanks")
        out.print(Syntax(seen.draft.text, "python", background_color="default", word_wrap=True))


@sources_app.command("check")
def check_sources(
    sources: Annotated[list[str] | None, typer.Argument(help="Source names; without them, every source.")] = None,
    base_url: BaseUrls = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FOLDER", help="Keep what the sources answered, with its day.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare what we believe of sources with what is there: columns, words, counts, links, robots.txt, licenses.

    Nothing is stored. Exit status 1 when something differs, or could not be looked at.

    Example: needleproof sources check wa_doh oig_exclusions
    """
    from crawlers import settings as crawling
    from crawlers.first_contact import check, keep
    from crawlers.registry import UnknownSourceError, source
    from crawlers.registry import sources as registered

    found, urls = settings(), base_urls_of(base_url)
    try:
        kinds = [source(name) for name in dict.fromkeys(sources or registered())]
    except UnknownSourceError as error:
        fail(str(error))
    if not sources:  # the invented ones are nowhere but on this machine
        kinds = [kind for kind in kinds if not kind.sample or kind.name in urls or "" in urls]
    contacts = []
    with showing() as told:
        for contact in check(kinds, crawling.USER_AGENT, base_urls=urls, progress=told):
            contacts.append(contact)
            if save is not None:
                try:
                    keep(contact, save, today_of(found))
                except OSError as error:
                    fail(f"--save {save}: {error.strerror or error}", UNHEALTHY)
            if not as_json:
                _print_contact(contact)
    if as_json:
        print_json(
            [{"source": c.source, "agrees": c.agrees, "points": [asdict(p) for p in c.points]} for c in contacts]
        )
    _sum_up(contacts)
    raise typer.Exit(HEALTHY if all(contact.agrees for contact in contacts) else UNHEALTHY)


def _print_contact(contact: "Contact") -> None:
    from crawlers.probing.sight import one_line

    table = Table(title=contact.source, title_justify="left", expand=True)
    for column, ratio in (("", 2), ("believed", 3), ("found", 5), ("", 1)):
        table.add_column(column, overflow="fold", ratio=ratio)
    for point in contact.points:
        cells = (point.what, point.believed, point.found, point.state.value)
        table.add_row(*(escaped(one_line(cell)) for cell in cells), style=COLORS.get(point.state.value, ""))
    out.print(table)


def _sum_up(contacts: Sequence["Contact"]) -> None:
    states = [point.state.value for contact in contacts for point in contact.points]
    err.print(
        f"{len(contacts)} sources looked at, {states.count('differs')} points differ, "
        f"{states.count('not known')} could not be looked at.",
        highlight=False,
    )
