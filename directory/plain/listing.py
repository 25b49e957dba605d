"""Tells search engines what may be read here: robots.txt and the sitemap, under the address of the settings."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import sqlalchemy as sa
from sqlalchemy import Select
from sqlmodel import Session, col, func
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from directory import rules
from directory.disputes import hidden_listings
from directory.plain.conditional import tagged, unchanged
from directory.plain.visiting import Visit, trouble, visited
from directory.search.many import among
from directory.store.tables import Practitioner, Publication, PublishedVersion

SAFE = {"X-Content-Type-Options": "nosniff"}
MOST = 10_000  # addresses on one page of the sitemap; the protocol allows 50,000
PERSON = Practitioner.__table__.c  # type: ignore[attr-defined]
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NO_ADDRESS = "This server was not told its public address, so it has no sitemap. Set NEEDLEPROOF_PUBLIC_URL.\n"
ROBOTS = """User-agent: *
Disallow: /api
Disallow: /evidence
Disallow: /people?
Disallow: /people/*/wrong
Allow: /people/
Allow: /states
Allow: /about
"""


@visited
def robots(_request: Request, visit: Visit) -> Response:
    """Profiles may be read; searches are without end, and evidence is for coordinators."""
    told = f"{ROBOTS}\nSitemap: {visit.public_url}/sitemap.xml\n" if visit.public_url else ROBOTS
    return PlainTextResponse(told, headers=dict(SAFE))


@visited
def index(request: Request, visit: Visit) -> Response:
    """`/sitemap.xml`: the parts of the sitemap."""
    query, hidden = _listed(visit.session, func.count())
    number = visit.session.execute(query, hidden).scalar_one()
    parts = ["pages", *(f"people-{part}" for part in range(1, -(-number // MOST) + 1))]
    return _xml(request, visit, "sitemapindex", ((f"/sitemap/{part}.xml", None) for part in parts))


@visited
def part(request: Request, visit: Visit) -> Response:
    """`/sitemap/pages.xml` and `/sitemap/people-1.xml`, counted from 1."""
    name = request.path_params["part"]
    if name == "pages":
        states = (f"/states/{code}" for code in rules.jurisdictions())
        known_on = rules.table_as_of()
        ours: list[tuple[str, date | None]] = [("/people", None), ("/about", None), ("/states", known_on)]
        return _xml(request, visit, "urlset", [*ours, *((path, known_on) for path in states)])
    number = name.removeprefix("people-")
    if not (name.startswith("people-") and number.isascii() and number.isdigit() and 0 < len(number) < 7):
        return trouble(request, 404, "plain-nothing-here")
    found = _people(visit.session, int(number)) if int(number) else []
    return _xml(request, visit, "urlset", found) if found else trouble(request, 404, "plain-nothing-here")


def _people(session: Session, number: int) -> list[tuple[str, date | None]]:
    """Addresses of one part, each with the day on which what it shows was published."""
    query, hidden = _listed(session, Practitioner.id, Publication.published_at)
    page = query.order_by(col(Practitioner.id)).offset((number - 1) * MOST).limit(MOST)
    return [(f"/people/{person}", published_at.date()) for person, published_at in session.execute(page, hidden)]


def _listed(session: Session, *columns: Any) -> tuple[Select[Any], dict[str, list[str]]]:
    """Asks for columns of everybody who is shown now and not hidden, each once; and the values it is asked with."""
    query = (
        sa.select(*columns)
        .select_from(Practitioner)
        .join(PublishedVersion, col(PublishedVersion.practitioner_id) == Practitioner.id)
        .join(Publication, col(Publication.id) == PublishedVersion.publication_id)
        .where(col(PublishedVersion.ended_publication).is_(None))
    )
    if not (hidden := hidden_listings(session)):
        return query, {}
    left_out = among(PERSON.id, "hidden", session.get_bind().dialect.name)
    return query.where(sa.not_(left_out)), {"hidden": sorted(hidden)}


def _xml(request: Request, visit: Visit, kind: str, entries: Iterable[tuple[str, date | None]]) -> Response:
    path = request.url.path
    if not visit.public_url:
        return PlainTextResponse(NO_ADDRESS, 404, dict(SAFE))
    if (same := unchanged(request, visit, path)) is not None:
        return same
    one = "sitemap" if kind == "sitemapindex" else "url"
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{SPACE}">']
    for address, on in entries:
        lastmod = f"<lastmod>{on.isoformat()}</lastmod>" if on else ""
        lines.append(f"<{one}><loc>{escape(visit.public_url + address)}</loc>{lastmod}</{one}>")
    lines.append(f"</{kind}>\n")
    return Response("\n".join(lines), headers=tagged(visit, path), media_type="application/xml")
